"""What labkit knows of a lab (`LabSpec`), and how labs are discovered."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from labkit.errors import LabModuleError, UnknownLabError, did_you_mean
from labkit.lab_api import modules, spec_rules
from labkit.lab_api.fingerprint import package_digest

if TYPE_CHECKING:
    from types import ModuleType

    from labkit.model.money import PriceKind, Tax

GROUP = "labkit.labs"


@dataclass(frozen=True)
class LabSpec:
    """A lab, as data.

    The lab's code is in modules of the package named by `package`: ``wire``
    (headers, errors), ``catalog`` (``fetch_*`` and ``parse_*``), ``orders`` and ``sandbox``.
    They are imported when they are first used.

    Attributes
    ----------
    name, title, country
        The name used in code, the lab's own name, its ISO 3166 country.
    package
        The package its modules lie in: ``__name__``.
    credentials
        The names its constructor takes, in order.
    currency, price_kind, tax
        What its catalog's prices are.
    cache_life
        How long what was read of its catalog is good for.
    document
        Title and version of its API document.
    live_url, sandbox_url
        As the document names them; "" where it names none.
    assumptions
        What labkit takes for granted though the document does not say it, one sentence each.
    read_by_post
        The paths whose POST changes nothing at the lab (a search, a quote): read like a GET,
        also at a live endpoint. No other POST leaves for one.
    settings
        What `connect` takes in addition to credentials and is no secret (a store's number, a
        region), name → default; ``LABKIT_<LAB>_<NAME>`` stands in for each.
    connections
        How many connections at once the lab allows.

    Raises
    ------
    LabModuleError
        If a value cannot be used; the message names it.
    """

    name: str
    title: str
    country: str
    package: str
    credentials: tuple[str, ...]
    currency: str
    price_kind: PriceKind
    tax: Tax
    cache_life: dt.timedelta
    document: str
    live_url: str = ""
    sandbox_url: str = ""
    assumptions: tuple[str, ...] = ()
    read_by_post: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict, hash=False)
    connections: int = 8

    def __post_init__(self) -> None:
        problems = spec_rules.problems(self)
        if problems:
            raise LabModuleError(
                "its LabSpec cannot be used", lab=str(self.name), hint="\n  ".join(problems)
            )

    def module(self, part: str) -> ModuleType:
        """Import one of the lab's modules.

        Raises
        ------
        LabModuleError
            If it is missing or broken; the message names lab and module.
        """
        try:
            found: ModuleType = modules.load(self.package, part)
        except LabModuleError:
            raise
        except (Exception, SystemExit) as error:
            raise LabModuleError(
                f"its module {part!r} cannot be imported: {type(error).__name__}: {error}",
                lab=self.name,
                hint="mend or uninstall the package that registers this lab",
            ) from error
        return found

    @property
    def fingerprint(self) -> str:
        """The version of its package and a digest of its files: an update changes it."""
        return f"{discover().versions.get(self.name, '')}-{package_digest(self.package)}"

    def variable(self, name: str) -> str:
        """Return the environment variable that stands in for a credential or a setting."""
        return f"LABKIT_{self.name}_{name}".upper()


class Discovered(dict[str, LabSpec]):
    """The labs that can be used, by name.

    Attributes
    ----------
    problems
        Those that cannot, by name, and why: each stands alone, the others are not touched by it.
    versions
        The version of the package that registers each.
    """

    def __init__(self) -> None:
        super().__init__()
        self.problems: dict[str, LabModuleError] = {}
        self.versions: dict[str, str] = {}

    def add(self, name: str, found: list[LabSpec | LabModuleError]) -> None:
        """Add what was registered under one name."""
        first, *duplicates = found
        if duplicates:
            errors = [str(each) for each in found if isinstance(each, LabModuleError)]
            hint = "\n  ".join([_MEND, *errors])
            self.problems[name] = LabModuleError(
                "two packages register this lab", lab=name, hint=hint
            )
        elif isinstance(first, LabModuleError):
            self.problems[name] = first
        else:
            self[name] = first


_MEND = "mend or uninstall the package that registers this lab"


@lru_cache(maxsize=1)
def discover() -> Discovered:
    """Find the labs registered under the entry-point group ``labkit.labs``, sorted by name.

    One that cannot be loaded, or whose name two packages register, is in ``problems`` instead.
    """
    found = Discovered()
    by_name: dict[str, list[LabSpec | LabModuleError]] = {}
    for entry in importlib.metadata.entry_points(group=GROUP):
        loaded = _load(entry)
        name = loaded.name if isinstance(loaded, LabSpec) else entry.name
        # The same package may be found twice, installed and in its folder.
        if loaded not in by_name.setdefault(name, []):
            by_name[name].append(loaded)
        found.versions[name] = entry.dist.version if entry.dist else ""
    for name in sorted(by_name):
        found.add(name, by_name[name])
    return found


def _load(entry: importlib.metadata.EntryPoint) -> LabSpec | LabModuleError:
    try:
        spec = entry.load()
    except LabModuleError as error:
        return LabModuleError(
            f"{entry.value} cannot be loaded: {error.message}", lab=entry.name, hint=error.hint
        )
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it raises, it is named
        return LabModuleError(
            f"{entry.value} cannot be loaded: {type(error).__name__}: {error}",
            lab=entry.name,
            hint=_MEND,
        )
    if isinstance(spec, LabSpec):
        return spec
    return LabModuleError(f"{entry.value} is no LabSpec", lab=entry.name, hint=_MEND)


def labs() -> list[str]:
    """Return the names of all labs that can be used, sorted."""
    return list(discover())


def registered() -> list[str]:
    """Return the names of all labs, sorted: those that cannot be used among them."""
    found = discover()
    return sorted({*found, *found.problems})


class Named(Protocol):
    """Anything that has a lab's name: a connected lab."""

    @property
    def name(self) -> str:
        """The lab's name."""


def find(lab: str | Named) -> LabSpec:
    """Return the spec of a lab, given by its name or connected.

    Raises
    ------
    UnknownLabError
        If there is no such lab; the message names the nearest.
    LabModuleError
        If the lab cannot be used; the message says why.
    """
    known = discover()
    name = getattr(lab, "name", lab)
    if isinstance(name, str) and name in known.problems:
        raise known.problems[name].with_traceback(None)
    if not isinstance(name, str) or name not in known:
        raise UnknownLabError(
            f"there is no lab {name!r}", hint=did_you_mean(str(name), registered())
        )
    return known[name]
