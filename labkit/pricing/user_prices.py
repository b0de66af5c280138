"""The user's own prices at the quantity that was asked for, put into matching rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from labkit.display.marks import Coded
from labkit.model.values import PriceKind

if TYPE_CHECKING:
    from labkit.frames.selection import Rows, Stock
    from labkit.pricing.price_index import Positions
    from labkit.pricing.price_list import PriceList

_COLUMNS = ("currency", "price_kind", "tax")


def own_prices(
    rows: Rows, quantity: int, price_lists: Mapping[str, PriceList]
) -> tuple[Rows, Positions]:
    """Put the tiers that apply to a quantity into rows of products.

    Parameters
    ----------
    rows
        Of products.
    quantity
        How many of one product.
    price_lists
        Lab → its price list.

    Returns
    -------
    changed : Rows
        The same with the list's price, currency, price_kind and tax where its tiers reach the
        quantity.
    cheaper : ndarray
        A larger quantity that costs no more as a whole; 0 where there is none.
    """
    prices = rows.floats("price").copy()
    texts = {name: rows.coded(name) for name in _COLUMNS}
    larger = np.zeros(len(rows), dtype=np.int64)
    for lab, own in price_lists.items():
        things = _things(rows.stock, lab, own)[rows.at]
        tiers = own.index.reached(things, quantity)
        at = np.flatnonzero(tiers >= 0)
        prices[at] = own.index.price[tiers[at]]
        for name, said in _said(own, tiers[at]).items():
            texts[name] = texts[name].put(at, said)
        larger = np.where(things >= 0, own.index.larger(things, quantity), larger)
    return rows.with_columns({"price": prices, **texts}), larger


def _said(own: PriceList, tiers: Positions) -> dict[str, Coded]:
    kind = Coded.same(str(PriceKind.USER), len(tiers))
    return {
        "currency": own.index.currency.take(tiers),
        "price_kind": kind,
        "tax": own.index.tax.take(tiers),
    }


def _things(stock: Stock, lab: str, own: PriceList) -> Positions:
    """Return what of a price list each product of a stock is; -1 for another lab's."""

    def work() -> Positions:
        labs = stock.repeated["lab"] if stock.repeated else Coded.of(stock.products["lab"])
        place = labs.texts.index(lab) if lab in labs.texts else -1
        mine = np.flatnonzero(labs.places == place)
        found = np.full(len(stock.products), -1, dtype=np.int64)
        found[mine] = own.index.things(stock.products[["product_id", "variant_id"]].iloc[mine])
        return found

    return stock.once((lab, own), work)
