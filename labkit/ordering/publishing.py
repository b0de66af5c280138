"""Publishing an order's pictures: a URL as it is, or a file in the sandbox's photo store."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import requests

from labkit.errors import PhotoError, UnreachableError
from labkit.http.transport import LabAdapter, make_session, no_secrets

if TYPE_CHECKING:
    from labkit.catalogs.connected import ConnectedLab

_PDF = b"%PDF-"


@dataclass(frozen=True)
class Published:
    """A picture that a lab can download.

    Attributes
    ----------
    url
        Where.
    name
        The file's name.
    size
        Bytes; None where it is not known (a URL elsewhere is not fetched).
    md5
        Hex digest; "" where it is not known.
    """

    url: str
    name: str
    size: int | None = None
    md5: str = ""


def is_url(photo: str | Path) -> bool:
    """Return whether a photo is given by a URL."""
    return isinstance(photo, str) and photo.startswith(("http://", "https://"))


def publish(photo: str | Path, lab: ConnectedLab) -> Published:
    """Return a URL from which the lab can download a picture.

    A URL is used as it is. A file is uploaded to the photo store of labkit's own sandbox; any other
    endpoint needs a public URL.

    Raises
    ------
    PhotoError
        If the file is not there, or the endpoint has no photo store.
    """
    if is_url(photo):
        return _published_url(str(photo), lab)
    path = Path(photo)
    if not path.is_file():
        raise PhotoError(f"there is no picture {path.name!r}", lab=lab.name, hint="check its path")
    if not (lab.endpoint.embedded_like or lab.client.health):
        raise PhotoError(
            f"{path.name!r} is a file here, and the lab fetches pictures by URL",
            lab=lab.name,
            hint="upload it yourself and give its public URL",
        )
    content = path.read_bytes()
    check_picture(path.name, content)
    url = _upload(lab, path.name, content)
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return Published(url, path.name, len(content), md5)


def check_picture(name: str, content: bytes) -> None:
    """Check that a file is a complete picture, or a PDF.

    Raises
    ------
    PhotoError
        If it is broken, cut off or something else; a lab would only find out in production.
    """
    from labkit.photos.picture import read_pixels

    if not content.startswith(_PDF):
        read_pixels(io.BytesIO(content), name=repr(name), whole=True)


def _published_url(url: str, lab: ConnectedLab) -> Published:
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1]) or "photo.jpg"
    # A picture in the sandbox's photo store can be read; no other URL is downloaded.
    if not url.startswith(f"{lab.endpoint.origin}/_labkit/photos/"):
        return Published(url, name)
    with make_session(lab.endpoint.origin, LabAdapter(no_secrets)) as session:
        try:
            answer = session.get(url, allow_redirects=False)
        except requests.RequestException:
            return Published(url, name)
    if not answer.ok:
        return Published(url, name)
    md5 = hashlib.md5(answer.content, usedforsecurity=False).hexdigest()
    return Published(url, name, len(answer.content), md5)


def _upload(lab: ConnectedLab, name: str, content: bytes) -> str:
    origin = lab.endpoint.origin
    with make_session(origin, LabAdapter(no_secrets)) as session:
        try:
            response = session.post(
                f"{origin}/_labkit/photos", files={"file": (name, content)}, allow_redirects=False
            )
            response.raise_for_status()
        except requests.RequestException as error:
            raise UnreachableError(
                f"the sandbox's photo store did not take the picture ({type(error).__name__})",
                lab=lab.name,
                hint="is it a JPEG, PNG or GIF, and is the sandbox running?",
            ) from None
    return str(response.json()["url"])
