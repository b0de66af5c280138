"""The sandbox's clock: real time plus what it was turned by, and the events that are due on it."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from labkit.sandbox.emulator import Event

if TYPE_CHECKING:
    from labkit.sandbox.store import Store

_MICROSECONDS = "microseconds"


class Clock:
    """A clock that goes with real time and can be turned forward; thread-safe.

    Events scheduled on it are kept in the sandbox's database, so a sandbox that is killed and
    started again on the same file still has them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._running = threading.RLock()
        self._handlers: dict[str, tuple[Callable[[Event], None], bool]] = {}

    def now(self) -> dt.datetime:
        """Return the sandbox's time (aware, UTC)."""
        return dt.datetime.now(dt.UTC) + self._offset()

    def handle(
        self, lab: str, handler: Callable[[Event], None], *, atomic: bool = True
    ) -> None:
        """Name who gets a lab's events.

        An atomic handler works in one transaction with the removal of its event: what it changes
        happens once, even if the sandbox is killed. A handler that talks to the outside cannot be
        atomic (the receiver may ask the sandbox something); its event goes away after it is done,
        so it may happen twice but is never lost.
        """
        self._handlers[lab] = (handler, atomic)

    def schedule(self, lab: str, due: dt.datetime, name: str, payload: dict[str, Any]) -> None:
        """Keep an event until the clock reaches `due` (aware)."""
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
        ValueError
            If it would turn the clock back.
        """
        step = dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if step < dt.timedelta(0):
            msg = "the sandbox's clock only turns forward"
            raise ValueError(msg)
        with self._store.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO setting (name, value) VALUES ('clock_offset', ?)",
                (str((self._offset() + step).total_seconds()),),
            )
        self.run_due()
        return self.now()

    def run_due(self, *, wait: bool = True) -> int:
        """Hand every event that is due to its lab, in order of time; return how many there were.

        With ``wait=False`` it returns at once where another thread is at it: a callback's receiver
        that asks the sandbox something must not wait for the very delivery it is answering.
        """
        if not self._running.acquire(blocking=wait):
            return 0
        try:
            done = 0
            while self._run_next():
                done += 1
            return done
        finally:
            self._running.release()

    def _offset(self) -> dt.timedelta:
        with self._store.transaction() as db:
            row = db.execute("SELECT value FROM setting WHERE name = 'clock_offset'").fetchone()
        return dt.timedelta(seconds=float(row[0])) if row else dt.timedelta(0)

    def _run_next(self) -> bool:
        with self._store.transaction() as db:
            row = db.execute(
                "SELECT seq, lab, due, name, payload FROM event WHERE due <= ? "
                "ORDER BY due, seq LIMIT 1",
                (_text(self.now()),),
            ).fetchone()
        if row is None:
            return False
        event = Event(
            name=row[3], payload=json.loads(row[4]), due=dt.datetime.fromisoformat(row[2])
        )
        handler, atomic = self._handlers.get(row[1], (_ignore, True))
        if atomic:
            with self._store.transaction() as db:
                handler(event)
                db.execute("DELETE FROM event WHERE seq = ?", (row[0],))
        else:
            handler(event)
            with self._store.transaction() as db:
                db.execute("DELETE FROM event WHERE seq = ?", (row[0],))
        return True


def _ignore(_event: Event) -> None:
    """Let an event pass whose lab is not served here."""


def _text(moment: dt.datetime) -> str:
    # One fixed width, so that text sorts as time does.
    return moment.astimezone(dt.UTC).isoformat(timespec=_MICROSECONDS)
