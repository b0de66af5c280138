from decimal import Decimal

from labkit.model.currencies import minor_digits
from labkit.model.money import Money


def test_money_goes_to_minor_units_and_back():
    assert Money.from_minor(8996, "EUR") == Money(Decimal("89.96"), "EUR")
    assert Money(Decimal("89.96"), "EUR").minor == 8996
    assert str(Money(Decimal("1234.5"), "EUR")) == "1,234.50 EUR"
    assert (minor_digits("JPY"), Money(Decimal(100), "JPY").minor) == (0, 100)
