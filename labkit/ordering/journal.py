"""The journal of orders: SQLite, on disk before the first byte leaves.

One row for each lab, endpoint and reference: `prepared` until the call that commits the order
leaves, then `unknown` until its answer is there. Whatever is killed, the row tells the truth.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import json
import sqlite3
import threading
import weakref
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from labkit import folders
from labkit.errors import JournalError
from labkit.ordering.journal_faults import damaged, typed
from labkit.ordering.journal_rows import Entry, read_or_note, read_row
from labkit.ordering.journal_schema import FIELDS, JSON_FIELDS, NEW_COLUMNS, SCHEMA
from labkit.ordering.leases import Leases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


__all__ = ["Entry", "Journal"]

# Nothing of such an order was committed.
_FREE = frozenset({"prepared", "rejected", "abandoned"})
_LOCK_SECONDS = 30.0  # that a process waits for another that writes
_THIS = "WHERE lab = ? AND place = ? AND reference = ?"


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
        with typed(self.path):
            self._db = sqlite3.connect(
                self.path, check_same_thread=False, isolation_level=None, timeout=_LOCK_SECONDS
            )
            # Python 3.13 warns of a database that is collected open.
            weakref.finalize(self, self._db.close).atexit = False
            self._db.text_factory = functools.partial(str, encoding="utf-8", errors="replace")
            self._check_pages()
            write_ahead = functools.partial(self._db.execute, "PRAGMA journal_mode=WAL")
            folders.when_unlocked(write_ahead, _LOCK_SECONDS)
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(SCHEMA)
            self._migrate()

    def _check_pages(self) -> None:
        # A page that is damaged and not read by chance would hide an order.
        (found,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise damaged(self.path, found)

    def _migrate(self) -> None:
        # A journal of an older labkit lacks the column. The transaction lets one process add it.
        with self._transaction() as db:
            known = {row[1] for row in db.execute("PRAGMA table_info(orders)")}
            for name, declared in NEW_COLUMNS.items():
                if name not in known:
                    db.execute(f"ALTER TABLE orders ADD COLUMN {name} {declared}")

    def find(self, lab: str, place: str, reference: str) -> Entry | None:
        """Return an order's row, or None.

        Raises
        ------
        JournalError
            If the row, or the journal, is damaged.
        """
        return self._first(_THIS, lab, place, reference)

    def latest(self, lab: str, reference: str) -> Entry | None:
        """Return the newest row of a reference, at whatever endpoint, or None."""
        newest = "WHERE lab = ? AND reference = ? ORDER BY rowid DESC LIMIT 1"
        return self._first(newest, lab, reference)

    def _first(self, where: str, *values: str) -> Entry | None:
        rows = self._rows(where, *values)
        return read_row(rows[0], self.path) if rows else None

    def _rows(self, where: str, *values: str) -> list[tuple[Any, ...]]:
        query = f"SELECT {', '.join(FIELDS)} FROM orders {where}"  # noqa: S608 - fixed names
        with self._lock, typed(self.path):
            return self._db.execute(query, values).fetchall()

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
        """Return every row, newest first; of one that is damaged what can be read of it."""
        return [read_or_note(row) for row in self._rows("ORDER BY rowid DESC")]

    def version(self) -> tuple[int, int]:
        """Return a value that changes whenever a row is added or changed, here or elsewhere.

        SQLite's own counters: of what other connections committed, and of what this one changed.
        No clock is asked.
        """
        with self._lock, typed(self.path):
            (others,) = self._db.execute("PRAGMA data_version").fetchone()
            return others, self._db.total_changes

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, typed(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


def _key(entry: Entry) -> tuple[str, str, str]:
    return entry.lab, entry.place, entry.reference


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
