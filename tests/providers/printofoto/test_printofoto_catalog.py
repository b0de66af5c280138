"""Printofoto's catalog: the 20 products of document 001, their formats, sizes and pixels."""

import math

import pandas as pd
import pytest

import labkit as lk
from labkit import frames
from labkit.providers.printofoto import LAB, catalog

NOT_ORDERABLE = {"mug", "label", "photoalbum", "unitphotoprint", "tshirt", "puzzle"}
# Sizes [mm] by (id_product, format), read in the document.
SIZES = {
    ("1", ""): (150, 150),
    ("2", ""): (297, 420),
    ("3", ""): (150, 110),
    ("4", ""): (50, 150),
    ("5", ""): (150, 150),
    ("6", "50x50"): (50, 50),
    ("6", "60x60"): (60, 60),
    ("6", "70x70"): (70, 70),
    ("6", "80x80"): (80, 80),
    ("7", ""): (50, 50),
    ("9", ""): (110, 150),
    ("10", ""): (50, 50),
    ("12", ""): (85, 55),
    ("14", "297x420"): (297, 420),
    ("14", "420x297"): (420, 297),
    ("15", ""): (89, 102),
    ("17", "11x15_by_5"): (110, 150),
    ("17", "11x15_by_20"): (110, 150),
    ("20", "148x210_by_3"): (148, 210),
}
# Pixels the document gives for a size in centimetres, in the order in which it gives them.
DOCUMENTED = {
    (5, 15): (567, 1795),
    (8.5, 5.5): (1004, 650),
    (28, 17): (3307, 2008),
    (4, 3.4): (472, 402),
    (15, 15): (1772, 1772),
    (21, 14.8): (2480, 1748),
    (14.8, 21): (1748, 2480),
    (5, 5): (591, 591),
    (11, 15): (1299, 1772),
    (15, 11): (1772, 1299),
    (1.6, 2): (189, 236),
    (8.9, 10.2): (1051, 1205),
    (7.9, 7.9): (933, 933),
}


@pytest.fixture(scope="module")
def products():
    return frames.build(frames.PRODUCTS, catalog.parse_products(catalog.fetch_products(None)))


def images():
    return [image for product in catalog.document()["products"] for image in product["images"]]


def test_q50_the_catalog_is_the_documents_own():
    (page,) = catalog.fetch_products(None, refresh=True)
    assert page.url == "document: Printofoto API"
    assert not page.stale
    assert page.fetched_at.tzinfo is not None


def test_q49_twenty_products_six_of_them_not_orderable(products):
    names = products.drop_duplicates("product_id").set_index("product_id")["name"]
    assert names.index.tolist() == [str(number) for number in range(1, 21)]
    assert names["1"] == "photobook"
    assert names["12"] == "businesscard"
    assert names["20"] == "factsheet"
    marked = products["category"] == "not orderable through the API"
    assert set(products.loc[marked, "name"]) == NOT_ORDERABLE
    assert products.loc[marked, "product_id"].tolist() == ["8", "11", "13", "16", "18", "19"]
    assert products.loc[marked, "width_mm"].isna().all()


def test_sizes_and_formats_are_the_documents(products):
    sized = products[products["width_mm"].notna()]
    found = {
        (row.product_id, row.variant_id): (row.width_mm, row.height_mm)
        for row in sized.itertuples()
    }
    assert found == SIZES
    assert set(sized["size_source"]) == {"document"}
    assert set(products["size_source"]) == {"document", ""}


def test_q45_packs_say_how_many_prints_they_are(products):
    packs = products[products["variant_id"].str.contains("_by_")]
    assert packs["variant"].tolist() == [
        "Pack 5 photos 11x15cm",
        "Pack 20 photos 11x15cm",
        "Pack 3 fiches pratiques A5",
    ]
    forms = [form for p in catalog.document()["products"] for form in p["formats"]]
    prints = {form["format"]: form["prints"] for form in forms if "_by_" in form["format"]}
    assert prints == {"11x15_by_5": 5, "11x15_by_20": 20, "148x210_by_3": 3}


def test_q40_a_notebooks_format_is_in_the_sample_alone(products):
    notebook = products[products["name"] == "notebook"].iloc[0]
    assert (notebook["variant_id"], notebook["variant"]) == ("", "110x150")


def test_q50_nothing_has_a_price(products):
    assert products["price"].isna().all()
    assert (str(LAB.price_kind), str(LAB.tax)) == ("unknown", "unknown")


def test_q37_pixels_to_aim_for_are_computed_at_300_dpi():
    assert catalog.document()["dpi"] == 300
    for image in images():
        computed = [
            math.floor(image[side] / 25.4 * 300 + 0.5) for side in ("width_mm", "height_mm")
        ]
        assert image["px"] == computed, image


def test_q37_two_of_the_documented_pixels_are_slips():
    slips = [
        (image["resource"], image["fields"][0], image["documented_px"], image["px"])
        for image in images()
        if image["documented_px"] and image["documented_px"] != image["px"]
    ]
    assert slips == [
        ("calendar", "cover_url", [3580, 4961], [3508, 4961]),
        ("bookmark", "image_url_1", [567, 1795], [591, 1772]),
    ]


def test_q37_documented_pixels_stand_as_they_are_documented():
    found = {
        (image["width_mm"] / 10, image["height_mm"] / 10): tuple(image["documented_px"])
        for image in images()
        if image["documented_px"] and (image["width_mm"], image["height_mm"]) != (297, 420)
    }
    assert found == DOCUMENTED
    large = {
        image["resource"]: image["documented_px"]
        for image in images()
        if (image["width_mm"], image["height_mm"]) == (297, 420)
    }
    assert large == {"calendar": [3580, 4961], "poster": [3508, 4961]}


def test_q37_magnets_give_no_pixels():
    magnets = [image for image in images() if image["resource"] == "magnet"]
    assert {image["format"]: image["px"][0] for image in magnets} == {
        "50x50": 591,
        "60x60": 709,
        "70x70": 827,
        "80x80": 945,
    }
    assert not any(image["documented_px"] for image in magnets)


def test_q54_shipping_types_belong_to_a_line_and_have_no_price():
    shipping = frames.build(frames.SHIPPING, catalog.parse_shipping(catalog.fetch_shipping(None)))
    assert shipping["method_id"].tolist() == ["normal", "express"]
    assert set(shipping["country"]) == {"*"}
    assert set(shipping["product_id"]) == {""}
    assert shipping["price"].isna().all()


def test_q41_fit_or_fill_is_the_one_closed_list():
    options = frames.build(frames.OPTIONS, catalog.parse_options(catalog.fetch_options(None)))
    assert options[["product_id", "group_id", "option_id", "level"]].to_numpy().tolist() == [
        ["1", "image_aspect_ratio", "fit", "image"],
        ["1", "image_aspect_ratio", "fill", "image"],
        ["5", "image_aspect_ratio", "fit", "print"],
        ["5", "image_aspect_ratio", "fill", "print"],
    ]
    assert options["required"].all()
    assert not options["default"].any()
    assert options["price"].isna().all()


def test_q27_the_documents_sandbox_is_plain_http_and_needs_a_word():
    assert LAB.sandbox_url == "http://api-sandbox.printofoto.com/api"
    assert LAB.live_url == "https://api.printofoto.com/api"
    with pytest.raises(lk.LabkitError, match="plain http"):
        lk.connect("printofoto", endpoint="sandbox", api_key="k", api_secret="s")


def test_a_price_list_gives_prices():
    prices = pd.DataFrame(
        {
            "product_id": ["6", "6", "17"],
            "variant_id": ["", "80x80", "11x15_by_5"],
            "price": ["1.50", "2.25", "4"],
            "currency": "EUR",
            "tax": "included",
        }
    )
    products = lk.connect("printofoto", prices=prices).products()
    listed = products[products["price_kind"] == "user"]
    assert listed[["product_id", "variant_id", "price"]].to_numpy().tolist() == [
        ["6", "50x50", 1.5],
        ["6", "60x60", 1.5],
        ["6", "70x70", 1.5],
        ["6", "80x80", 2.25],
        ["17", "11x15_by_5", 4.0],
    ]
    assert set(listed["tax"]) == {"included"}
    assert products.loc[products["price_kind"] != "user", "price"].isna().all()
