"""Leases: who submits or settles an order holds a lock on it for as long as that lasts.

The lock is the operating system's, on a file of its own beside the journal: it ends with the
process, however that ends, and no number that is given out anew can stand for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from pathlib import Path

from labkit.errors import JournalError

_Key = tuple[str, ...]


class Leases:
    """Locks among threads and processes, one for each order.

    Parameters
    ----------
    folder
        Where their files are; each is there while its lease is held.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[_Key, int] = {}

    def acquire(self, key: _Key) -> bool:
        """Acquire an order's lease; return whether it was free.

        Raises
        ------
        JournalError
            If the folder's file system has no locks, or cannot be written.
        """
        try:
            descriptor = _locked(self._path(key))
        except OSError as error:
            raise JournalError(
                f"the order cannot be reserved: {error.strerror}",
                hint="LABKIT_HOME has to be on a disk with room and with file locks",
            ) from error
        if descriptor is not None:
            self._held[key] = descriptor
        return descriptor is not None

    def release(self, key: _Key) -> None:
        """Release a lease; nothing happens if it is not held here."""
        descriptor = self._held.pop(key, None)
        if descriptor is None:
            return
        # Removed while it is locked: who waits with the old file open finds that it is gone.
        self._path(key).unlink(missing_ok=True)
        # A forked child may hold the file open too: closing it here would not end the lock.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)

    def _path(self, key: _Key) -> Path:
        # A reference may be a person's name: no file is called after it.
        digest = hashlib.sha256("\0".join(key).encode()).hexdigest()[:32]
        return self._folder / f"order-{digest}.lock"


def _locked(path: Path) -> int | None:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except OSError:
            os.close(descriptor)
            raise
        if _is_at(descriptor, path):
            return descriptor
        os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    # Its holder may have removed it after it was opened here.
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
