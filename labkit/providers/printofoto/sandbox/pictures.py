"""The pictures the emulator holds: told apart by their content, kept by a name of its own.

They lie in the sandbox's database and nowhere else, so no name can lead out of it.
Source: the document, Image (``jpg|gif|png``; ``preview_url``).
"""

from __future__ import annotations

import base64
import secrets
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labkit.providers.printofoto.sandbox.bodies import LARGEST_FILE, Upload
from labkit.providers.printofoto.sandbox.values import URL, matches

if TYPE_CHECKING:
    from labkit.providers.printofoto.sandbox.desk import Desk

_ABOUT = "picture"
_CONTENT = "picture content"
_MEDIA_TYPES = {"jpg": "image/jpeg", "gif": "image/gif", "png": "image/png"}
_SIGNATURES = (
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\x89PNG\r\n\x1a\n", "png"),
)
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class Picture:
    """A stored picture."""

    content: bytes
    media_type: str


def take(desk: Desk, raw: object) -> str:
    """Store what the parameter `image` brings and return the name it is kept by.

    Parameters
    ----------
    raw
        An uploaded file, or a URL: of the sandbox's photo shelf, of a picture the emulator holds,
        or of anything else, which is never fetched and gets a stand-in.

    Raises
    ------
    ValueError
        With what is wrong, if it is no picture the document allows.
    """
    if isinstance(raw, Upload):
        return keep(desk, raw.content)
    if not isinstance(raw, str) or not matches(URL, raw):
        raise ValueError("must be a file (multipart/form-data) or an http or https URL")
    held = desk.own_picture(raw)
    if held is not None:
        picture = find(desk, held)
        if picture is None:
            raise ValueError("there is no picture at this URL")
        return keep(desk, picture.content)
    content = desk.download(raw)
    return keep(desk, stand_in() if content is None else content)


def keep(desk: Desk, content: bytes) -> str:
    """Store a picture and return the name it is kept by.

    Raises
    ------
    ValueError
        If it is too large or neither JPEG, GIF nor PNG.
    """
    if len(content) > LARGEST_FILE:
        raise ValueError(f"is larger than {LARGEST_FILE} bytes")
    suffix = _suffix(content)
    if suffix is None:
        raise ValueError("must be a jpg, gif or png; this is none by its content")
    name = f"{secrets.token_hex(8)}.{suffix}"
    about = {"media_type": _MEDIA_TYPES[suffix], "size": pixels(content)}
    desk.store.insert(_ABOUT, about, key=name)
    # Apart from the rest, so that asking whether a picture exists does not read all of it.
    text = base64.b64encode(content).decode("ascii")
    desk.store.insert(_CONTENT, {"content": text}, key=name)
    return name


def exists(desk: Desk, name: str) -> bool:
    """Tell if a picture is kept by this name."""
    return desk.store.by_key(_ABOUT, name) is not None


def find(desk: Desk, name: str) -> Picture | None:
    """Return a stored picture by the name it is kept by, or None."""
    with desk.store.transaction():
        about = desk.store.by_key(_ABOUT, name)
        content = desk.store.by_key(_CONTENT, name)
    if about is None or content is None:
        return None
    return Picture(base64.b64decode(content.body["content"]), about.body["media_type"])


def size_of(desk: Desk, name: str) -> tuple[int, int] | None:
    """Return a stored picture's width and height [px], None if they cannot be read."""
    about = desk.store.by_key(_ABOUT, name)
    size = about.body["size"] if about else None
    return (size[0], size[1]) if size else None


def drop(desk: Desk, name: str) -> None:
    """Delete a stored picture."""
    for kind in (_ABOUT, _CONTENT):
        document = desk.store.by_key(kind, name)
        if document is not None:
            desk.store.delete(kind, document.id)


def pixels(content: bytes) -> tuple[int, int] | None:
    """Read width and height [px] from a picture's head, None where it does not say."""
    suffix = _suffix(content)
    try:
        if suffix == "png":
            width, height = struct.unpack_from(">II", content, 16)
        elif suffix == "gif":
            width, height = struct.unpack_from("<HH", content, 6)
        else:
            width, height = _jpeg_pixels(content)
    except (struct.error, IndexError):
        return None
    return width, height


def stand_in() -> bytes:
    """Return a small grey PNG for a picture that was not fetched."""
    head = struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)
    rows = (b"\x00" + b"\xb0" * 16) * 16
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return _SIGNATURES[3][0] + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _suffix(content: bytes) -> str | None:
    return next((suffix for start, suffix in _SIGNATURES if content.startswith(start)), None)


def _jpeg_pixels(content: bytes) -> tuple[int, int]:
    place = 2
    while content[place] == 0xFF:  # noqa: PLR2004 - each segment of a JPEG begins with this byte
        marker = content[place + 1]
        if marker in _FRAME_MARKERS:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width, height
        place += 2 + struct.unpack_from(">H", content, place + 2)[0]
    raise IndexError(place)
