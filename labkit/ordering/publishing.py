"""Publishing an order's pictures: a URL as it is, or a file in the sandbox's photo store.

A picture is published as it is printed: upright without an EXIF tag, cropped, and turned where
the lab turns none. One that needs none of it keeps its bytes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import requests

from labkit.errors import PhotoError, Problem, UnreachableError
from labkit.http.transport import LabAdapter, make_session, no_secrets
from labkit.photos.copies import Copy, prepare
from labkit.photos.picture import MOST_BYTES, is_file, read_content

if TYPE_CHECKING:
    from labkit.catalogs.connected import ConnectedLab
    from labkit.model.intent import Crop
    from labkit.photos.picture import Picture

_STORE = "/_labkit/photos"
_SECONDS = 10.0
# What the sandbox's photo store serves.
_SERVED = ("JPEG", "PNG", "GIF", "TIFF")


@dataclass(frozen=True)
class Published:
    """A picture that a lab can download.

    Attributes
    ----------
    url
        Where.
    name
        The file's name; its ending is that of its content.
    size
        Bytes; None where it is not known (a URL elsewhere is not fetched).
    md5
        Hex digest; "" where it is not known.
    picture
        What its bytes say; None for a PDF, and where they are not known.
    changes
        What was changed before it was published, in words.
    """

    url: str
    name: str
    size: int | None = None
    md5: str = ""
    picture: Picture | None = None
    changes: tuple[str, ...] = ()

    def notes(self, field: str) -> list[Problem]:
        """Return a warning that says what was changed, if anything was."""
        text = f"{self.name}: {'; '.join(self.changes)}"
        return [Problem(field, text, "warning")] if self.changes else []


def is_url(photo: str | Path) -> bool:
    """Return whether a photo is given by a URL."""
    return isinstance(photo, str) and photo.startswith(("http://", "https://"))


def publish(
    photo: str | Path,
    lab: ConnectedLab,
    *,
    crop: Crop | None = None,
    sides_mm: tuple[float, float] | None = None,
) -> Published:
    """Return a URL from which the lab can download a picture.

    A file is uploaded to the photo store of labkit's own sandbox; any other endpoint needs a public
    URL, which is used as it is: what is nowhere but there is neither read nor cropped.

    Parameters
    ----------
    photo
        A file or a URL.
    lab
        Where it is ordered.
    crop
        The part that is printed, for a lab that takes no crop; the rest is cut off.
    sides_mm
        The print's width and height [mm], for a lab that turns no picture; None for one that lays
        its paper along the picture.

    Raises
    ------
    PhotoError
        If the file is not there or no picture, or the endpoint has no photo store.
    """
    if is_url(photo):
        return _published_url(str(photo), lab, crop, sides_mm)
    path = Path(photo)
    if not is_file(path):
        raise PhotoError(f"there is no picture {path.name!r}", lab=lab.name, hint="check its path")
    if not (lab.endpoint.embedded_like or lab.client.health):
        raise PhotoError(
            f"{path.name!r} is a file here, and the lab fetches pictures by URL",
            lab=lab.name,
            hint="upload it yourself and give its public URL",
        )
    copy = prepare(read_content(path), path.name, crop=crop, sides_mm=sides_mm)
    return _published(copy, _upload(lab, copy))


def stored_content(url: str) -> bytes | None:
    """Return the bytes at an address of this machine; None where there is nothing."""
    origin = "/".join(url.split("/", 3)[:3])
    adapter = LabAdapter(no_secrets, deadline=_SECONDS, max_bytes=MOST_BYTES)
    with make_session(origin, adapter) as session:
        try:
            answer = session.get(url, allow_redirects=False)
        except requests.RequestException:
            return None
    return answer.content if answer.ok else None


def is_stored(photo: str | Path, lab: ConnectedLab) -> bool:
    """Return whether a photo is in the photo store of the sandbox that the lab is."""
    return is_url(photo) and str(photo).startswith(f"{lab.endpoint.origin}{_STORE}/")


def _published_url(
    url: str, lab: ConnectedLab, crop: Crop | None, sides_mm: tuple[float, float] | None
) -> Published:
    name = unquote(urlsplit(url).path.rsplit("/", 1)[-1]) or "photo.jpg"
    content = stored_content(url) if is_stored(url, lab) else None
    if content is None:
        return Published(url, name)
    copy = prepare(content, name, crop=crop, sides_mm=sides_mm)
    return _published(copy, _upload(lab, copy) if copy.changes else url)


def _published(copy: Copy, url: str) -> Published:
    md5 = hashlib.md5(copy.content, usedforsecurity=False).hexdigest()
    return Published(url, copy.name, len(copy.content), md5, copy.picture, copy.changes)


def _upload(lab: ConnectedLab, copy: Copy) -> str:
    if copy.picture is not None and copy.picture.format not in _SERVED:
        raise PhotoError(
            f"{copy.name!r} is a {copy.picture.format} picture, which no lab takes",
            lab=lab.name,
            hint="save it as JPEG",
        )
    origin = lab.endpoint.origin
    with make_session(origin, LabAdapter(no_secrets)) as session:
        try:
            response = session.post(
                f"{origin}{_STORE}",
                files={"file": (copy.name, copy.content)},
                allow_redirects=False,
            )
            response.raise_for_status()
        except requests.RequestException as error:
            raise UnreachableError(
                f"the sandbox's photo store did not take the picture ({type(error).__name__})",
                lab=lab.name,
                hint="is the sandbox running?",
            ) from None
    return str(response.json()["url"])
