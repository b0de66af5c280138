"""The sandbox's state: JSON documents in SQLite, in memory or in a file.

One table for all labs. A document has a kind ("order"), a number that counts up within lab and
kind, an optional unique key (a reference the customer chose) and an optional parent. Everything an
operation reads and writes lies in one transaction, so a refused request changes nothing.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    lab TEXT NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL,
    key TEXT, parent INTEGER, body TEXT NOT NULL,
    PRIMARY KEY (lab, kind, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS document_key ON document (lab, kind, key) WHERE key IS NOT NULL;
CREATE INDEX IF NOT EXISTS document_parent ON document (lab, kind, parent);
CREATE TABLE IF NOT EXISTS counter (
    lab TEXT NOT NULL, kind TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (lab, kind)
);
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    lab TEXT NOT NULL, due TEXT NOT NULL, name TEXT NOT NULL, payload TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS event_due ON event (due, seq);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class DuplicateKeyError(Exception):
    """A document of this kind already has this key."""


@dataclass(frozen=True)
class Document:
    """One stored document."""

    id: int
    body: dict[str, Any]
    key: str | None = None
    parent: int | None = None


class Store:
    """The SQLite database of one sandbox; thread-safe.

    Parameters
    ----------
    path
        The database's file; None keeps it in memory.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self.path = None if path is None else Path(path)
        self._db = sqlite3.connect(
            ":memory:" if path is None else str(path),
            check_same_thread=False,
            isolation_level=None,
        )
        if path is not None:
            Path(path).chmod(0o600)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the database for one whole operation; undo everything if it raises."""
        with self._lock:
            if self._depth:
                yield self._db
                return
            self._db.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            else:
                self._db.execute("COMMIT")
            finally:
                self._depth -= 1

    def lab(self, name: str) -> LabStore:
        """Return the part of the state that belongs to one lab."""
        return LabStore(self, name)

    def reset(self) -> None:
        """Forget everything."""
        with self.transaction() as db:
            for table in ("document", "counter", "event", "setting"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - four fixed names

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()


class LabStore:
    """One lab's documents.

    Each method is atomic by itself; ``with store.transaction():`` makes several of them one.
    """

    def __init__(self, store: Store, lab: str) -> None:
        self._store = store
        self._lab = lab

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all that happens inside one operation: all of it or, if it raises, nothing."""
        with self._store.transaction():
            yield

    def insert(
        self,
        kind: str,
        body: dict[str, Any],
        *,
        key: str | None = None,
        parent: int | None = None,
        first_id: int = 1,
    ) -> int:
        """Store a new document and return its number; numbers are never used twice.

        Raises
        ------
        DuplicateKeyError
            If a document of this kind already has this key.
        """
        with self._store.transaction() as db:
            row = db.execute(
                "INSERT INTO counter (lab, kind, last) VALUES (?, ?, ?) "
                "ON CONFLICT (lab, kind) DO UPDATE SET last = last + 1 RETURNING last",
                (self._lab, kind, first_id),
            ).fetchone()
            try:
                db.execute(
                    "INSERT INTO document (lab, kind, id, key, parent, body) VALUES (?,?,?,?,?,?)",
                    (self._lab, kind, row[0], key, parent, json.dumps(body)),
                )
            except sqlite3.IntegrityError as error:
                msg = f"{kind} {key!r} exists already"
                raise DuplicateKeyError(msg) from error
            return int(row[0])

    def get(self, kind: str, number: int) -> Document | None:
        """Return one document by its number, or None."""
        found = self._select(kind, "AND id = ?", (number,))
        return found[0] if found else None

    def by_key(self, kind: str, key: str) -> Document | None:
        """Return one document by its key, or None."""
        found = self._select(kind, "AND key = ?", (key,))
        return found[0] if found else None

    def find(self, kind: str, *, parent: int | None = None) -> list[Document]:
        """Return the documents of a kind, in order of their number; of one parent if given."""
        if parent is None:
            return self._select(kind, "", ())
        return self._select(kind, "AND parent = ?", (parent,))

    def put(self, kind: str, number: int, body: dict[str, Any]) -> None:
        """Replace the body of an existing document."""
        with self._store.transaction() as db:
            db.execute(
                "UPDATE document SET body = ? WHERE lab = ? AND kind = ? AND id = ?",
                (json.dumps(body), self._lab, kind, number),
            )

    def delete(self, kind: str, number: int) -> bool:
        """Delete a document; say whether there was one."""
        with self._store.transaction() as db:
            done = db.execute(
                "DELETE FROM document WHERE lab = ? AND kind = ? AND id = ?",
                (self._lab, kind, number),
            )
            return done.rowcount > 0

    def _select(self, kind: str, where: str, values: tuple[Any, ...]) -> list[Document]:
        with self._store.transaction() as db:
            rows = db.execute(
                "SELECT id, body, key, parent FROM document "  # noqa: S608 - fixed fragments
                f"WHERE lab = ? AND kind = ? {where} ORDER BY id",
                (self._lab, kind, *values),
            ).fetchall()
        return [Document(row[0], json.loads(row[1]), row[2], row[3]) for row in rows]
