"""Dictionary-encoded text columns: an integer code per row and the distinct categories.

A million rows have a handful of currencies or notes: they are processed as codes and decoded last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from labkit.frames.arrays import STRING

if TYPE_CHECKING:
    from numpy.typing import NDArray

Codes = np.ndarray[Any, np.dtype[np.integer[Any]]]


@dataclass(frozen=True)
class DictionaryColumn:
    """A dictionary-encoded text column.

    Attributes
    ----------
    codes
        The index into `categories` of each row.
    categories
        The distinct texts.
    """

    codes: Codes
    categories: Sequence[str]

    @classmethod
    def of(cls, values: Any) -> DictionaryColumn:  # noqa: ANN401 - a Series or an array of pandas
        """Encode a column."""
        codes, distinct = pd.factorize(values)
        return cls(codes.astype(np.int32), [str(text) for text in distinct])

    @classmethod
    def constant(cls, text: str, rows: int) -> DictionaryColumn:
        """Return a column with the same text in every row."""
        return cls(np.zeros(rows, dtype=np.int64), [text])

    def take(self, positions: Any) -> DictionaryColumn:  # noqa: ANN401 - positions
        """Return the rows at the given positions, in that order."""
        return DictionaryColumn(self.codes[positions], self.categories)

    def put(self, positions: Any, other: DictionaryColumn) -> DictionaryColumn:  # noqa: ANN401 - positions or a mask
        """Return a copy with the rows at the given positions replaced by another column's."""
        codes = self.codes.astype(np.int64)
        codes[positions] = other.codes + len(self.categories)
        return DictionaryColumn(codes, [*self.categories, *other.categories])

    def groups(self) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Iterate over the categories that occur, each with the mask of its rows."""
        for code in np.unique(self.codes):
            yield self.categories[code], self.codes == code

    def decode(self) -> Any:  # noqa: ANN401 - an array of pandas strings
        """Return the column as a pandas string array."""
        texts = pa.array(list(self.categories), pa.large_string())
        return pd.array(pd.arrays.ArrowStringArray(texts.take(pa.array(self.codes))), dtype=STRING)


def combine(
    columns: Sequence[DictionaryColumn], join: Callable[[Iterable[str]], str]
) -> DictionaryColumn:
    """Join several columns row by row; each distinct combination is joined once."""
    combined = np.zeros(len(columns[0].codes), dtype=np.int64)
    for column in columns:
        combined = combined * len(column.categories) + column.codes
    codes, distinct = pd.factorize(combined)
    return DictionaryColumn(codes, [join(_texts(int(code), columns)) for code in distinct])


def _texts(combined: int, columns: Sequence[DictionaryColumn]) -> list[str]:
    texts = []
    for column in reversed(columns):
        combined, code = divmod(combined, len(column.categories))
        texts.append(column.categories[code])
    return texts[::-1]
