"""Everything one running sandbox holds: state, clock, labs, switches, log."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

import labkit
from labkit import resources
from labkit.errors import SandboxError, did_you_mean
from labkit.sandbox.clock import Clock
from labkit.sandbox.discovery import unknown_lab
from labkit.sandbox.emulator import Box, Emulator
from labkit.sandbox.faults import Faults
from labkit.sandbox.outbox import Outbox
from labkit.sandbox.photo_store import Shelf
from labkit.sandbox.readings import Readings
from labkit.sandbox.redaction import Redactor
from labkit.sandbox.request_log import RequestLog
from labkit.sandbox.state_store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from labkit.errors import LabModuleError

MAX_SCALE = 1_000_000


class Place(NamedTuple):
    """Where a request goes: the lab, and the path below its base URL."""

    lab: str
    path: str


class World:
    """What one sandbox holds; its application and its Python API work on it.

    Parameters
    ----------
    emulators
        The labs it plays.
    origin
        Scheme, host and port it listens at.
    db
        The file its state is kept in; None keeps it in memory.
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
        # Set when the sandbox stops: what a fault switch holds up is let go.
        self.closing = asyncio.Event()
        self.boxes: dict[str, Box] = {}
        self.store = Store(db)
        self.clock = Clock(self.store)
        self.outbox = Outbox(self.store, self.clock)
        self.faults = Faults(self.boxes)
        self.shelf = Shelf(self.store, origin)
        self.log = RequestLog(_redactor(emulators))
        for emulator in emulators:
            self.boxes[emulator.lab] = self._box(emulator)
        self._first_readings = dict(parse_readings(readings))
        try:
            self._set_first_readings()
        except SandboxError:
            self.store.close()
            raise

    def place(self, path: str) -> Place | None:
        """Return where a request's path leads, None if not to a lab."""
        for lab, box in self.boxes.items():
            mount = box.emulator.mount
            if path == mount or path.startswith(f"{mount}/"):
                return Place(lab, path.removeprefix(mount) or "/")
        return None

    def box(self, lab: str) -> Box:
        """Return one lab's box.

        Raises
        ------
        UnknownLabError
            If the sandbox has no such lab.
        LabModuleError
            If the lab's package is broken.
        """
        if lab in self.problems:
            raise self.problems[lab].with_traceback(None)
        if lab not in self.boxes:
            raise unknown_lab(lab, list(self.boxes))
        return self.boxes[lab]

    def index(self) -> dict[str, Any]:
        """Return what ``GET /`` answers: base URL and credentials of each lab."""
        return {
            "labs": {
                lab: {"base_url": box.base_url, "credentials": dict(box.credentials)}
                for lab, box in self.boxes.items()
            }
        }

    def health(self) -> dict[str, Any]:
        """Return what ``/_labkit/health`` answers."""
        return {
            "ok": True,
            "version": labkit.__version__,
            "instance": self.instance,
            "sample": resources.sample_hash(self.scale),
            "state": self.store.identity(),
            "labs": list(self.boxes),
            "problems": {lab: str(error) for lab, error in self.problems.items()},
        }

    def orders(self, lab: str | None = None) -> list[dict[str, Any]]:
        """Return the orders of one lab or of all, as dicts of `OrderRow` and ``lab``."""
        boxes = self.boxes.values() if lab is None else [self.box(lab)]
        listed = []
        for box in boxes:
            if box.emulator.orders is not None:
                with self.store.transaction():
                    rows = box.emulator.orders(box)
                listed += [{"lab": box.emulator.lab, **dataclasses.asdict(row)} for row in rows]
        return listed

    def readings(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return lab → switch → its ``value`` and its ``choices``."""
        return {
            lab: {
                name: {"value": value, "choices": list(box.readings.choices[name])}
                for name, value in box.readings.items()
            }
            for lab, box in self.boxes.items()
        }

    def set_reading(self, lab: str, name: str, value: str) -> None:
        """Choose a reading of one lab's document.

        Raises
        ------
        SandboxError, UnknownLabError
            If there is no such lab, switch or value.
        """
        box = self.box(lab)
        try:
            box.readings.set(name, value)
        except ValueError as error:
            raise SandboxError(str(error), lab=lab) from None

    def reset(self) -> None:
        """Go back to how it was when it started, without anything kept from before."""
        with self.store.transaction():
            self.store.reset()
            self.faults.clear()
            self.log.clear()
            for box in self.boxes.values():
                box.readings.reset()
            self._set_first_readings()

    def _box(self, emulator: Emulator) -> Box:
        lab = emulator.lab
        failing = functools.partial(self.faults.take_download, lab)
        box = Box(
            emulator=emulator,
            store=self.store.lab(lab),
            clock=self.clock,
            readings=Readings(emulator.readings),
            shelf=Shelf(self.store, self.origin, failing),
            outbox=self.outbox,
            base_url=f"{self.origin}{emulator.mount}",
            scale=self.scale,
        )
        if emulator.on_event is not None:
            self.clock.handle(lab, functools.partial(emulator.on_event, box))
        return box

    def _set_first_readings(self) -> None:
        for name, value in self._first_readings.items():
            lab, _, switch = name.rpartition(":")
            labs = [lab] if lab else self._labs_with(switch)
            for each in labs:
                self.set_reading(each, switch, value)

    def _labs_with(self, switch: str) -> list[str]:
        labs = [lab for lab, box in self.boxes.items() if switch in box.readings]
        if not labs:
            known = {name for box in self.boxes.values() for name in box.readings}
            raise SandboxError(f"no lab has a switch {switch!r}", hint=did_you_mean(switch, known))
        return labs


def check_scale(scale: int | None) -> int | None:
    """Return the scale if it can be used.

    Raises
    ------
    SandboxError
        If it is no whole number from 1 to 1,000,000.
    """
    if scale is None or (type(scale) is int and 1 <= scale <= MAX_SCALE):
        return scale
    raise SandboxError(
        f"scale is a number of products from 1 to {MAX_SCALE:,}, not {scale!r}",
        hint="leave it away for the sample catalogs as they are",
    )


def parse_readings(readings: Mapping[str, str] | Iterable[str] | None) -> dict[str, str]:
    """Return switch → value, from a mapping or from ``"switch=value"`` texts.

    Parameters
    ----------
    readings
        ``{"q31": "reversed"}`` or ``["q31=reversed"]``; ``"lab:q31"`` means that lab alone, a bare
        switch every lab that has one of this name.

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
                f"{name}{equals}{value!s} is no reading", hint='write it as "q31=reversed"'
            )
    return {name.strip(): value.strip() for name, _, value in pairs}


def _redactor(emulators: Sequence[Emulator]) -> Redactor:
    secrets = [value for each in emulators for value in each.credentials.values()]
    names = {name for each in emulators for name in each.credentials}
    return Redactor(secrets, names)
