"""The explorer's filter: which of a million products are wanted, in a few passes over arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from labkit import sizes
from labkit.errors import CurrencyError, InputError
from labkit.pricing.currency import ratio
from labkit.values import Size

if TYPE_CHECKING:
    from labkit.sizes import Floats, Positions

Mask = NDArray[np.bool_]
ANY, NONE = "", "(none)"
_TEXTS = ("size", "category", "variant", "text")
_SEARCHED = ("name", "category", "variant", "product_id")


@dataclass(frozen=True)
class Wanted:
    """What is asked for; the default asks for everything.

    Attributes
    ----------
    labs
        Names; none means all.
    size, tolerance
        As `Catalog.compare` takes them; "" is any size.
    category
        A category or the beginning of its path; ``"(none)"`` is what has none.
    variant
        The paper or format, whole.
    low, high
        Price of one, in the explorer's currency, both ends included; None is open. Where one is
        given, what has no known price is not wanted.
    text
        Words that all stand somewhere in name, category, variant or product_id.
    """

    labs: tuple[str, ...] = ()
    size: str = ""
    tolerance: float = 0.03
    category: str = ANY
    variant: str = ANY
    low: float | None = None
    high: float | None = None
    text: str = ""

    def checked(self) -> Wanted:
        """Return it if it can be used.

        Raises
        ------
        InputError
            If size, tolerance or the price range cannot be read.
        """
        if self.size.strip():
            Size.parse(self.size)
        sizes.parse_tolerance(self.tolerance)
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InputError(
                f"no price lies from {self.low:g} to {self.high:g}", hint="exchange the two"
            )
        return self


class Sieve:
    """Products, prepared so that filtering and sorting take no pass over text twice.

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
        self._coded: dict[str, tuple[NDArray[np.intp], list[str]]] = {}
        self._orders: dict[str, Positions] = {}

    @cached_property
    def sides(self) -> tuple[Floats, Floats]:
        """The shorter and longer sides [mm]."""
        return sizes.sides(self.products)

    @cached_property
    def prices(self) -> Floats:
        """Prices of one in the explorer's currency; NaN where unknown."""
        prices: Floats = self.products["price"].to_numpy("float64", na_value=np.nan).copy()
        codes, currencies = self.coded("currency")
        factors = np.array([self._rate(code) for code in currencies] or [np.nan])
        return prices * factors[codes] if len(prices) else prices

    def _rate(self, currency: str) -> float:
        # A place on a scale, not an amount anybody adds up: a float is fine here.
        try:
            return float(ratio(currency, self.currency)[0])
        except (CurrencyError, InputError):
            return np.nan

    def coded(self, column: str) -> tuple[NDArray[np.intp], list[str]]:
        """Return a text column as codes and its distinct values, sorted."""
        if column not in self._coded:
            codes, values = pd.factorize(self.products[column], sort=True)
            self._coded[column] = (codes, [str(value) for value in values])
        return self._coded[column]

    @cached_property
    def _text(self) -> Any:  # noqa: ANN401 - an array of pyarrow
        columns = [pa.array(self.products[name], type=pa.large_string()) for name in _SEARCHED]
        joined = pc.binary_join_element_wise(*columns, pa.scalar("\n", pa.large_string()))
        return pc.utf8_lower(joined)

    def keep(self, wanted: Wanted) -> Mask:
        """Return which products are wanted.

        Raises
        ------
        InputError
            If what is asked for cannot be read.
        """
        wanted = wanted.checked()
        mask = np.ones(len(self.products), bool)
        if wanted.labs:
            mask &= self._among("lab", lambda name: name in wanted.labs)
        if wanted.category:
            mask &= self._among("category", lambda path: _within(path, wanted.category))
        if wanted.variant:
            mask &= self._among("variant", lambda name: (name or NONE) == wanted.variant)
        if wanted.size.strip():
            found = sizes.match(*self.sides, Size.parse(wanted.size), wanted.tolerance)
            mask &= _mask(found, len(mask))
        with np.errstate(invalid="ignore"):
            if wanted.low is not None:
                mask &= self.prices >= wanted.low
            if wanted.high is not None:
                mask &= self.prices <= wanted.high
        for word in wanted.text.lower().split():
            mask &= pc.match_substring(self._text, word).to_numpy(zero_copy_only=False)
        return mask

    def _among(self, column: str, test: Any) -> Mask:  # noqa: ANN401 - text → whether it is wanted
        codes, values = self.coded(column)
        wanted = np.array([test(value) for value in values] or [False])
        found: Mask = wanted[codes] & (codes >= 0)
        return found

    def order(self, column: str) -> Positions:
        """Return all positions in a column's order; unknown numbers stand last."""
        if column not in self._orders:
            self._orders[column] = np.argsort(self._keys(column), kind="stable")
        return self._orders[column]

    def _keys(self, column: str) -> Any:  # noqa: ANN401 - an array of numbers
        if column == "price":
            return self.prices
        if column == "size":
            return self.sides[0] * self.sides[1]
        return self.coded(column)[0]

    def sorted(self, mask: Mask, column: str, *, falling: bool = False) -> Positions:
        """Return the positions of what is wanted, in a column's order."""
        order = self.order(column)
        found = order[mask[order]]
        if not falling:
            return found
        if column not in {"price", "size"}:
            return found[::-1]
        # Unknown stays last, whichever way round.
        unknown = np.isnan(self._keys(column)[found])
        return np.concatenate([found[~unknown][::-1], found[unknown]])

    def categories(self) -> list[str]:
        """Return every category and every beginning of one, sorted."""
        return paths(self.coded("category")[1])

    def variants(self) -> list[str]:
        """Return every paper or format, sorted."""
        return [value or NONE for value in self.coded("variant")[1]]


def paths(categories: Sequence[str]) -> list[str]:
    """Return categories and every beginning of their paths, sorted; ``"(none)"`` for ""."""
    found = set()
    for path in categories:
        steps = path.split(" > ")
        found |= {" > ".join(steps[: count + 1]) for count in range(len(steps))}
    return sorted(path or NONE for path in found)


def _within(path: str, category: str) -> bool:
    return (path or NONE) == category or path.startswith(f"{category} > ")


def _mask(positions: Positions, count: int) -> Mask:
    mask = np.zeros(count, bool)
    mask[positions] = True
    return mask


def changed(wanted: Wanted, name: str, value: str) -> Wanted:
    """Return a filter with one part as it was typed; labs are ticked, not typed.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if name == "tolerance":
        return replace(wanted, tolerance=read_percent(value))
    if name == "low":
        return replace(wanted, low=read_price(value))
    if name == "high":
        return replace(wanted, high=read_price(value))
    texts: dict[str, Any] = {name: value} if name in _TEXTS else {}
    return replace(wanted, **texts)


def ticked(wanted: Wanted, every: Sequence[str], lab: str, *, on: bool) -> Wanted:
    """Return a filter with a lab ticked or not.

    Raises
    ------
    InputError
        If none is left.
    """
    labs = set(wanted.labs or every)
    labs = labs | {lab} if on else labs - {lab}
    if not labs:
        raise InputError("no lab is ticked", hint="tick one to see what it sells")
    return replace(wanted, labs=() if labs >= set(every) else tuple(sorted(labs)))


def read_percent(text: str) -> float:
    """Return a tolerance typed in percent as a fraction.

    Raises
    ------
    InputError
        If it is none.
    """
    try:
        percent = float(text.replace(",", ".").rstrip("% "))
    except ValueError:
        percent = -1.0
    if not 0 <= percent < 100:  # noqa: PLR2004 - the whole
        raise InputError(f"{text!r} is no tolerance", hint="write it in percent, as 3")
    return percent / 100


def read_price(text: str) -> float | None:
    """Return a price as typed; None where nothing was.

    Raises
    ------
    InputError
        If it is none.
    """
    if not text.strip():
        return None
    try:
        price = float(text.replace(",", "."))
    except ValueError:
        price = -1.0
    if not 0 <= price < float("inf"):
        raise InputError(f"{text!r} is no price", hint="write it as 2.50")
    return price
