"""Currency conversion of price columns, multiplied by a quantity and rounded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from labkit.frames.dictionary import DictionaryColumn
from labkit.pricing import amounts
from labkit.pricing.request import rate_of

if TYPE_CHECKING:
    from labkit.pricing.request import Floats, PriceRequest


def convert_prices(
    prices: Floats, currencies: DictionaryColumn, request: PriceRequest, quantity: int = 1
) -> tuple[Floats, DictionaryColumn, DictionaryColumn]:
    """Return price times quantity in the requested currency.

    Parameters
    ----------
    prices
        One unit each, in major units; NaN where unknown.
    currencies
        The currency of each price.
    request
        The request.
    quantity
        The number of units.

    Returns
    -------
    amounts : ndarray
        Rounded to the minor unit; NaN where the price or its exchange rate is unknown.
    days, notes : DictionaryColumn
        The day of the exchange rate, and the problem with it; "" where there is none.
    """
    result = np.full(len(prices), np.nan)
    days, notes = ([""] * len(currencies.categories) for _ in range(2))
    # Only the currencies that occur: categories may be unused.
    for code in np.unique(currencies.codes[np.isfinite(prices)]):
        rate, days[code], notes[code] = rate_of(currencies.categories[code], request)
        if rate is not None:
            mask = currencies.codes == code
            result[mask] = amounts.times(prices[mask], quantity, rate, request.currency)
    return (
        result,
        DictionaryColumn(currencies.codes, days),
        DictionaryColumn(currencies.codes, notes),
    )
