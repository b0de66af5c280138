"""Looking up many products at once says the same as the plain way, one product at a time."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing_kit import quickest

from labkit import frames
from labkit.catalogs.product_lookup import ProductLookup
from labkit.display import price_notes
from labkit.frames.selection import EncodedProducts
from labkit.pricing.comparison import compare_products
from labkit.pricing.landed_cost import LandedCost
from labkit.pricing.price_list import PriceList
from labkit.pricing.request import read_request
from labkit.pricing.rules import Rules, offers
from labkit.pricing.shipping_rates import cheapest
from labkit.providers.profotonet.pricing import RULES

IDS = ["1", "2", "3"]
WAY = st.fixed_dictionaries(
    {
        "lab": st.sampled_from(["alpha", "alpha", "alpha", "beta"]),
        "product_id": st.sampled_from(["", "1", "2", "9"]),
        "method_id": st.sampled_from(["", "a"]),
        "method": st.sampled_from(["Brief", "Pakket"]),
        "country": st.sampled_from(["NL", "*"]),
        "price": st.one_of(st.none(), st.integers(0, 20).map(lambda cents: cents / 10)),
        "condition": st.sampled_from(["", "from 20; 4.95", "2.95, 8.95"]),
    }
)
ROWS = st.lists(WAY, max_size=20, unique_by=lambda w: tuple(map(str, w.values()))[:5])


def table(rows):
    columns = {name: [row[name] for row in rows] for name in (rows[0] if rows else {})}
    return frames.build(frames.SHIPPING, columns | {"currency": "EUR"}, rows=len(rows))


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from(["NL", "FR"]), st.sampled_from(["", "send", "sendaspackage", "a"]))
def test_the_cheapest_method_is_the_same_row_by_row_and_by_column(rows, country, method):
    shipping = table(rows)
    rules = Rules() if method in {"", "a"} else RULES
    plain = offers(shipping[shipping["lab"] == "alpha"], rules, country, method, IDS)
    lookup = ProductLookup(shipping)
    encoded = EncodedProducts(products(IDS))
    found = cheapest(
        lookup, "alpha", lookup.products_of(encoded), country=country, rules=rules, method=method
    )
    for name, row in zip(IDS, found.rows.tolist(), strict=True):
        product_id = name if name in plain.index else ""
        if product_id not in plain.index:
            assert row == -1
            continue
        expected = [plain.loc[product_id, "price"], plain.loc[product_id, "method"]]
        assert repr([shipping["price"][row], shipping["method"][row]]) == repr(expected)


def products(ids):
    return frames.build(
        frames.PRODUCTS,
        {
            "lab": "alpha",
            "product_id": ids,
            "width_mm": 100.0,
            "height_mm": 150.0,
            "price": 1.0,
            "currency": "EUR",
            "price_kind": "lab",
            "tax": "included",
        },
        rows=len(ids),
    )


class _Spec:
    """A lab without rules of its own."""

    name, package, country, currency, tax = "alpha", "alpha", "NL", "EUR", "included"


def test_tier_text_stands_raw_in_the_notes_and_comes_back_out_of_them():
    raw = "threshold; price from 20; 4.95"
    way = {"lab": "alpha", "product_id": "", "method": "Post; slow", "country": "*"}
    shipping = table([way | {"method_id": "", "price": None, "condition": raw}])
    wanted = read_request("10x15", country="NL")
    result = compare_products(
        products(["1"]),
        wanted,
        surcharges=LandedCost(ProductLookup(shipping), None, {"alpha": _Spec()}),
    )
    assert price_notes.split(result["notes"][0]) == [
        "tax included",
        "shipping to NL not included: its price is not known",
        f"Post; slow: {raw}",
        "without options",
    ]
    assert result["notes"][0].count("; ") == 3


@given(st.lists(st.text(min_size=1), max_size=5, unique=True))
def test_notes_in_anybodys_words_come_apart_as_they_were_joined(words):
    words = [word for word in words if "\xa0" not in word]
    assert price_notes.split(price_notes.join(map(price_notes.quoted, words))) == words


TIERS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2"]),
        st.sampled_from(["", "x"]),
        st.integers(1, 12),
        st.integers(0, 8).map(lambda cents: Decimal(cents) / 100),
    ),
    min_size=1,
    max_size=20,
    unique_by=lambda row: row[:3],
)


@settings(max_examples=150, deadline=None)
@given(TIERS, st.integers(1, 14), st.sampled_from([Decimal(0), Decimal(10**15)]))
def test_a_cheaper_larger_quantity_is_the_same_one_by_one_and_by_column(rows, quantity, more):
    # Prices of 18 digits do not fit 64 bits once they are multiplied.
    rows = [(*row[:3], row[3] + more) for row in rows]
    columns = ["product_id", "variant_id", "min_quantity", "price"]
    price_list = PriceList.read(pd.DataFrame(rows, columns=columns).assign(currency="EUR"))
    items = [(name, variant) for name in ("1", "2", "3", "4") for variant in ("", "x", "y")]
    frame = pd.DataFrame(items, columns=columns[:2], dtype="string")
    quick = price_list.cheaper_quantities(frame, quantity)
    plain = [price_list.cheaper_quantity(*item, quantity) for item in items]
    assert [None if pd.isna(value) else value for value in quick] == plain


def test_a_price_list_puts_its_tier_into_matching_rows_alone():
    list_of_2 = pd.DataFrame(
        {"product_id": "2", "min_quantity": [1, 50, 100], "price": ["0.14", "0.20", "0.14"]}
    )
    price_list = PriceList.read(list_of_2.assign(currency="USD", tax="excluded"))
    encoded = EncodedProducts(products(["1", "2"]), encode=True)
    for _ in range(2):
        result = compare_products(
            encoded, read_request("10x15", quantity=90, currency="USD", rates={"EUR": 2}),
            price_lists={"alpha": price_list},
        ).set_index("product_id")  # fmt: skip
        # 90 x 0.20; 100 x 0.14 are 14.00. The other: 90 x 1.00 EUR at 2 USD
        assert result["items_total"].to_dict() == {"2": 18.0, "1": 180.0}
        assert result.loc["2", ["price", "price_kind", "tax"]].tolist() == [0.2, "user", "excluded"]
        assert "100 of them cost no more" in price_notes.split(result.loc["2", "notes"])
        assert result.loc["1", "price_kind"] == "lab"


@pytest.mark.parametrize("lab", ["alpha", "beta"])
def test_a_lab_without_a_row_of_shipping_is_unknown(lab):
    lookup = ProductLookup(table([]))
    found = cheapest(
        lookup, lab, np.array([-1, -1]), country="NL", rules=Rules(), method=""
    )  # fmt: skip
    assert found.rows.tolist() == [-1, -1]
    assert len(found.tiers) == 0


def test_delivered_prices_take_little_longer_than_the_items_alone():
    ids = [str(n) for n in range(200_000)]
    encoded = EncodedProducts(
        products(ids).assign(width_mm=[100.0, *[300.0] * 19] * 10_000), encode=True
    )
    shipping = frames.build(
        frames.SHIPPING,
        {
            "lab": "alpha",
            "product_id": np.repeat(ids, 4),
            "method": ["a", "a", "b", "b"] * len(ids),
            "country": ["NL", "*"] * 2 * len(ids),
            "price": [3.0, 1.0, 2.0, 5.0] * len(ids),
            "currency": "EUR",
            "tax": "included",
        },
    )
    extras = LandedCost(ProductLookup(shipping), None, {"alpha": _Spec()})
    alone, sent = read_request("10x15"), read_request("10x15", country="NL")
    result = compare_products(encoded, sent, surcharges=extras)
    assert len(result) == 10_000
    assert set(result["total"]) == {3.0}  # 1.00 and 2.00: NL's own price stands before the other
    bare = quickest(lambda: compare_products(encoded, alone))
    # Looking through the whole table of shipping for each took 40 times as long.
    assert quickest(lambda: compare_products(encoded, sent, surcharges=extras)) < 8 * bare


def test_of_many_products_and_many_methods_none_is_taken_for_another():
    # 65,536 products times 256 ids times 256 names is where 32 bits begin anew.
    count = 65_537
    shipping = frames.build(
        frames.SHIPPING,
        {
            "lab": "alpha",
            "product_id": [str(n) for n in range(count)],
            "method_id": [str(n) for n in range(256)] + ["0"] * (count - 256),
            "method": [str(n) for n in range(256)] + ["0"] * (count - 256),
            "country": "NL",
            "price": np.arange(float(count)),
            "currency": "EUR",
        },
    )
    lookup = ProductLookup(shipping)
    codes = lookup.products_of(EncodedProducts(products(["0", "65536"])))
    found = cheapest(lookup, "alpha", codes, country="NL", rules=Rules(), method="")
    assert found.rows.tolist() == [0, 65_536]
