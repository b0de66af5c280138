from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from labkit.pricing.amounts import add, times

CENT = Decimal("0.01")


def by_decimal(price, quantity, rate):
    """Work out price x quantity x rate the slow way, to the cent."""
    with localcontext() as context:
        context.prec = 80
        return (Decimal(repr(price)) * quantity * rate).quantize(CENT, ROUND_HALF_EVEN)


def test_cents_stay_cents():
    # 0.1 x 3 is 0.30000000000000004 and 1.1 x 1.1 is 1.2100000000000002 as floats
    assert times(np.array([0.1]), 3, Fraction(1), "EUR").tolist() == [0.3]
    assert times(np.array([1.1]), 1, Fraction(11, 10), "EUR").tolist() == [1.21]


def test_half_cents_go_to_the_even_cent_whatever_the_float_says():
    # As floats, 1.005 lies below and 0.145 above what is written.
    prices = np.array([1.005, 1.015, 0.145, 0.155])
    assert times(prices, 1, Fraction(1), "EUR").tolist() == [1.0, 1.02, 0.14, 0.16]


def test_prices_in_parts_of_a_cent_are_multiplied_before_they_are_rounded():
    assert times(np.array([0.085, 0.0851, 0.08501]), 100, Fraction(1), "EUR").tolist() == [
        8.5,
        8.51,
        8.5,
    ]
    assert times(np.array([0.08501]), 1000, Fraction(1), "EUR").tolist() == [85.01]


def test_yen_have_no_cents():
    assert times(np.array([1.99]), 1, Fraction(281, 2), "JPY").tolist() == [280.0]


def test_unknown_stays_unknown():
    result = times(np.array([np.nan, 0.0, 1.0, np.inf]), 2, Fraction(1), "EUR")
    assert np.isnan(result).tolist() == [True, False, False, True]
    assert result[1:3].tolist() == [0.0, 2.0]


def test_nothing_gives_nothing():
    assert times(np.empty(0), 1, Fraction(1), "EUR").tolist() == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.floats(0, 1e7, allow_nan=False), min_size=1, max_size=20),
    st.integers(1, 10**6),
    st.decimals("0.0001", "20000", places=4),
)
@example([0.1, 0.15, 9999999.99, 12345.678901], 999_999, Decimal("1.1172"))
@example([90071992547409.93], 7, Decimal("1.0001"))
def test_any_price_is_as_exact_as_decimal(prices, quantity, rate):
    got = times(np.array(prices), quantity, Fraction(rate), "EUR")
    assert got.tolist() == [float(by_decimal(price, quantity, rate)) for price in prices]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.decimals("0", "5000", places=2), min_size=1, max_size=20),
    st.integers(1, 5000),
    st.sampled_from(["1", "1.1172", "0.8338"]),
)
def test_everyday_prices_are_as_exact_as_decimal(prices, quantity, rate):
    floats = np.array([float(price) for price in prices])
    got = times(floats, quantity, 1 / Fraction(rate), "EUR")
    exact = [Fraction(price) * quantity / Fraction(rate) for price in prices]
    assert got.tolist() == [float(round(amount * 100)) / 100 for amount in exact]


def test_for_nothing_everything_costs_nothing_and_unknown_stays_unknown():
    got = times(np.array([3.0, np.nan]), 1, Fraction(0), "EUR")
    assert got[0] == 0
    assert np.isnan(got[1])


def test_a_rate_of_28_digits_is_used_to_the_last_of_them():
    third = Fraction(Decimal(1) / 3)
    # 3.00 x 0.333… is 0.99…9: a cent more than 0.99 is nearer
    assert times(np.array([3.0, 0.0]), 1, third, "EUR").tolist() == [1.0, 0.0]


def test_parts_add_up_to_the_cent_and_unknown_parts_to_unknown():
    parts = [np.array([0.1, 0.1]), np.array([0.2, np.nan]), np.array([0.0, 0.0])]
    total = add(parts, "EUR")
    assert total[0] == 0.3  # not 0.30000000000000004
    assert np.isnan(total[1])


@pytest.mark.parametrize("count", [1, 50_000])
def test_many_prices_are_no_less_exact_than_one(count):
    assert set(times(np.full(count, 1.005), 3, Fraction(1), "EUR")) == {3.02}  # 3.015, to even
