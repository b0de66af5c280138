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
        If a lab's emulator is broken; the message names the lab.
    """
    found = [_load(spec) for spec in registry.discover().values()]
    usable = sorted((each for each in found if each), key=lambda each: each.lab)
    check_mounts(usable)
    return usable


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


def check_mounts(emulators: Sequence[Emulator]) -> None:
    """Check that the emulators' mount points do not collide.

    Raises
    ------
    LabModuleError
        If a mount point is not a path, is the admin API's, or overlaps another lab's.
    """
    taken = [ADMIN]
    for each in emulators:
        mount = each.mount
        if not mount.startswith("/") or mount.endswith("/") or mount != mount.strip():
            raise LabModuleError(f'its mount {mount!r} is not of the form "/name"', lab=each.lab)
        for other in taken:
            if f"{mount}/".startswith(f"{other}/") or f"{other}/".startswith(f"{mount}/"):
                raise LabModuleError(f"its mount {mount!r} overlaps {other}", lab=each.lab)
        taken.append(mount)


def _load(spec: LabSpec) -> Emulator | None:
    name = f"{spec.package}.sandbox"
    if importlib.util.find_spec(name) is None:
        return None
    found = getattr(spec.module("sandbox"), "EMULATOR", None)
    if not isinstance(found, Emulator):
        raise LabModuleError(f"{name} has no Emulator named EMULATOR", lab=spec.name)
    if found.lab != spec.name:
        raise LabModuleError(f"{name} is the emulator of {found.lab!r}", lab=spec.name)
    return found


def unknown_lab(lab: str, known: Sequence[str]) -> UnknownLabError:
    """Return the error for a lab that is not served, naming those that are."""
    return UnknownLabError(f"the sandbox has no lab {lab!r}", hint=did_you_mean(str(lab), known))
