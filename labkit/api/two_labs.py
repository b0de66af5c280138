"""Break-even between two labs: `break_even`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from labkit.api.connection import connect
from labkit.api.lab import Lab
from labkit.errors import InputError
from labkit.pricing.break_even_point import MOST, BreakEven, find_break_even
from labkit.pricing.request import DEFAULT_TOLERANCE, read_request

if TYPE_CHECKING:
    from labkit.model.size import Size
    from labkit.pricing.exchange import Day, Exact


def break_even(  # noqa: PLR0913 - what can be asked, by name
    a: str | Lab,
    b: str | Lab,
    size: str | Size,
    country: str | None = None,
    *,
    currency: str = "EUR",
    most: int = MOST,
    tolerance: float = DEFAULT_TOLERANCE,
    shipping: Mapping[str, str] | None = None,
    on: Day = None,
    rates: Mapping[str, Exact] | None = None,
) -> BreakEven:
    """Find the break-even quantity between two labs.

    At each quantity each lab's cheapest product of the size is taken; the tiers of your own price
    lists apply, and shipping and starting costs are added where a country is given.

    Parameters
    ----------
    a, b
        Two labs: names (connected to the embedded sandbox) or connected labs.
    size, country, currency, tolerance, shipping, on, rates
        As ``Catalog.compare``.
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
    request = read_request(
        size, country=country, currency=currency, tolerance=tolerance, on=on, rates=rates
    )
    first_lab, second_lab = _two(a, b)
    return find_break_even(first_lab, second_lab, request, most=most, shipping=shipping)


def _two(a: str | Lab, b: str | Lab) -> list[tuple[str, Lab]]:
    labs = [lab if isinstance(lab, Lab) else connect(lab) for lab in (a, b)]
    first, second = (lab.name for lab in labs)
    if a is b or (first == second and isinstance(a, str) and isinstance(b, str)):
        raise InputError(f"{first} was given twice", hint="give two different labs")
    if first == second:
        return [(f"{first} (a)", labs[0]), (f"{second} (b)", labs[1])]
    return [(first, labs[0]), (second, labs[1])]
