"""Options or shipping of all labs, indexed by product."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from labkit.frames import arrays
from labkit.frames.dictionary import DictionaryColumn

if TYPE_CHECKING:
    import pandas as pd

    from labkit.frames.selection import EncodedProducts
    from labkit.model.size_matching import Floats

Positions = NDArray[np.int64]


class ProductLookup:
    """An options or shipping table, encoded on first use, for lookups by product.

    Parameters
    ----------
    frame
        Columns of `labkit.frames.OPTIONS` or `labkit.frames.SHIPPING`; not copied, and not to be
        changed afterwards.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._coded: dict[str, DictionaryColumn] = {}
        self._of_lab: dict[str, Positions] = {}

    def encoded(self, name: str) -> DictionaryColumn:
        """Return a text column, dictionary-encoded."""
        if name not in self._coded:
            self._coded[name] = DictionaryColumn.of(self.frame[name])
        return self._coded[name]

    @cached_property
    def price(self) -> Floats:
        """The column price; NaN where unknown."""
        prices: Floats = self.frame["price"].to_numpy(dtype="float64", na_value=np.nan)
        return prices

    @cached_property
    def _products(self) -> pa.DictionaryArray:
        return _text(self.frame["product_id"]).dictionary_encode()

    @cached_property
    def product(self) -> NDArray[np.int32]:
        """The product code of each row."""
        codes: NDArray[np.int32] = self._products.indices.to_numpy(zero_copy_only=False)
        return codes

    @property
    def count(self) -> int:
        """The number of distinct product_ids, including "" for any product."""
        return len(self._products.dictionary)

    @cached_property
    def any_product(self) -> int:
        """The code of "", any product; -1 where no row is for any."""
        return int(pc.index(self._products.dictionary, "").as_py())

    def products_of(self, source: EncodedProducts) -> Positions:
        """Return the product code of each product; -1 where the table has none."""
        return source.cached(self, lambda: self._found(source.frame["product_id"]))

    def rows_of(self, lab: str) -> Positions:
        """Return the positions of a lab's rows."""
        if lab not in self._of_lab:
            labs = self.encoded("lab")
            code = labs.categories.index(lab) if lab in labs.categories else -1
            self._of_lab[lab] = np.flatnonzero(labs.codes == code)
        return self._of_lab[lab]

    def _found(self, products: pd.Series) -> Positions:
        found = pc.index_in(_text(products), self._products.dictionary)
        codes: Positions = pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        return codes


def _text(column: pd.Series) -> pa.Array:
    # The column of several labs has several chunks.
    values = pa.chunked_array(column.astype(arrays.STRING).array.__arrow_array__())
    return values.combine_chunks()
