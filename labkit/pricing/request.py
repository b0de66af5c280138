"""Price requests, and the costs added to the items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from labkit.errors import CurrencyError, InputError
from labkit.model import size_matching
from labkit.model.countries import parse_country
from labkit.model.currencies import parse_currency
from labkit.model.quantity import parse_quantity
from labkit.model.size import Size
from labkit.pricing.exchange import BASE, Day, Exact, currencies, ratio, read_rate
from labkit.pricing.tax import parse_tax_basis

if TYPE_CHECKING:
    from labkit.frames.dictionary import DictionaryColumn
    from labkit.frames.selection import Selection

Floats = NDArray[np.float64]

DEFAULT_TOLERANCE = 0.03
DEFAULT_SIZES = ("10x15 cm", "13x18 cm", "20x30 cm")


@dataclass(frozen=True)
class PriceRequest:
    """A request for prices; `read_request` makes it.

    Attributes
    ----------
    label
        The size as it was written.
    size
        The size.
    quantity
        The number of units of one product.
    country
        ISO alpha-2; "" without shipping.
    currency
        ISO 4217 code of the totals.
    tolerance
        Relative to each side.
    on
        The day of the exchange rates; None for the last known ones.
    rates
        User-supplied exchange rates: currency → one unit of it in `currency`.
    options
        option_ids, or ``"group_id=option_id"``, that every product has to have.
    shipping
        Lab → its shipping method; the lab's default, else its cheapest, by default.
    tax
        The tax basis of all totals: included, excluded or "" (each lab's).
    """

    label: str
    size: Size
    quantity: int = 1
    country: str = ""
    currency: str = BASE
    tolerance: float = DEFAULT_TOLERANCE
    on: Day = None
    rates: Mapping[str, Exact] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    shipping: Mapping[str, str] = field(default_factory=dict)
    tax: str = ""


@dataclass(frozen=True)
class AddedCosts:
    """Costs added to the items, per row; amounts are rounded to the minor unit.

    Attributes
    ----------
    options_total, shipping_total
        In the requested currency; NaN where unknown or left out.
    complete
        Whether everything requested is included.
    notes
        Notes, to be joined.
    days
        The days of the exchange rates; "" where nothing was converted.
    """

    options_total: Floats
    shipping_total: Floats
    complete: NDArray[np.bool_]
    notes: list[DictionaryColumn]
    days: list[DictionaryColumn] = field(default_factory=list)


Surcharges = Callable[["Selection", PriceRequest], AddedCosts]


def read_request(  # noqa: PLR0913 - what compare takes, by name
    size: str | Size,
    quantity: int = 1,
    country: str | None = None,
    currency: str = BASE,
    tolerance: float = DEFAULT_TOLERANCE,
    *,
    on: Day = None,
    rates: Mapping[str, Exact] | None = None,
    options: Sequence[str] = (),
    shipping: Mapping[str, str] | None = None,
    tax: str | None = None,
) -> PriceRequest:
    """Read a price request.

    Raises
    ------
    SizeError, CountryError, CurrencyError, InputError
        If one of them cannot be read.
    """
    return PriceRequest(
        label=str(size).strip(),
        size=Size.parse(size),
        quantity=parse_quantity(quantity),
        country=parse_country(country) if country is not None else "",
        currency=parse_currency(currency),
        tolerance=size_matching.parse_tolerance(tolerance),
        on=on,
        rates=parse_rates(rates),
        options=_parse_options(options),
        shipping=_parse_shipping(shipping),
        tax=parse_tax_basis(tax),
    )


def parse_rates(rates: Mapping[str, Exact] | None) -> dict[str, Exact]:
    """Read user-supplied exchange rates.

    Raises
    ------
    CurrencyError, InputError
        If a code is no currency, a rate no positive number, or they are no mapping.
    """
    if rates is not None and not isinstance(rates, Mapping):
        hint = 'give currency → one unit of it in the asked one, as {"USD": "0.92"}'
        raise InputError(f"{rates!r} are no exchange rates", hint=hint)
    found = {parse_currency(code): rate for code, rate in (rates or {}).items()}
    for rate in found.values():
        read_rate(rate)
    return found


def _parse_options(options: Sequence[str]) -> tuple[str, ...]:
    listed = isinstance(options, Iterable) and not isinstance(options, str)
    if not listed or not all(isinstance(option, str) for option in options):
        raise InputError(f"{options!r} is no list of options", hint='give a list, as ["13462"]')
    return tuple(dict.fromkeys(options))


def _parse_shipping(shipping: Mapping[str, str] | None) -> dict[str, str]:
    if shipping is not None and not isinstance(shipping, Mapping):
        hint = "give a dict, lab → shipping method: labs name their methods differently"
        raise InputError(f"{shipping!r} is no choice of shipping", hint=hint)
    return dict(shipping or {})


def rate_of(code: str, request: PriceRequest) -> tuple[Fraction | None, str, str]:
    """Return the exchange rate into the requested currency, its day, and the problem with it.

    Raises
    ------
    CurrencyError, RateError
        If there are no rates for the requested currency, or none for the requested day.
    """
    if not code:
        return None, "", "currency not known"
    try:
        user_rate = request.rates.get(code)
        # A user-supplied rate has no day: it is noted instead.
        rate, day = ratio(code, request.currency, None if user_rate else request.on, user_rate)
    except CurrencyError:
        if request.currency not in currencies():
            raise
        return None, "", f"no exchange rate for {code}"
    return rate, str(day or ""), ""


def user_rates(codes: Iterable[str], request: PriceRequest) -> list[str]:
    """Return the notes on the currencies that are converted at user-supplied rates."""
    notes = (user_rate_note(code, request.currency, request.rates) for code in codes)
    return sorted({note for note in notes if note})


def user_rate_note(code: str, currency: str, rates: Mapping[str, Exact]) -> str:
    """Return the note on a user-supplied exchange rate; "" where none is used."""
    if code == currency or code not in rates:
        return ""
    return f"your own rate: 1 {code} = {rates[code]} {currency}"
