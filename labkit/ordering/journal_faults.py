"""What is wrong with the journal's file or its disk, and the way out."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from labkit.errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SETTLE = "the orders in it are safe; what it calls unknown, lab.resolve settles"
_BUSY = ("another program holds it", "end that program, or wait, then try again")
_RESTORE = (
    "nothing is ordered, and the file is left as it is: restore it from a copy; without it "
    "nothing remembers what was ordered"
)
_DAMAGED = ("it is damaged", _RESTORE)
_CANNOT_WRITE = (
    "it cannot be written",
    "let this user write to it and its folder; another LABKIT_HOME would not know what was ordered",
)
_REASONS = {
    sqlite3.SQLITE_FULL: ("the disk is full", f"make room on the disk; {_SETTLE}"),
    sqlite3.SQLITE_IOERR: ("the disk failed", f"check the disk and the room on it; {_SETTLE}"),
    sqlite3.SQLITE_READONLY: _CANNOT_WRITE,
    sqlite3.SQLITE_PERM: _CANNOT_WRITE,
    sqlite3.SQLITE_CANTOPEN: _CANNOT_WRITE,
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


@contextlib.contextmanager
def typed(path: Path) -> Iterator[None]:
    """Raise `JournalError` for what SQLite raises, with the reason and the way out."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        # The low byte is the kind of error, the others its details.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        reason, hint = _REASONS.get(code, (str(error), _RESTORE))
        raise JournalError(
            f"the journal {path.name} cannot be used: {reason}", hint=hint
        ) from error


def damaged(path: Path, what: str) -> JournalError:
    """Return the error for a journal that is damaged."""
    return JournalError(f"the journal {path.name} is damaged: {what}", hint=_RESTORE)
