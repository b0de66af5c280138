"""Crops of Bay Photo's orders: percents about a centre (document 002, "Order", crop_*)."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from labkit.model.intent import Crop

if TYPE_CHECKING:
    from labkit.providers.bayphoto.orders.model import Photo

_STEP = Decimal("0.0001")
_TWO = Decimal(2)
_FULL = Decimal(100)
_CENTRE = Decimal(50)
# A crop that was rounded to 0.01 % is still centred; a shift of half a percent is seen.
_NEAR = Decimal("0.01")
_SEEN = Decimal("0.5")


def crop_fields(crop: Crop) -> dict[str, Decimal]:
    """Return the four fields of a crop given as fractions of the picture.

    They are rounded down to 0.0001 %: no rounding pushes a crop past the picture's edge.
    """
    width, height = _percent(crop.width), _percent(crop.height)
    return {
        "crop_width": width,
        "crop_height": height,
        "crop_x": _percent(crop.x) + width / _TWO,
        "crop_y": _percent(crop.y) + height / _TWO,
    }


def crop_of(photo: Photo) -> Crop:
    """Return a picture's crop as fractions of it; the inverse of `crop_fields`."""
    width, height = photo.crop_width / _FULL, photo.crop_height / _FULL
    left, top = photo.crop_x / _FULL - width / _TWO, photo.crop_y / _FULL - height / _TWO
    return Crop(
        x=float(max(left, Decimal(0))),
        y=float(max(top, Decimal(0))),
        width=float(width),
        height=float(height),
    )


def filling(picture: float, node: float) -> dict[str, Decimal]:
    """Return the largest centred crop of a picture that has a node's aspect.

    Parameters
    ----------
    picture, node
        Width by height of each.
    """
    width = min(1.0, node / picture)
    height = min(1.0, picture / node)
    return {
        "crop_width": _percent(width),
        "crop_height": _percent(height),
        "crop_x": _CENTRE,
        "crop_y": _CENTRE,
    }


def automatic(photo: Photo) -> bool:
    """Return whether a crop is centred and as large as can be: one that nobody chose."""
    largest = max(photo.crop_width, photo.crop_height) > _FULL - _NEAR
    return largest and centred(photo.crop_x, photo.crop_y)


def centred(x: Decimal, y: Decimal) -> bool:
    """Return whether a crop is about the picture's centre, but for rounding."""
    return max(abs(x - _CENTRE), abs(y - _CENTRE)) < _NEAR


def ambiguous(position: Decimal, extent: Decimal) -> bool:
    """Return whether the two readings of `crop_x` and `crop_y` print different parts.

    "50 (center)" may be the crop's centre in percent of the picture, or an alignment by which 0 is
    the left or upper edge. They agree on what is centred and on what is the whole.
    """
    by_centre = position - extent / _TWO
    by_alignment = position * (_FULL - extent) / _FULL
    return abs(by_centre - by_alignment) > _SEEN


def outside(centre: Decimal, extent: Decimal) -> bool:
    """Say whether a crop of this extent about this centre leaves the picture."""
    half = extent / _TWO
    return extent <= 0 or centre - half < 0 or centre + half > _FULL


def _percent(fraction: float) -> Decimal:
    return (Decimal(str(fraction)) * _FULL).quantize(_STEP, ROUND_DOWN)
