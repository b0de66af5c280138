"""The state of one running sandbox: database, clock, labs, switches, log."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from labkit import resources
from labkit.errors import SandboxError, did_you_mean
from labkit.sandbox.clock import Clock
from labkit.sandbox.discovery import unknown_lab
from labkit.sandbox.emulator import Emulator, EmulatorContext
from labkit.sandbox.faults import Faults
from labkit.sandbox.outbox import Outbox
from labkit.sandbox.photo_store import PhotoStore
from labkit.sandbox.readings import Readings
from labkit.sandbox.redaction import Redactor
from labkit.sandbox.request_log import RequestLog
from labkit.sandbox.state_store import Store
from labkit.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from labkit.errors import LabModuleError

MAX_SCALE = 1_000_000


class LabPath(NamedTuple):
    """A request's lab, and its path below the lab's base URL."""

    lab: str
    path: str


class SandboxState:
    """The state of one sandbox, shared by its application and its Python API.

    Parameters
    ----------
    emulators
        The labs it emulates.
    origin
        Scheme, host and port it listens on.
    db
        The database file; None keeps it in memory.
    scale
        Number of products each lab serves, 1 to 1,000,000; None for the sample catalogs.
    readings
        Switches to start with, as `parse_readings` takes them.
    problems
        The labs that cannot be played, and why.

    Raises
    ------
    SandboxError
        If `scale`, `db` or `readings` cannot be used.
    """

    def __init__(  # noqa: PLR0913 - all but one by name
        self,
        emulators: Sequence[Emulator],
        *,
        origin: str,
        db: str | Path | None = None,
        scale: int | None = None,
        readings: Mapping[str, str] | Iterable[str] | None = None,
        problems: Mapping[str, LabModuleError] | None = None,
    ) -> None:
        self.problems = dict(problems or {})
        self.scale = check_scale(scale)
        self.origin = origin
        self.instance = uuid.uuid4().hex
        # Set when the sandbox stops, to end requests that a fault switch delays.
        self.closing = asyncio.Event()
        self.contexts: dict[str, EmulatorContext] = {}
        self.store = Store(db)
        self.clock = Clock(self.store)
        self.outbox = Outbox(self.store, self.clock)
        self.faults = Faults(self.contexts)
        self.photos = PhotoStore(self.store, origin)
        self.log = RequestLog(_redactor(emulators))
        for emulator in emulators:
            self.contexts[emulator.lab] = self._make_context(emulator)
        self._initial_readings = dict(parse_readings(readings))
        try:
            self._set_initial_readings()
        except SandboxError:
            self.store.close()
            raise

    def lab_path(self, path: str) -> LabPath | None:
        """Return the lab and path of a request, None if it is not for a lab."""
        for lab, context in self.contexts.items():
            mount = context.emulator.mount
            if path == mount or path.startswith(f"{mount}/"):
                return LabPath(lab, path.removeprefix(mount) or "/")
        return None

    def context(self, lab: str) -> EmulatorContext:
        """Return one lab's context.

        Raises
        ------
        UnknownLabError
            If the sandbox has no such lab.
        LabModuleError
            If the lab's package is broken.
        """
        if lab in self.problems:
            raise self.problems[lab].with_traceback(None)
        if lab not in self.contexts:
            raise unknown_lab(lab, list(self.contexts))
        return self.contexts[lab]

    def index(self) -> dict[str, Any]:
        """Return the answer of ``GET /``: base URL and credentials of each lab."""
        return {
            "labs": {
                lab: {"base_url": context.base_url, "credentials": dict(context.credentials)}
                for lab, context in self.contexts.items()
            }
        }

    def health(self) -> dict[str, Any]:
        """Return the answer of ``/_labkit/health``."""
        return {
            "ok": True,
            "version": __version__,
            "instance": self.instance,
            "sample": resources.sample_hash(self.scale),
            "scale": self.scale,
            "state": self.store.identity(),
            "labs": list(self.contexts),
            "problems": {lab: str(error) for lab, error in self.problems.items()},
        }

    def orders(self, lab: str | None = None) -> list[dict[str, Any]]:
        """Return the orders of one lab or of all, as dicts of `OrderRow` and ``lab``."""
        contexts = self.contexts.values() if lab is None else [self.context(lab)]
        listed = []
        for context in contexts:
            if context.emulator.orders is not None:
                with self.store.transaction():
                    rows = context.emulator.orders(context)
                listed += [{"lab": context.emulator.lab, **dataclasses.asdict(row)} for row in rows]
        return listed

    def readings(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return lab → switch → its ``value``, its ``choices`` and its ``alias``."""
        return {lab: context.readings.table() for lab, context in self.contexts.items()}

    def set_reading(self, lab: str, name: str, value: str) -> None:
        """Choose a reading of one lab's document.

        Raises
        ------
        SandboxError, UnknownLabError
            If there is no such lab, switch or value.
        """
        self.context(lab).readings.set(name, value)

    def reset(self) -> None:
        """Restore the initial readings and delete everything else."""
        with self.store.transaction():
            self.store.reset()
            self.faults.clear()
            self.log.clear()
            for context in self.contexts.values():
                context.readings.reset()
            self._set_initial_readings()

    def _make_context(self, emulator: Emulator) -> EmulatorContext:
        lab = emulator.lab
        failing = functools.partial(self.faults.take_download, lab)
        context = EmulatorContext(
            emulator=emulator,
            store=self.store.lab(lab),
            clock=self.clock,
            readings=Readings(emulator.readings, emulator.aliases, lab),
            photos=PhotoStore(self.store, self.origin, failing),
            outbox=self.outbox,
            base_url=f"{self.origin}{emulator.mount}",
            scale=self.scale,
        )
        if emulator.on_event is not None:
            self.clock.register(lab, functools.partial(emulator.on_event, context))
        return context

    def _set_initial_readings(self) -> None:
        for name, value in self._initial_readings.items():
            lab, _, switch = name.rpartition(":")
            labs = [lab] if lab else self._labs_with(switch)
            for each in labs:
                self.set_reading(each, switch, value)

    def _labs_with(self, switch: str) -> list[str]:
        labs = [lab for lab, context in self.contexts.items() if switch in context.readings]
        if not labs:
            known = {name for context in self.contexts.values() for name in context.readings}
            raise SandboxError(f"no lab has a switch {switch!r}", hint=did_you_mean(switch, known))
        return labs


def check_scale(scale: int | None) -> int | None:
    """Return the scale if it can be used.

    Raises
    ------
    SandboxError
        If it is not a whole number from 1 to 1,000,000.
    """
    if scale is None or (type(scale) is int and 1 <= scale <= MAX_SCALE):
        return scale
    raise SandboxError(
        f"scale is a number of products from 1 to {MAX_SCALE:,}, not {scale!r}",
        hint="omit it for the sample catalogs unscaled",
    )


def parse_readings(readings: Mapping[str, str] | Iterable[str] | None) -> dict[str, str]:
    """Return switch → value, from a mapping or from ``"lab:switch=value"`` texts.

    Parameters
    ----------
    readings
        ``{"lab:switch": "value"}`` or ``["lab:switch=value"]``; a switch without a lab means every
        lab that has one of this name or alias (``"q31=reversed"``).

    Raises
    ------
    SandboxError
        If a text has another form.
    """
    if isinstance(readings, str):
        readings = [readings]
    if not readings:
        return {}
    if hasattr(readings, "items"):
        return dict(readings.items())
    pairs = [text.partition("=") for text in readings]
    for name, equals, value in pairs:
        if not (name.strip() and equals and value.strip()):
            raise SandboxError(
                f"{name}{equals}{value!s} is not a reading",
                hint='write it as "lab:switch=value" or "q31=reversed"',
            )
    return {name.strip(): value.strip() for name, _, value in pairs}


def _redactor(emulators: Sequence[Emulator]) -> Redactor:
    secrets = [value for each in emulators for value in each.credentials.values()]
    names = {name for each in emulators for name in each.credentials}
    return Redactor(secrets, names)
