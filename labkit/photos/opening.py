"""Opening pictures: a closed list of formats, a limit on what is decoded, no switch of others.

Every picture that labkit decodes is opened here.
"""

from __future__ import annotations

import io
import struct
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from labkit.errors import PhotoError

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

# What cameras, scanners and picture programs write. EPS is not here: it starts Ghostscript.
FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP")
# More than any camera takes, and little enough to decode: 180 megapixels.
MOST_PIXELS = 180_000_000
ORIENTATION = 0x0112
UPRIGHT = 1

_SAVE_IT = "open it in a picture program and save it again, as JPEG or PNG"
_PNG = b"\x89PNG\r\n\x1a\n"
# The chunks that size and tags are read from; "Extensions to the PNG Specification", eXIf.
_HEAD_CHUNKS = frozenset({b"IHDR", b"eXIf", b"iTXt", b"tEXt", b"zTXt"})
# Pillow's switches belong to the whole process.
_SWITCHES = threading.RLock()


@contextmanager
def opened(file: BinaryIO, name: str) -> Iterator[PillowImage]:
    """Open a picture; what is read from it inside the block is checked as well.

    Parameters
    ----------
    file
        The picture.
    name
        Its name in error messages.

    Raises
    ------
    PhotoError
        If it is of another format, broken, cut off, or has more pixels than is safe to decode.
    """
    from PIL import Image

    try:
        with _own_switches(), Image.open(file, formats=FORMATS) as image:
            _check_pixels(*image.size)
            yield image
    except PhotoError:
        raise
    except Image.DecompressionBombError as error:
        raise PhotoError(
            f"{name} has more pixels than can be opened safely: {error}",
            hint="if you trust it, give its width and height in pixels instead of the file",
        ) from None
    except Exception as error:  # a damaged picture makes its decoder raise anything
        raise PhotoError(
            f"{name} cannot be read as a picture: {_reason(error)}", hint=_SAVE_IT
        ) from error


@contextmanager
def _own_switches() -> Iterator[None]:
    """Set Pillow's process-wide switches, which other libraries change; restored afterwards.

    Raises
    ------
    OSError
        If one was changed meanwhile, by another thread: what was decoded then proves nothing.
    """
    from PIL import Image, ImageFile

    with _SWITCHES, warnings.catch_warnings(action="ignore"):
        earlier = ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS
        ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = False, MOST_PIXELS
        try:
            yield
            if ImageFile.LOAD_TRUNCATED_IMAGES:
                earlier = True, earlier[1]
                raise OSError("another thread switched checks off meanwhile: read it again")
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = earlier


def orientation_of(image: PillowImage, file: BinaryIO) -> int:
    """Return a picture's EXIF orientation, 1 to 8; 1 where it has none or an unknown one.

    Parameters
    ----------
    image
        As `opened` gives it; it is not decoded.
    file
        The file it was opened from: a PNG's tags may stand behind its pixels.
    """
    try:
        value = _png_orientation(file) if image.format == "PNG" else _tag(image)
    except Exception:  # noqa: BLE001 - broken EXIF data is none, as viewers have it
        return UPRIGHT
    return value if isinstance(value, int) and value in range(1, 9) else UPRIGHT


def turned_by_decoder(image: PillowImage) -> bool:
    """Return whether `image.size` is upright already: Pillow turns a TIFF by its own tag."""
    return image.format == "TIFF" and ORIENTATION in image.tag_v2  # type: ignore[attr-defined]


def _tag(image: PillowImage) -> Any:  # noqa: ANN401 - whatever the file says
    from PIL import Image

    # PNG's own getexif would decode the whole picture.
    return Image.Image.getexif(image).get(ORIENTATION)


def _png_orientation(file: BinaryIO) -> Any:  # noqa: ANN401 - whatever the file says
    from PIL import Image

    with Image.open(io.BytesIO(_png_head(file)), formats=["PNG"]) as head:
        return _tag(head)


def _png_head(file: BinaryIO) -> bytes:
    """Return a PNG without its pixels, the chunks behind them included."""
    position = file.tell()
    parts = [_PNG]
    file.seek(len(_PNG))
    while len(start := file.read(8)) == 8:  # noqa: PLR2004 - length and name of a chunk
        size, kind = struct.unpack(">I4s", start)
        if kind in _HEAD_CHUNKS:
            parts.append(start + file.read(size + 4))
        else:
            file.seek(size + 4, io.SEEK_CUR)
    file.seek(position)
    return b"".join([*parts, b"\0\0\0\0IDAT\x35\xaf\x06\x1e"])


def _check_pixels(width: int, height: int) -> None:
    from PIL import Image

    if width * height > MOST_PIXELS:
        raise Image.DecompressionBombError(f"{width} x {height}")


def _reason(error: Exception) -> str:
    from PIL import UnidentifiedImageError

    if isinstance(error, UnidentifiedImageError):
        return f"it is none of {', '.join(FORMATS)} (HEIC is not), or broken"
    return str(error) or type(error).__name__
