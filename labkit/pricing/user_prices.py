"""The user's own prices at the quantity that was asked for, put into matching rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from labkit.frames.dictionary import DictionaryColumn
from labkit.model.money import PriceKind

if TYPE_CHECKING:
    from labkit.frames.selection import EncodedProducts, Selection
    from labkit.pricing.price_index import Positions
    from labkit.pricing.price_list import PriceList

_COLUMNS = ("currency", "price_kind", "tax")


def user_prices(
    rows: Selection, quantity: int, price_lists: Mapping[str, PriceList]
) -> tuple[Selection, Positions]:
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
    changed : Selection
        The same with the list's price, currency, price_kind and tax where its tiers reach the
        quantity.
    cheaper : ndarray
        A larger quantity that costs no more as a whole; 0 where there is none.
    """
    prices = rows.floats("price").copy()
    texts = {name: rows.encoded(name) for name in _COLUMNS}
    larger = np.zeros(len(rows), dtype=np.int64)
    for lab, own in price_lists.items():
        item_codes = _things(rows.source, lab, own)[rows.positions]
        tiers = own.index.reached(item_codes, quantity)
        at = np.flatnonzero(tiers >= 0)
        prices[at] = own.index.price[tiers[at]]
        for name, said in _tier_texts(own, tiers[at]).items():
            texts[name] = texts[name].put(at, said)
        larger = np.where(item_codes >= 0, own.index.larger(item_codes, quantity), larger)
    return rows.with_columns({"price": prices, **texts}), larger


def _tier_texts(own: PriceList, tiers: Positions) -> dict[str, DictionaryColumn]:
    kind = DictionaryColumn.constant(str(PriceKind.USER), len(tiers))
    return {
        "currency": own.index.currency.take(tiers),
        "price_kind": kind,
        "tax": own.index.tax.take(tiers),
    }


def _things(source: EncodedProducts, lab: str, own: PriceList) -> Positions:
    """Return what of a price list each product of a source is; -1 for another lab's."""

    def work() -> Positions:
        labs = (
            source.encoded_columns["lab"]
            if source.encoded_columns
            else DictionaryColumn.of(source.frame["lab"])
        )
        place = labs.categories.index(lab) if lab in labs.categories else -1
        mine = np.flatnonzero(labs.codes == place)
        found = np.full(len(source.frame), -1, dtype=np.int64)
        found[mine] = own.index.item_codes(source.frame[["product_id", "variant_id"]].iloc[mine])
        return found

    return source.cached((lab, own), work)
