"""At which quantity one lab overtakes another, shipping and tiers included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from labkit.display import marks
from labkit.errors import InputError
from labkit.frames import arrays
from labkit.model.values import Money, minor_digits, parse_quantity
from labkit.pricing.break_even_side import Side, side_of
from labkit.pricing.request import DEFAULT_TOLERANCE, Ask, ask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from labkit.api.lab import Lab
    from labkit.model.values import Size
    from labkit.pricing.exchange import Day, Exact

_MOST = 1_000
_LARGEST = 100_000


@dataclass(frozen=True)
class Range:
    """Quantities at which the same lab is cheaper.

    Attributes
    ----------
    first, last
        The quantities, both within.
    cheaper
        The lab; "" where both cost the same.
    """

    first: int
    last: int
    cheaper: str


@dataclass(frozen=True)
class BreakEven:
    """Where one lab overtakes another.

    Attributes
    ----------
    a, b
        The labs.
    size, country, currency
        What was asked for; country "" where shipping is left out.
    quantity
        The first quantity at which the lab that was dearer at first is the cheaper one; None where
        that does not happen, or a total is not known.
    ranges
        Which lab is cheaper from which quantity to which; tiers may make it go to and fro.
    notes
        What is not known, how the prices differ in kind, where more pieces cost less.
    totals
        One row for each quantity; see `frame`.
    """

    a: str
    b: str
    size: str
    country: str
    currency: str
    quantity: int | None
    ranges: tuple[Range, ...]
    notes: tuple[str, ...]
    totals: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """Return the totals of both labs at each quantity.

        Returns
        -------
        DataFrame
            quantity, a_total, b_total [major units of currency; <NA> where unknown], cheaper (the
            lab; "" where both cost the same or one is unknown), a_product, b_product.
        """
        return self.totals.copy()

    @property
    def around(self) -> pd.DataFrame:
        """The rows of `frame` just before the quantity and at it; none where there is none."""
        if self.quantity is None:
            return self.totals.iloc[:0].copy()
        near = self.totals["quantity"].isin([self.quantity - 1, self.quantity])
        return self.totals[near].copy()

    def __repr__(self) -> str:
        where = f" delivered to {self.country}" if self.country else ", without shipping"
        head = f"{self.a} or {self.b}: {self.size}{where}, in {self.currency}"
        said = [f"  {_words(part)}" for part in self.ranges]
        return "\n".join([head, *said, *(f"  · {note}" for note in self.notes)])


def break_even(  # noqa: PLR0913 - what can be asked, by name
    a: str | Lab,
    b: str | Lab,
    size: str | Size,
    country: str | None = None,
    *,
    currency: str = "EUR",
    most: int = _MOST,
    tolerance: float = DEFAULT_TOLERANCE,
    shipping: Mapping[str, str] | None = None,
    on: Day = None,
    rates: Mapping[str, Exact] | None = None,
) -> BreakEven:
    """Find at which quantity one lab overtakes the other.

    At each quantity each lab's cheapest product of the size is taken; the tiers of your own price
    lists apply, and shipping and starting costs are added where a country is given.

    Parameters
    ----------
    a, b
        Two labs: names (connected to the embedded sandbox) or connected labs.
    size, country, currency, tolerance, shipping, on, rates
        As `labkit.api.merged_catalog.Catalog.compare`.
    most
        The largest quantity to look at, up to 100,000.

    Returns
    -------
    BreakEven
        The quantity, None where neither overtakes the other; in which ranges which lab is cheaper;
        `BreakEven.frame` has the totals of both at each quantity.

    Raises
    ------
    InputError
        If it is one lab twice, or something that was asked for cannot be read.
    """
    reach = parse_quantity(most)
    if reach > _LARGEST:
        raise InputError(f"{most} is too far", hint=f"look at no more than {_LARGEST:,} pieces")
    wanted = ask(size, country=country, currency=currency, tolerance=tolerance, on=on, rates=rates)
    labs = _two(a, b)
    one, other = (side_of(name, lab, wanted, reach, shipping or {}) for name, lab in labs)
    return _compared(one, other, wanted)


def _two(a: str | Lab, b: str | Lab) -> list[tuple[str, Lab]]:
    from labkit.api.lab import Lab, connect

    labs = [lab if isinstance(lab, Lab) else connect(lab) for lab in (a, b)]
    first, second = (lab.name for lab in labs)
    if a is b or (first == second and isinstance(a, str) and isinstance(b, str)):
        raise InputError(f"{first} was given twice", hint="give two different labs")
    if first == second:
        return [(f"{first} (a)", labs[0]), (f"{second} (b)", labs[1])]
    return [(first, labs[0]), (second, labs[1])]


def _compared(a: Side, b: Side, wanted: Ask) -> BreakEven:
    notes = [note for note in (a.note, b.note) if note]
    terms = (a.name, b.name, wanted.label, wanted.country, wanted.currency)
    if a.totals is None or b.totals is None:
        return BreakEven(*terms, None, (), tuple(notes), _frame(a, b, [], wanted))
    cheaper = np.select([a.totals < b.totals, b.totals < a.totals], [a.name, b.name], "")
    ranges = _ranges(cheaper, np.isfinite(a.totals + b.totals))
    warning = marks.warning(sorted({*a.pairs, *b.pairs}))
    notes += [warning] if warning else []
    notes += [*_falls(a, wanted.currency), *_falls(b, wanted.currency)]
    notes += dict.fromkeys([*a.rates, *b.rates])
    frame = _frame(a, b, cheaper.tolist(), wanted)
    return BreakEven(*terms, _overtaking(ranges), tuple(ranges), tuple(notes), frame)


def _ranges(cheaper: NDArray[np.str_], known: NDArray[np.bool_]) -> list[Range]:
    changed = (cheaper[1:] != cheaper[:-1]) | (known[1:] != known[:-1])
    begins = np.flatnonzero(np.append(True, changed))
    ends = np.append(begins[1:], len(cheaper))
    return [
        Range(int(begin) + 1, int(end), str(cheaper[begin]))
        for begin, end in zip(begins, ends, strict=True)
        if known[begin]
    ]


def _overtaking(ranges: list[Range]) -> int | None:
    won = [part for part in ranges if part.cheaper]
    later = [part.first for part in won if part.cheaper != won[0].cheaper]
    return later[0] if later else None


def _falls(side: Side, currency: str) -> list[str]:
    """Say where more pieces cost less, as a tier begins."""
    if side.totals is None:
        return []
    found = []
    for at in np.flatnonzero(np.diff(side.totals) < 0):
        before, here = (Money.from_minor(int(side.totals[n]), currency) for n in (at, at + 1))
        found.append(f"{side.name}: {at + 2} cost {here}, less than {at + 1} at {before}")
    return found


def _frame(a: Side, b: Side, cheaper: list[str], wanted: Ask) -> pd.DataFrame:
    count = max(len(side.products) for side in (a, b))
    scale = 10 ** minor_digits(wanted.currency)
    columns: dict[str, Any] = {"quantity": pd.array(range(1, count + 1), dtype="Int64")}
    for letter, side in (("a", a), ("b", b)):
        totals = side.totals if side.totals is not None else np.full(count, np.nan)
        columns[f"{letter}_total"] = arrays.number(totals / scale, count)
    columns["cheaper"] = pd.array(cheaper or [""] * count, dtype="string")
    for letter, side in (("a", a), ("b", b)):
        columns[f"{letter}_product"] = pd.array(side.products or [""] * count, dtype="string")
    return pd.DataFrame(columns)


def _words(part: Range) -> str:
    pieces = str(part.first) if part.first == part.last else f"{part.first} to {part.last}"
    return f"{pieces}: {part.cheaper} is cheaper" if part.cheaper else f"{pieces}: the same"
