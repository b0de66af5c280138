"""The explorer's row filter: a few passes over arrays for a million products."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from labkit import frames
from labkit.errors import CurrencyError, InputError
from labkit.model import size_matching
from labkit.model.currencies import minor_digits
from labkit.model.size import Size
from labkit.pricing.exchange import ratio
from labkit.widgets.filter_terms import NONE, FilterTerms

if TYPE_CHECKING:
    from labkit.model.size_matching import Floats, Positions

Mask = NDArray[np.bool_]
_SEARCHED = ("name", "category", "variant", "product_id")


class RowFilter:
    """Filters and sorts products on dictionary-encoded columns.

    Parameters
    ----------
    products
        Columns of `labkit.frames.PRODUCTS`.
    currency
        What prices are brought to, for the range and for sorting.
    """

    def __init__(self, products: pd.DataFrame, currency: str) -> None:
        self.products = products
        self.currency = currency
        self._encoded: dict[str, tuple[NDArray[np.intp], list[str]]] = {}
        self._sort_orders: dict[str, Positions] = {}

    @cached_property
    def sides(self) -> tuple[Floats, Floats]:
        """The shorter and longer sides [mm]."""
        return size_matching.sides(self.products)

    @cached_property
    def prices(self) -> Floats:
        """Unit prices in the explorer's currency; NaN where unknown."""
        prices: Floats = self.products["price"].to_numpy("float64", na_value=np.nan).copy()
        codes, _ = self.encoded("currency")
        factors = np.array([factor for factor, _ in self.rates.values()] or [np.nan])
        return prices * factors[codes] if len(prices) else prices

    @cached_property
    def rates(self) -> dict[str, tuple[float, str]]:
        """Exchange rates by currency: factor and rate date (ISO)."""
        return {code: self._rate(code) for code in self.encoded("currency")[1]}

    def _rate(self, currency: str) -> tuple[float, str]:
        # Only for sorting and filtering, never added up: a float is exact enough.
        try:
            factor, day = ratio(currency, self.currency)
        except (CurrencyError, InputError):
            return np.nan, ""
        return float(factor), day.isoformat() if day else ""

    def frame(self, positions: Positions) -> pd.DataFrame:
        """Return the products at some positions: columns of PRODUCTS, then of CONVERTED."""
        found = self.products.iloc[positions].reset_index(drop=True)
        prices = np.round(self.prices[positions], minor_digits(self.currency))
        days = np.array([day for _, day in self.rates.values()] or [""], dtype=object)
        converted = {
            "converted_price": pd.array(prices, dtype="Float64"),
            "converted_currency": self.currency,
            "fx_date": days[self.encoded("currency")[0][positions]] if len(positions) else [],
        }
        return found.assign(**frames.build(frames.CONVERTED, converted, rows=len(positions)))

    def encoded(self, column: str) -> tuple[NDArray[np.intp], list[str]]:
        """Return a text column dictionary-encoded: codes and sorted distinct values."""
        if column not in self._encoded:
            codes, values = pd.factorize(self.products[column], sort=True)
            self._encoded[column] = (codes, [str(value) for value in values])
        return self._encoded[column]

    @cached_property
    def _text(self) -> Any:  # noqa: ANN401 - an array of pyarrow
        columns = [pa.array(self.products[name], type=pa.large_string()) for name in _SEARCHED]
        joined = pc.binary_join_element_wise(*columns, pa.scalar("\n", pa.large_string()))
        return pc.utf8_lower(joined)

    def mask(self, terms: FilterTerms) -> Mask:
        """Return the mask of the products that match.

        Raises
        ------
        InputError
            If the terms cannot be read.
        """
        terms = terms.validated()
        mask = np.ones(len(self.products), bool)
        if terms.labs:
            mask &= self._text_mask("lab", lambda name: name in terms.labs)
        if terms.category:
            mask &= self._text_mask("category", lambda path: _within(path, terms.category))
        if terms.variant:
            mask &= self._text_mask("variant", lambda name: (name or NONE) == terms.variant)
        if terms.size.strip():
            found = size_matching.match(*self.sides, Size.parse(terms.size), terms.tolerance)
            mask &= _mask_of(found, len(mask))
        with np.errstate(invalid="ignore"):
            if terms.low is not None:
                mask &= self.prices >= terms.low
            if terms.high is not None:
                mask &= self.prices <= terms.high
        for word in terms.text.lower().split():
            mask &= pc.match_substring(self._text, word).to_numpy(zero_copy_only=False)
        return mask

    def _text_mask(self, column: str, test: Any) -> Mask:  # noqa: ANN401 - text → bool
        codes, values = self.encoded(column)
        matches = np.array([test(value) for value in values] or [False])
        found: Mask = matches[codes] & (codes >= 0)
        return found

    def sort_order(self, column: str) -> Positions:
        """Return all positions sorted by a column; unknown values last."""
        if column not in self._sort_orders:
            self._sort_orders[column] = np.argsort(self._sort_keys(column), kind="stable")
        return self._sort_orders[column]

    def _sort_keys(self, column: str) -> Any:  # noqa: ANN401 - an array of numbers
        if column == "price":
            return self.prices
        if column == "size":
            return self.sides[0] * self.sides[1]
        return self.encoded(column)[0]

    def sorted_positions(self, mask: Mask, column: str, *, descending: bool = False) -> Positions:
        """Return the positions of the matching products, sorted by a column."""
        order = self.sort_order(column)
        found = order[mask[order]]
        if not descending:
            return found
        if column not in {"price", "size"}:
            return found[::-1]
        # Unknown values are last in both directions.
        unknown = np.isnan(self._sort_keys(column)[found])
        return np.concatenate([found[~unknown][::-1], found[unknown]])

    def categories(self) -> list[str]:
        """Return all categories and their parents, sorted."""
        return paths(self.encoded("category")[1])

    def variants(self) -> list[str]:
        """Return every paper or format, sorted."""
        return [value or NONE for value in self.encoded("variant")[1]]


def paths(categories: Sequence[str]) -> list[str]:
    """Return categories and their parent paths, sorted; ``"(none)"`` for ""."""
    found = set()
    for path in categories:
        steps = path.split(" > ")
        found |= {" > ".join(steps[: count + 1]) for count in range(len(steps))}
    return sorted(path or NONE for path in found)


def _within(path: str, category: str) -> bool:
    return (path or NONE) == category or path.startswith(f"{category} > ")


def _mask_of(positions: Positions, count: int) -> Mask:
    mask = np.zeros(count, bool)
    mask[positions] = True
    return mask
