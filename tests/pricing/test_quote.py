"""Quotes: parts, unknowns, options, own prices, mistakes; figures by hand from the documents."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labkit as lk
from labkit.errors import CountryError, CurrencyError, InputError, RateError
from labkit.pricing.costs import Costs
from labkit.pricing.quote_builder import _quote
from labkit.pricing.quote_parts import Cost, QuoteBasis, tax_part

SET, CANVAS = "1002201300190001", "1003705000500003"


@pytest.fixture(scope="module")
def labs():
    with lk.sandbox.start() as box:
        yield {
            name: lk.connect(name, base_url=box.base_url(name), **box.credentials(name))
            for name in lk.labs()
        }


def parts(quote):
    return {part.name: (part.amount, part.kind) for part in quote.parts}


def test_a_quote_of_prices_alone_is_not_complete_without_shipping(labs):
    quote = labs["bephoto"].quote([("101", "2", 10)], "BE")
    assert quote.lines[0].amount == Decimal("1.70")
    assert quote.shipping.amount is None
    assert quote.shipping.kind == "unknown"
    assert (quote.total, quote.known_total, quote.complete) == (None, Decimal("1.70"), False)


def test_nothing_known_is_none_and_not_zero(labs):
    quote = labs["printofoto"].quote([("6", "50x50", 10)], "FR")
    assert quote.known_total is None
    assert quote.total is None
    assert "nothing of it is known" in repr(quote)


def test_option_prices_are_for_each_copy_and_those_of_the_order_once(labs):
    # 10 x 0.49; Lustre 10 x 0.29; boutique packaging 4.95 for the order, chosen in both lines
    lines = [
        lk.Line(product_id="1975", quantity=10, options=["13462", "100501"]),
        lk.Line(product_id="1975", quantity=1, options=["13463", "100501"]),
    ]
    quote = labs["bayphoto"].quote(lines, "US", "ECON_DS")
    amounts = [part.amount for part in quote.options if "Edge" not in part.name]
    assert amounts == [Decimal("2.90"), Decimal("4.95"), Decimal("0.00")]
    assert [line.amount for line in quote.lines] == [Decimal("4.90"), Decimal("0.49")]
    assert quote.known_total == Decimal("13.24")
    assert quote.lines[0].kind == "estimated"
    assert "suggested retail" in quote.lines[0].why


def test_a_choice_that_has_to_be_made_and_costs_is_unknown(labs):
    surface = labs["bayphoto"].quote([("1975", 10)], "US").options
    assert [(p.name, p.amount) for p in surface if p.name == "Surface"] == [("Surface", None)]


def test_q81_tiers_without_thresholds_leave_shipping_unknown_and_raw(labs):
    quote = labs["bayphoto"].quote([("5001", 1)], "US", "ECON_DS")
    assert quote.shipping.amount is None
    assert "2.95, 4.95, 8.95" in quote.shipping.why


def test_own_prices_take_the_tier_of_the_quantity_and_point_at_a_cheaper_one(labs):
    prices = pd.DataFrame(
        {
            "product_id": ["1975"] * 3,
            "min_quantity": [1, 50, 100],
            "price": ["0.14", "0.20", "0.14"],
            "currency": "USD",
        }
    )
    lab = lk.connect(
        "bayphoto",
        base_url=labs["bayphoto"].endpoint.base_url,
        token=labs["bayphoto"].endpoint.credentials["token"].reveal(),
        prices=prices,
    )
    quote = lab.quote([("1975", 90)], "US")
    assert quote.lines[0].amount == Decimal("18.00")
    assert quote.lines[0].price_kind == "user"
    assert quote.notes == ("100 x 4x5 Print cost no more than 90",)
    assert lab.quote([("1975", 49)], "US").lines[0].amount == Decimal("6.86")


def test_a_quote_in_another_currency_says_of_which_day_its_rate_is(labs):
    quote = labs["bephoto"].quote([("101", "2", 10)], "BE", currency="USD", on="2014-03-28")
    # 1.70 x 1.3759 = 2.33903
    assert quote.known_total == Decimal("2.34")
    assert (quote.currency, quote.fx_date) == ("USD", "2014-03-28")
    price_list = labs["bephoto"].quote(
        [("101", "2", 10)], "BE", currency="USD", rates={"EUR": "1.5"}
    )
    assert price_list.known_total == Decimal("2.55")
    assert price_list.notes == ("your own rate: 1 EUR = 1.5 USD",)


def test_a_tax_basis_nobody_knows_is_said_and_leaves_no_total(labs):
    quote = labs["bephoto"].quote([("101", "2", 10)], "BE", tax="excluded")
    assert not quote.on_tax_basis
    assert "not brought to tax excluded" in quote.notes[0]


@pytest.mark.parametrize(
    ("change", "error", "notes"),
    [
        ({"lines": [("1975", -1)]}, InputError, "quantity"),
        ({"lines": [("1975", 1.5)]}, InputError, "quantity"),
        ({"lines": []}, InputError, "no lines"),
        ({"lines": "1975"}, InputError, "no list"),
        ({"lines": [("1975",)]}, InputError, "no line"),
        ({"lines": [("1976", 1)]}, InputError, "did you mean '1975'"),
        ({"lines": [("1975", "matt", 1)]}, InputError, "variant"),
        ({"country": "Holland"}, CountryError, "ISO 3166"),
        ({"currency": "dollar"}, CurrencyError, "ISO 4217"),
        ({"currency": "UDS"}, CurrencyError, "USD"),
        ({"currency": "EUR", "on": "1990-01-01"}, RateError, "1999"),
        ({"currency": "EUR", "rates": 5}, InputError, "no exchange rates"),
        ({"shipping": "FEDEX3"}, InputError, "did you mean 'FEDEX2'"),
        ({"tax": "include"}, InputError, "did you mean 'included'"),
        (
            {"lines": [lk.Line(product_id="1975", options=["Lustr"])]},
            InputError,
            "none of its options",
        ),
    ],
)
def test_what_cannot_be_used_is_a_typed_error_that_helps(labs, change, error, notes):
    terms = {"lines": [("1975", 1)], "country": "US"} | change
    with pytest.raises(error, match=notes):
        labs["bayphoto"].quote(**terms)


def test_an_option_in_several_groups_has_to_name_its_group(labs):
    lab = labs["profotonet"]
    line = lk.Line(product_id=SET, options=["checked"])
    with pytest.raises(InputError, match="whiteborder=checked, optimalisation=checked"):
        lab.quote([line], "NL")
    named = lk.Line(product_id=SET, options=["whiteborder=checked"])
    assert lab.quote([named], "NL").options[0].kind == "estimated"


def test_a_product_with_variants_needs_one(labs):
    with pytest.raises(InputError, match="several variants") as caught:
        labs["bephoto"].quote([("101", 10)], "BE")
    assert "'1', '2'" in caught.value.hint


def test_a_quote_shows_itself_and_escapes_names(labs):
    quote = labs["profotonet"].quote([(SET, 1), (CANVAS, 1)], "NL")
    text = repr(quote)
    assert "90.20 EUR" in text
    assert "tax included" in text
    frame = quote.frame()
    assert list(frame["part"])[-2:] == ["tax", "total"]
    assert frame["amount"].iloc[-1] == Decimal("90.20")
    hostile = Cost("<script>x</script>", Decimal(1), "known", "EUR")
    made = _quote("a", BASIS, Costs([hostile], [], hostile, None, "", []))
    assert "<script>" not in made._repr_html_()
    assert "&lt;script&gt;" in made._repr_html_()


BASIS = QuoteBasis("EUR", None, {}, "", None, "NL")
CENTS = st.integers(0, 10**9)


@settings(max_examples=60, deadline=None)
@given(st.lists(CENTS, min_size=1, max_size=6), st.one_of(st.none(), CENTS))
def test_the_total_is_the_sum_of_the_parts_in_cents_or_none(lines, shipping):
    costs = [cost(f"line {n}", cents) for n, cents in enumerate(lines)]
    made = _quote("a", BASIS, Costs(costs, [], cost("shipping", shipping), None, "", []))
    if shipping is None:
        assert made.total is None
        assert made.known_total * 100 == sum(lines)
    else:
        assert made.total * 100 == sum(lines) + shipping


def test_tax_is_not_known_where_a_part_is_not(labs):
    assert tax_part([cost("a", 100), cost("b", None)], BASIS).kind == "unknown"


def cost(name, cents):
    amount = None if cents is None else Decimal(cents) / 100
    return Cost(name, amount, "known", "EUR", tax="included")
