"""The user's own prices at the quantity that was asked for, put into matching rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from labkit.values import PriceKind

if TYPE_CHECKING:
    from labkit.pricing.price_list import PriceList


def own_prices(
    rows: pd.DataFrame, quantity: int, price_lists: Mapping[str, PriceList]
) -> tuple[pd.DataFrame, pd.Series]:
    """Put the tiers that apply to a quantity into rows of products.

    Parameters
    ----------
    rows
        Columns of `labkit.frames.PRODUCTS`.
    quantity
        How many of one product.
    price_lists
        Lab → its price list.

    Returns
    -------
    changed : DataFrame
        price, currency, price_kind and tax of the same rows, numbered from 0: the list's where
        its tiers reach the quantity.
    cheaper : Series
        A larger quantity that costs no more as a whole, Int64; <NA> where there is none.
    """
    result = rows.reset_index(drop=True)
    cheaper = pd.Series(pd.NA, index=result.index, dtype="Int64")
    for lab, prices in price_lists.items():
        ours = result["lab"] == lab
        found = prices.prices_for(result, quantity)
        listed = ours & found.price.notna()
        for name, own in (("price", found.price), ("currency", found.currency), ("tax", found.tax)):
            result[name] = result[name].mask(listed, own)
        result["price_kind"] = result["price_kind"].mask(listed, str(PriceKind.USER))
        cheaper = cheaper.mask(listed, prices.cheaper_quantities(result, quantity))
    return result[["price", "currency", "price_kind", "tax"]], cheaper
