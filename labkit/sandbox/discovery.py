"""Find the labs' emulators."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, NamedTuple

from labkit.errors import LabModuleError, UnknownLabError, did_you_mean
from labkit.lab_api import spec as registry
from labkit.sandbox.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from labkit.lab_api.spec import LabSpec

ADMIN = "/_labkit"


class Found(NamedTuple):
    """The emulators of the registered labs.

    Attributes
    ----------
    emulators
        Those that can be played, sorted by the labs' names.
    problems
        The labs that cannot, by name, and why.
    """

    emulators: list[Emulator]
    problems: dict[str, LabModuleError]


def find_emulators() -> Found:
    """Return the emulator of every registered lab that has one; a broken one is a problem."""
    known = registry.discover()
    found = Found([], dict(known.problems))
    for name, spec in sorted(known.items()):
        try:
            emulator = _load(spec)
        except LabModuleError as error:
            found.problems[name] = error
        else:
            found.emulators.extend([emulator] if emulator else [])
    return found


def emulators() -> list[Emulator]:
    """Return the emulator of every registered lab that can be played, sorted by name."""
    return find_emulators().emulators


def emulator(lab: str) -> Emulator:
    """Return one lab's emulator.

    Raises
    ------
    UnknownLabError
        If there is no such lab, or it has no emulator.
    LabModuleError
        If it is broken.
    """
    known = registry.discover()
    if lab in known.problems:
        raise known.problems[lab].with_traceback(None)
    if lab not in known:
        raise unknown_lab(lab, list(known))
    found = _load(known[lab])
    if found is None:
        raise UnknownLabError(f"the lab {lab!r} has no emulator", hint="the sandbox lacks this lab")
    return found


def _load(spec: LabSpec) -> Emulator | None:
    name = f"{spec.package}.sandbox"
    if not _is_there(name):
        return None
    found = getattr(spec.module("sandbox"), "EMULATOR", None)
    if not isinstance(found, Emulator):
        raise LabModuleError(f"{name} has no Emulator named EMULATOR", lab=spec.name)
    wrong = list(_problems(found, spec))
    if wrong:
        raise LabModuleError("its EMULATOR cannot be used", lab=spec.name, hint="\n  ".join(wrong))
    return found


def _is_there(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False  # its package is one file, which holds no module


def _problems(emulator: Emulator, spec: LabSpec) -> Iterator[str]:
    if emulator.lab != spec.name:
        yield f"it says it is the lab {emulator.lab!r}"
    # Below its own name no lab is in the way of another, nor of the sandbox's own pages.
    mount, home = str(emulator.mount), f"/{spec.name}"
    if not f"{mount}/".startswith(f"{home}/") or mount.endswith("/") or mount != mount.strip():
        yield f"its mount is {home} or a path below it, not {mount!r}"
    names, values = set(emulator.credentials), list(emulator.credentials.values())
    if names != set(spec.credentials) or not all(isinstance(value, str) for value in values):
        yield f"its credentials are texts under the names {', '.join(spec.credentials)}"
    for name, choices in emulator.readings.items():
        if not isinstance(choices, tuple) or not choices:
            yield f"the switch {name!r} has no values"


def unknown_lab(lab: str, known: Sequence[str]) -> UnknownLabError:
    """Return the error for a lab that is not served, naming those that are."""
    return UnknownLabError(f"the sandbox has no lab {lab!r}", hint=did_you_mean(str(lab), known))
