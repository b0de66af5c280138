"""The sandbox's clock: real time plus what it was turned by, and the events that are due on it."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from labkit.errors import InputError, SandboxError
from labkit.sandbox.emulator import Event

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from labkit.sandbox.state_store import Store

_LAST_YEAR = 2200  # far enough for any test, and dates still fit where they are written


class _Handler(NamedTuple):
    call: Callable[[Event], None]
    atomic: bool


class _Due(NamedTuple):
    seq: int
    lab: str
    event: Event
    handler: _Handler


class Clock:
    """A clock that goes with real time and can be turned forward; thread-safe.

    Events scheduled on it are kept in the sandbox's database, so a sandbox that is killed and
    started again on the same file still has them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._running = threading.RLock()
        self._handlers: dict[str, _Handler] = {}
        self._handing = threading.local()

    def now(self) -> dt.datetime:
        """Return the sandbox's time (aware, UTC)."""
        return dt.datetime.now(dt.UTC) + self._offset()

    def moment(self) -> dt.datetime:
        """Return the moment things happen at: that of the event being handed over, else now.

        A clock turned by days hands over events that were due long before its time.
        """
        due: dt.datetime | None = getattr(self._handing, "due", None)
        return due or self.now()

    def handle(self, lab: str, handler: Callable[[Event], None], *, atomic: bool = True) -> None:
        """Name who gets a lab's events; events nobody gets are kept.

        An atomic handler works in one transaction with the removal of its event: what it changes
        happens once, even if the sandbox is killed. A handler that talks to the outside cannot be
        atomic (the receiver may ask the sandbox something); its event goes away after it is done,
        so it may happen twice but is never lost.
        """
        self._handlers[lab] = _Handler(handler, atomic)

    def schedule(self, lab: str, due: dt.datetime, name: str, payload: dict[str, Any]) -> None:
        """Keep an event until the clock reaches `due`.

        Raises
        ------
        InputError
            If `due` is a time without a zone.
        """
        if due.tzinfo is None:
            raise InputError("an event is due at an aware time; this one has no zone")
        with self._store.transaction() as db:
            db.execute(
                "INSERT INTO event (lab, due, name, payload) VALUES (?, ?, ?, ?)",
                (lab, _text(due), name, json.dumps(payload)),
            )

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> dt.datetime:
        """Turn the clock forward, let everything happen that is due by then, return the time.

        Raises
        ------
        InputError
            If it would turn the clock back, or past the year 2200.
        SandboxError
            If an event fails in its lab's emulator; the message names both.
        """
        with self._store.transaction() as db:
            step = self._step(days=days, hours=hours, minutes=minutes, seconds=seconds)
            db.execute(
                "INSERT OR REPLACE INTO setting (name, value) VALUES ('clock_offset', ?)",
                (str((self._offset() + step).total_seconds()),),
            )
        self.run_due()
        return self.now()

    def run_due(self, *, wait: bool = True, deliver: bool = True) -> int:
        """Hand every event that is due to its lab, in order of time; return how many there were.

        Parameters
        ----------
        wait
            Where another thread is at it: wait until it is done. A request must not: a callback's
            receiver that asks the sandbox something would wait for the delivery it is answering.
        deliver
            Also the events whose handler talks to the outside, which may take its time.

        Raises
        ------
        SandboxError
            If an event fails in its lab's emulator. That event is dropped; the others stay due.
        """
        if not self._running.acquire(blocking=wait):
            return 0
        try:
            done = 0
            while self._run_next(deliver=deliver):
                done += 1
            return done
        finally:
            self._running.release()

    def seconds_to_next(self) -> float | None:
        """Return how long it is until the next event [s], at least 0; None if there is none."""
        with self._store.transaction() as db:
            rows = db.execute("SELECT lab, due FROM event ORDER BY due, seq")
            due = next((row[1] for row in rows if row[0] in self._handlers), None)
        if due is None:
            return None
        return max((dt.datetime.fromisoformat(due) - self.now()).total_seconds(), 0.0)

    def _step(self, **parts: float) -> dt.timedelta:
        try:
            step = dt.timedelta(**parts)
            moment = self.now() + step
        except (OverflowError, ValueError) as error:
            raise InputError(f"the clock cannot be turned by that: {error}") from None
        if step < dt.timedelta(0):
            raise InputError("the sandbox's clock only turns forward")
        if moment.year > _LAST_YEAR:
            raise InputError(f"the sandbox's clock ends with the year {_LAST_YEAR}")
        return step

    def _offset(self) -> dt.timedelta:
        with self._store.transaction() as db:
            row = db.execute("SELECT value FROM setting WHERE name = 'clock_offset'").fetchone()
        return dt.timedelta(seconds=float(row[0])) if row else dt.timedelta(0)

    def _run_next(self, *, deliver: bool) -> bool:
        # Finding an event, what an atomic handler changes and the event's removal are one
        # transaction, so neither a reset nor another thread gets in between.
        failure = None
        with self._store.transaction() as db:
            due = self._find(db, deliver=deliver)
            if due is None:
                return False
            if due.handler.atomic:
                failure = self._hand_over(due)
        if not due.handler.atomic:
            failure = self._hand_over(due)
        if failure:
            raise SandboxError(
                f"its emulator fails at the event {due.event.name!r}: "
                f"{type(failure).__name__}: {failure}",
                lab=due.lab,
            ) from failure
        return True

    def _find(self, db: sqlite3.Connection, *, deliver: bool) -> _Due | None:
        rows = db.execute(
            "SELECT seq, lab, due, name, payload FROM event WHERE due <= ? ORDER BY due, seq",
            (_text(self.now()),),
        )
        for seq, lab, due, name, payload in rows:
            handler = self._handlers.get(lab)
            if handler and (handler.atomic or deliver):
                event = Event(name, json.loads(payload), dt.datetime.fromisoformat(due))
                return _Due(seq, lab, event, handler)
        return None

    def _hand_over(self, due: _Due) -> Exception | None:
        # What a failing handler changed is undone; its event goes all the same, or it would
        # fail for ever and hold up all those behind it.
        failure = None
        whole = self._store.transaction() if due.handler.atomic else contextlib.nullcontext()
        self._handing.due = due.event.due
        try:
            with whole:
                due.handler.call(due.event)
        except Exception as error:  # noqa: BLE001 - whatever an emulator raises, it is named
            failure = error
        finally:
            self._handing.due = None
        with self._store.transaction() as db:
            db.execute("DELETE FROM event WHERE seq = ?", (due.seq,))
        return failure


def _text(moment: dt.datetime) -> str:
    # One fixed width, so that text sorts as time does.
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
