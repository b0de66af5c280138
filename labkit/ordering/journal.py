"""The journal of orders: SQLite, on disk before the first byte leaves.

One row for each lab, endpoint and reference: `prepared` until the call that commits the order
leaves, then `unknown` until its answer is there. Whatever is killed, the row tells the truth.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
import threading
import weakref
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from labkit import folders
from labkit.errors import JournalError
from labkit.ordering.journal_schema import FIELDS, JSON_FIELDS, NEW_COLUMNS, SCHEMA
from labkit.ordering.leases import Leases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


# Nothing of such an order was committed.
_FREE = frozenset({"prepared", "rejected", "abandoned"})
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
    photos
        Path → SHA-256 of the files it names; None in journals older than this field.

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
    photos: dict[str, str] | None = None


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
        self._leases = Leases(self.path.parent / "leases")
        folders.create_private(self.path, b"", exist_ok=True)
        try:
            self._db = sqlite3.connect(
                self.path, check_same_thread=False, isolation_level=None, timeout=30
            )
            # Python 3.13 warns of a database that is collected open.
            weakref.finalize(self, self._db.close).atexit = False
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(SCHEMA)
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
            for name, declared in NEW_COLUMNS.items():
                if name not in known:
                    db.execute(f"ALTER TABLE orders ADD COLUMN {name} {declared}")

    def find(self, lab: str, place: str, reference: str) -> Entry | None:
        """Return an order's row, or None."""
        with self._lock:
            row = self._db.execute(
                f"SELECT {', '.join(FIELDS)} FROM orders {_THIS}",  # noqa: S608 - fixed names
                (lab, place, reference),
            ).fetchone()
        return _entry(row) if row else None

    def latest(self, lab: str, reference: str) -> Entry | None:
        """Return the newest row of a reference, at whatever endpoint, or None."""
        with self._lock:
            row = self._db.execute(
                f"SELECT {', '.join(FIELDS)} FROM orders "  # noqa: S608 - fixed names
                "WHERE lab = ? AND reference = ? ORDER BY rowid DESC LIMIT 1",
                (lab, reference),
            ).fetchone()
        return _entry(row) if row else None

    def claim(self, entry: Entry) -> Entry | None:
        """Record a new order and acquire it, or return the row that exists already.

        A row that was rejected or abandoned, or was prepared and is nobody's, is taken over:
        nothing of it was committed.

        Raises
        ------
        JournalError
            If this very order is being submitted or settled now, here or in another process.
        """
        if not self.acquire(entry):
            raise JournalError(
                f"{entry.reference!r} is being submitted or settled right now",
                lab=entry.lab,
                call="submit",
                hint="wait for it, then ask status",
            )
        try:
            found = self._insert(entry)
        except BaseException:
            self.release(entry)
            raise
        if found is not None:
            self.release(entry)
        return found

    def _insert(self, entry: Entry) -> Entry | None:
        with self._transaction() as db:
            found = self.find(*_key(entry))
            if found is not None and found.state not in _FREE:
                return found
            now = _now()
            db.execute(
                "INSERT OR REPLACE INTO orders "
                "(lab, place, reference, endpoint, state, body, created_at, updated_at, "
                "base_url, photos) VALUES (?, ?, ?, ?, 'prepared', ?, ?, ?, ?, ?)",
                (
                    *(*_key(entry), entry.endpoint, json.dumps(entry.body), now, now),
                    *(entry.base_url, json.dumps(entry.photos)),
                ),
            )
        return None

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
        """Acquire the lease of a row; return whether it was free."""
        return self._leases.acquire(_key(entry))

    def release(self, entry: Entry) -> None:
        """Release the lease of a row."""
        self._leases.release(_key(entry))

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
                f"SELECT {', '.join(FIELDS)} FROM orders ORDER BY rowid DESC"  # noqa: S608 - fixed names
            ).fetchall()
        return [_entry(row) for row in rows]

    def version(self) -> tuple[int, int]:
        """Return a value that changes whenever a row is added or changed, here or elsewhere.

        SQLite's own counters: of what other connections committed, and of what this one changed.
        No clock is asked.
        """
        with self._lock:
            (others,) = self._db.execute("PRAGMA data_version").fetchone()
            return others, self._db.total_changes

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
    values = dict(zip(FIELDS, row, strict=True))
    for name in JSON_FIELDS:
        values[name] = json.loads(values[name])
    values["total"] = None if values["total"] is None else Decimal(values["total"])
    return Entry(**values)


def _stored(name: str, value: object) -> object:
    if name in JSON_FIELDS:
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
