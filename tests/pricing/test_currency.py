"""Rates used here are the European Central Bank's own, as published for those days."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from labkit.errors import CurrencyError, InputError, RateError
from labkit.model.currencies import minor_digits
from labkit.pricing.exchange import convert, currencies, factor, ratio

FRIDAY = dt.date(2014, 3, 28)  # 1 EUR = 1.3759 USD = 0.8272 GBP that day
LIVING = ["EUR", "USD", "GBP", "JPY", "CHF", "SEK", "HUF", "KRW", "ISK"]
AMOUNTS = st.decimals("0.00", "99999.99", places=2)


def test_an_amount_is_rounded_once_to_the_minor_unit():
    # 10.00 x 1.3759 = 13.759; 0.15 / 1.3759 = 0.10902
    assert convert(Decimal("10.00"), "EUR", "USD", on=FRIDAY).amount == Decimal("13.76")
    assert convert(Decimal("0.15"), "USD", "EUR", on=FRIDAY).amount == Decimal("0.11")


def test_a_currency_without_minor_unit_gets_whole_amounts():
    yen = convert(Decimal("1.99"), "EUR", "JPY", rate="140.5").amount  # 279.595
    assert str(yen) == "280"


def test_half_a_cent_goes_to_the_even_one():
    assert convert(Decimal("0.25"), "EUR", "USD", rate="0.5").amount == Decimal("0.12")  # 0.125
    assert convert(Decimal("0.75"), "EUR", "USD", rate="0.5").amount == Decimal("0.38")  # 0.375


def test_the_rate_and_its_day_are_shown():
    converted = convert(Decimal(1), "eur", " usd ", on=FRIDAY)
    assert (converted.rate, converted.date) == (Decimal("1.3759"), FRIDAY)


def test_between_two_other_currencies_the_rate_goes_through_the_euro():
    rate, day = factor("USD", "GBP", on=FRIDAY)
    # 0.8272 / 1.3759 = 0.601206…
    assert day == FRIDAY
    assert round(rate, 6) == Decimal("0.601206")


@pytest.mark.short
@pytest.mark.parametrize("on", [dt.date(2014, 3, 30), "2014-03-30", dt.datetime(2014, 3, 30, 12)])  # noqa: DTZ001 - a naive moment is what is tried
def test_a_sunday_gets_the_fridays_rate_and_says_so(on):
    assert factor("EUR", "USD", on=on) == (Decimal("1.3759"), FRIDAY)


def test_without_a_day_and_for_the_future_the_last_known_rate_is_taken():
    last = factor("EUR", "USD")
    assert factor("EUR", "USD", on=dt.date(2999, 1, 1)) == last
    assert dt.date(2024, 1, 1) < last[1] < dt.date(2999, 1, 1)


def test_a_currency_of_the_past_gives_its_last_rate_and_the_day_of_it():
    # The kuna's last rate was 7.5365, on the last Friday of 2022; Croatia then took the euro.
    assert factor("EUR", "HRK") == (Decimal("7.5365"), dt.date(2022, 12, 30))
    # Both rates are of one day, or the result would be a rate that never was.
    assert factor("HRK", "USD")[1] == dt.date(2022, 12, 30)


def test_a_day_before_the_first_rate_says_from_when_there_are_some():
    with pytest.raises(RateError, match="1999-01-04"):
        factor("EUR", "USD", on="1998-12-31")


def test_two_currencies_that_never_were_quoted_together():
    with pytest.raises(RateError, match="2006-12-29"):
        factor("SIT", "BRL")


@pytest.mark.parametrize(
    ("code", "hint"), [("UDS", "'USD'"), ("GPB", "'GBP'"), ("EURO", "ISO 4217"), ("€", "ISO 4217")]
)
def test_an_unknown_currency_is_an_error_that_helps(code, hint):
    with pytest.raises(CurrencyError, match=hint):
        convert(Decimal(1), code, "CHF")
    with pytest.raises(CurrencyError, match=hint):
        convert(Decimal(1), "CHF", code)


def test_nothing_to_convert_leaves_the_amount_as_it_is():
    converted = convert(Decimal("0.155"), "EUR", "EUR")
    assert (converted.amount, converted.rate, converted.date) == (
        Decimal("0.155"),
        Decimal(1),
        None,
    )


def test_a_user_supplied_rate_takes_precedence_even_for_a_currency_nobody_quotes():
    converted = convert(Decimal(100), "AED", "EUR", rate="0.2437")
    assert (converted.amount, converted.date) == (Decimal("24.37"), None)
    assert convert(Decimal(1), "USD", "EUR", rate=Decimal("0.9"), on="2026-01-01").date == dt.date(
        2026, 1, 1
    )
    assert ratio("USD", "EUR", rate=1.1)[0] == Decimal("1.1")


@pytest.mark.parametrize("rate", ["0", "-1", "nan", "inf", "abc", ""])
def test_what_is_no_rate_is_refused(rate):
    with pytest.raises(InputError, match="exchange rate"):
        convert(Decimal(1), "USD", "EUR", rate=rate)


@pytest.mark.parametrize("amount", [1.5, True, "1.5", Decimal("nan"), Decimal("inf")])
def test_only_exact_amounts_are_taken(amount):
    with pytest.raises(InputError, match="Decimal"):
        convert(amount, "USD", "EUR")


@pytest.mark.parametrize("on", ["30.10.2026", "2026-13-01", 20261030])
def test_what_is_no_day_is_refused(on):
    with pytest.raises(InputError, match="2026-10-30"):
        factor("USD", "EUR", on=on)


def test_currencies_of_today_and_of_the_past_are_listed():
    assert {"EUR", "USD", "GBP", "JPY", "HRK"} <= set(currencies())
    assert currencies() == sorted(currencies())


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, st.sampled_from(["USD", "GBP", "CHF", "JPY", "ISK", "HUF", "IDR"]))
@example(Decimal("0.01"), "GBP")
def test_there_and_back_is_within_a_cent(amount, code):
    there = convert(amount, "EUR", code, on=FRIDAY).amount
    back = convert(there, code, "EUR", on=FRIDAY).amount
    # Half a penny is at most 0.61 cents, half a yen less; rounding those gives at most one.
    assert abs(back - amount) <= Decimal("0.01")


@settings(max_examples=60, deadline=None)
@given(AMOUNTS, st.sampled_from(LIVING), st.sampled_from(LIVING))
def test_the_result_is_the_nearest_amount_there_is(amount, source, target):
    if source != target:
        got = Fraction(convert(amount, source, target, on=FRIDAY).amount)
        exact = Fraction(amount) * ratio(source, target, on=FRIDAY)[0]
        assert abs(got - exact) <= Fraction(1, 2 * 10 ** minor_digits(target))
