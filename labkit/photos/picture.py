"""A picture's pixel size, its ppi on a print and the crop a print needs.

How it fits products is computed in `labkit.photos.fit` and available as ``Catalog.fit``.
"""

from __future__ import annotations

import operator
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from labkit.errors import PhotoError
from labkit.model.size import MM_PER_INCH, Size

if TYPE_CHECKING:
    from labkit.model.intent import Crop

Pixels = tuple[int, int]
Photo = str | Path | tuple[int, int]

GOOD_PPI = 200
# More than any camera takes, and little enough to decode: 180 megapixels.
MOST_PIXELS = 180_000_000
# Up to here a picture is decoded to check that it is whole: 300 MB at most.
_UNPACKED_WHOLE = 75_000_000
# Rotated by 90°: width and height are swapped (EXIF, tag Orientation).
_ORIENTATION = 0x0112
_QUARTER_TURNS = frozenset({5, 6, 7, 8})
_WRITE_IT = 'give a file, as "photo.jpg", or its width and height in pixels, as (6000, 4000)'


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


def _measure_file(path: Path) -> Pixels:
    if "://" in str(path) or str(path).startswith(("http:", "https:")):
        raise PhotoError(f"{path} is an address", hint="download it, and give the file")
    if not path.is_file():
        raise PhotoError(f"there is no file {path}", hint=_WRITE_IT)
    with path.open("rb") as file:
        return read_pixels(file, name=path.name, whole=True)


def read_pixels(file: BinaryIO, *, name: str = "this", whole: bool = False) -> Pixels:
    """Return a picture's width and height in pixels, upright (EXIF orientation applied).

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
        If it is no picture, a broken one, or has more pixels than Pillow holds safe to open.
    """
    from PIL import Image

    try:
        # Pillow's warnings about odd EXIF or many pixels do not matter for measuring.
        with warnings.catch_warnings(action="ignore"), Image.open(file) as image:
            width, height = image.size
            _check_pixels(width, height)
            # PNG's own getexif would decode the whole picture.
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
    # PNG has checksums. JPEG has none, but decodes to an eighth of its size at little cost. Others
    # have to be decoded in full to find out.
    if image.format == "PNG":
        image.verify()
    elif image.format == "JPEG":
        image.draft("L", (1, 1))
        image.load()
    elif image.width * image.height <= _UNPACKED_WHOLE:
        image.load()


def fill_ppi(pixels: Pixels, sides_mm: tuple[float, float]) -> float:
    """Return the pixels per inch of a picture that fills a print, in its better orientation."""
    long_px, short_px = max(pixels), min(pixels)
    long_mm, short_mm = max(sides_mm), min(sides_mm)
    return min(long_px / long_mm, short_px / short_mm) * MM_PER_INCH


def crop_rectangle(pixels: Pixels, size: str | Size, *, turn: bool = True) -> Crop:
    """Return the largest centred crop of a picture with a print's aspect ratio.

    Parameters
    ----------
    pixels
        The picture's upright width and height.
    size
        The print's.
    turn
        Rotate the print by 90° where less of the picture is cropped that way.

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
    share = min(1.0, ratio), min(1.0, 1 / ratio)
    return Crop(x=(1 - share[0]) / 2, y=(1 - share[1]) / 2, width=share[0], height=share[1])
