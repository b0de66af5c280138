"""Prices of many rows put into the asked currency, each times a quantity, rounded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from labkit.frames.dictionary import DictionaryColumn
from labkit.pricing import amounts
from labkit.pricing.request import rate_of

if TYPE_CHECKING:
    from labkit.pricing.request import Floats, PriceRequest


def converted(
    prices: Floats, currencies: DictionaryColumn, request: PriceRequest, quantity: int = 1
) -> tuple[Floats, DictionaryColumn, DictionaryColumn]:
    """Return price times quantity in the asked currency.

    Parameters
    ----------
    prices
        One unit each, in major units; NaN where unknown.
    currencies
        Of each.
    request
        What was asked for.
    quantity
        How many.

    Returns
    -------
    amounts : ndarray
        Rounded to the minor unit; NaN where the price or its exchange rate is unknown.
    days, notes : DictionaryColumn
        The day of the exchange rate, and what is wrong with it; "" where nothing is.
    """
    result = np.full(len(prices), np.nan)
    days, notes = ([""] * len(currencies.categories) for _ in range(2))
    # A column may know currencies that none of these rows have.
    for place in np.unique(currencies.codes[np.isfinite(prices)]):
        rate, days[place], notes[place] = rate_of(currencies.categories[place], request)
        if rate is not None:
            here = currencies.codes == place
            result[here] = amounts.times(prices[here], quantity, rate, request.currency)
    return (
        result,
        DictionaryColumn(currencies.codes, days),
        DictionaryColumn(currencies.codes, notes),
    )
