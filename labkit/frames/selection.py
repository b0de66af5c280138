"""Encoded products for repeated comparisons, and selections of their rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from labkit import frames
from labkit.frames.dictionary import DictionaryColumn
from labkit.model import size_matching

if TYPE_CHECKING:
    import pandas as pd

    from labkit.model.size import Size

T = TypeVar("T")

# Text columns with few distinct values.
_LOW_CARDINALITY = (
    *("lab", "variant_id", "category", "variant", "size_source", "currency", "price_kind", "tax"),
    "source_url",
)


class EncodedProducts:
    """Products with sides, encoded columns and other comparison inputs computed once.

    Parameters
    ----------
    products
        Columns of `labkit.frames.PRODUCTS`; not copied, and not to be changed afterwards.
    encode
        Whether to dictionary-encode text columns: it pays from the second comparison on.

    Raises
    ------
    ColumnError
        If a column is missing.
    """

    def __init__(self, products: pd.DataFrame, *, encode: bool = False) -> None:
        frames.check(products, frames.PRODUCTS)
        self.frame = products
        self.short, self.long = size_matching.sides(products)
        self._encode = encode
        self._known: dict[Hashable, Any] = {}

    @cached_property
    def encoded_columns(self) -> dict[str, DictionaryColumn]:
        """The dictionary-encoded columns; none unless `encode` was set."""
        if not self._encode:
            return {}
        return {name: DictionaryColumn.of(self.frame[name]) for name in _LOW_CARDINALITY}

    def cached(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return a value computed for all products, and cached under a key."""
        if key not in self._known:
            self._known[key] = compute()
        found: T = self._known[key]
        return found

    @cached_property
    def _distinct(self) -> tuple[size_matching.Floats, size_matching.Floats]:
        return size_matching.distinct(self.short, self.long)

    def match(self, size: Size, tolerance: float) -> Selection:
        """Select the rows whose size matches."""
        return Selection(self, size_matching.match(self.short, self.long, size, tolerance))

    def nearest(self, size: Size) -> list[Size]:
        """Return the available sizes nearest to a size, the nearest first."""
        return size_matching.nearest(*self._distinct, size)


class Selection:
    """Selected rows of the products; columns are materialised only when they are used.

    Parameters
    ----------
    source
        The products.
    positions
        The selected row positions, ascending.
    changed
        Columns that replace those of the source, in the same order.
    """

    def __init__(
        self,
        source: EncodedProducts,
        positions: size_matching.Positions,
        changed: Mapping[str, Any] | None = None,
    ) -> None:
        self.source = source
        self.positions = positions
        self._changed = dict(changed or {})

    def __len__(self) -> int:
        return len(self.positions)

    def with_columns(self, changed: Mapping[str, Any]) -> Selection:
        """Return the same rows with other values in some columns."""
        return Selection(self.source, self.positions, {**self._changed, **changed})

    def array(self, name: str) -> Any:  # noqa: ANN401 - an array of pandas
        """Return a column's values."""
        if name in self._changed:
            values = self._changed[name]
            return values.decode() if isinstance(values, DictionaryColumn) else values
        return self.source.frame[name].array.take(self.positions)

    def encoded(self, name: str) -> DictionaryColumn:
        """Return a text column, dictionary-encoded."""
        if isinstance(self._changed.get(name), DictionaryColumn):
            found: DictionaryColumn = self._changed[name]
            return found
        if name not in self._changed and name in self.source.encoded_columns:
            return self.source.encoded_columns[name].take(self.positions)
        return DictionaryColumn.of(self.array(name))

    def in_order(self, name: str, order: size_matching.Positions) -> Any:  # noqa: ANN401 - an array of pandas
        """Return a column's values in another order."""
        if isinstance(self._changed.get(name), DictionaryColumn):
            return self.encoded(name).take(order).decode()
        if name not in self._changed and name in self.source.encoded_columns:
            return self.source.encoded_columns[name].take(self.positions[order]).decode()
        # In two steps: reading a large column in order is much faster than at random.
        return self.array(name).take(order)

    def floats(self, name: str) -> size_matching.Floats:
        """Return a column of numbers; NaN where unknown."""
        values = self.array(name)
        if isinstance(values, np.ndarray):
            return values
        numbers: size_matching.Floats = values.to_numpy(dtype="float64", na_value=np.nan)
        return numbers

    @property
    def sides(self) -> tuple[size_matching.Floats, size_matching.Floats]:
        """The shorter and the longer side of each row [mm]."""
        return self.source.short[self.positions], self.source.long[self.positions]
