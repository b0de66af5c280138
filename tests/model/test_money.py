from decimal import Decimal

import pytest

from labkit.model.currencies import minor_digits
from labkit.model.money import Money


@pytest.mark.parametrize(
    ("minor", "currency", "amount", "text"),
    [
        (8996, "EUR", "89.96", "89.96 EUR"),
        (-5, "USD", "-0.05", "-0.05 USD"),
        (123456, "EUR", "1234.56", "1,234.56 EUR"),
        (100, "JPY", "100", "100 JPY"),  # no decimals
        (1005, "KWD", "1.005", "1.005 KWD"),  # three
    ],
)
def test_money_goes_to_minor_units_and_back(minor, currency, amount, text):
    money = Money.from_minor(minor, currency)
    assert money == Money(Decimal(amount), currency)
    assert (money.minor, str(money)) == (minor, text)


def test_half_a_cent_goes_to_the_even_one():
    amounts = ("0.005", "0.015", "0.025", "-0.005", "-0.015")
    assert [Money(Decimal(each), "EUR").minor for each in amounts] == [0, 2, 2, 0, -2]


def test_decimals_are_those_of_the_currency():
    assert [minor_digits(each) for each in ("EUR", "JPY", "KWD")] == [2, 0, 3]
