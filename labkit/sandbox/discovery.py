"""Find the labs' emulators."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from labkit.errors import LabModuleError, UnknownLabError, did_you_mean
from labkit.lab_api import spec as registry
from labkit.sandbox.emulator import Emulator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from labkit.lab_api.spec import LabSpec

ADMIN = "/_labkit"


def emulators() -> list[Emulator]:
    """Return the emulator of every registered lab that has one, sorted by the labs' names.

    Raises
    ------
    LabModuleError
        If a lab's emulator is broken; the message names the lab. None is skipped in silence.
    """
    found = [_load(spec) for spec in registry.discover().values()]
    there = sorted((each for each in found if each), key=lambda each: each.lab)
    check_mounts(there)
    return there


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
    if lab not in known:
        raise unknown_lab(lab, list(known))
    found = _load(known[lab])
    if found is None:
        raise UnknownLabError(f"the lab {lab!r} has no emulator", hint="the sandbox lacks this lab")
    return found


def check_mounts(there: Sequence[Emulator]) -> None:
    """See to it that the emulators can be served side by side.

    Raises
    ------
    LabModuleError
        If a mount point is no path, the sandbox's own, or inside another's.
    """
    taken = [ADMIN]
    for each in there:
        mount = each.mount
        if not mount.startswith("/") or mount.endswith("/") or mount != mount.strip():
            raise LabModuleError(f'its mount {mount!r} is not of the form "/name"', lab=each.lab)
        for other in taken:
            if f"{mount}/".startswith(f"{other}/") or f"{other}/".startswith(f"{mount}/"):
                raise LabModuleError(f"its mount {mount!r} is in the way of {other}", lab=each.lab)
        taken.append(mount)


def _load(spec: LabSpec) -> Emulator | None:
    name = f"{spec.package}.sandbox"
    if importlib.util.find_spec(name) is None:
        return None
    found = getattr(spec.module("sandbox"), "EMULATOR", None)
    if not isinstance(found, Emulator):
        raise LabModuleError(f"{name} has no Emulator named EMULATOR", lab=spec.name)
    if found.lab != spec.name:
        raise LabModuleError(f"{name} says it is the lab {found.lab!r}", lab=spec.name)
    return found


def unknown_lab(lab: str, known: Sequence[str]) -> UnknownLabError:
    """Return the error for a lab that is not served, naming those that are."""
    return UnknownLabError(f"the sandbox knows no lab {lab!r}", hint=did_you_mean(str(lab), known))
