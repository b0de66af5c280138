"""Pictures against prints: how many pixels they have, how sharp they print, what is cut off.

Only a picture's own numbers are looked at here; which products it is good for is worked out in
`labkit.photos.fit`, and seen through ``Catalog.fit``.
"""

from __future__ import annotations

import operator
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from labkit.errors import PhotoError
from labkit.model.values import MM_PER_INCH, Size

if TYPE_CHECKING:
    from labkit.model.intent import Crop

Pixels = tuple[int, int]
Photo = str | Path | tuple[int, int]

GOOD_PPI = 200
# More than any camera takes, and less than fills a machine: 180 megapixels.
MOST_PIXELS = 180_000_000
# Up to here a picture is unpacked to see whether it is whole: 300 MB at most.
_UNPACKED_WHOLE = 75_000_000
# Turned by a quarter: width and height change places (EXIF, tag Orientation).
_ORIENTATION = 0x0112
_QUARTER_TURNS = frozenset({5, 6, 7, 8})
_WRITE_IT = 'give a file, as "photo.jpg", or its width and height in pixels, as (6000, 4000)'


def measure_photo(photo: Photo) -> Pixels:
    """Return a picture's width and height in pixels, as it is meant to be seen.

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


def _measure_file(path: Path) -> Pixels:
    if "://" in str(path) or str(path).startswith(("http:", "https:")):
        raise PhotoError(f"{path} is an address", hint="download it, and give the file")
    if not path.is_file():
        raise PhotoError(f"there is no file {path}", hint=_WRITE_IT)
    with path.open("rb") as file:
        return read_pixels(file, name=path.name, whole=True)


def read_pixels(file: BinaryIO, *, name: str = "this", whole: bool = False) -> Pixels:
    """Return width and height of a picture, as it is meant to be seen.

    Only its head is read: a picture that unpacks to gigabytes stays packed.

    Parameters
    ----------
    file
        The picture.
    name
        What messages call it.
    whole
        Make sure, too, that it does not end too soon.

    Raises
    ------
    PhotoError
        If it is no picture, a broken one, or has more pixels than Pillow holds safe to open.
    """
    from PIL import Image

    try:
        # What Pillow has to say of odd EXIF or many pixels concerns nobody who only measures.
        with warnings.catch_warnings(action="ignore"), Image.open(file) as image:
            width, height = image.size
            _check_pixels(width, height)
            # That of PNG would unpack the picture to look behind it.
            exif = Image.Image.getexif(image)
            # A TIFF's size is that of the picture as it is seen: Pillow has turned it already.
            turned = image.format != "TIFF" and exif.get(_ORIENTATION, 1) in _QUARTER_TURNS
            if whole:
                _read_through(image)
    except Image.DecompressionBombError as error:
        raise PhotoError(
            f"{name} has more pixels than can be opened safely: {error}",
            hint="if you trust it, give its width and height in pixels instead of the file",
        ) from None
    except Exception as error:  # a damaged picture makes its decoder raise anything
        raise PhotoError(
            f"{name} cannot be read as a picture: {_reason(error)}",
            hint="open it in a picture program and save it again, as JPEG or PNG",
        ) from error
    return (height, width) if turned else (width, height)


def _check_pixels(width: int, height: int) -> None:
    from PIL import Image

    # Pillow's own limit can be switched off by anybody in the process.
    if width * height > MOST_PIXELS:
        raise Image.DecompressionBombError(f"{width} x {height}")


def _reason(error: Exception) -> str:
    from PIL import UnidentifiedImageError

    if isinstance(error, UnidentifiedImageError):
        return "it is of no kind that is known (HEIC is not), or no picture"
    return str(error) or type(error).__name__


def _read_through(image: Any) -> None:  # noqa: ANN401 - an image of Pillow
    # PNG has checksums, so it is checked as it lies. JPEG has none, but unpacks to an eighth of
    # its size at little cost. Others show what is missing only as they are unpacked.
    if image.format == "PNG":
        image.verify()
    elif image.format == "JPEG":
        image.draft("L", (1, 1))
        image.load()
    elif image.width * image.height <= _UNPACKED_WHOLE:
        image.load()


def fill_ppi(pixels: Pixels, sides_mm: tuple[float, float]) -> float:
    """Return the pixels per inch of a picture that fills a print, turned as it fits best."""
    long_px, short_px = max(pixels), min(pixels)
    long_mm, short_mm = max(sides_mm), min(sides_mm)
    return min(long_px / long_mm, short_px / short_mm) * MM_PER_INCH


def crop_rectangle(pixels: Pixels, size: str | Size, *, turn: bool = True) -> Crop:
    """Return the largest centred part of a picture that has a print's proportions.

    Parameters
    ----------
    pixels
        The picture's upright width and height.
    size
        The print's.
    turn
        Turn the print by a quarter where less of the picture is lost so.

    Returns
    -------
    labkit.Crop
        Fractions of the picture; a `labkit.Line` takes it.

    Raises
    ------
    PhotoError, SizeError
        If pixels or size cannot be read.

    Examples
    --------
    >>> crop_rectangle((6000, 4000), "20x20 cm").x
    0.16666666666666669
    """
    from labkit.model.intent import Crop

    width, height = measure_photo(pixels)
    print_size = Size.parse(size)
    sides = print_size.width_mm, print_size.height_mm
    if turn and (width > height) != (sides[0] > sides[1]):
        sides = sides[1], sides[0]
    ratio = (sides[0] / sides[1]) / (width / height)
    part = min(1.0, ratio), min(1.0, 1 / ratio)
    return Crop(x=(1 - part[0]) / 2, y=(1 - part[1]) / 2, width=part[0], height=part[1])
