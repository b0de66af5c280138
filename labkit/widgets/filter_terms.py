"""The explorer's filter terms, and how input becomes terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from labkit.errors import InputError
from labkit.model import size_matching
from labkit.model.size import Size

ANY, NONE = "", "(none)"
_TEXTS = ("size", "category", "variant", "text")


@dataclass(frozen=True)
class FilterTerms:
    """The filter's terms; the default matches everything.

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
        Unit price, in the explorer's currency, both ends included; None is open. Where one is
        given, products without a known price do not match.
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

    def replaced(self, parts: Mapping[str, Any]) -> FilterTerms:
        """Return the terms with some of them replaced.

        Raises
        ------
        InputError
            If there is no such part.
        """
        known = [field.name for field in fields(self)]
        for name in parts:
            if name not in known:
                raise InputError(f"the filter has no {name!r}", hint=f"it has {', '.join(known)}")
        return replace(self, **parts)

    def validated(self) -> FilterTerms:
        """Return the terms if they are valid.

        Raises
        ------
        InputError
            If size, tolerance or the price range cannot be read.
        """
        if self.size.strip():
            Size.parse(self.size)
        size_matching.parse_tolerance(self.tolerance)
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InputError(
                f"the price range from {self.low:g} to {self.high:g} is empty", hint="swap the two"
            )
        return self


def with_input(terms: FilterTerms, name: str, value: str) -> FilterTerms:
    """Return the terms with one of them read from input; labs have `with_lab`.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if name == "tolerance":
        return replace(terms, tolerance=parse_percent(value))
    if name == "low":
        return replace(terms, low=parse_price(value))
    if name == "high":
        return replace(terms, high=parse_price(value))
    texts: dict[str, Any] = {name: value} if name in _TEXTS else {}
    return replace(terms, **texts)


def with_lab(terms: FilterTerms, every: Sequence[str], lab: str, *, on: bool) -> FilterTerms:
    """Return the terms with a lab selected or deselected.

    Raises
    ------
    InputError
        If none is left.
    """
    labs = set(terms.labs or every)
    labs = labs | {lab} if on else labs - {lab}
    if not labs:
        raise InputError("no lab is selected", hint="select at least one lab")
    return replace(terms, labs=() if labs >= set(every) else tuple(sorted(labs)))


def parse_percent(text: str) -> float:
    """Return a tolerance in percent as a fraction.

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
        raise InputError(f"{text!r} is not a tolerance", hint="enter a percentage, e.g. 3")
    return percent / 100


def parse_price(text: str) -> float | None:
    """Return a price from input; None for an empty input.

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
        raise InputError(f"{text!r} is not a price", hint="enter an amount, e.g. 2.50")
    return price
