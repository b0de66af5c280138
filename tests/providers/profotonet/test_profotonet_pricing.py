"""Quotes against what the sandbox charges, and the figures of document 003; points q16 to q20."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from PIL import Image

import labkit as lk
from labkit import frames
from labkit.errors import InputError, RefusedError
from labkit.pricing.costs import Costs
from labkit.pricing.quote_builder import _quote
from labkit.pricing.quote_parts import Cost, QuoteBasis, tax_part
from labkit.pricing.rules import offers
from labkit.providers.profotonet.pricing import RULES

NAME = "profotonet"
SET, CANVAS, PRINT, ROLL = (
    "1002201300190001",
    "1003705000500003",
    "1000100900130001",
    "1000501500200001",
)
FRAME = "1200001000150001"
ADDRESS = {
    "first_name": "John",
    "last_name": "Doe",
    "street": "Street",
    "house_number": "1A",
    "postcode": "1234AA",
    "city": "Rotterdam",
}


@pytest.fixture(scope="module")
def lab():
    with lk.sandbox.start() as box:
        yield lk.connect(NAME, base_url=box.base_url(NAME), **box.credentials(NAME))


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "holiday.jpg"
    Image.new("RGB", (300, 300), "teal").save(path)
    return path


def charged(lab, lines, photo, reference, **how):
    """Return what the sandbox charges for a basket, over HTTP."""
    entries = [
        lk.Line(product_id=product, quantity=quantity, photo="" if product == FRAME else photo)
        for product, quantity in lines
    ]
    intent = lk.OrderIntent(
        reference=reference,
        recipient=lk.Address(**ADDRESS, country=how["country"]),
        lines=entries,
        shipping=how["method"],
    )
    return lab.submit(lab.from_intent(intent)[0])


@pytest.mark.parametrize("method", ["pickup", "send", "sendaspackage"])
@pytest.mark.parametrize("country", ["NL", "BE", "US"])
@pytest.mark.parametrize(
    "lines",
    [[(SET, 1), (CANVAS, 1)], [(PRINT, 100), (SET, 3)], [(FRAME, 2), (PRINT, 7), (PRINT, 5)]],
)
def test_q19_a_quote_equals_what_the_sandbox_charges(lab, photo, lines, country, method):
    reference = f"{method}-{country}-{lines[0][0]}"
    receipt = charged(lab, lines, photo, reference, country=country, method=method)
    quote = lab.quote(lines, country, method)
    assert quote.total == receipt.total
    wire = receipt.raw
    assert quote.shipping.amount * 100 == wire["shippingTotal"]
    assert quote.starting.amount * 100 == wire["startingCostsTotal"]
    assert quote.tax.amount * 100 == wire["taxTotal"]


def some_baskets(lab, count):
    """Return baskets of any products with any of their options; the same ones each time."""
    chance = random.Random(19)
    ids = lab.products()["product_id"].tolist()
    options = lab.options()
    for _ in range(count):
        lines = []
        for product in chance.choices(ids, k=chance.randint(1, 5)):
            groups = options[options["product_id"] == product].groupby("group_id")["option_id"]
            taken = [
                f"{g}={chance.choice(list(own))}" for g, own in groups if chance.random() < 0.5
            ]
            pieces = chance.choice([1, 2, 7, 99, 250])
            lines.append(lk.Line(product_id=product, quantity=pieces, options=taken))
        where = chance.choice(["NL", "BE", "DE", "FR", "US", "JP"])
        yield lines, where, chance.choice(["pickup", "send", "sendaspackage"])


def test_q19_any_basket_is_quoted_to_the_cent_or_refused(lab, photo, tmp_path):
    book = tmp_path / "book.pdf"
    book.write_bytes(b"%PDF-1.4\n%%EOF")
    files = {"11000": book, "12000": ""}
    refused = 0
    for n, (lines, country, method) in enumerate(some_baskets(lab, 40)):
        quote = lab.quote(lines, country, method)
        pictured = [
            line.model_copy(update={"photo": files.get(line.product_id[:5], photo)})
            for line in lines
        ]
        intent = lk.OrderIntent(
            reference=f"any-{n}",
            recipient=lk.Address(**ADDRESS, country=country),
            lines=pictured,
            shipping=method,
        )
        order, _ = lab.from_intent(intent)
        if quote.total is None:
            # Unknown here is what the lab refuses: a product that it does not send there.
            refused += 1
            with pytest.raises(RefusedError, match="country"):
                lab.submit(order)
            continue
        wire = lab.submit(order).raw
        parts = [quote.total, quote.shipping.amount, quote.starting.amount, quote.tax.amount]
        names = ["total", "shippingTotal", "startingCostsTotal", "taxTotal"]
        assert [amount * 100 for amount in parts] == [wire[name] for name in names]
        assert sum(part.amount for part in quote.lines) * 100 == wire["subTotal"]
    assert 0 < refused < 20


def test_q20_the_documents_example_adds_up():
    basis = QuoteBasis("EUR", None, {}, "", RULES.vat, "NL")
    lines = [cost("set", "1.27", "set"), cost("canvas", "81.95", "canvas")]
    shipping, starting = cost("shipping", "5.75"), cost("starting costs", "0.99")
    made = _quote(NAME, basis, Costs(lines, [], shipping, starting, method="", notes=[]))
    assert made.total == Decimal("89.96")
    assert made.tax.amount == Decimal("15.61")
    each = [tax_part([part], basis).amount for part in (*lines, shipping, starting)]
    assert each == [Decimal(tax) for tax in ("0.22", "14.22", "1.00", "0.17")]
    assert Fraction(21, 121) * 8195 == Fraction(172095, 121)


def cost(name, amount, group=""):
    return Cost(name, Decimal(amount), "known", "EUR", tax="included", group=group)


def test_q19_shipping_is_the_highest_of_the_items_not_their_sum(lab):
    # The document's set costs 2.49 to NL, its canvas 5.99.
    assert lab.quote([(SET, 9)], "nl").shipping.amount == Decimal("2.49")
    assert lab.quote([(SET, 9), (CANVAS, 2)], "NL").shipping.amount == Decimal("5.99")


def test_q17_sending_is_an_estimate_with_a_range_and_says_which_end(lab):
    shipping = lab.quote([(SET, 1)], "NL").shipping
    assert (shipping.amount, shipping.most) == (Decimal("2.49"), Decimal("5.99"))
    assert shipping.kind == "estimated"
    assert "cheapest" in shipping.why
    assert "at most 5.99" in shipping.why
    assert lab.quote([(SET, 1)], "NL", "pickup").shipping.kind == "estimated"
    package = lab.quote([(SET, 1)], "NL", "sendaspackage").shipping
    assert (package.amount, package.most) == (Decimal("5.99"), None)
    with pytest.raises(InputError, match="sendaspackage"):
        lab.quote([(SET, 1)], "NL", "package")


def test_q18_a_country_that_is_not_listed_has_the_default_and_else_is_unknown(lab, photo):
    assert lab.quote([(SET, 1)], "US").shipping.amount == Decimal("3.49")
    quote = lab.quote([(ROLL, 1), (SET, 1)], "US")
    assert quote.shipping.amount is None
    assert ROLL in quote.shipping.why
    assert quote.total is None
    with pytest.raises(RefusedError, match=ROLL):
        charged(lab, [(ROLL, 1), (SET, 1)], photo, "nowhere", country="US", method="send")


def test_q18_an_own_price_stands_before_the_default_even_where_it_is_dearer():
    ways = frames.build(
        frames.SHIPPING,
        {"product_id": ["1", "1"], "method": "a", "country": ["*", "NL"], "price": [1.0, 2.0]},
    )
    assert offers(ways, RULES, "NL", "send", ["1"])["price"].tolist() == [2.0]
    assert offers(ways, RULES, "BE", "send", ["1"])["price"].tolist() == [1.0]


def test_without_tax_each_part_is_lower_by_its_own_tax(lab):
    quote = lab.quote([(SET, 1), (CANVAS, 1)], "NL", tax="excluded")
    # Less 0.22, 14.22, 1.04 (599 x 21/121 is 103.96) and 0.17.
    assert [p.amount for p in quote.parts] == [
        Decimal(amount) for amount in ("1.05", "67.73", "4.95", "0.82")
    ]
    assert (quote.total, quote.tax.amount) == (Decimal("74.55"), Decimal("15.65"))
    assert quote.tax.why == "on top of the total"
