"""Selling prices from costs. By hand: 2.60 / 0.65 = 4.00; 0.21 / 0.65 = 0.323…; 10 / 0.7 = 14.28…

Broken once: rounded to the nearest instead of up, 0.21 at 35 % sold for 0.32, a margin of 34.4 %.
"""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labkit as lk
from labkit.errors import InputError


def selling(cost, share, currency="EUR", **given):
    costs = pd.DataFrame({"product_id": ["7"], "price": [cost], "currency": [currency]})
    return lk.margin(costs, share, **given)["selling_price"].item()


@pytest.mark.parametrize(
    ("cost", "share", "ends", "price"),
    [
        ("2.60", 0.35, None, "4.00"),
        ("2.60", 0.35, 0.95, "4.95"),
        ("3.20", 0.35, 0.95, "4.95"),
        ("3.22", 0.35, 0.95, "5.95"),
        ("0.14", 0.35, None, "0.22"),
        ("0.21", 0.35, None, "0.33"),
        ("0.14", 0.35, 0.95, "0.95"),
        ("10", "0.3", None, "14.29"),
        ("10", Decimal("0.3"), 0, "15.00"),
        ("10", 0, None, "10.00"),
        ("10", 0, 0.99, "10.99"),
        ("0", 0.35, None, "0.00"),
    ],
)
def test_the_selling_price(cost, share, ends, price):
    assert str(selling(cost, share, ends=ends)) == price


def test_beside_the_cost_with_the_margin_it_makes():
    costs = pd.DataFrame(
        {"product_id": ["7", "8"], "price": ["2.60", "0"], "currency": "EUR", "tax": "excluded"}
    )
    frame = lk.margin(lk.PriceList.read(costs), 0.35)
    assert frame.columns.tolist() == [
        *("product_id", "variant_id", "min_quantity", "price", "currency", "tax"),
        *("selling_price", "margin"),
    ]
    assert frame["price"].tolist() == [Decimal("2.60"), Decimal(0)]
    assert frame["margin"].tolist() == [pytest.approx(0.35), pd.NA]
    assert frame["tax"].tolist() == ["excluded", "excluded"]
    assert len(lk.PriceList.read(frame)) == 2  # it is a list of costs still


def test_currencies_have_their_own_smallest_unit():
    assert selling("100", 0.35, "JPY") == 154  # 153.8…
    with pytest.raises(InputError, match=r"no price in JPY ends in 0\.95"):
        selling("100", 0.35, "JPY", ends=0.95)


@pytest.mark.parametrize("share", [1, 35, -0.1, "many", float("nan"), True, None])
def test_what_is_no_margin(share):
    with pytest.raises(InputError, match="is no margin"):
        selling("1", share)


@pytest.mark.parametrize("ends", [1, 95, -0.05, "x", True, [0.95]])
def test_what_is_no_ending(ends):
    with pytest.raises(InputError, match="is no ending"):
        selling("1", 0.35, ends=ends)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 10**6), st.integers(0, 99), st.sampled_from([None, 0, 50, 95, 99]))
def test_the_margin_is_never_smaller_and_no_lower_price_would_do(cents, percent, ends):
    cost, share = Decimal(cents) / 100, Decimal(percent) / 100
    ending = None if ends is None else Decimal(ends) / 100
    price = Fraction(selling(cost, share, ends=ending))
    least = Fraction(cost) / (1 - Fraction(share))
    step = Fraction(1, 100) if ends is None else Fraction(1)
    assert least <= price < least + step or (price == Fraction(ends or 0, 100) and price < 1)
    assert ends is None or price % 1 == Fraction(ends, 100)
