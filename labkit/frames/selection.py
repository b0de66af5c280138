"""A catalog made ready to be compared again and again, and the rows of it that match."""

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

    from labkit.model.values import Size

T = TypeVar("T")

# Texts of which a catalog has few: moved about as numbers, and spelled out at the end.
_LOW_CARDINALITY = (
    *("lab", "variant_id", "category", "variant", "size_source", "currency", "price_kind", "tax"),
    "source_url",
)


class EncodedProducts:
    """Products, with what a comparison looks at worked out once.

    Parameters
    ----------
    products
        Columns of `labkit.frames.PRODUCTS`; not copied, and not to be changed afterwards.
    encode
        Whether to look for texts that repeat: it pays from the second comparison on.

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
        """The columns of which only a few texts differ."""
        if not self._encode:
            return {}
        return {name: DictionaryColumn.of(self.frame[name]) for name in _LOW_CARDINALITY}

    def cached(self, what: Hashable, work: Callable[[], T]) -> T:
        """Return what is worked out for all products when it is first asked for."""
        if what not in self._known:
            self._known[what] = work()
        found: T = self._known[what]
        return found

    @cached_property
    def _distinct(self) -> tuple[size_matching.Floats, size_matching.Floats]:
        return size_matching.distinct(self.short, self.long)

    def match(self, size: Size, tolerance: float) -> Selection:
        """Return the rows whose size matches."""
        return Selection(self, size_matching.match(self.short, self.long, size, tolerance))

    def nearest(self, size: Size) -> list[Size]:
        """Return the sizes nearest to one that nothing matches, the nearest first."""
        return size_matching.nearest(*self._distinct, size)


class Selection:
    """Some rows of a source, column by column: what nobody looks at is not moved.

    Parameters
    ----------
    source
        The products.
    at
        Where in them, ascending.
    changed
        Columns that hold something else than the source does, in the same order.
    """

    def __init__(
        self,
        source: EncodedProducts,
        at: size_matching.Positions,
        changed: Mapping[str, Any] | None = None,
    ) -> None:
        self.source = source
        self.positions = at
        self._changed = dict(changed or {})

    def __len__(self) -> int:
        return len(self.positions)

    def with_columns(self, changed: Mapping[str, Any]) -> Selection:
        """Return the same rows with other values in some columns."""
        return Selection(self.source, self.positions, {**self._changed, **changed})

    def array(self, name: str) -> Any:  # noqa: ANN401 - an array of pandas
        """Return a column's values."""
        if name in self._changed:
            own = self._changed[name]
            return own.decode() if isinstance(own, DictionaryColumn) else own
        return self.source.frame[name].array.take(self.positions)

    def encoded(self, name: str) -> DictionaryColumn:
        """Return a column of texts by its distinct texts."""
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
        # In two steps: going through a large column from front to back is much quicker than
        # picking from it here and there.
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
