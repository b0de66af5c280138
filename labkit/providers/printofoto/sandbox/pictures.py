"""The stored pictures: typed by their content, under generated names.

They are kept in the sandbox's database only, so path traversal is not possible.
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
from labkit.sandbox.photo_store import DownloadFailedError

if TYPE_CHECKING:
    from labkit.sandbox.emulator import EmulatorContext

_METADATA = "picture"
_CONTENT = "picture content"
_PATH = "/images/"
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


def store(context: EmulatorContext, raw: object) -> str:
    """Store the picture of the parameter `image` and return its name.

    Parameters
    ----------
    raw
        An uploaded file, or a URL: of the sandbox's photo store, of a stored picture, or any other,
        which is not fetched and gets a placeholder.

    Raises
    ------
    ValueError
        With the reason, if the document does not allow it.
    """
    if isinstance(raw, Upload):
        return save(context, raw.content)
    if not isinstance(raw, str) or not matches(URL, raw):
        raise ValueError("must be a file (multipart/form-data) or an http or https URL")
    held = stored_name(context, raw)
    if held is not None:
        picture = find(context, held)
        if picture is None:
            raise ValueError("there is no picture at this URL")
        return save(context, picture.content)
    content = _download(context, raw)
    return save(context, placeholder() if content is None else content)


def save(context: EmulatorContext, content: bytes) -> str:
    """Store a picture and return its name.

    Raises
    ------
    ValueError
        If it is too large or neither JPEG, GIF nor PNG.
    """
    if len(content) > LARGEST_FILE:
        raise ValueError(f"is larger than {LARGEST_FILE} bytes")
    suffix = _suffix(content)
    if suffix is None:
        raise ValueError("must be a jpg, gif or png by its content")
    name = f"{secrets.token_hex(8)}.{suffix}"
    metadata = {"media_type": _MEDIA_TYPES[suffix], "size": pixels(content)}
    context.store.insert(_METADATA, metadata, key=name)
    # Separate, so that looking up a picture's metadata does not read its content.
    text = base64.b64encode(content).decode("ascii")
    context.store.insert(_CONTENT, {"content": text}, key=name)
    return name


def exists(context: EmulatorContext, name: str) -> bool:
    """Tell whether there is a picture of this name."""
    return context.store.by_key(_METADATA, name) is not None


def find(context: EmulatorContext, name: str) -> Picture | None:
    """Return a stored picture by its name, or None."""
    with context.store.transaction():
        metadata = context.store.by_key(_METADATA, name)
        content = context.store.by_key(_CONTENT, name)
    if metadata is None or content is None:
        return None
    return Picture(base64.b64decode(content.body["content"]), metadata.body["media_type"])


def size_of(context: EmulatorContext, name: str) -> tuple[int, int] | None:
    """Return a stored picture's width and height [px], None if they cannot be read."""
    metadata = context.store.by_key(_METADATA, name)
    size = metadata.body["size"] if metadata else None
    return (size[0], size[1]) if size else None


def delete(context: EmulatorContext, name: str) -> None:
    """Delete a stored picture."""
    for kind in (_METADATA, _CONTENT):
        document = context.store.by_key(kind, name)
        if document is not None:
            context.store.delete(kind, document.id)


def url_of(context: EmulatorContext, name: str) -> str:
    """Return the public URL of a stored picture."""
    return f"{context.base_url}{_PATH}{name}"


def stored_name(context: EmulatorContext, url: str) -> str | None:
    """Return the name a URL of a stored picture ends in, None for any other URL."""
    start = url_of(context, "")
    return url.removeprefix(start) if url.startswith(start) else None


def pixels(content: bytes) -> tuple[int, int] | None:
    """Read width and height [px] from a picture's header, None if they are not there."""
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


def placeholder() -> bytes:
    """Return a small grey PNG, for a picture that was not fetched."""
    head = struct.pack(">IIBBBBB", 16, 16, 8, 0, 0, 0, 0)
    rows = (b"\x00" + b"\xb0" * 16) * 16
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return _SIGNATURES[3][0] + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _download(context: EmulatorContext, url: str) -> bytes | None:
    try:
        photo = context.photos.fetch(url)
    except DownloadFailedError as error:
        raise ValueError(f"could not be downloaded: {error}") from None
    return None if photo is None else photo.content


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
