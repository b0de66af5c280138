import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkit.errors import CountryError, CurrencyError, InputError, LabkitError, SizeError
from labkit.model.values import (
    Money,
    Secret,
    Size,
    minor_digits,
    parse_country,
    parse_currency,
    parse_quantity,
)


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [
        ("10x15", 100, 150),
        ("10x15 cm", 100, 150),
        ("10 x 15cm", 100, 150),
        ("4x6 in", 101.6, 152.4),
        ('8x10"', 203.2, 254),
        ("8×10 inch", 203.2, 254),
        ("100x150 mm", 100, 150),
        ("127 x 90mm", 127, 90),
        ("12,7x17,8", 127, 178),
        ("12.7 x 17.8 cm", 127, 178),
        ("10cm x 15cm", 100, 150),
        ('8"x10"', 203.2, 254),
        ("A4", 210, 297),
        ("a5", 148, 210),
        ("A0", 841, 1189),
        ("A10", 26, 37),
    ],
)
def test_sizes_as_people_write_them(text, width, height):
    size = Size.parse(text)
    assert (size.width_mm, size.height_mm) == (width, height)


@pytest.mark.parametrize(
    "text",
    ["", "10", "10x", "x15", "10x15x20", "0x15", "-1x5", "10x15 ft", "B4", "A11", "1e3x2", None, 5],
)
def test_anything_else_is_an_error_that_shows_what_would_have_been_read(text):
    with pytest.raises(SizeError) as caught:
        Size.parse(text)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, LabkitError)
    assert "10x15" in str(caught.value) or "A10" in str(caught.value)


@given(
    st.decimals("0.1", "500", places=1),
    st.decimals("0.1", "500", places=1),
    st.sampled_from([("cm", 10), ("mm", 1), ("in", Decimal("25.4")), ("", 10)]),
    st.sampled_from([".", ","]),
)
def test_a_pair_is_its_numbers_times_the_unit(a, b, unit, point):
    name, factor = unit
    size = Size.parse(f"{a} x {b} {name}".replace(".", point))
    assert size.width_mm == pytest.approx(float(a * factor), abs=1e-3)
    assert size.height_mm == pytest.approx(float(b * factor), abs=1e-3)


def test_sides_are_told_apart_without_turning():
    size = Size.parse("178x127 mm")
    assert (size.width_mm, size.short_mm, size.long_mm) == (178, 127, 178)
    assert str(size) == "17.8x12.7 cm"


def test_money_goes_to_minor_units_and_back():
    assert Money.from_minor(8996, "EUR") == Money(Decimal("89.96"), "EUR")
    assert Money(Decimal("89.96"), "EUR").minor == 8996
    assert str(Money(Decimal("1234.5"), "EUR")) == "1,234.50 EUR"
    assert (minor_digits("JPY"), Money(Decimal(100), "JPY").minor) == (0, 100)


@pytest.mark.parametrize(("text", "code"), [("nl", "NL"), (" FR ", "FR"), ("US", "US")])
def test_countries(text, code):
    assert parse_country(text) == code


@pytest.mark.parametrize("text", ["", "XX", "NLD", "Holland", None])
def test_what_is_no_country(text):
    with pytest.raises(CountryError, match="ISO 3166"):
        parse_country(text)


@pytest.mark.parametrize("text", ["", "EU", "EURO", "€", None])
def test_what_is_no_currency(text):
    with pytest.raises(CurrencyError, match="ISO 4217"):
        parse_currency(text)


@pytest.mark.parametrize(
    "value", [0, -1, 1.5, "2.5", "many", None, True, float("nan"), float("inf")]
)
def test_what_is_no_quantity(value):
    with pytest.raises(InputError, match="whole number"):
        parse_quantity(value)


@pytest.mark.parametrize("value", [1, "100", 2.0])
def test_whole_numbers_are_quantities(value):
    assert parse_quantity(value) == int(float(value))


def test_a_secret_shows_itself_nowhere():
    secret = Secret("hush")
    assert "hush" not in repr(secret) + str(secret) + f"{secret}"
    assert not hasattr(secret, "__dict__")
    with pytest.raises(TypeError):
        pickle.dumps(secret)
