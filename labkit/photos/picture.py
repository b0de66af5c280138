"""What a picture is: its upright pixels, its format by its bytes, its colour mode.

How it fits products is computed in `labkit.photos.fit` and available as ``Catalog.fit``.
"""

from __future__ import annotations

import io
import operator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from labkit.errors import PhotoError
from labkit.photos.opening import UPRIGHT, opened, orientation_of, turned_by_decoder

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

Pixels = tuple[int, int]
Photo = str | Path | tuple[int, int]

GOOD_PPI = 200
# Larger files are not read: no lab takes them.
MOST_BYTES = 256 * 2**20
PDF = "PDF"
# Up to here a picture is decoded to check that it is whole: 300 MB at most.
_DECODED_WHOLE = 75_000_000
# Rotated by 90°: width and height are swapped (EXIF, tag Orientation).
_QUARTER_TURNS = frozenset({5, 6, 7, 8})
_WRITE_IT = 'give a file, as "photo.jpg", or its width and height in pixels, as (6000, 4000)'


@dataclass(frozen=True)
class Picture:
    """What a picture's bytes say.

    Attributes
    ----------
    width, height
        Upright: EXIF orientation applied [pixels].
    format
        By its bytes, whatever its name: ``JPEG``, ``PNG``, ``TIFF``, ``WEBP``, ``GIF``, ``BMP``.
    mode
        Its colour mode, as Pillow names it: ``RGB``, ``CMYK``, ``L``, ``RGBA``, …
    orientation
        Its EXIF orientation, 1 to 8: how what is stored has to be turned; 1 is upright.
    """

    width: int
    height: int
    format: str
    mode: str
    orientation: int = UPRIGHT

    @property
    def pixels(self) -> Pixels:
        """Upright width and height."""
        return self.width, self.height


def measure_photo(photo: Photo) -> Pixels:
    """Return a picture's width and height in pixels, upright (EXIF orientation applied).

    Parameters
    ----------
    photo
        A file, whose EXIF orientation is honoured, or width and height.

    Raises
    ------
    PhotoError
        If it is no file, no picture, a broken one, one with more pixels than is safe to open, or
        the numbers are not whole and over 0.
    """
    if isinstance(photo, bytes | bytearray):
        raise PhotoError("bytes are no picture here", hint=_WRITE_IT)
    if isinstance(photo, str | Path):
        return _measure_file(Path(photo))
    try:
        width, height = map(_side, photo)
    except (TypeError, ValueError) as error:
        raise PhotoError(f"{repr(photo)[:80]} is no picture", hint=_WRITE_IT) from error
    if min(width, height) < 1:
        raise PhotoError(f"a picture of {width} x {height} pixels is none", hint=_WRITE_IT)
    return width, height


def _side(value: Any) -> int:  # noqa: ANN401 - whatever was passed in
    if isinstance(value, bool):
        raise TypeError("a flag is no number of pixels")
    return operator.index(value)


def is_file(path: str | Path) -> bool:
    """Return whether there is a file; what no file can be named is none."""
    try:
        return Path(path).is_file()
    except (OSError, ValueError):  # too long, or with a null character
        return False


def _measure_file(path: Path) -> Pixels:
    if "://" in str(path) or str(path).startswith(("http:", "https:")):
        raise PhotoError(f"{path} is an address", hint="download it, and give the file")
    if not is_file(path):
        raise PhotoError(f"there is no file {path}", hint=_WRITE_IT)
    with path.open("rb") as file:
        return read_picture(file, name=path.name, whole=True).pixels


def read_content(path: Path) -> bytes:
    """Return a picture file's bytes.

    Raises
    ------
    PhotoError
        If it is not there, cannot be read, or is larger than any lab takes.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise PhotoError(f"{path.name!r} has {size} bytes; {MOST_BYTES} are the most here")
        return path.read_bytes()
    except OSError as error:
        raise PhotoError(
            f"there is no picture {path.name!r} ({error.strerror})", hint="check its path"
        ) from error


def read_picture(file: BinaryIO | bytes, *, name: str = "this", whole: bool = False) -> Picture:
    """Return what a picture's bytes say.

    Only its header is decoded, unless `whole` is set.

    Parameters
    ----------
    file
        The picture.
    name
        Its name in error messages.
    whole
        Check, too, that it is not truncated.

    Raises
    ------
    PhotoError
        If it is no picture, a broken one, of a format that is not opened here, or has more pixels
        than is safe to decode.
    """
    source = io.BytesIO(file) if isinstance(file, bytes) else file
    with opened(source, name) as image:
        width, height = image.size
        orientation = orientation_of(image, source)
        if orientation in _QUARTER_TURNS and not turned_by_decoder(image):
            width, height = height, width
        found = Picture(width, height, _format(image), image.mode, orientation)
        if whole:
            _read_through(image)
    return found


def is_pdf(content: bytes) -> bool:
    """Return whether a file is a PDF, by its bytes."""
    return content.startswith(b"%PDF-")


def _format(image: PillowImage) -> str:
    # A telephone's JPEG with further pictures in it is a JPEG.
    return "JPEG" if image.format == "MPO" else str(image.format)


def _read_through(image: PillowImage) -> None:
    # PNG has checksums. JPEG has none, but decodes to an eighth of its size at little cost. Others
    # have to be decoded in full to find out.
    if image.format == "PNG":
        image.verify()
    elif _format(image) == "JPEG":
        image.draft("L", (1, 1))
        image.load()
    elif image.width * image.height <= _DECODED_WHOLE:
        image.load()
