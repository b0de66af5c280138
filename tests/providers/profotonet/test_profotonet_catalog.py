"""Profotonet's catalog client against the document's own sample, mended to JSON (q15)."""

import copy
import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest

import labkit as lk
from labkit import frames
from labkit.errors import AnswerError
from labkit.http import Page
from labkit.lab_api import notes
from labkit.providers.profotonet import LAB, catalog

FIXTURES = Path(__file__).parent / "fixtures"
SCHOOL, CANVAS = "1002201300190001", "1003705000500003"


@pytest.fixture
def sample():
    return json.loads((FIXTURES / "profotonet_products.json").read_text("utf-8"))


def page(data):
    return Page("https://lab.example/products", "/products", data, dt.datetime.now(dt.UTC))


def frame(table, data):
    parsed = getattr(catalog, f"parse_{table}")([page(data)])
    return frames.build(frames.TABLES[table], parsed)


def without(product, *names):
    return {name: value for name, value in product.items() if name not in names}


def test_products_of_the_sample(sample):
    products = frame("products", sample)
    assert products["product_id"].tolist() == [SCHOOL, CANVAS]
    assert products["variant_id"].tolist() == ["", ""]
    assert products["name"].tolist()[1] == "Canvas 2cm (50 x 50) - Houten baklijst: Wit"
    assert products["category"].tolist() == ["Schoolfotoset A", "Canvas 2cm"]
    assert products["variant"].tolist() == ["Papiersoort: Glans", "Houten baklijst: Wit"]
    assert products["width_mm"].tolist() == [pd.NA, 500.0]
    assert products["height_mm"].tolist() == [pd.NA, 500.0]
    assert products["size_source"].tolist() == ["", "name"]


def test_q08_ids_keep_their_sixteen_digits(sample):
    sample[0]["productId"] = 9_999_999_999_999_999  # a float would make it 10000000000000000
    sample[1]["productId"] = "0003705000500003"
    assert frame("products", sample)["product_id"].tolist() == [
        "9999999999999999",
        "0003705000500003",
    ]
    assert set(frame("options", sample)["product_id"]) == {"9999999999999999", "0003705000500003"}


def test_q08_an_id_that_went_through_a_float_is_set_aside(sample):
    sample[1]["productId"] = 1003705000500003.0
    with notes.collected() as found:
        assert frame("products", sample)["product_id"].tolist() == [SCHOOL]
    assert [(one.column, one.count) for one in found] == [("", 1)]
    with pytest.raises(AnswerError, match="productId is missing or no id") as caught:
        frame("products", sample[1:])
    assert (caught.value.lab, caught.value.call) == ("profotonet", "GET /products")


@pytest.mark.parametrize("missing", [None, "", "absent"])
def test_a_product_without_id_is_set_aside_in_every_table(sample, missing):
    sample[0]["productId"] = missing
    if missing == "absent":
        del sample[0]["productId"]
    for table in ("products", "options", "shipping"):
        with notes.collected() as found:
            assert set(frame(table, sample)["product_id"]) == {CANVAS}
        assert "productId is missing" in next(iter(found)).reason


def test_q20_cents_become_exact_major_units_with_tax(sample):
    assert frame("products", sample)["price"].tolist() == [1.27, 81.95]
    assert (str(LAB.tax), str(LAB.price_kind), LAB.currency) == ("included", "lab", "EUR")
    # 8195 is in the sample order's total with 1422 of tax: 8195 * 21 / 121 = 1422.27.
    assert round(8195 * 21 / 121) == 1422


@pytest.mark.parametrize(
    ("wire", "price"),
    [
        ("8195", 81.95),
        (" 8195 ", 81.95),
        (8195.0, 81.95),
        (0, 0.0),
        (None, pd.NA),
        ("", pd.NA),
        ("81,95", pd.NA),
        (81.95, pd.NA),
        ("op aanvraag", pd.NA),
        (-1, pd.NA),
        (True, pd.NA),
        ({"amount": 1}, pd.NA),
    ],
)
def test_prices_are_whole_cents_or_unknown(sample, wire, price):
    sample[1]["price"] = wire
    products = frame("products", sample)
    assert products["price"].tolist() == [1.27, price]


def test_every_whole_cent_is_the_nearest_float(sample):
    cents = list(range(20_000))
    many = [{"productId": 10**15 + c, "name": "", "price": c} for c in cents]
    expected = [float(f"{c // 100}.{c % 100:02d}") for c in cents]
    assert frame("products", many)["price"].tolist() == expected


def test_q14_a_list_wrapped_or_a_single_object(sample):
    expected = frame("products", sample)
    pd.testing.assert_frame_equal(frame("products", {"data": sample}), expected)
    for single in (sample[0], {"data": sample[0]}):
        pd.testing.assert_frame_equal(frame("products", single), expected.iloc[:1])
    assert frame("products", []).empty
    assert frame("products", {"data": []}).empty
    assert frame("options", []).empty
    assert frame("shipping", []).empty


@pytest.mark.parametrize(
    "data",
    [None, "<html>", 7, {}, {"data": None}, {"products": []}, ["a"], [[1]], [None], {"data": "x"}],
)
def test_another_shape_is_an_error_that_says_where(data):
    with pytest.raises(AnswerError) as caught:
        frame("products", data)
    assert "profotonet GET /products" in str(caught.value)
    assert caught.value.hint


def test_absent_fields_are_unknown_not_zero():
    bare = [
        {"productId": 1},
        {"productId": 2, "name": None, "options": "", "shippingMethods": None},
    ]
    products = frame("products", bare)
    assert products["name"].tolist() == ["", ""]
    assert products["price"].isna().all()
    assert products["width_mm"].isna().all()
    assert frame("options", bare).empty
    assert frame("shipping", bare).empty


def test_q16_options_are_neither_required_nor_default(sample):
    options = frame("options", sample)
    assert options[["product_id", "group_id", "option_id"]].to_numpy().tolist() == [
        [SCHOOL, "whiteborder", "checked"],
        [SCHOOL, "optimalisation", "checked"],
        [CANVAS, "canvasedge", "none"],
        [CANVAS, "canvasedge", "stretch"],
        [CANVAS, "canvasedge", "mirror"],
        [CANVAS, "canvasedge", "white"],
    ]
    assert options["group"].tolist()[2:] == ["Afwerking randen"] * 4
    assert options["option"].tolist()[3] == "Uitrekken"
    assert not options["required"].any()
    assert not options["default"].any()
    assert set(options["level"]) == {"print"}


def test_what_an_option_costs_is_unknown(sample):
    assert frame("options", sample)["price"].isna().all()


def test_codes_may_be_numbers_and_lists_single_objects(sample):
    option = sample[1]["options"][0]
    option["attributes"] = {"name": "Spiegelen", "code": 3}
    sample[1]["options"] = option
    options = frame("options", sample)
    assert options["option_id"].tolist() == ["checked", "checked", "3"]
    assert options["product_id"].tolist() == [SCHOOL, SCHOOL, CANVAS]


@pytest.mark.parametrize(("where", "left"), [("option", 0), ("attribute", 3)])
def test_an_option_without_a_code_cannot_be_ordered_and_is_set_aside(sample, where, left):
    option = sample[1]["options"][0]
    several = len(option["attributes"])
    del (option if where == "option" else option["attributes"][2])["code"]
    with notes.collected() as found:
        options = frame("options", sample)
    canvas = options[options["product_id"] == CANVAS]
    assert len(canvas) == (several - 1 if left else 0)
    assert [one.reason for one in found] == [
        f"set aside, one of the {where}s: code is missing or no id"
    ]


def test_a_country_that_is_none_is_left_out_and_noted(sample):
    sample[1]["shippingMethods"] = {"name": "x", "pricing": {"nl": 695, "Belgium": 795}}
    with notes.collected() as found:
        shipping = frame("shipping", sample[1:])
    assert list(zip(shipping["country"], shipping["price"], strict=True)) == [("NL", 6.95)]
    assert [(one.column, one.count, one.example) for one in found] == [("country", 1, "Belgium")]


def test_q18_one_row_for_each_product_method_and_country(sample):
    shipping = frame("shipping", sample)
    rows = shipping[["product_id", "method", "country", "price"]].to_numpy().tolist()
    assert rows == [
        [SCHOOL, "Brievenbuspost via PostNL", "*", 3.49],
        [SCHOOL, "Brievenbuspost via PostNL", "NL", 2.49],
        [SCHOOL, "Brievenbuspost als pakket via PostNL", "*", 8.99],
        [SCHOOL, "Brievenbuspost als pakket via PostNL", "NL", 5.99],
        [CANVAS, "Pakketpost via PostNL", "*", 8.99],
        [CANVAS, "Pakketpost via PostNL", "NL", 5.99],
    ]


def test_q18_without_a_default_everywhere_else_is_unknown(sample):
    for method in sample[0]["shippingMethods"]:
        del method["pricing"]["default"]
    sample[1]["shippingMethods"][0]["pricing"] = {"DE": "699", "Default": None}
    shipping = frame("shipping", sample)
    assert shipping[["product_id", "country"]].to_numpy().tolist() == [
        [SCHOOL, "NL"],
        [SCHOOL, "NL"],
        [CANVAS, "DE"],
        [CANVAS, "*"],
    ]
    assert shipping["price"].tolist() == [2.49, 5.99, 6.99, pd.NA]


@pytest.mark.parametrize("pricing", [{}, [], None, ""])
def test_q18_a_method_without_prices_is_kept_and_unknown(sample, pricing):
    sample[1]["shippingMethods"][0]["pricing"] = pricing
    last = frame("shipping", sample).iloc[-1]
    assert (last["product_id"], last["country"]) == (CANVAS, "*")
    assert last["price"] is pd.NA


def test_q17_methods_have_no_id_that_an_order_takes(sample):
    assert set(frame("shipping", sample)["method_id"]) == {""}
    assert any("pickup" in assumption for assumption in LAB.assumptions)


def test_products_that_share_their_lists_get_rows_of_their_own(sample):
    many = []
    for number in range(7):
        product = copy.deepcopy(sample[number % 2])
        many.append(product | {"productId": 5000 + number})
    many[3] = without(many[3], "options", "shippingMethods")
    options = frame("options", many)
    expected = [
        i for n, i in zip([2, 4, 2, 0, 2, 4, 2], range(5000, 5007), strict=True) for _ in range(n)
    ]
    assert options["product_id"].tolist() == [str(i) for i in expected]
    assert options["option_id"].tolist()[2:6] == ["none", "stretch", "mirror", "white"]
    shipping = frame("shipping", many)
    assert shipping["product_id"].value_counts().to_dict() == {
        "5000": 4,
        "5001": 2,
        "5002": 4,
        "5004": 4,
        "5005": 2,
        "5006": 4,
    }


def test_a_product_listed_twice_counts_once_and_at_two_prices_has_none(sample):
    again = copy.deepcopy(sample[0])
    other = copy.deepcopy(sample[1]) | {"price": 9000}
    products = frame("products", [*sample, again, other])
    assert products["product_id"].tolist() == [SCHOOL, CANVAS]
    assert products["price"].tolist() == [1.27, pd.NA]
    assert len(frame("shipping", [*sample, again, other])) == 6


def test_parsing_leaves_the_answer_as_it_is(sample):
    before = copy.deepcopy(sample)
    for table in frames.TABLES:
        frame(table, sample)
    assert sample == before


def test_the_embedded_catalog_reads_as_the_document_says():
    lab = lk.connect("profotonet")
    products = lab.products().set_index("product_id")
    assert products.loc[SCHOOL, "price"] == 1.27
    assert products.loc[CANVAS, "price"] == 81.95
    assert products.loc[CANVAS, ["width_mm", "height_mm"]].tolist() == [500.0, 500.0]
    assert set(products["price_kind"]) <= {"lab", "unknown"}
    assert products.index.str.fullmatch(r"\d{16}").all()
    options = lab.options()
    assert set(options["product_id"]) <= set(products.index)
    shipping = lab.shipping()
    assert set(shipping["product_id"]) <= set(products.index)
    assert shipping["country"].str.fullmatch(r"[A-Z]{2}|\*").all()
    assert (shipping["price"].dropna() > 0).all()
