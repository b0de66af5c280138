"""Matching product sizes with a requested size.

The trade's names are not the paper's measures ("10x15" is sold as 102 x 152 mm), so sizes match
without orientation and within a relative tolerance on each side.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labkit.errors import InputError
from labkit.model.size import Size

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]

# A side that is off by exactly the tolerance matches, whatever the last bit of the product says.
_LAST_BITS = 1e-9


def sides(products: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the shorter and the longer side of each product [mm]; NaN where unknown."""
    width = products["width_mm"].to_numpy(dtype="float64", na_value=np.nan)
    height = products["height_mm"].to_numpy(dtype="float64", na_value=np.nan)
    return np.minimum(width, height), np.maximum(width, height)


def match(short: Floats, long: Floats, size: Size, tolerance: float) -> Positions:
    """Return the positions of products whose sides are both within the tolerance of a size.

    Parameters
    ----------
    short, long
        Of each product [mm]; NaN matches nothing.
    size
        The requested size, in either orientation.
    tolerance
        Relative to each side of `size`; 0.03 is 3 %.
    """
    slack = tolerance + _LAST_BITS
    inside = short >= size.short_mm * (1 - slack)
    inside &= short <= size.short_mm * (1 + slack)
    inside &= long >= size.long_mm * (1 - slack)
    inside &= long <= size.long_mm * (1 + slack)
    return np.flatnonzero(inside)


def errors(short: Floats, long: Floats, size: Size) -> tuple[Floats, Floats]:
    """Return each product's size error at its worse side, in mm and relative to that side."""
    short_error = np.abs(short - size.short_mm)
    long_error = np.abs(long - size.long_mm)
    relative: Floats = np.maximum(short_error / size.short_mm, long_error / size.long_mm)
    # Rounded, so that floating-point noise (0.1 + 0.2) does not show.
    millimetres: Floats = np.maximum(short_error, long_error)
    return millimetres.round(6), relative.round(9)


def distinct(short: Floats, long: Floats) -> tuple[Floats, Floats]:
    """Return the distinct sizes, rounded to whole millimetres: 101.6 x 152.4 is 102 x 152."""
    known = np.isfinite(short) & np.isfinite(long)
    rounded = pd.DataFrame({"short": short[known], "long": long[known]}).round(0)
    unique = rounded.drop_duplicates().to_numpy(dtype="float64")
    return unique[:, 0], unique[:, 1]


def nearest(short: Floats, long: Floats, size: Size, count: int = 3) -> list[Size]:
    """Return the few distinct sizes nearest to a size, the nearest first."""
    _, relative = errors(short, long, size)
    order = np.argsort(relative, kind="stable")[:count]
    return [Size(float(short[index]), float(long[index])) for index in order]


def parse_tolerance(value: Any) -> float:  # noqa: ANN401 - whatever was passed in
    """Return a tolerance as a fraction of a side.

    Raises
    ------
    InputError
        If it is no number from 0 to below 1.
    """
    try:
        tolerance = float(value)
    except (TypeError, ValueError):
        tolerance = -1.0
    if isinstance(value, bool) or not 0 <= tolerance < 1:
        raise InputError(f"{value!r} is no tolerance", hint="use 0.03 for 3 % of each side")
    return tolerance
