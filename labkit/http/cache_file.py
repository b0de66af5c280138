"""The cache's file: requests-cache on SQLite, with errors that come out."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from requests_cache.backends.base import BaseCache
from requests_cache.backends.sqlite import SQLiteDict

from labkit import folders

LOCK_SECONDS = 30.0  # that a process waits for another that writes


class _Table(SQLiteDict):
    def init_db(self) -> None:
        folders.when_unlocked(super().init_db, LOCK_SECONDS)

    @contextlib.contextmanager
    def _acquire_sqlite_lock(self) -> Iterator[None]:
        # The library's own tries for ever where the disk is read only, and says nothing where
        # it is full.
        with self._lock:
            db = self._connection
            assert db is not None, "the library connects before it locks"  # noqa: S101 - for mypy
            db.execute("BEGIN IMMEDIATE")
            self._active_transaction = True
            try:
                yield
                db.execute("COMMIT")
            finally:
                self._active_transaction = False
                if db.in_transaction:
                    db.execute("ROLLBACK")


class CacheFile(BaseCache):
    """The kept answers of one file, as JSON.

    Parameters
    ----------
    path
        The file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(cache_name=str(path))
        lock = threading.RLock()
        options: dict[str, Any] = {"wal": True, "timeout": LOCK_SECONDS, "lock": lock}
        # The serializer is given to the table: the library's default one can run code.
        self.responses = _Table(
            path, table_name="responses", serializer="json", decode_content=False, **options
        )
        self.redirects = _Table(path, table_name="redirects", serializer=None, **options)
