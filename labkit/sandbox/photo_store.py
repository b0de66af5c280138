"""The photo store: photos the sandbox serves over HTTP, for orders to point to.

They are kept in the sandbox's database under generated names; no file system is involved, so path
traversal is not possible.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from labkit.errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Callable

    from labkit.sandbox.state_store import Store

PATH = "/_labkit/photos/"
MAX_PHOTO = 64 * 2**20
MAX_TOTAL = 2**30

_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_FILE = re.compile(r"[0-9a-f]{32}\.[a-z]{3}")
_LONGEST_NAME = 200
# File signature → media type and file name extension.
_KINDS = (
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"GIF87a", "image/gif", "gif"),
    (b"GIF89a", "image/gif", "gif"),
    (b"II*\x00", "image/tiff", "tif"),
    (b"MM\x00*", "image/tiff", "tif"),
    (b"%PDF-", "application/pdf", "pdf"),
)


class DownloadFailedError(SandboxError):
    """A photo's URL leads to the photo store but it is not there, or a fault switch is on."""


@dataclass(frozen=True)
class Photo:
    """A photo as a lab would download it.

    Attributes
    ----------
    name
        The file name it was stored under.
    content
        Its bytes.
    media_type
        By its file signature: ``"image/jpeg"``.
    md5
        The MD5 of its bytes, in hexadecimal.
    """

    name: str
    content: bytes = field(repr=False)
    media_type: str
    md5: str


@dataclass(frozen=True)
class StoredPhoto:
    """One photo in the store's list; size in bytes."""

    url: str
    name: str
    media_type: str
    md5: str
    size: int


class PhotoStore:
    """The photos one sandbox serves.

    Parameters
    ----------
    store
        The sandbox's database.
    origin
        Scheme, host and port the sandbox listens at.
    failing
        Called for each download, tells whether it is to fail (a fault switch).
    """

    def __init__(
        self,
        store: Store,
        origin: str = "http://127.0.0.1:0",
        failing: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store = store
        self._failing = failing
        self.origin = origin

    def put(self, name: str, content: bytes, media_type: str | None = None) -> str:
        """Store a photo and return its URL.

        The same name and bytes get the same URL, so an order can be repeated unchanged.

        Parameters
        ----------
        name
            Its file name; folders are removed.
        content
            A JPEG, PNG, GIF, TIFF or PDF file, at most 64 MiB.
        media_type
            The declared media type; by default that of its file signature.

        Raises
        ------
        SandboxError
            If it is of another type than these or than declared, too large, or the store is full.
        """
        kind, ending = _kind(content)
        if media_type is not None and media_type != kind:
            raise SandboxError(f"{name!r} is declared as {media_type} but is {kind}")
        name = _plain(name) or f"photo.{ending}"
        digest = hashlib.sha256(f"{name}\0".encode() + content).hexdigest()[:32]
        file = f"{digest}.{ending}"
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        with self._store.transaction() as db:
            used = db.execute("SELECT coalesce(sum(size), 0) FROM photo").fetchone()[0]
            if used + len(content) > MAX_TOTAL:
                raise SandboxError("the photo store is full", hint="reset the sandbox")
            db.execute(
                "INSERT OR IGNORE INTO photo (file, name, media_type, md5, size, content) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (file, name, kind, md5, len(content), content),
            )
        return self._url(file)

    def fetch(self, url: str) -> Photo | None:
        """Return the photo a URL points to if it is in this store; fetches nothing from elsewhere.

        Returns
        -------
        Photo or None
            None for any URL outside this sandbox's photo store: it was not fetched.

        Raises
        ------
        DownloadFailedError
            If the URL is in this store but there is no photo, or a fault switch is on.
        """
        file = self._file(url)
        if file is None:
            return None
        if self._failing():
            raise DownloadFailedError(f"a fault switch makes the download of {url} fail")
        photo = self.read(file)
        if photo is None:
            raise DownloadFailedError(f"there is no photo at {url}")
        return photo

    def read(self, file: str) -> Photo | None:
        """Return the photo served under a file name, or None."""
        if not _FILE.fullmatch(file):
            return None
        with self._store.transaction() as db:
            row = db.execute(
                "SELECT name, content, media_type, md5 FROM photo WHERE file = ?", (file,)
            ).fetchone()
        return Photo(*row) if row else None

    def list(self) -> list[StoredPhoto]:
        """Return the stored photos, oldest first."""
        with self._store.transaction() as db:
            rows = db.execute(
                "SELECT file, name, media_type, md5, size FROM photo ORDER BY rowid"
            ).fetchall()
        return [StoredPhoto(self._url(row[0]), *row[1:]) for row in rows]

    def _url(self, file: str) -> str:
        return f"{self.origin}{PATH}{file}"

    def _file(self, url: str) -> str | None:
        try:
            parts, origin = urlsplit(url), urlsplit(self.origin)
            same_origin = parts.scheme == origin.scheme and parts.port == origin.port
        except ValueError:
            return None
        if not same_origin or parts.hostname not in _HOSTS or not parts.path.startswith(PATH):
            return None
        return parts.path.removeprefix(PATH)


def _kind(content: bytes) -> tuple[str, str]:
    if len(content) > MAX_PHOTO:
        raise SandboxError(f"the file has {len(content)} bytes; the limit is {MAX_PHOTO}")
    for start, media_type, ending in _KINDS:
        if content.startswith(start):
            return media_type, ending
    raise SandboxError("the file is not a JPEG, PNG, GIF, TIFF or PDF")


def _plain(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[:_LONGEST_NAME]
