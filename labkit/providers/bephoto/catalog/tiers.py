"""Several prices for one product on one paper: the lab's public prices fall with the quantity.

The document shows `price` and `idpaper` alone (Fetching Products). Where an entry also says from
which quantity on it holds, that is read under the usual names; else the threshold is unknown, and
so is the price of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from labkit.lab_api.values import whole

if TYPE_CHECKING:
    from labkit.lab_api.lenient import Floats, Record

# None of these is documented: assumed.
_THRESHOLDS = ("quantity", "minquantity", "min_quantity", "qty", "from")
Key = tuple[str, str]


def thresholds(records: Sequence[Record]) -> list[int | None]:
    """Return the quantity from which on each price holds; None where it is not said."""
    return [
        next(filter(None, (whole(one.get(name)) for name in _THRESHOLDS)), None) for one in records
    ]


def tier_rows(keys: Sequence[Key], prices: Floats) -> list[int]:
    """Return the rows of what has several prices, in the lab's order."""
    distinct: dict[Key, set[float]] = {}
    for key, price in zip(keys, prices.tolist(), strict=True):
        distinct.setdefault(key, set()).add(price)
    return [row for row, key in enumerate(keys) if len(distinct[key]) > 1]


def price_of_one(keys: Sequence[Key], prices: Floats, records: Sequence[Record]) -> Floats:
    """Return each row's price of one piece: of a product with tiers, that of its first tier."""
    rows = tier_rows(keys, prices)
    if not rows:
        return prices
    found = prices.copy()
    first: dict[Any, float] = {}
    for row, start in zip(rows, thresholds([records[row] for row in rows]), strict=True):
        if start == 1:
            first.setdefault(keys[row], float(prices[row]))
    for row in rows:
        if keys[row] in first:
            found[row] = first[keys[row]]
    return np.asarray(found)
