"""One's own selling prices, from costs and a margin."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, InvalidOperation, localcontext
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from labkit.errors import InputError
from labkit.model.currencies import minor_digits
from labkit.pricing.price_list import PriceList

if TYPE_CHECKING:
    from pathlib import Path

# Enough for the 18 digits of a price divided by a margin.
_DIGITS = 50


def margin(
    prices: str | Path | pd.DataFrame | PriceList,
    share: float | Decimal | str,
    *,
    ends: float | Decimal | str | None = None,
) -> pd.DataFrame:
    """Return your selling price beside each cost of a price list.

    The selling price is the cost / (1 - margin), rounded up: the margin is never smaller than
    what was asked.

    Parameters
    ----------
    prices
        What you pay: a price list as `PriceList.read` takes it, or one that is read.
    share
        The gross margin, as a share of the selling price: 0.35 for 35 %.
    ends
        What selling prices end in [major units]: 0.95 gives 4.95, 5.95; None rounds up to the
        currency's smallest unit.

    Returns
    -------
    DataFrame
        The list (product_id, variant_id, min_quantity, price, currency, tax: price is the cost of
        one piece), ``selling_price`` (Decimal, same currency and tax basis as the cost) and
        ``margin`` (its share of the selling price; <NA> where that is 0).

    Raises
    ------
    InputError
        If the margin is none from 0 to below 1, or no price of a currency can end so.
    PriceListError
        If the list cannot be read.

    Examples
    --------
    >>> costs = pd.DataFrame({"product_id": ["7"], "price": ["2.60"], "currency": ["EUR"]})
    >>> margin(costs, 0.35, ends=0.95)["selling_price"].item()
    Decimal('4.95')
    """
    asked = _number(share, "margin")
    if asked is None or not 0 <= asked < 1:
        raise InputError(f"{share!r} is no margin", hint="use 0.35 for 35 % of the selling price")
    frame = PriceList.read(prices).to_frame()
    rows = zip(frame["price"], frame["currency"], strict=True)
    ending = _ending(ends)
    frame["selling_price"] = [_selling_price(cost, asked, ending, code) for cost, code in rows]
    frame["margin"] = pd.array(
        [
            float(1 - cost / price) if price else np.nan
            for cost, price in zip(frame["price"], frame["selling_price"], strict=True)
        ],
        dtype="Float64",
    )
    return frame


def _number(value: object, what: str) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise InputError(f"{value!r} is no {what}", hint="use a number, as 0.35")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _ending(ends: object) -> Decimal | None:
    if ends is None:
        return None
    ending = _number(ends, "ending")
    if ending is None or not 0 <= ending < 1:
        raise InputError(f"{ends!r} is no ending of a price", hint="use 0.95 for 4.95, 5.95")
    return ending


def _selling_price(cost: Decimal, share: Decimal, ends: Decimal | None, currency: str) -> Decimal:
    smallest = Decimal(1).scaleb(-minor_digits(currency))
    if ends is not None and ends % smallest:
        raise InputError(
            f"no price in {currency} ends in {ends}",
            hint=f"its smallest unit is {smallest}; leave out ends=",
        )
    with localcontext() as context:
        context.prec = _DIGITS
        least = cost / (1 - share)
        if ends is None:
            return least.quantize(smallest, ROUND_CEILING)
        whole = (least - ends).to_integral_value(ROUND_CEILING)
        return (max(whole, Decimal(0)) + ends).quantize(smallest)
