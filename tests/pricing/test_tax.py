"""Tax: rates, taking out and putting on; expectations by hand."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkit.errors import CountryError, InputError, RateError
from labkit.frames.dictionary import DictionaryColumn
from labkit.pricing.request import read_request
from labkit.pricing.tax import added, contained, parse_tax_basis, rate_or_none, standard_rate
from labkit.pricing.tax_basis import to_tax_basis

CENTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)


@pytest.mark.short
def test_standard_rates_are_exact_fractions():
    assert standard_rate("nl") == Decimal("0.21")
    assert standard_rate("FR") == Decimal("0.2")
    assert standard_rate("DE") == Decimal("0.19")


def test_a_country_without_a_rate_is_an_error_that_says_so():
    with pytest.raises(RateError, match="no rate of value added tax for US"):
        standard_rate("US")
    assert rate_or_none("US") is None
    assert rate_or_none("") is None
    with pytest.raises(CountryError):
        standard_rate("Holland")


@pytest.mark.parametrize(
    ("amount", "tax"), [("1.27", "0.22"), ("81.95", "14.22"), ("5.75", "1.00"), ("0.99", "0.17")]
)
def test_q20_the_tax_in_an_amount_is_21_of_121_rounded(amount, tax):
    assert contained(Decimal(amount), Fraction(21, 100), "EUR") == Decimal(tax)


def test_tax_on_an_amount_is_rounded_to_the_currencys_minor_unit():
    assert added(Decimal("10.00"), Fraction(21, 100), "EUR") == Decimal("2.10")
    assert added(Decimal("0.05"), Fraction(1, 10), "EUR") == Decimal("0.00")
    assert added(Decimal(105), Fraction(1, 10), "JPY") == Decimal(10)


@given(CENTS)
def test_taking_out_and_putting_on_comes_back_within_a_cent(net):
    rate = Fraction(21, 100)
    gross = net + added(net, rate, "EUR")
    assert abs(gross - contained(gross, rate, "EUR") - net) <= Decimal("0.01")


def test_the_words_for_a_basis():
    assert parse_tax_basis(None) == ""
    assert parse_tax_basis("excluded") == "excluded"
    with pytest.raises(InputError, match="did you mean 'excluded'"):
        parse_tax_basis("exclude")


def footed(tax, country=None):
    values = np.array([1.21, 1.0, 5.0, np.nan])
    labs = DictionaryColumn(np.array([0, 0, 1, 1]), ["a", "b"])
    taxes = DictionaryColumn(np.array([0, 1, 2, 2]), ["included", "excluded", "unknown"])
    request = read_request("10x15", tax=tax, country=country)
    found, basis, notes = to_tax_basis(values, labs, taxes, request, {"a": Fraction(21, 100)}.get)
    return found, basis.decode(), notes


def test_many_rows_come_to_one_basis_where_theirs_is_known():
    values, taxes, (note,) = footed("included", "FR")
    # France's 20 % is put on what has no tax in it
    assert values[:3].tolist() == [1.21, 1.2, 5.0]
    assert taxes.tolist() == ["included", "included", "unknown", "unknown"]
    assert note.codes.tolist() == [0, 0, 1, 0]
    values, taxes, _ = footed("excluded")
    assert values[:3].tolist() == [1.0, 1.0, 5.0]


def test_tax_is_not_put_on_without_a_country_or_its_rate():
    for country in (None, "US"):
        values, taxes, (note,) = footed("included", country)
        assert values[1] == 1.0
        assert taxes[1] == "excluded"
        assert note.codes.tolist() == [0, 1, 1, 0]


def test_without_a_basis_asked_for_nothing_changes():
    values, _, notes = footed(None)
    assert values[:3].tolist() == [1.21, 1.0, 5.0]
    assert notes == []
