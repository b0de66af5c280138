"""Finding the tiers of a price list for whole columns at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from labkit.errors import InputError
from labkit.values import parse_quantity

if TYPE_CHECKING:
    from labkit.pricing.price_list import Tier

_TEXT = pa.large_string()
_STRING = pd.StringDtype("pyarrow", na_value=pd.NA)
Positions = np.ndarray[Any, np.dtype[np.int64]]


class TierIndex:
    """The tiers of a price list as sorted arrays.

    A thing is a pair of product_id and variant_id; its position is its place among the sorted
    pairs, and -1 stands for none.

    Parameters
    ----------
    tiers
        Thing → its tiers by rising min_quantity; things sorted.
    """

    def __init__(self, tiers: Mapping[tuple[str, str], Sequence[Tier]]) -> None:
        self._products = sorted({product for product, _ in tiers})
        self._variants = sorted({variant for _, variant in tiers})
        products = {product: code for code, product in enumerate(self._products)}
        variants = {variant: code for code, variant in enumerate(self._variants)}
        width = len(variants)
        keys = [products[product] * width + variants[variant] for product, variant in tiers]
        self._keys = np.array(keys, dtype="int64")
        flat = [tier for group in tiers.values() for tier in group]
        self.price = np.array([float(tier.price) for tier in flat])
        self.min_quantity = np.array([tier.min_quantity for tier in flat], dtype="int64")
        self.currency = pa.array([tier.currency for tier in flat], _TEXT)
        self.tax = pa.array([tier.tax for tier in flat], _TEXT)
        self._things = np.repeat(np.arange(len(tiers)), [len(group) for group in tiers.values()])
        self._steps = np.unique(self.min_quantity)
        self._ranks = self._rank(self._things, self.min_quantity)

    def own(self, frame: pd.DataFrame) -> Positions:
        """Return the thing each row of a frame is by product and variant."""
        product = _codes(frame["product_id"], self._products)
        variant = _codes(frame["variant_id"], self._variants)
        return self._find(product, variant)

    def things(self, frame: pd.DataFrame) -> Positions:
        """Return the thing whose tiers hold for each row: its own, else its product's."""
        own = self.own(frame)
        if "" not in self._variants:
            return own
        product = _codes(frame["product_id"], self._products)
        whole = self._find(product, np.full_like(product, self._variants.index("")))
        return np.where(own >= 0, own, whole)

    def reached(self, things: Positions, quantity: int | Iterable[int]) -> Positions:
        """Return the tier each thing has reached with its quantity."""
        ranks = self._rank(things, _quantities(quantity, len(things)))
        # The tiers are sorted by thing and step: the one before the insertion point is the last
        # one reached, if it still is one of this thing's.
        tier = np.searchsorted(self._ranks, ranks, side="right") - 1
        ours = (things >= 0) & (tier >= 0)
        ours[ours] = self._things[tier[ours]] == things[ours]
        return np.where(ours, tier, -1)

    def _rank(self, things: Positions, quantity: Positions) -> Positions:
        # Steps instead of quantities keep this far from overflowing.
        step = np.searchsorted(self._steps, quantity, side="right") - 1
        return things * (len(self._steps) + 1) + step + 1

    def _find(self, product: Positions, variant: Positions) -> Positions:
        if not len(self._keys):
            return np.full(len(product), -1, dtype="int64")
        keys = product * len(self._variants) + variant
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = (product >= 0) & (variant >= 0) & (self._keys[place] == keys)
        return np.where(known, place, -1)


def numbers(values: Positions, at: Positions, index: pd.Index, name: str) -> pd.Series:
    """Return the values at positions as Float64 or Int64; <NA> at -1."""
    none = at < 0
    picked = values[np.where(none, 0, at)] if len(values) else np.zeros(len(at), values.dtype)
    kind = pd.arrays.IntegerArray if values.dtype.kind == "i" else pd.arrays.FloatingArray
    return pd.Series(kind(picked, none), index=index, name=name, copy=False)


def words(values: pa.Array, at: Positions, index: pd.Index, name: str) -> pd.Series:
    """Return the texts at positions; "" at -1."""
    picked = pc.fill_null(values.take(pa.array(at, mask=at < 0)), "")
    array = pd.array(pd.arrays.ArrowStringArray(picked), dtype=_STRING)
    return pd.Series(array, index=index, name=name, copy=False)


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
