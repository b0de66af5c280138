"""Applying the user's price lists to selected rows."""

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
    selection: Selection, quantity: int, price_lists: Mapping[str, PriceList]
) -> tuple[Selection, Positions]:
    """Replace the prices of selected products by the tiers that apply to a quantity.

    Parameters
    ----------
    selection
        The selected products.
    quantity
        The number of units of one product.
    price_lists
        Lab → its price list.

    Returns
    -------
    changed : Selection
        The same with the list's price, currency, price_kind and tax where a tier applies.
    cheaper : ndarray
        A larger quantity with a total that is no higher; 0 where there is none.
    """
    prices = selection.floats("price").copy()
    texts = {name: selection.encoded(name) for name in _COLUMNS}
    larger = np.zeros(len(selection), dtype=np.int64)
    for lab, price_list in price_lists.items():
        item_codes = _item_codes(selection.source, lab, price_list)[selection.positions]
        tiers = price_list.index.reached(item_codes, quantity)
        positions = np.flatnonzero(tiers >= 0)
        prices[positions] = price_list.index.price[tiers[positions]]
        for name, values in _tier_texts(price_list, tiers[positions]).items():
            texts[name] = texts[name].put(positions, values)
        larger = np.where(item_codes >= 0, price_list.index.larger(item_codes, quantity), larger)
    return selection.with_columns({"price": prices, **texts}), larger


def _tier_texts(price_list: PriceList, tiers: Positions) -> dict[str, DictionaryColumn]:
    kind = DictionaryColumn.constant(str(PriceKind.USER), len(tiers))
    return {
        "currency": price_list.index.currency.take(tiers),
        "price_kind": kind,
        "tax": price_list.index.tax.take(tiers),
    }


def _item_codes(source: EncodedProducts, lab: str, price_list: PriceList) -> Positions:
    """Return each product's item code in a price list; -1 for other labs' products."""

    def compute() -> Positions:
        labs = (
            source.encoded_columns["lab"]
            if source.encoded_columns
            else DictionaryColumn.of(source.frame["lab"])
        )
        code = labs.categories.index(lab) if lab in labs.categories else -1
        of_lab = np.flatnonzero(labs.codes == code)
        found = np.full(len(source.frame), -1, dtype=np.int64)
        found[of_lab] = price_list.index.item_codes(
            source.frame[["product_id", "variant_id"]].iloc[of_lab]
        )
        return found

    return source.cached((lab, price_list), compute)
