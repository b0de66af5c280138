"""Index of a price list's tiers, for lookups of whole columns."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from labkit.errors import InputError
from labkit.frames.dictionary import DictionaryColumn
from labkit.model.quantity import parse_quantity

if TYPE_CHECKING:
    from labkit.pricing.price_rows import PriceRows

_TEXT = pa.large_string()
_STRING = pd.StringDtype("pyarrow", na_value=pd.NA)
# Times the largest quantity it still fits 64 bits.
_LARGEST_WHOLE = 2**63 // 1_000_000_000
Positions = np.ndarray[Any, np.dtype[np.int64]]


class TierIndex:
    """The tiers of a price list as sorted arrays.

    An item is a pair of product_id and variant_id; its code is its rank among the sorted pairs, and
    -1 is none.

    Parameters
    ----------
    rows
        A checked price list, in any order.
    """

    def __init__(self, rows: PriceRows) -> None:
        self._products, product = _ranked(rows.product_id)
        self._variants, variant = _ranked(rows.variant_id)
        keys = product * len(self._variants) + variant
        steps = np.array(rows.min_quantity, dtype="int64")
        order = np.lexsort((steps, keys))
        self._keys, begins = np.unique(keys[order], return_index=True)
        self._begin = np.append(begins, len(order))
        self.exact = np.array([*rows.price, None], dtype=object)[:-1][order]
        self.price = np.array(list(map(float, rows.price)), dtype="float64")[order]
        self.min_quantity = steps[order]
        self.currency = DictionaryColumn.of(np.array(rows.currency, dtype=object)).take(order)
        self.tax = DictionaryColumn.of(np.array(rows.tax, dtype=object)).take(order)
        self._whole = _whole_prices(rows.price)[order]
        self.item_code = np.repeat(np.arange(len(self._keys)), np.diff(self._begin))
        self._steps = np.unique(self.min_quantity)
        self._ranks = self._rank(self.item_code, self.min_quantity)

    def __len__(self) -> int:
        return len(self._keys)

    def named(self, item: int) -> tuple[str, str]:
        """Return the product_id and variant_id of an item."""
        product, variant = divmod(int(self._keys[item]), len(self._variants))
        return self._products[product], self._variants[variant]

    def tiers_of(self, product_id: str, variant_id: str) -> range:
        """Return the tiers of an item, by rising min_quantity; else those of its product."""
        for variant in (variant_id, ""):
            codes = _index(self._products, product_id), _index(self._variants, variant)
            item = int(self._find(*(np.array([code]) for code in codes))[0])
            if item >= 0:
                return range(int(self._begin[item]), int(self._begin[item + 1]))
        return range(0)

    def exact_item_codes(self, frame: pd.DataFrame) -> Positions:
        """Return the item code of each row of a frame, by product and variant."""
        product = _codes(frame["product_id"], self._products)
        variant = _codes(frame["variant_id"], self._variants)
        return self._find(product, variant)

    def item_codes(self, frame: pd.DataFrame) -> Positions:
        """Return the code of the item whose tiers apply to each row: its variant's or product's."""
        exact = self.exact_item_codes(frame)
        if "" not in self._variants:
            return exact
        product = _codes(frame["product_id"], self._products)
        of_product = self._find(product, np.full_like(product, self._variants.index("")))
        return np.where(exact >= 0, exact, of_product)

    def reached(self, item_codes: Positions, quantity: int | Iterable[int]) -> Positions:
        """Return the tier that applies to each item at its quantity."""
        ranks = self._rank(item_codes, _quantities(quantity, len(item_codes)))
        # The tiers are sorted by item and step: the one before the insertion point is the last one
        # reached, if it belongs to this item.
        tier = np.searchsorted(self._ranks, ranks, side="right") - 1
        valid = (item_codes >= 0) & (tier >= 0)
        valid[valid] = self.item_code[tier[valid]] == item_codes[valid]
        return np.where(valid, tier, -1)

    def larger(self, item_codes: Positions, quantity: int) -> Positions:
        """Return for each item a larger quantity with a total that is no higher; 0: none.

        Of several, the one with the lowest total, and of those the largest.
        """
        later_tier = self._cheapest_later(item_codes, quantity)[item_codes]
        current = self.reached(item_codes, quantity)
        known = np.flatnonzero((current >= 0) & (later_tier >= 0))
        # As integers, Python's where 64 bits would not do.
        costs = self._whole[current[known]] * self._fitting(quantity)
        later = self._whole[later_tier[known]] * self._begins[later_tier[known]]
        found = np.zeros(len(item_codes), dtype=np.int64)
        cheaper = known[(later <= costs).astype(bool)]
        found[cheaper] = self.min_quantity[later_tier[cheaper]]
        return found

    def _cheapest_later(self, item_codes: Positions, quantity: int) -> Positions:
        """Return the tier above a quantity with the lowest total, for each item; -1: none."""
        # A total grows within a tier, so only the beginnings of tiers can be cheaper.
        requested = np.zeros(len(self._keys) + 1, dtype=bool)
        requested[item_codes] = True
        above = np.flatnonzero(requested[self.item_code] & (self.min_quantity > quantity))
        totals = self._whole[above] * self._begins[above]
        _, ranks = np.unique(totals, return_inverse=True)
        above = above[np.lexsort((-self.min_quantity[above], ranks, self.item_code[above]))]
        _, first = np.unique(self.item_code[above], return_index=True)
        # The last element, -1, is the one that -1 (no item) selects.
        best = np.full(len(self._keys) + 1, -1, dtype=np.int64)
        best[self.item_code[above[first]]] = above[first]
        return best

    @cached_property
    def _begins(self) -> Any:  # noqa: ANN401 - an array of whole numbers of either kind
        return self.min_quantity.astype(self._whole.dtype)

    def _fitting(self, quantity: int) -> Any:  # noqa: ANN401 - a number that fits the prices
        # No list has a tier above this quantity.
        return quantity if self._whole.dtype == object else np.int64(min(quantity, 10**9))

    def _rank(self, item_codes: Positions, quantity: Positions) -> Positions:
        # Steps instead of quantities keep this far from overflowing.
        step = np.searchsorted(self._steps, quantity, side="right") - 1
        return item_codes * (len(self._steps) + 1) + step + 1

    def _find(self, product: Positions, variant: Positions) -> Positions:
        if not len(self._keys):
            return np.full(len(product), -1, dtype="int64")
        keys = product * len(self._variants) + variant
        index = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = (product >= 0) & (variant >= 0) & (self._keys[index] == keys)
        return np.where(known, index, -1)


def numbers_at(values: Positions, positions: Positions, index: pd.Index, name: str) -> pd.Series:
    """Return the values at the given positions as Float64 or Int64; <NA> at -1."""
    none = positions < 0
    picked = (
        values[np.where(none, 0, positions)]
        if len(values)
        else np.zeros(len(positions), values.dtype)
    )
    kind = pd.arrays.IntegerArray if values.dtype.kind == "i" else pd.arrays.FloatingArray
    return pd.Series(kind(picked, none), index=index, name=name, copy=False)


def texts_at(
    values: DictionaryColumn, positions: Positions, index: pd.Index, name: str
) -> pd.Series:
    """Return the texts at the given positions; "" at -1."""
    codes = np.append(values.codes, len(values.categories))[positions]
    array = DictionaryColumn(codes, [*values.categories, ""]).decode()
    return pd.Series(array, index=index, name=name, copy=False)


def _whole_prices(prices: Sequence[Decimal]) -> Any:  # noqa: ANN401 - an array of whole numbers
    """Return prices as whole multiples of one unit, so that totals can be compared exactly."""
    distinct = set(prices)
    finest = max([0, *(-int(price.as_tuple().exponent) for price in distinct)])
    whole = {price: int(price.scaleb(finest)) for price in distinct}
    fits = max(whole.values(), default=0) < _LARGEST_WHOLE
    return np.array([whole[price] for price in prices], dtype=np.int64 if fits else object)


def _ranked(texts: Sequence[str]) -> tuple[list[str], Positions]:
    """Return the distinct texts, sorted, and the rank of each text among them."""
    distinct = sorted(set(texts))
    ranks = {text: rank for rank, text in enumerate(distinct)}
    return distinct, np.array([ranks[text] for text in texts], dtype="int64")


def _index(texts: Sequence[str], text: str) -> int:
    index = bisect.bisect_left(texts, text)
    return index if index < len(texts) and texts[index] == text else -1


def _codes(column: pd.Series, known: Sequence[str]) -> Positions:
    values = pa.array(column.astype(_STRING), _TEXT)
    found = pc.index_in(values, pa.array(known, _TEXT))
    codes: Positions = np.asarray(pc.fill_null(found, -1), dtype="int64")
    return codes


def _quantities(quantity: int | Iterable[int], rows: int) -> Positions:
    if isinstance(quantity, pd.Series | np.ndarray | list):
        values = np.asarray(quantity)
        if values.dtype.kind not in "iu" or len(values) != rows or (values < 1).any():
            raise InputError(
                "these are no quantities", hint="one whole number of at least 1 for each row"
            )
        return values.astype("int64")
    return np.full(rows, min(parse_quantity(quantity), np.iinfo("int64").max), dtype="int64")
