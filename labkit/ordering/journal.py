"""The journal of orders: SQLite, on disk before the first byte leaves.

One row for each lab, endpoint and reference: `prepared` until the call that commits the order
leaves, then `unknown` until its answer is there. Whatever is killed, the row tells the truth.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import sqlite3
import threading
import weakref
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from labkit import folders
from labkit.errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    lab TEXT NOT NULL, place TEXT NOT NULL, reference TEXT NOT NULL,
    endpoint TEXT NOT NULL, state TEXT NOT NULL,
    lab_state TEXT NOT NULL DEFAULT '', lab_order_id TEXT NOT NULL DEFAULT '',
    total TEXT, currency TEXT NOT NULL DEFAULT '', problem TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL, progress TEXT NOT NULL DEFAULT '{}', raw TEXT NOT NULL DEFAULT 'null',
    owner INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    base_url TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (lab, place, reference)
);
CREATE TABLE IF NOT EXISTS calls (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    lab TEXT NOT NULL, place TEXT NOT NULL, reference TEXT NOT NULL,
    at TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, commits INTEGER NOT NULL
);
"""
_FIELDS = (
    *("lab", "place", "reference", "endpoint", "state", "lab_state", "lab_order_id", "total"),
    *("currency", "problem", "body", "progress", "raw", "created_at", "updated_at", "base_url"),
)
_JSON = ("body", "progress", "raw")
_THIS = "WHERE lab = ? AND place = ? AND reference = ?"


@dataclass(frozen=True)
class Entry:
    """One order in the journal.

    Attributes
    ----------
    place
        Where it was sent, exactly: an address, or one particular embedded sandbox.
    endpoint
        The kind of endpoint, for people.
    body
        The order in the lab's own terms.
    progress
        What its flow recorded (a draft's number).
    base_url
        The address it was sent to; "" in journals older than this field.

    The others are as in `Receipt`.
    """

    lab: str
    place: str
    reference: str
    endpoint: str
    state: str
    body: dict[str, Any]
    lab_state: str = ""
    lab_order_id: str = ""
    total: Decimal | None = None
    currency: str = ""
    problem: str = ""
    progress: dict[str, Any] = field(default_factory=dict)
    raw: Any = None
    created_at: str = ""
    updated_at: str = ""
    base_url: str = ""


class Journal:
    """The journal file; safe for several threads and processes.

    Parameters
    ----------
    path
        The file; the user's own by default (``LABKIT_HOME`` moves it), 0600.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or folders.state_dir() / "journal.sqlite"
        self._lock = threading.RLock()
        folders.create_private(self.path, b"", exist_ok=True)
        try:
            self._db = sqlite3.connect(
                self.path, check_same_thread=False, isolation_level=None, timeout=30
            )
            # Python 3.13 warns of a database that is collected open.
            weakref.finalize(self, self._db.close).atexit = False
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
            self._migrate()
        except sqlite3.DatabaseError as error:
            raise JournalError(
                f"the journal {self.path.name} cannot be read: {error}",
                hint="it holds the orders that were sent: restore it from a copy, or move it away",
            ) from error

    def _migrate(self) -> None:
        # A journal of an older labkit lacks the column. The transaction lets one process add it.
        with self._transaction() as db:
            known = {row[1] for row in db.execute("PRAGMA table_info(orders)")}
            if "base_url" not in known:
                db.execute("ALTER TABLE orders ADD COLUMN base_url TEXT NOT NULL DEFAULT ''")

    def find(self, lab: str, place: str, reference: str) -> Entry | None:
        """Return an order's row, or None."""
        with self._lock:
            row = self._db.execute(
                f"SELECT {', '.join(_FIELDS)} FROM orders {_THIS}",  # noqa: S608 - fixed names
                (lab, place, reference),
            ).fetchone()
        return _entry(row) if row else None

    def latest(self, lab: str, reference: str) -> Entry | None:
        """Return the newest row of a reference, at whatever endpoint, or None."""
        with self._lock:
            row = self._db.execute(
                f"SELECT {', '.join(_FIELDS)} FROM orders "  # noqa: S608 - fixed names
                "WHERE lab = ? AND reference = ? ORDER BY updated_at DESC LIMIT 1",
                (lab, reference),
            ).fetchone()
        return _entry(row) if row else None

    def claim(self, entry: Entry) -> Entry | None:
        """Record a new order and acquire it, or return the row that exists already.

        A row that was rejected or abandoned, or was prepared by a process that is gone, is taken
        over: nothing of it was committed.

        Raises
        ------
        JournalError
            If another process is submitting this very order now.
        """
        with self._transaction() as db:
            found = self.find(entry.lab, entry.place, entry.reference)
            if found is not None and not self._may_replace(found):
                return found
            now = _now()
            db.execute(
                "INSERT OR REPLACE INTO orders "
                "(lab, place, reference, endpoint, state, body, owner, created_at, updated_at, "
                "base_url) VALUES (?, ?, ?, ?, 'prepared', ?, ?, ?, ?, ?)",
                (
                    *(*_key(entry), entry.endpoint),
                    *(json.dumps(entry.body), os.getpid(), now, now, entry.base_url),
                ),
            )
        return None

    def _may_replace(self, entry: Entry) -> bool:
        if entry.state in {"rejected", "abandoned"}:
            return True
        return entry.state == "prepared" and not self.busy(entry)

    def busy(self, entry: Entry) -> bool:
        """Return whether a running process owns this row."""
        with self._lock:
            row = self._db.execute(
                f"SELECT owner FROM orders {_THIS}",  # noqa: S608 - fixed
                _key(entry),
            ).fetchone()
        return bool(row and row[0]) and _alive(row[0])

    def update(self, entry: Entry, **changes: Any) -> Entry:  # noqa: ANN401 - the row's fields
        """Change a row's fields and return the row."""
        changed = replace(entry, **changes, updated_at=_now())
        values = {name: _stored(name, getattr(changed, name)) for name in {*changes, "updated_at"}}
        assignments = ", ".join(f"{name} = ?" for name in values)
        with self._transaction() as db:
            db.execute(
                f"UPDATE orders SET {assignments} {_THIS}",  # noqa: S608 - names of our own fields
                (*values.values(), *_key(entry)),
            )
        return changed

    def acquire(self, entry: Entry) -> bool:
        """Acquire a row without an owner; return whether that succeeded."""
        with self._transaction() as db:
            if self.busy(entry):
                return False
            db.execute(f"UPDATE orders SET owner = ? {_THIS}", (os.getpid(), *_key(entry)))  # noqa: S608 - fixed
        return True

    def release(self, entry: Entry) -> None:
        """Release a row."""
        with self._transaction() as db:
            db.execute(f"UPDATE orders SET owner = 0 {_THIS}", _key(entry))  # noqa: S608 - fixed

    def note_call(self, entry: Entry, method: str, path: str, *, commits: bool) -> None:
        """Record a call before it is sent."""
        with self._transaction() as db:
            db.execute(
                "INSERT INTO calls (lab, place, reference, at, method, path, commits) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*_key(entry), _now(), method, path, int(commits)),
            )

    def entries(self) -> list[Entry]:
        """Return every row, newest first."""
        with self._lock:
            rows = self._db.execute(
                f"SELECT {', '.join(_FIELDS)} FROM orders ORDER BY created_at DESC"  # noqa: S608 - fixed names
            ).fetchall()
        return [_entry(row) for row in rows]

    def version(self) -> tuple[int, str]:
        """Return a value that changes whenever a row is added or changed."""
        with self._lock:
            found = self._db.execute("SELECT count(*), max(updated_at) FROM orders").fetchone()
        return found[0], found[1] or ""

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def _key(entry: Entry) -> tuple[str, str, str]:
    return entry.lab, entry.place, entry.reference


def _entry(row: tuple[Any, ...]) -> Entry:
    values = dict(zip(_FIELDS, row, strict=True))
    for name in _JSON:
        values[name] = json.loads(values[name])
    values["total"] = None if values["total"] is None else Decimal(values["total"])
    return Entry(**values)


def _stored(name: str, value: object) -> object:
    if name in _JSON:
        try:
            return json.dumps(value, default=str)
        except RecursionError:
            return json.dumps("(nested too deeply to be kept)")
    if isinstance(value, str):
        # A lone surrogate of a lab's JSON is no text that SQLite can hold.
        return value.encode("utf-8", "replace").decode("utf-8")
    return str(value) if isinstance(value, Decimal) else value


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")


def _alive(process: int) -> bool:
    # PermissionError: it is alive, and another user's.
    with contextlib.suppress(PermissionError):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
