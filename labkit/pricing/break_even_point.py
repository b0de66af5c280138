"""Break-even quantities between two labs, with shipping and price tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from labkit.display import price_notes
from labkit.errors import InputError
from labkit.frames import arrays
from labkit.model.currencies import minor_digits
from labkit.model.money import Money
from labkit.model.quantity import parse_quantity
from labkit.pricing.break_even_side import Side, side_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from labkit.pricing.priced_lab import PricedLab
    from labkit.pricing.request import PriceRequest

MOST = 1_000
_LARGEST = 100_000


@dataclass(frozen=True)
class Range:
    """A range of quantities in which the same lab is cheaper.

    Attributes
    ----------
    first, last
        The quantities, both included.
    cheaper
        The lab; "" where both cost the same.
    """

    first: int
    last: int
    cheaper: str


@dataclass(frozen=True)
class BreakEven:
    """The break-even between two labs.

    Attributes
    ----------
    a, b
        The labs.
    size, country, currency
        The request; country is "" where shipping is left out.
    quantity
        The first quantity at which the initially dearer lab is cheaper; None where there is none,
        or a total is not known.
    ranges
        Which lab is cheaper in which range; tiers may make it alternate.
    notes
        What is unknown, how the prices differ in kind, where more pieces cost less.
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
        """The rows of `frame` at the break-even quantity and the one before it."""
        if self.quantity is None:
            return self.totals.iloc[:0].copy()
        near = self.totals["quantity"].isin([self.quantity - 1, self.quantity])
        return self.totals[near].copy()

    def __repr__(self) -> str:
        delivery = f" delivered to {self.country}" if self.country else ", without shipping"
        head = f"{self.a} or {self.b}: {self.size}{delivery}, in {self.currency}"
        lines = [f"  {_range_text(span)}" for span in self.ranges]
        return "\n".join([head, *lines, *(f"  · {note}" for note in self.notes)])


def find_break_even(
    a: tuple[str, PricedLab],
    b: tuple[str, PricedLab],
    request: PriceRequest,
    *,
    most: int = MOST,
    shipping: Mapping[str, str] | None = None,
) -> BreakEven:
    """Find the break-even quantity between two labs.

    At each quantity each lab's cheapest product of the size is taken; the tiers of the user's own
    price lists apply, and shipping and starting costs are added where a country is given.

    Parameters
    ----------
    a, b
        Two labs, each with its display name.
    request
        Size, country, currency, tolerance and exchange rates.
    most
        The largest quantity to look at, up to 100,000.
    shipping
        Lab → its shipping method.

    Raises
    ------
    InputError, RateError
        If the quantity is too large, or something asked for cannot be used.
    """
    reach = parse_quantity(most)
    if reach > _LARGEST:
        raise InputError(f"{most} is too far", hint=f"look at no more than {_LARGEST:,} pieces")
    side_a, side_b = (side_of(name, lab, request, reach, shipping or {}) for name, lab in (a, b))
    return _compared(side_a, side_b, request)


def _compared(a: Side, b: Side, request: PriceRequest) -> BreakEven:
    notes = [note for note in (a.note, b.note) if note]
    terms = (a.name, b.name, request.label, request.country, request.currency)
    if a.totals is None or b.totals is None:
        return BreakEven(*terms, None, (), tuple(notes), _frame(a, b, [], request))
    cheaper = np.select([a.totals < b.totals, b.totals < a.totals], [a.name, b.name], "")
    ranges = _ranges(cheaper, np.isfinite(a.totals + b.totals))
    warning = price_notes.warning(sorted({*a.pairs, *b.pairs}))
    notes += [warning] if warning else []
    notes += [*_falls(a, request.currency), *_falls(b, request.currency)]
    notes += dict.fromkeys([*a.rates, *b.rates])
    frame = _frame(a, b, cheaper.tolist(), request)
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
    decided = [span for span in ranges if span.cheaper]
    later = [span.first for span in decided if span.cheaper != decided[0].cheaper]
    return later[0] if later else None


def _falls(side: Side, currency: str) -> list[str]:
    """Return notes on quantities at which one piece more costs less, as a tier begins."""
    if side.totals is None:
        return []
    found = []
    for index in np.flatnonzero(np.diff(side.totals) < 0):
        before, after = (
            Money.from_minor(int(side.totals[n]), currency) for n in (index, index + 1)
        )
        found.append(f"{side.name}: {index + 2} cost {after}, less than {index + 1} at {before}")
    return found


def _frame(a: Side, b: Side, cheaper: list[str], request: PriceRequest) -> pd.DataFrame:
    count = max(len(side.products) for side in (a, b))
    scale = 10 ** minor_digits(request.currency)
    columns: dict[str, Any] = {"quantity": pd.array(range(1, count + 1), dtype="Int64")}
    for letter, side in (("a", a), ("b", b)):
        totals = side.totals if side.totals is not None else np.full(count, np.nan)
        columns[f"{letter}_total"] = arrays.number(totals / scale, count)
    columns["cheaper"] = pd.array(cheaper or [""] * count, dtype="string")
    for letter, side in (("a", a), ("b", b)):
        columns[f"{letter}_product"] = pd.array(side.products or [""] * count, dtype="string")
    return pd.DataFrame(columns)


def _range_text(span: Range) -> str:
    pieces = str(span.first) if span.first == span.last else f"{span.first} to {span.last}"
    return f"{pieces}: {span.cheaper} is cheaper" if span.cheaper else f"{pieces}: the same"
