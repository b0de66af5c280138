"""What comparisons add: shipping, starting costs, options, tax; figures from the documents."""

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labkit as lk
from labkit import frames
from labkit.catalogs.product_lookup import ProductLookup
from labkit.errors import InputError, UnknownLabError
from labkit.pricing.comparison import compare_products
from labkit.pricing.landed_cost import LandedCost
from labkit.pricing.request import read_request

CANVAS = "1003705000500003"


@pytest.fixture(scope="module")
def cat():
    with lk.sandbox.start() as box:
        names = lk.labs()
        urls = {name: box.base_url(name) for name in names}
        yield lk.catalog(
            [lk.connect(n, base_url=urls[n], **box.credentials(n)) for n in names],
        )


def of(frame, lab):
    return frame[frame["lab"] == lab].iloc[0]


def test_shipping_and_starting_costs_make_a_total_complete(cat):
    frame = cat.compare("50x50 cm", quantity=2, country="nl")
    row = frame[frame["product_id"] == CANVAS].iloc[0]
    # 2 x 81.95; 5.99 to NL and 0.99 of starting costs
    assert row[["items_total", "shipping_total", "total"]].tolist() == [163.9, 6.98, 170.88]
    assert row["complete"]
    assert "starting costs of 0.99 EUR" in row["notes"]
    assert "shipping estimated" in row["notes"]


def test_a_total_without_known_shipping_comes_after_the_complete_ones(cat):
    frame = cat.compare("10x15 cm", quantity=100, country="NL")
    complete = frame["complete"].to_numpy(bool)
    assert complete.any()
    assert not complete.all()
    assert (np.diff(complete.astype(int)) <= 0).all()
    bephoto = of(frame, "bephoto")
    assert bephoto["shipping_total"] is pd.NA
    assert "shipping to NL not included" in bephoto["notes"]


def test_q81_raw_tiers_stand_in_the_notes(cat):
    assert "2.95, 4.95, 8.95" in of(cat.compare("10x15", country="US"), "bayphoto")["notes"]


def test_a_comparison_and_a_quote_say_the_same(cat):
    for tax in (None, "excluded"):
        row = of(cat.compare("20x30 cm", quantity=3, country="BE", tax=tax), "profotonet")
        lab = cat.labs["profotonet"]
        quote = lab.quote([(row["product_id"], row["variant_id"], 3)], "BE", tax=tax)
        assert float(quote.total) == row["total"]


def test_any_row_of_a_comparison_is_quoted_the_same(cat):
    chance = random.Random(5)
    for country in ("NL", "US", "JP"):
        for size, tax in (("10x15", None), ("20x30", "excluded"), ("13x18", "included")):
            for method in ("send", "pickup", "sendaspackage"):
                shipping, pieces = {"profotonet": method}, chance.choice([1, 7, 99])
                frame = cat.compare(size, pieces, country, "USD", shipping=shipping, tax=tax)
                row = frame.iloc[chance.randrange(len(frame))]
                quote = cat.labs[row["lab"]].quote(
                    [(row["product_id"], row["variant_id"], pieces)],
                    country,
                    shipping.get(row["lab"]),
                    currency="USD",
                    tax=tax,
                )
                assert same(quote.lines[0].amount, row["items_total"])
                once = [quote.shipping, *([quote.starting] if quote.starting else [])]
                known = all(part.amount is not None for part in once)
                sent = sum(part.amount for part in once) if known else None
                assert same(sent, row["shipping_total"])


def same(exact, cell):
    return pd.isna(cell) if exact is None else float(exact) == cell


def test_options_are_added_where_a_product_has_them_and_else_unknown(cat):
    frame = cat.compare("4x5 in", quantity=10, currency="USD", options=["18114=13462"])
    row = frame[frame["product_id"] == "1975"].iloc[0]
    # 10 x 0.49 and 10 x 0.29 for Lustre
    assert row[["items_total", "options_total", "total"]].tolist() == [4.9, 2.9, 7.8]
    assert row["complete"]
    others = frame[frame["lab"] != "bayphoto"]
    assert not others["complete"].any()


def test_the_way_of_sending_is_chosen_lab_by_lab(cat):
    package = {"profotonet": "sendaspackage"}
    frame = cat.compare("50x50", country="NL", shipping=package | {"bayphoto": "FEDEX2"})
    canvas = frame[frame["product_id"] == CANVAS].iloc[0]
    assert canvas["shipping_total"] == 6.98
    with pytest.raises(InputError, match="sendaspackage"):
        cat.compare("50x50", country="NL", shipping={"profotonet": "post"})
    with pytest.raises(UnknownLabError, match="profotonet"):
        cat.compare("50x50", country="NL", shipping={"profotone": "send"})
    with pytest.raises(InputError, match="lab"):
        cat.compare("50x50", shipping="send")


def test_tax_is_taken_out_where_the_basis_is_known_and_said_where_not(cat):
    frame = cat.compare("50x50", tax="excluded", country="NL")
    row = frame[frame["product_id"] == CANVAS].iloc[0]
    # 81.95 - 14.22; 5.99 - 1.04 and 0.99 - 0.17
    assert row[["items_total", "shipping_total", "total"]].tolist() == [67.73, 5.77, 73.5]
    assert row["tax"] == "excluded"
    small = cat.compare("10x15", tax="excluded")
    bephoto = of(small, "bephoto")
    assert "not brought to tax excluded" in bephoto["notes"]
    assert not bephoto["complete"]
    with pytest.raises(InputError, match="included"):
        cat.compare("10x15", tax="incl")


def test_a_matrix_takes_what_a_comparison_takes(cat):
    table = cat.matrix(["50x50 cm"], quantity=2, country="NL", shipping={"profotonet": "pickup"})
    best = of(
        cat.compare("50x50 cm", 2, "NL", shipping={"profotonet": "pickup"}),
        "profotonet",
    )
    assert table.loc["profotonet", "50x50 cm"] == best["total"]


CENTS = st.integers(0, 10**7)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(CENTS, st.one_of(st.none(), CENTS)), min_size=1, max_size=8))
def test_the_total_is_the_sum_of_the_parts_in_cents(rows):
    ids = [str(n) for n in range(len(rows))]
    products = frames.build(
        frames.PRODUCTS,
        {
            "lab": "alpha",
            "product_id": ids,
            "width_mm": 100.0,
            "height_mm": 150.0,
            "price": [cents / 100 for cents, _ in rows],
            "currency": "EUR",
            "price_kind": "lab",
            "tax": "included",
        },
        rows=len(rows),
    )
    shipping = frames.build(
        frames.SHIPPING,
        {
            "lab": "alpha",
            "product_id": ids,
            "method": "post",
            "country": "*",
            "price": [None if cents is None else cents / 100 for _, cents in rows],
            "currency": "EUR",
        },
        rows=len(rows),
    )
    request = read_request("10x15", quantity=7, country="NL")
    extras = LandedCost(ProductLookup(shipping), None, {"alpha": SPEC})
    result = compare_products(products, request, surcharges=extras).set_index("product_id")
    for name, (cents, sent) in zip(ids, rows, strict=True):
        total = round(result.loc[name, "total"] * 100)
        assert total == 7 * cents + (sent or 0)
        assert result.loc[name, "complete"] == (sent is not None)


class _Spec:
    """A lab without rules of its own."""

    name, package, country, currency, tax = "alpha", "alpha", "NL", "EUR", "included"


SPEC = _Spec()
