"""Totals against the document's worked example and arithmetic done by hand."""

import pytest
from profotonet_sandbox_help import CANVAS, GLOSSY, Lab, entry, sample

from labkit.providers.profotonet.sandbox.totals import Line, shipping_price, tax_of, totals

# Document 003, "Insert order", "Response success".
EXAMPLE = {
    "total": 8996,
    "taxTotal": 1561,
    "subTotal": 8322,
    "shippingTotal": 575,
    "shippingTaxTotal": 100,
    "startingCostsTotal": 99,
    "startingCostsTaxTotal": 17,
    "entryTotals": [
        {"productId": 1002201300190001, "quantity": 1, "total": 127, "taxTotal": 22},
        {"productId": 1003705000500003, "quantity": 1, "total": 8195, "taxTotal": 1422},
    ],
}
LETTER = {"name": "Brievenbuspost via PostNL", "pricing": {"default": 349, "nl": 249}}
AS_PARCEL = {
    "name": "Brievenbuspost als pakket via PostNL",
    "pricing": {"default": 899, "nl": 599},
}
NO_DEFAULT = {"name": "Groot pakket via PostNL", "pricing": {"nl": 1495, "be": 1895}}


def test_q20_every_figure_of_the_documents_example():
    lines = [Line(GLOSSY, 1, 127), Line(CANVAS, 1, 8195)]
    assert totals(lines, shipping=575, starting=99) == EXAMPLE


# 21/121 of 3 is 0.5207; of 14, 2.4298; of 2, 0.347; of 121, 21.
@pytest.mark.parametrize(
    ("amount", "tax"),
    [(0, 0), (2, 0), (3, 1), (14, 2), (121, 21), (10**30, 173553719008264462809917355372)],
)
def test_q20_a_tax_is_21_parts_of_121_in_whole_cents(amount, tax):
    assert tax_of(amount) == tax


def test_q20_taxes_are_rounded_part_by_part():
    # 3 cents of tax-included price hold 0.52 cent of tax: 1 for each part, 4 in all; of the whole
    # 12 cents it would be 2.08, so 2.
    figures = totals([Line(1, 1, 3), Line(2, 1, 3)], shipping=3, starting=3)
    assert (figures["total"], figures["taxTotal"]) == (12, 4)


def test_q21_entry_totals_are_grouped_by_product():
    figures = totals([Line(7, 2, 10), Line(5, 1, 3), Line(7, 3, 10)], shipping=0, starting=0)
    assert figures["entryTotals"] == [
        {"productId": 7, "quantity": 5, "total": 50, "taxTotal": 9},
        {"productId": 5, "quantity": 1, "total": 3, "taxTotal": 1},
    ]


@pytest.mark.parametrize(
    ("method", "country", "price"),
    [
        ("send", "NL", 249),
        ("send", "BE", 349),
        ("sendaspackage", "NL", 599),
        ("sendaspackage", "US", 899),
        ("pickup", "NL", 0),
    ],
)
def test_q17_how_an_orders_method_picks_from_the_catalogs(method, country, price):
    assert shipping_price([LETTER, AS_PARCEL], method, country) == price


def test_q18_a_country_without_a_price_and_no_default_is_unknown():
    assert shipping_price([NO_DEFAULT], "send", "BE") == 1895
    assert shipping_price([NO_DEFAULT], "send", "FR") is None


def test_a_product_without_a_parcel_cannot_go_as_one():
    assert shipping_price([LETTER], "sendaspackage", "NL") is None


@pytest.fixture
def lab():
    return Lab()


@pytest.mark.parametrize(
    ("country", "method", "shipping"),
    [
        ("NL", "send", 599),
        ("BE", "send", 899),
        ("NL", "sendaspackage", 599),
        ("NL", "pickup", 0),
    ],
)
def test_q19_an_order_pays_the_highest_of_its_items_shipping(lab, country, method, shipping):
    # The school set goes for 249 or 599 (349 or 899 abroad), the canvas for 599 (899).
    data = lab.ordered(sample(country=country, shippingMethod=method))
    assert data["shippingTotal"] == shipping
    assert data["startingCostsTotal"] == 99
    assert data["total"] == 127 + 8195 + shipping + 99


def test_an_order_of_letters_pays_for_a_letter(lab):
    data = lab.ordered(sample(entries=[entry(1), entry(2, quantity=9)]))
    # 10 x 127 + 249 + 99; taxes 220.41, 43.21, 17.18.
    assert data["total"] == 1618
    assert data["taxTotal"] == 220 + 43 + 17
    assert data["entryTotals"] == [
        {"productId": GLOSSY, "quantity": 10, "total": 1270, "taxTotal": 220}
    ]


def test_get_shows_the_totals_of_the_post(lab):
    data = lab.ordered(sample())
    shown = lab.shown()
    assert {name: shown[name] for name in EXAMPLE} == {name: data[name] for name in EXAMPLE}


def test_no_quantity_is_too_large_to_count(lab):
    data = lab.ordered(sample(entries=[entry(1, quantity=2**62)]))
    assert data["subTotal"] == 127 * 2**62
