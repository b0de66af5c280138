"""labkit's folders for caches, snapshots and the journal, private to the user.

``LABKIT_HOME`` moves everything below one folder (tests and notebooks on shared machines).
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import platformdirs

from labkit.errors import StoreError

T = TypeVar("T")
_PAUSE_SECONDS = 0.01
_warned: set[str] = set()


def cache_dir() -> Path:
    """Return the folder of caches, which can be restored; made if need be, 0700.

    Raises
    ------
    StoreError
        If it cannot be made.
    """
    home = os.environ.get("LABKIT_HOME")
    return make_private(Path(home) / "cache" if home else platformdirs.user_cache_path("labkit"))


def state_dir() -> Path:
    """Return the folder of state that cannot be restored (journal, snapshots); 0700.

    Raises
    ------
    StoreError
        If it cannot be made.
    """
    home = os.environ.get("LABKIT_HOME")
    return make_private(Path(home) / "state" if home else platformdirs.user_state_path("labkit"))


def create_private(path: Path, content: bytes, *, exist_ok: bool = False) -> None:
    """Create a file that only this user can read (0600 from its first moment on).

    With ``exist_ok`` one that is there is left as it is and never opened: closing a file drops
    all locks this process has on it, SQLite's too, and then another process takes the database
    for its own.

    Raises
    ------
    StoreError
        If it cannot be written.
    FileExistsError
        If it is there already, unless ``exist_ok``.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if not exist_ok:
            raise
        _restrict(path)
        return
    except OSError as error:
        raise _unusable(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(content)
    except OSError as error:
        # Half of it is of no use, and may hold an address.
        path.unlink(missing_ok=True)
        raise _unusable(path, error) from error


def when_unlocked(work: Callable[[], T], seconds: float) -> T:
    """Open a database that another program has locked just now, as soon as it is free.

    SQLite's own time limit does not hold while a new file becomes a write-ahead one: of two
    programs that start at the same moment one would get its error at once.

    Parameters
    ----------
    seconds
        How long to try [s]; then the error of SQLite is raised.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
            if code != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                raise
        time.sleep(_PAUSE_SECONDS)


def warn_not_kept(error: Exception) -> None:
    """Say, once for each home, that what is read from labs is in memory alone."""
    home = os.environ.get("LABKIT_HOME", "")
    if home in _warned:
        return
    _warned.add(home)
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    warnings.warn(
        f"catalogs are not kept for the next start: {reason}; {way_out(error)}", stacklevel=2
    )


def way_out(error: BaseException | None) -> str:
    """Return what helps where a file cannot be written: room, or another folder."""
    while error is not None:
        full = getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
        if full or code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
            return "make room on the disk"
        error = error.__cause__
    return "set LABKIT_HOME to a folder that you may write to"


def _restrict(path: Path) -> None:
    # Its mode may not be changed on a disk that is read only; it may still be read.
    with contextlib.suppress(OSError):
        path.chmod(0o600)


def make_private(path: Path) -> Path:
    """Return a folder of this user's alone; made if need be, 0700.

    Raises
    ------
    StoreError
        If it cannot be made.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(path, error) from error
    return path


def _unusable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{path} cannot be used: {error.strerror}", hint=way_out(error))
