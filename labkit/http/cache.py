"""The HTTP cache: requests-cache on SQLite, JSON inside, one file for each namespace.

A namespace is lab, endpoint and account: no account is ever served another's answer. The account
is in the file's name as a keyed hash, under a key that never leaves this machine's cache folder.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import os
import secrets
import sqlite3
import threading
import warnings
import weakref
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from requests_cache.backends.base import BaseCache

from labkit import folders
from labkit.errors import StoreError
from labkit.http.cache_file import CacheFile
from labkit.model.secret import HiddenText

if TYPE_CHECKING:
    from pathlib import Path

    import requests
    from requests_cache.models.response import CachedResponse

    from labkit.model.secret import Secret

# A row of SQLite holds 1 GB at most, and base64 and JSON add a third and more.
MAX_CACHED_BYTES = 256 * 1024**2
_DAMAGED = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_KEY_BYTES = 32
_DIGEST = "labkit-digest"  # of a kept body, beside the lab's own headers


def namespace(lab: str, address: str, credentials: Mapping[str, Secret], *more: str) -> str:
    """Return the cache's name for one lab, address and account.

    Parameters
    ----------
    more
        What else the answers depend on: the lab's package, its settings.
    """
    digest = hashlib.blake2b(key=_installation_key(), digest_size=12)
    secrets_ = (HiddenText(f"{k}={v.reveal()}") for k, v in sorted(credentials.items()))
    for part in (lab, address, *secrets_, "", *more):
        digest.update(len(part).to_bytes(4, "big") + part.encode())
    return f"{lab}-{digest.hexdigest()}"


def _installation_key() -> bytes:
    try:
        return _stored_key()
    except (StoreError, OSError) as error:
        folders.warn_not_kept(error)
        return _process_key()


@functools.cache
def _process_key() -> bytes:
    """Return a key of this process alone."""
    return secrets.token_bytes(_KEY_BYTES)


def _stored_key() -> bytes:
    path = folders.cache_dir() / "namespace.key"
    with contextlib.suppress(FileNotFoundError):
        if len(key := path.read_bytes()) == _KEY_BYTES:
            return key
        path.unlink()  # damaged: what was kept under it is read anew
    with contextlib.suppress(FileExistsError):
        # Written whole under another name first: nobody ever reads half a key.
        draft = path.with_name(f"namespace.{secrets.token_hex(8)}")
        folders.create_private(draft, secrets.token_bytes(_KEY_BYTES))
        try:
            os.link(draft, path)
        finally:
            draft.unlink()
    return path.read_bytes()


def _check_writable(path: Path) -> None:
    # A file that may only be read is not damaged: it is left as it is.
    effective = os.access in os.supports_effective_ids
    if path.exists() and not os.access(path, os.W_OK, effective_ids=effective):
        raise StoreError(f"{path} cannot be written")


def _is_damaged(error: sqlite3.DatabaseError) -> bool:
    # Another process that writes, or a full disk, damages nothing.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return code in _DAMAGED


def _is_whole(found: CachedResponse) -> bool:
    dated = isinstance(found.created_at, dt.datetime) and isinstance(found.is_expired, bool)
    # An answer that an older labkit kept has no digest.
    return dated and found.headers.get(_DIGEST) in {None, _digest(found.content)}


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _quoted(key: str) -> str:
    return key.replace("'", "%27")  # the backend writes it into its SQL


class ResponseCache:
    """The kept answers of one namespace; thread-safe.

    Parameters
    ----------
    name
        The namespace.
    life
        How long an answer is good for; afterwards it is only served, marked stale, when the lab
        does not answer.
    """

    def __init__(self, name: str, life: dt.timedelta) -> None:
        self.namespace = name
        self._life = life
        self._lock = threading.Lock()
        self._flights: dict[str, threading.Lock] = {}
        self._backend = self._open()
        # Python 3.13 warns of a database that is collected open.
        weakref.finalize(self, self._backend.close).atexit = False

    @contextlib.contextmanager
    def flight(self, key: str) -> Iterator[None]:
        """Lock one key: of several concurrent readers one fetches and the others wait."""
        with self._lock:
            lock = self._flights.setdefault(key, threading.Lock())
        with lock:
            yield

    def get(self, key: str) -> CachedResponse | None:
        """Return what is kept under a key, fresh or expired, or None; a damaged row is deleted."""
        try:
            found = self._backend.get_response(_quoted(key))
            if found is None or _is_whole(found):
                return found
        except sqlite3.DatabaseError as error:
            if _is_damaged(error):
                self._recreate()
            return None
        except Exception:  # noqa: BLE001, S110 - whatever its serializer makes of a damaged row
            pass
        self.forget(key)
        return None

    def put(self, key: str, response: requests.Response) -> None:
        """Keep an answer; one that is too large is left to the snapshots."""
        if len(response.content) > MAX_CACHED_BYTES:
            return
        try:
            self._save(key, response)
        except sqlite3.DatabaseError as error:
            if _is_damaged(error):
                self._recreate()
                self._save_anew(key, response)
            else:
                self._keep_in_memory(error)

    def _save(self, key: str, response: requests.Response) -> None:
        expires = dt.datetime.now(dt.UTC) + self._life
        response.headers[_DIGEST] = _digest(response.content)
        self._backend.save_response(response, _quoted(key), expires)

    def _save_anew(self, key: str, response: requests.Response) -> None:
        try:
            self._save(key, response)
        except sqlite3.DatabaseError as error:
            self._keep_in_memory(error)

    def _keep_in_memory(self, error: Exception) -> None:
        # A full disk, say: the answer itself is good.
        folders.warn_not_kept(error)
        self._backend = BaseCache()

    def is_fresh(self, kept: CachedResponse) -> bool:
        """Return whether an answer is younger than its life; one from the future is not."""
        created = kept.created_at
        created = created if created.tzinfo else created.replace(tzinfo=dt.UTC)
        return dt.timedelta() <= dt.datetime.now(dt.UTC) - created < self._life

    def forget(self, key: str, previous: CachedResponse | None = None) -> None:
        """Forget one answer, and keep again what was kept before it."""
        with contextlib.suppress(sqlite3.DatabaseError):
            if previous is None:
                self._backend.delete(_quoted(key))
            else:
                self._backend.save_response(previous, _quoted(key), previous.expires)

    def clear(self) -> None:
        """Forget everything of this namespace."""
        try:
            self._backend.clear()
        except sqlite3.DatabaseError as error:
            hint = folders.way_out(error)
            raise StoreError(f"{self.namespace} cannot be cleared: {error}", hint=hint) from error

    def close(self) -> None:
        """Close the file."""
        self._backend.close()

    def _open(self) -> BaseCache:
        try:
            self._path = folders.cache_dir() / f"{self.namespace}.sqlite"
            _check_writable(self._path)
            folders.create_private(self._path, b"", exist_ok=True)
            return self._open_file()
        except (StoreError, OSError, sqlite3.Error) as error:
            folders.warn_not_kept(error)
            return BaseCache()

    def _open_file(self) -> BaseCache:
        try:
            return CacheFile(self._path)
        except sqlite3.DatabaseError as error:
            if not _is_damaged(error):
                raise
            self._set_aside()
            return CacheFile(self._path)

    def _recreate(self) -> None:
        with self._lock, contextlib.suppress(sqlite3.Error):
            self._backend.close()
        try:
            self._set_aside()
        except (StoreError, OSError) as error:
            # It is in a folder that may only be read by now.
            self._keep_in_memory(error)
        else:
            self._backend = self._open()

    def _set_aside(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        warnings.warn(
            f"the cache {self._path.name} was damaged; it is read from the lab again",
            stacklevel=2,
        )
        folders.create_private(self._path, b"", exist_ok=True)
