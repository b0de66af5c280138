"""The sandbox's clock: real time plus an offset, and the events scheduled on it."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from labkit.errors import InputError, SandboxError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from labkit.sandbox.state_store import Store

_LAST_YEAR = 2200  # far enough for any test, and dates still fit where they are written


@dataclass(frozen=True)
class Event:
    """Something scheduled on the sandbox's clock.

    Attributes
    ----------
    name
        What is to happen, a name of the emulator's choice: ``"ship"``.
    payload
        JSON data the emulator stored with it.
    due
        When it was due (aware, UTC): a clock advanced by days handles each event with its own due
        time, in order.
    """

    name: str
    payload: dict[str, Any]
    due: Any  # datetime.datetime; Any keeps pydantic and FastAPI from resolving it


class _Handler(NamedTuple):
    call: Callable[[Event], None]
    atomic: bool


class _Due(NamedTuple):
    seq: int
    lab: str
    event: Event
    handler: _Handler


class Clock:
    """A clock that follows real time and can be advanced; thread-safe.

    Events scheduled on it are kept in the sandbox's database, so a sandbox that is killed and
    started again on the same file still has them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._running = threading.RLock()
        self._handlers: dict[str, _Handler] = {}
        self._dispatching = threading.local()

    def now(self) -> dt.datetime:
        """Return the sandbox's time (aware, UTC)."""
        return dt.datetime.now(dt.UTC) + self._offset()

    def moment(self) -> dt.datetime:
        """Return the due time of the event being handled, else now.

        A clock advanced by days handles events that were due long before its current time.
        """
        due: dt.datetime | None = getattr(self._dispatching, "due", None)
        return due or self.now()

    def register(self, lab: str, handler: Callable[[Event], None], *, atomic: bool = True) -> None:
        """Register the handler of a lab's events; events without a handler are kept.

        An atomic handler runs in one transaction with the removal of its event: its changes are
        applied exactly once, even if the sandbox is killed. A handler that makes network calls
        cannot be atomic (the receiver may call the sandbox); its event is removed afterwards, so
        it is delivered at least once.
        """
        self._handlers[lab] = _Handler(handler, atomic)

    def schedule(self, lab: str, due: dt.datetime, name: str, payload: dict[str, Any]) -> None:
        """Keep an event until the clock reaches `due`.

        Raises
        ------
        InputError
            If `due` has no time zone.
        """
        if due.tzinfo is None:
            raise InputError("an event's due time needs a time zone")
        with self._store.transaction() as db:
            db.execute(
                "INSERT INTO event (lab, due, name, payload) VALUES (?, ?, ?, ?)",
                (lab, _text(due), name, json.dumps(payload)),
            )

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> dt.datetime:
        """Advance the clock, run the events due by then, return the new time.

        Raises
        ------
        InputError
            If the step is negative, or leads past the year 2200.
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
        """Run the handlers of all due events, in order of time; return how many there were.

        Parameters
        ----------
        wait
            If another thread is running them: wait until it is done. A request must not: a
            callback's receiver that calls the sandbox would wait for the delivery it is answering.
        deliver
            Also run handlers that make network calls, which may be slow.

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
            raise InputError(f"the clock cannot be advanced by that: {error}") from None
        if step < dt.timedelta(0):
            raise InputError("the sandbox's clock can only be advanced")
        if moment.year > _LAST_YEAR:
            raise InputError(f"the sandbox's clock ends with the year {_LAST_YEAR}")
        return step

    def _offset(self) -> dt.timedelta:
        with self._store.transaction() as db:
            row = db.execute("SELECT value FROM setting WHERE name = 'clock_offset'").fetchone()
        return dt.timedelta(seconds=float(row[0])) if row else dt.timedelta(0)

    def _run_next(self, *, deliver: bool) -> bool:
        # Finding an event, an atomic handler's changes and the event's removal are one
        # transaction, so neither a reset nor another thread can intervene.
        failure = None
        with self._store.transaction() as db:
            due = self._find(db, deliver=deliver)
            if due is None:
                return False
            if due.handler.atomic:
                failure = self._dispatch(due)
        if not due.handler.atomic:
            failure = self._dispatch(due)
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

    def _dispatch(self, due: _Due) -> Exception | None:
        # A failing handler's changes are rolled back; its event is removed all the same, or it
        # would block the queue for ever.
        failure = None
        scope = self._store.transaction() if due.handler.atomic else contextlib.nullcontext()
        self._dispatching.due = due.event.due
        try:
            with scope:
                due.handler.call(due.event)
        except Exception as error:  # noqa: BLE001 - a lab's broken module must not take the others with it
            failure = error
        finally:
            self._dispatching.due = None
        with self._store.transaction() as db:
            db.execute("DELETE FROM event WHERE seq = ?", (due.seq,))
        return failure


def _text(moment: dt.datetime) -> str:
    # One fixed width, so that text sorts chronologically.
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")
