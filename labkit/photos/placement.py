"""How a picture lies on a print that it fills: turned or not, the part that is printed, its ppi.

The one rule for `fit`, `check`, orders, forms and reports, for one picture or a whole catalog.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from labkit.model.intent import Crop
from labkit.model.size import MM_PER_INCH, Size
from labkit.photos.picture import Pixels, measure_photo

# Finer than any picture is; it keeps the last bits of a division from showing.
DIGITS = 6
FULL = Crop(x=0, y=0, width=1, height=1)


@dataclass(frozen=True)
class Placement:
    """A picture on a print.

    Attributes
    ----------
    turned
        Whether the picture is turned by 90°: less of it is lost that way.
    crop
        The part that is printed, as fractions of the upright picture before it is turned.
    ppi
        The resolution of that part on the print [pixels per inch].
    loss
        The fraction that filling the print cuts off the picture, or off the chosen crop.
    """

    turned: bool
    crop: Crop
    ppi: float
    loss: float


def fill(
    across: Any,  # noqa: ANN401 - a number or an array of them
    down: Any,  # noqa: ANN401 - as `across`
    pixels: tuple[float, float],
    turn: Any = True,  # noqa: ANN401 - a flag or an array of them
) -> tuple[Any, Any, Any]:
    """Return ppi, the fraction that is lost, and whether the picture is turned.

    Parameters
    ----------
    across, down
        The print's sides [mm].
    pixels
        The picture's.
    turn
        Whether the picture may be turned by 90°; it is where less of it is lost that way.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        upright_ppi = np.divide(pixels[0], across), np.divide(pixels[1], down)
        turned_ppi = np.divide(pixels[0], down), np.divide(pixels[1], across)
        upright, turned = _share(*upright_ppi), _share(*turned_ppi)
    # Where both lose the same, it is not turned.
    turns = (turned > upright + 10.0**-DIGITS) & turn
    ppi = np.where(turns, np.minimum(*turned_ppi), np.minimum(*upright_ppi)) * MM_PER_INCH
    loss = np.round(1 - np.where(turns, turned, upright), DIGITS) + 0.0
    return np.round(ppi, DIGITS), loss, turns


def _share(across: Any, down: Any) -> Any:  # noqa: ANN401 - a number or an array of them
    """Return the fraction of a picture that remains on a print it fills (1: all of it)."""
    return np.minimum(across, down) / np.maximum(across, down)


def place(
    pixels: Pixels, sides_mm: tuple[float, float], crop: Crop | None = None, *, turn: bool = True
) -> Placement:
    """Return how a picture lies on a print that it fills.

    Parameters
    ----------
    pixels
        The picture's upright width and height.
    sides_mm
        The print's width and height [mm].
    crop
        The part that was chosen; the whole picture by default.
    turn
        Turn the picture by 90° where less of it is lost that way.
    """
    region = crop or FULL
    part = pixels[0] * region.width, pixels[1] * region.height
    width, height = sides_mm
    ppi, loss, turned = fill(width, height, part, turn)
    sides = (height, width) if turned else (width, height)
    printed = _largest(region, (sides[0] / sides[1]) / (part[0] / part[1]))
    return Placement(bool(turned), printed, float(ppi), float(loss))


def _largest(region: Crop, ratio: float) -> Crop:
    """Return the largest centred part of a crop; `ratio` is the print's aspect by the crop's."""
    width, height = region.width * min(1.0, ratio), region.height * min(1.0, 1 / ratio)
    return Crop(
        x=region.x + (region.width - width) / 2,
        y=region.y + (region.height - height) / 2,
        width=width,
        height=height,
    )


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
    print_size = Size.parse(size)
    sides = print_size.width_mm, print_size.height_mm
    return place(measure_photo(pixels), sides, turn=turn).crop
