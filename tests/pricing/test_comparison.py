from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offers_kit import products
from timing_kit import quickest

from labkit import frames
from labkit.display.styles import style
from labkit.errors import (
    ColumnError,
    CountryError,
    CurrencyError,
    InputError,
    RateError,
    SizeError,
)
from labkit.frames.dictionary import DictionaryColumn
from labkit.frames.selection import EncodedProducts
from labkit.pricing.comparison import compare_products, items_only
from labkit.pricing.price_list import PriceList
from labkit.pricing.request import AddedCosts, read_request

COLUMNS = [
    *("lab", "product_id", "variant_id", "name", "category", "variant", "width_mm", "height_mm"),
    *("size_source", "price", "currency", "price_kind", "tax", "source_url", "fetched_at", "stale"),
    *("size_error_mm", "size_error", "quantity", "items_total", "options_total"),
    *("shipping_total", "total", "fx_date", "complete", "notes"),
]
NOTHING = "nothing within 3 % of 30x40 cm; the nearest sizes are 203 x 305 mm, 102 x 152 mm"


def compare(frame, size="10x15 cm", **terms):
    return compare_products(frame, read_request(size, **terms))


@pytest.fixture
def catalog():
    return products(
        ("alpha", "dear", 102, 152, 0.25),
        ("alpha", "large", 203, 305, 1.2),
        ("beta", "cheap", 150, 100, 0.15),
        ("gamma", "unpriced", 152, 102, None),
        ("beta", "middle", 101.6, 152.4, 0.2),
    )


def test_the_columns_are_those_of_the_design_in_its_order(catalog):
    for size in ("10x15", "30x40"):
        frame = compare(catalog, size)
        assert list(frame.columns) == COLUMNS == frames.COMPARE.names
        kinds = frame.dtypes.astype(str)
        numbers = ["size_error_mm", "size_error", "items_total", "options_total", "total"]
        assert set(kinds[[*numbers, "shipping_total", "price"]]) == {"Float64"}
        assert (kinds["quantity"], kinds["complete"]) == ("Int64", "boolean")
        assert (kinds["fx_date"], kinds["notes"], kinds["fetched_at"]) == (
            "string",
            "string",
            "datetime64[us, UTC]",
        )


def test_rows_come_by_total_and_unknown_ones_last(catalog):
    frame = compare(catalog, quantity=100)
    assert list(frame["name"]) == ["cheap", "middle", "dear", "unpriced"]
    assert frame["total"].tolist()[:3] == [15.0, 20.0, 25.0]
    assert frame["total"].isna().tolist() == [False, False, False, True]
    assert frame["complete"].tolist() == [True, True, True, False]
    assert frame["quantity"].tolist() == [100] * 4
    assert list(frame.index) == [0, 1, 2, 3]


def test_every_row_says_how_far_off_its_size_is(catalog):
    frame = compare(catalog).set_index("name")
    assert frame.loc["cheap", ["size_error_mm", "size_error"]].tolist() == [0.0, 0.0]
    assert frame.loc["dear", ["size_error_mm", "size_error"]].tolist() == [2.0, 0.02]


def test_unknown_is_never_zero(catalog):
    frame = compare(catalog)
    assert frame["options_total"].isna().all()
    assert frame["shipping_total"].isna().all()
    unpriced = frame.iloc[-1]
    assert unpriced["items_total"] is pd.NA
    assert unpriced["notes"].startswith("price not known")
    assert "tax" not in unpriced["notes"]


def test_without_a_country_totals_are_items_alone_and_say_so(catalog):
    frame = compare(catalog)
    assert frame["notes"].str.contains("without shipping").all()
    assert frame["complete"].sum() == 3


def test_with_a_country_a_total_without_shipping_is_not_complete(catalog):
    frame = compare(catalog, country="nl", quantity=100)
    assert not frame["complete"].any()
    assert frame["notes"].str.contains("shipping to NL not included").all()
    assert list(frame["name"]) == ["cheap", "middle", "dear", "unpriced"]


def test_options_and_shipping_are_added_once_they_are_known(catalog):
    def surcharges(rows, request):
        assert request.country == "NL"
        of_beta = np.asarray(rows.array("lab") == "beta", dtype=bool)
        shipping = np.where(of_beta, 4.95, np.nan)
        note = DictionaryColumn((~of_beta).astype(int), ["", "shipping not known"])
        return AddedCosts(np.full(len(rows), 0.1), shipping, ~np.isnan(shipping), [note])

    request = read_request("10x15", quantity=3, country="NL")
    frame = compare_products(catalog, request, surcharges=surcharges)
    # 0.45 + 0.10 + 4.95 and 0.60 + 0.10 + 4.95 are complete; 0.75 + 0.10 is cheaper, but a part.
    assert list(frame["name"]) == ["cheap", "middle", "dear", "unpriced"]
    assert frame["total"].tolist()[:3] == [5.5, 5.65, 0.85]
    assert frame["complete"].tolist() == [True, True, False, False]
    assert frame["notes"].tolist()[2] == "tax included; shipping not known"


def test_totals_are_in_the_asked_currency_with_the_day_of_the_rate():
    frame = products(
        ("a", "dollars", 100, 150, 0.45),
        ("b", "euros", 100, 150, 0.4),
        currency=["USD", "EUR"],
    )
    result = compare(frame, quantity=100, on="2014-03-30")
    # 45 USD / 1.3759 = 32.706 EUR, at the rate of the Friday before that Sunday
    assert result[["name", "total", "fx_date"]].to_numpy().tolist() == [
        ["dollars", 32.71, "2014-03-28"],
        ["euros", 40.0, ""],
    ]
    assert result["price"].tolist() == [0.45, 0.4]
    in_dollars = compare(frame, currency="usd", rates={"EUR": "1.5"})
    assert in_dollars["total"].tolist() == [0.45, 0.6]
    assert in_dollars["fx_date"].tolist() == ["", ""]
    # No bank's rate, so no day: the note says whose it is.
    assert "your own rate: 1 EUR = 1.5 USD" in in_dollars["notes"][1]
    assert "rate" not in in_dollars["notes"][0]


def test_a_currency_without_rates_leaves_the_total_unknown_and_the_row_there():
    frame = products(("a", "x", 100, 150, 1.0), ("b", "y", 100, 150, 2.0), currency=["AED", ""])
    result = compare(frame)
    assert result["total"].isna().all()
    assert [note.split(";")[0] for note in result["notes"]] == [
        "no exchange rate for AED",
        "currency not known",
    ]
    assert compare(frame, rates={"AED": "0.25"})["total"].iloc[0] == 0.25


def test_an_asked_currency_nobody_quotes_is_an_error_that_helps(catalog):
    with pytest.raises(CurrencyError, match="'USD'"):
        compare(catalog, currency="UDS")


def test_a_day_before_all_rates_is_an_error():
    with pytest.raises(RateError, match="1999"):
        compare(products(("a", "x", 100, 150, 1.0), currency="USD"), on="1990-01-01")


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        ({"quantity": 0}, InputError),
        ({"quantity": 1.5}, InputError),
        ({"country": "Holland"}, CountryError),
        ({"country": ""}, CountryError),
        ({"currency": "EURO"}, CurrencyError),
        ({"tolerance": 3}, InputError),
        ({"rates": 5}, InputError),
        ({"options": 5}, InputError),
        ({"options": "13462"}, InputError),
    ],
)
def test_terms_that_cannot_be_read_are_refused_before_anything_else(terms, error):
    with pytest.raises(error):
        read_request("10x15", **terms)
    with pytest.raises(SizeError):
        read_request("ten by fifteen")


def test_prices_of_another_kind_or_tax_carry_a_mark_in_every_row():
    frame = products(
        ("a", "own", 100, 150, 0.2),
        ("b", "retail", 100, 150, 0.1),
        ("c", "untaxed", 100, 150, 0.15),
        ("d", "mine", 100, 150, 0.12),
        price_kind=["lab", "suggested_retail", "lab", "user"],
        tax=["included", "unknown", "excluded", "included"],
    )
    result = compare(frame)
    notes = dict(zip(result["name"], result["notes"], strict=True))
    rest = "without shipping; without options"
    assert notes == {
        "own": f"tax included; {rest}",
        "retail": f"suggested retail price, not what you pay; tax not known; {rest}",
        "untaxed": f"tax not included; {rest}",
        "mine": f"from your own price list; tax included; {rest}",
    }
    assert result.attrs["warning"].startswith("prices of different kind or tax stand side by side")
    assert not compare(frame.iloc[:1]).attrs["warning"]


def test_a_word_nobody_knows_is_an_unknown_kind():
    result = compare(products(("a", "x", 100, 150, 0.2), price_kind="rebate", tax="perhaps"))
    assert result["notes"].iloc[0].startswith("kind of price not known; tax not known")


def test_stale_rows_say_so():
    result = compare(products(("a", "x", 100, 150, 0.2), stale=True))
    assert "read past its life" in result["notes"].iloc[0]


def test_no_match_gives_the_columns_and_the_nearest_sizes(catalog):
    result = compare(catalog, "30x40 cm", country="NL")
    assert result.empty
    assert result.attrs["nearest"].startswith(NOTHING)
    assert compare(products(), "10x15").attrs["nearest"].endswith("no size is known")


def test_equal_totals_are_ranked_by_how_near_the_size_is():
    frame = products(("a", "off", 102, 152, 0.2), ("b", "exact", 100, 150, 0.2))
    assert list(compare(frame)["name"]) == ["exact", "off"]


def test_user_prices_go_by_the_quantity_and_a_cheaper_quantity_is_named():
    prices = PriceList.read(
        pd.DataFrame(
            {
                "product_id": ["1200000000000000"] * 3,
                "min_quantity": [1, 50, 100],
                "price": ["0.30", "0.20", "0.14"],
                "currency": "EUR",
                "tax": "excluded",
            }
        )
    )
    frame = products(("a", "mine", 100, 150, 0.5), ("b", "other", 100, 150, 0.16))
    result = compare_products(frame, read_request("10x15", quantity=90), price_lists={"a": prices})
    assert result[["name", "price", "price_kind", "tax", "total"]].to_numpy().tolist() == [
        ["other", 0.16, "lab", "included", 14.4],
        ["mine", 0.2, "user", "excluded", 18.0],
    ]
    # 100 at 0.14 are 14.00, less than 90 at 0.20
    assert "100 of them cost no more" in result["notes"].iloc[1]
    assert "cost no more" not in result["notes"].iloc[0]
    # The list is this lab's alone, though the other has a product of the same number.
    twin = products(("b", "other", 100, 150, 0.16))
    untouched = compare_products(
        twin, read_request("10x15", quantity=90), price_lists={"a": prices}
    )
    assert untouched["price_kind"].tolist() == ["lab"]


@pytest.mark.parametrize("size", ["10x15", "20x30", "30x40"])
def test_encoded_products_give_the_same(catalog, size):
    request = read_request(size, quantity=7, currency="USD")
    encoded = EncodedProducts(catalog, encode=True)
    for _ in range(2):
        frame = compare_products(encoded, request)
        pd.testing.assert_frame_equal(frame, compare_products(catalog, request))
        assert frame.attrs == compare_products(catalog, request).attrs


def test_a_currency_no_row_has_needs_no_rate():
    frame = products(("a", "x", 100, 150, 1.0), ("b", "y", 50, 70, 1.0), currency=["AED", "EUR"])
    # "USX" has no rates: only rows in another currency would need one.
    encoded = EncodedProducts(frame, encode=True)
    with pytest.raises(CurrencyError):
        compare_products(encoded, read_request("10x15", currency="USX"))
    assert compare_products(encoded, read_request("10x15", currency="AED"))["total"].tolist() == [
        1.0
    ]


def test_a_frame_without_its_columns_is_refused(catalog):
    with pytest.raises(ColumnError, match="tax"):
        compare(catalog.drop(columns="tax"))


def test_the_frame_that_was_given_is_left_alone(catalog):
    before = catalog.copy()
    compare(catalog, country="NL", currency="USD")
    pd.testing.assert_frame_equal(catalog, before)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.decimals("0.01", "99.99", places=2), min_size=1, max_size=30),
    st.integers(1, 1000),
)
def test_items_cost_price_times_quantity_to_the_cent(prices, quantity):
    frame = products(*[("a", "x", 100, 150, float(price)) for price in prices])
    result = compare(frame, quantity=quantity)
    exact = sorted(Fraction(price) * quantity for price in prices)
    assert result["total"].tolist() == [float(amount) for amount in exact]
    assert result["items_total"].tolist() == result["total"].tolist()


def test_the_styled_table_marks_and_escapes():
    frame = products(
        ("<b>lab</b>", "<script>alert(1)</script>", 100, 150, 0.2),
        ("b", "retail", 100, 150, 0.1),
        ("c", "unknown", 100, 150, None),
        price_kind=["lab", "suggested_retail", "unknown"],
        tax=["included", "unknown", "unknown"],
    )
    result = compare(frame, quantity=100)
    result.attrs["size"] = "<i>10x15</i>"
    page = style(result).to_html()
    assert "<script>" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;" in page
    assert "10.00 *?" in page
    assert "* suggested retail price, not what you pay" in page
    assert ">–<" in page
    assert "font-style: italic" in page


def test_a_part_of_a_total_is_marked(catalog):
    page = style(compare(catalog, country="NL", quantity=100)).to_html()
    assert "15.00 ↑<" in page
    assert "↑ not complete: something that was asked for comes on top" in page
    assert "↑" not in style(compare(catalog, quantity=100)).to_html()


def test_the_styled_table_is_cut_and_says_so():
    frame = compare(products(*[("a", "x", 100, 150, 0.2)] * 5))
    styler = style(frame, rows=3)
    assert len(styler.data) == 3
    assert "2 more rows are not shown" in styler.to_html()
    with pytest.raises(ColumnError, match="total"):
        style(frame, columns=["totl"])
    with pytest.raises(ColumnError, match="fx_date"):
        style(frame.drop(columns="fx_date"))


def test_items_only_is_what_is_counted_until_there_is_more(catalog):
    extras = items_only(len(catalog), read_request("10x15"))
    assert np.isnan(extras.options_total).all()
    assert np.isnan(extras.shipping_total).all()
    assert extras.complete.all()


def test_many_rows_take_no_row_by_row_work():
    rows = 200_000
    wide = np.tile([102.0, 203.0, 305.0, 406.0], rows // 4)
    frame = frames.build(
        frames.PRODUCTS,
        {
            "lab": "a",
            "product_id": np.arange(rows).astype(str),
            "name": "x",
            "width_mm": wide,
            "height_mm": wide * 1.5,
            "price": np.round(wide / 500, 2),
            "currency": "EUR",
            "price_kind": "lab",
            "tax": "included",
        },
    )
    assert len(compare(frame)) == rows // 4
    assert quickest(lambda: compare(frame), turns=3) < 1.0  # row by row it takes several seconds
