"""Exact column arithmetic on amounts: price x quantity x rate, rounded once.

Prices arrive as floats, each the nearest to a decimal (0.15). They are converted back to that
decimal as whole ten-thousandths, multiplied as 64-bit integers, and rounded half to even to the
currency's minor unit. Prices that do not fit (more decimals, huge amounts) are computed with
fractions, one distinct price at a time. Both give the exact result.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labkit.model.currencies import minor_digits

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

_SCALE = 10_000
# Twice a remainder has to fit into 63 bits, and a whole number has to be exact as a float.
_LARGEST = 2**62
_LARGEST_EXACT = 2**53


def times(prices: Floats, quantity: int, ratio: Fraction, currency: str) -> Floats:
    """Return price x quantity x ratio for each price, rounded half to even.

    Parameters
    ----------
    prices
        One unit each, in major units; NaN where unknown.
    quantity
        How many units.
    ratio
        One unit of the prices' currency in the other.
    currency
        The other currency, for its minor unit.

    Returns
    -------
    ndarray
        Major units; each the float nearest to the exact amount. NaN where unknown.

    Examples
    --------
    >>> times(np.array([0.15, np.nan]), 100, Fraction(1), "EUR")
    array([15., nan])
    """
    digits = minor_digits(currency)
    factor = Fraction(quantity * 10**digits) * ratio
    finite = np.isfinite(prices)
    result = np.where(finite, 0.0, np.nan)
    if not factor:
        return result
    scaled, fits = _scaled(prices, factor, finite)
    if fits.any():
        result[fits] = _rounded_product(scaled[fits], factor / _SCALE) / 10.0**digits
    rest = finite & ~fits
    if rest.any():
        result[rest] = _exact_products(prices[rest], factor, digits)
    return result


def add(parts: list[Floats], currency: str) -> Floats:
    """Add amounts that are already rounded to the currency's minor unit; NaN where one is NaN."""
    scale = 10.0 ** minor_digits(currency)
    # Minor units are whole numbers, which floats add exactly up to 2**53.
    total: Floats = sum((np.rint(part * scale) for part in parts[1:]), np.rint(parts[0] * scale))
    return total / scale


def _scaled(prices: Floats, factor: Fraction, finite: NDArray[Any]) -> tuple[Wholes, NDArray[Any]]:
    per_unit = factor / _SCALE
    exact_result = int(_LARGEST_EXACT / per_unit)
    limit = min(_LARGEST // per_unit.numerator, _LARGEST_EXACT, exact_result)
    with np.errstate(invalid="ignore", over="ignore"):
        nearest_unit = np.rint(prices * _SCALE)
        # Dividing gives the float nearest to that decimal: equal means it is that decimal.
        fits = finite & (np.abs(nearest_unit) <= limit) & (nearest_unit / _SCALE == prices)
    fits &= max(per_unit.numerator, per_unit.denominator) < _LARGEST
    return np.where(fits, nearest_unit, 0).astype(np.int64), fits


def _rounded_product(scaled: Wholes, factor: Fraction) -> Wholes:
    down, remainder = np.divmod(scaled * factor.numerator, factor.denominator)
    twice = 2 * remainder
    up = (twice > factor.denominator) | ((twice == factor.denominator) & (down % 2 == 1))
    nearest: Wholes = down + up
    return nearest


def _exact_products(prices: Floats, factor: Fraction, digits: int) -> Floats:
    distinct, inverse = np.unique(prices, return_inverse=True)
    # repr gives the shortest decimal that reads back as this float.
    exact = [Fraction(Decimal(repr(float(price)))) for price in distinct]
    scale = 10**digits
    amounts = np.array([float(Fraction(round(price * factor), scale)) for price in exact])
    return amounts[inverse]
