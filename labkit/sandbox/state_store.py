"""The sandbox's state: JSON documents in SQLite, in memory or in a file.

One table for all labs. A document has a kind ("order"), a number that counts up within lab and
kind, an optional unique key (the customer's reference) and an optional parent. Each operation is
one transaction, so a refused request changes nothing.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import sqlite3
import threading
import uuid
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Marks the file as the sandbox's, so that no other program's database is written to.
_APPLICATION_ID = 0x6C61626B
_VERSION = 1
_LOCK_WAIT = 2.0  # seconds; a sandbox that was just killed may still hold its lock

_SCHEMA = f"""
BEGIN IMMEDIATE;
PRAGMA application_id = {_APPLICATION_ID};
PRAGMA user_version = {_VERSION};
CREATE TABLE IF NOT EXISTS document (
    lab TEXT NOT NULL, kind TEXT NOT NULL, id INTEGER NOT NULL, key TEXT, parent INTEGER,
    body TEXT NOT NULL, PRIMARY KEY (lab, kind, id)
);
CREATE UNIQUE INDEX IF NOT EXISTS document_key ON document (lab, kind, key) WHERE key IS NOT NULL;
CREATE INDEX IF NOT EXISTS document_parent ON document (lab, kind, parent);
CREATE TABLE IF NOT EXISTS counter (
    lab TEXT NOT NULL, kind TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (lab, kind));
CREATE TABLE IF NOT EXISTS event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, lab TEXT NOT NULL, due TEXT NOT NULL,
    name TEXT NOT NULL, payload TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS event_due ON event (due, seq);
CREATE TABLE IF NOT EXISTS photo (
    file TEXT PRIMARY KEY, name TEXT NOT NULL, media_type TEXT NOT NULL,
    md5 TEXT NOT NULL, size INTEGER NOT NULL, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
COMMIT;
"""
_TABLES = ("document", "counter", "event", "photo", "setting")


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
        The database file, created if missing; None keeps everything in memory.

    Raises
    ------
    SandboxError
        If the file cannot be read, is another program's, or is open in another sandbox.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self.path = None if path is None else Path(path).expanduser()
        self._db = _connect(self.path)
        self._finalizer = weakref.finalize(self, self._db.close)
        self._finalizer.atexit = False

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Lock the database for one operation; roll back if it raises.

        Transactions nest; an inner one that raises rolls back its own part, also if the error is
        then caught. Never ``await`` inside: the lock belongs to the thread, so another request on
        the same thread would share the transaction.
        """
        with self._lock:
            begin, commit, rollback = _INNER if self._depth else _OUTER
            self._db.execute(begin)
            self._depth += 1
            try:
                yield self._db
                self._db.execute(commit)
            except BaseException:
                if self._db.in_transaction:
                    for step in rollback:
                        self._db.execute(step)
                raise
            finally:
                self._depth -= 1

    def lab(self, name: str) -> DocumentStore:
        """Return the documents of one lab."""
        return DocumentStore(self, name)

    def reset(self) -> None:
        """Delete everything."""
        with self.transaction() as db:
            for table in _TABLES:
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - fixed names

    def identity(self) -> str:
        """Return a unique identifier of this state; it is kept until a reset."""
        with self.transaction() as db:
            made = "INSERT OR IGNORE INTO setting (name, value) VALUES ('identity', ?)"
            db.execute(made, (uuid.uuid4().hex,))
            row = db.execute("SELECT value FROM setting WHERE name = 'identity'").fetchone()
        return str(row[0])

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()

    def detach(self) -> None:
        """In a forked child, leave the database to the parent: never use it, never close it."""
        # Closing it, as the child's exit would, deletes the journal the parent still writes. An
        # extra reference keeps the connection from being closed here.
        self._finalizer.detach()
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._db))


class DocumentStore:
    """One lab's documents.

    Each method is atomic; ``with store.transaction():`` makes several of them one operation.
    """

    def __init__(self, store: Store, lab: str) -> None:
        self._store = store
        self._lab = lab

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside one operation; roll back if it raises.

        Never ``await`` inside (see `Store.transaction`).
        """
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
        """Store a new document and return its number; numbers are never reused.

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
                raise DuplicateKeyError(f"{kind} {key!r} exists already") from error
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
        """Return the documents of a kind, by number; only those of `parent` if given."""
        if parent is None:
            return self._select(kind, "", ())
        return self._select(kind, "AND parent = ?", (parent,))

    def put(
        self, kind: str, number: int, body: dict[str, Any], *, parent: int | None = None
    ) -> None:
        """Replace the body of an existing document, and its parent if given.

        Raises
        ------
        KeyError
            If there is no such document.
        """
        with self._store.transaction() as db:
            done = db.execute(
                "UPDATE document SET body = ?, parent = coalesce(?, parent) "
                "WHERE lab = ? AND kind = ? AND id = ?",
                (json.dumps(body), parent, self._lab, kind, number),
            )
            if not done.rowcount:
                raise KeyError(f"{self._lab} has no {kind} {number}")

    def delete(self, kind: str, number: int) -> bool:
        """Delete a document; tell whether there was one."""
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


_OUTER = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
_INNER = ("SAVEPOINT step", "RELEASE step", ("ROLLBACK TO step", "RELEASE step"))


def _connect(path: Path | None) -> sqlite3.Connection:
    if path is None:
        db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        db.executescript(_SCHEMA)
        return db
    try:
        return _open(path)
    except (sqlite3.Error, OSError) as error:
        busy = "locked" in str(error)
        raise SandboxError(
            f"the database {path} is in use"
            if busy
            else f"cannot use the database {path}: {error}",
            hint="stop the sandbox that has it open, or name another file"
            if busy
            else "name a file in a folder that exists and that you may write to",
        ) from error


def _open(path: Path) -> sqlite3.Connection:
    if not path.exists():
        path.touch(mode=0o600)
    db = sqlite3.connect(path, timeout=_LOCK_WAIT, check_same_thread=False, isolation_level=None)
    try:
        _claim(db, path)
    except BaseException:
        db.close()
        raise
    return db


def _claim(db: sqlite3.Connection, path: Path) -> None:
    # Check before changing anything: it may be another program's file.
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    owner = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if tables and (owner, version) != (_APPLICATION_ID, _VERSION):
        whose = "another version of the sandbox" if owner == _APPLICATION_ID else "another program"
        raise SandboxError(
            f"the database {path} belongs to {whose}; it was not changed",
            hint="name another file; a missing one is created",
        )
    # One sandbox per file: two would run each event twice. The lock ends with the process.
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.executescript(_SCHEMA)
