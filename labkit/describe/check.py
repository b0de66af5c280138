"""Checks a lab's package: its parts, their names, and what its catalog brings.

``labkit check-lab`` shows it, and the contract tests may rely on it.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labkit.describe import check_tables
from labkit.describe.protocols import OPTIONAL, PARTS
from labkit.errors import LabkitError, UnknownLabError, did_you_mean
from labkit.lab_api import modules, spec

if TYPE_CHECKING:
    from labkit.lab_api.spec import LabSpec


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a lab's package.

    Attributes
    ----------
    part
        The part it is in: ``wire``, ``catalog``, ``orders``, …; "" for the package.
    name
        The function or column, with a row's number where it is one row: ``price[3]``.
    message
        What is wrong and what to do.
    severity
        ``"error"`` or ``"warning"``.
    """

    part: str
    name: str
    message: str
    severity: str = "error"


def check_lab(name: str) -> list[Finding]:
    """Return what is wrong with a lab's package; it asks the embedded sandbox alone.

    Parameters
    ----------
    name
        The lab's name.

    Raises
    ------
    UnknownLabError
        If no package registers such a lab.
    """
    try:
        lab = spec.find(name)
    except UnknownLabError:
        raise
    except LabkitError as error:
        return [Finding("", name, str(error))]
    found = [each for part in PARTS for each in _check_part(lab, part)]
    if not any(each.part in {"wire", "catalog", "sandbox"} and _is_error(each) for each in found):
        found += [Finding("catalog", *each) for each in check_tables.check_tables(lab)]
    return found


def _is_error(finding: Finding) -> bool:
    return finding.severity == "error"


def _check_part(lab: LabSpec, part: str) -> Iterator[Finding]:
    try:
        if not modules.has(lab.package, part):
            if part not in OPTIONAL:
                yield Finding(part, "", f"there is no {part}.py, and client.py describes none")
            return
        module = lab.module(part)
    except Exception as error:  # noqa: BLE001 - whatever a lab's module raises is its finding
        yield Finding(part, "", f"{type(error).__name__}: {error}")
        return
    needed, allowed = PARTS[part]
    known = {name: proto for proto in (*needed, *allowed) for name in _members(proto)}
    unknown = [name for name in _public(module) if name not in known]
    for name, proto in known.items():
        if hasattr(module, name):
            yield from _check_member(module, part, name, proto)
        elif proto in needed or _has_others(module, proto, name):
            near = _near(name, unknown)
            message = f"is missing; {near!r} may be meant for it" if near else "is missing"
            yield Finding(part, name, message)
    for name in unknown:
        near = _near(name, known)
        if near and not hasattr(module, near):
            yield Finding(part, name, did_you_mean(name, known))
        elif part != "sandbox" and inspect.isfunction(getattr(module, name)):
            message = "labkit calls no function of this name; begin it with _ if it is your own"
            yield Finding(part, name, message, "warning")


def _near(name: str, others: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(name, list(others), n=1, cutoff=0.75)), "")


def _has_others(module: Any, proto: type, name: str) -> bool:  # noqa: ANN401 - a module
    # Half of a pair: what fetches options and nothing that reads them. Constants stand alone.
    functions = [each for each in _members(proto) if not each.isupper() and each != "tracking_url"]
    return name in functions and any(hasattr(module, each) for each in functions)


def _members(proto: type) -> list[str]:
    written = [*vars(proto).get("__annotations__", {}), *vars(proto)]
    return [name for name in dict.fromkeys(written) if not name.startswith("_")]


def _public(module: Any) -> list[str]:  # noqa: ANN401 - a module
    # What is imported is somebody else's, unless the module says that it is its own.
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return list(listed)
    home = getattr(module, "__name__", "")
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (name.isupper() or (callable(value) and getattr(value, "__module__", "") == home))
    ]


def _check_member(module: Any, part: str, name: str, proto: type) -> Iterator[Finding]:  # noqa: ANN401 - a module
    value, model = getattr(module, name), getattr(proto, name, None)
    if model is None or not inspect.isfunction(model):
        return
    if not callable(value):
        yield Finding(part, name, "is no function")
        return
    expected = list(inspect.signature(model).parameters.values())[1:]
    given = {p.name: None for p in expected if p.kind is p.KEYWORD_ONLY}
    places = [None for p in expected if p.kind is p.POSITIONAL_OR_KEYWORD]
    try:
        inspect.signature(value).bind(*places, **given)
    except TypeError as error:
        shown = ", ".join(map(str, (p.name for p in expected)))
        yield Finding(part, name, f"cannot be called as {name}({shown}): {error}")
    except ValueError:
        return  # written in C: it has no signature to look at
