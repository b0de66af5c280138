"""Leases: who submits or settles an order holds a lock on it for as long as that lasts.

The lock is the operating system's, on a file of its own beside the journal: it ends with the
process, however that ends, and no process id that is given out again can stand for it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from filelock import FileLock, Timeout

from labkit.errors import JournalError

_Key = tuple[str, ...]


class Leases:
    """Locks among threads and processes, one for each order.

    Parameters
    ----------
    folder
        Where their files are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[_Key, FileLock] = {}

    def acquire(self, key: _Key) -> bool:
        """Acquire an order's lease; return whether it was free.

        Raises
        ------
        JournalError
            If the folder's file system has no locks, or cannot be written.
        """
        lock = FileLock(self._path(key), timeout=0, mode=0o600, thread_local=False)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            return False
        except (OSError, NotImplementedError) as error:
            raise JournalError(
                f"the order cannot be reserved: {error}",
                hint="LABKIT_HOME has to be on a disk with room and with file locks",
            ) from error
        self._held[key] = lock
        return True

    def release(self, key: _Key) -> None:
        """Release a lease; nothing happens if it is not held here."""
        lock = self._held.pop(key, None)
        if lock is not None:
            lock.release()

    def _path(self, key: _Key) -> Path:
        # A reference may be a person's name: no file is called after it.
        digest = hashlib.sha256("\0".join(key).encode()).hexdigest()[:32]
        return self._folder / f"order-{digest}.lock"
