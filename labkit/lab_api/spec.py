"""What labkit knows of a lab (`LabSpec`), and how labs are discovered."""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from labkit.errors import LabkitError, LabModuleError, UnknownLabError, did_you_mean

if TYPE_CHECKING:
    from types import ModuleType

    from labkit.model.values import PriceKind, Tax

GROUP = "labkit.labs"


@dataclass(frozen=True)
class LabSpec:
    """A lab, as data.

    The lab's code lies in modules beside its spec, in the package named by `package`: ``wire``
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

    def module(self, part: str) -> ModuleType:
        """Import one of the lab's modules.

        Raises
        ------
        LabModuleError
            If it is missing or broken; the message names lab and module.
        """
        try:
            return importlib.import_module(f"{self.package}.{part}")
        except LabkitError:
            raise
        except Exception as error:
            raise LabModuleError(
                f"its module {part!r} cannot be imported: {type(error).__name__}: {error}",
                lab=self.name,
                hint="mend or uninstall the package that registers this lab",
            ) from error

    def variable(self, credential: str) -> str:
        """Return the environment variable that stands in for a credential."""
        return f"LABKIT_{self.name}_{credential}".upper()


@lru_cache(maxsize=1)
def discover() -> Mapping[str, LabSpec]:
    """Find the labs registered under the entry-point group ``labkit.labs``, sorted by name.

    Raises
    ------
    LabModuleError
        If a registered lab cannot be loaded, or two register one name; it is never skipped.
    """
    found: dict[str, LabSpec] = {}
    for entry in importlib.metadata.entry_points(group=GROUP):
        spec = _load(entry)
        if spec.name in found and found[spec.name] != spec:
            raise LabModuleError("two packages register this lab", lab=spec.name)
        found[spec.name] = spec
    return dict(sorted(found.items()))


def _load(entry: importlib.metadata.EntryPoint) -> LabSpec:
    try:
        spec = entry.load()
    except Exception as error:
        raise LabModuleError(
            f"{entry.value} cannot be loaded: {type(error).__name__}: {error}",
            lab=entry.name,
            hint="mend or uninstall the package that registers this lab",
        ) from error
    if not isinstance(spec, LabSpec):
        raise LabModuleError(f"{entry.value} is no LabSpec", lab=entry.name)
    return spec


def labs() -> list[str]:
    """Return the names of all labs, sorted."""
    return list(discover())


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
    """
    known = discover()
    name = getattr(lab, "name", lab)
    if not isinstance(name, str) or name not in known:
        raise UnknownLabError(f"there is no lab {name!r}", hint=did_you_mean(str(name), known))
    return known[name]
