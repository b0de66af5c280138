"""The catalog client, on what the document shows (Fetching Products) and on looser servers."""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import labkit as lk
from labkit import sandbox
from labkit.errors import AnswerError, UnauthorizedError
from labkit.http import Page
from labkit.lab_api import notes
from labkit.providers.bephoto import LAB, catalog

FIXTURES = Path(__file__).parent / "fixtures"


def page(data):
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return [Page("http://x/products", "/products", data, moment)]


def products(*items):
    return catalog.parse_products(page({"status": 1, "products": list(items)}))


def item(**changes):
    plain = {
        "idproduct": 12,
        "product": "Tirage",
        "dimensions": "100x150",
        "prices": [{"price": 0.19, "idpaper": 1}],
    }
    return {**plain, **changes}


def plain(columns):
    """Return columns as lists, NaN as None, so that they can be compared."""
    return {
        name: [None if value != value else value for value in values]  # noqa: PLR0124 - NaN
        for name, values in columns.items()
    }


def test_the_documents_sample_is_one_row_for_each_paper():
    columns = catalog.parse_products(page(json.loads((FIXTURES / "products.json").read_bytes())))
    assert plain(columns) == {
        "product_id": ["12", "12", "13"],
        "variant_id": ["1", "2", "1"],
        "name": ["Tirage 10x15", "Tirage 10x15", "Tirage 9x13"],
        "variant": ["glossy", "lustre", "glossy"],
        "width_mm": [100.0, 100.0, 127.0],
        "height_mm": [150.0, 150.0, 90.0],
        "size_source": ["field", "field", "field"],
        "price": [0.19, 0.21, 0.17],
    }


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("100x150", (100, 150)),
        ("127 x 90mm", (127, 90)),
        ("150X100", (150, 100)),
        ("100×150", (100, 150)),
        ("102 x 152 mm", (102, 152)),
        ("100mm x 150mm", (100, 150)),
        ("88,9x127", (88.9, 127)),
        ("10x15 cm", (100, 150)),
        ("A4", (210, 297)),
    ],
)
def test_q63_dimensions_are_millimetres_in_several_styles(text, size):
    columns = products(item(dimensions=text))
    assert (columns["width_mm"][0], columns["height_mm"][0]) == size
    assert columns["size_source"] == ["field"]


SIDES = st.integers(50, 1500)


@given(SIDES, SIDES)
def test_q63_orientation_is_kept_as_listed(width, height):
    upright = products(item(dimensions=f"{width}x{height}"))
    turned = products(item(dimensions=f"{height} x {width}mm"))
    assert upright["width_mm"][0] == turned["height_mm"][0] == width
    assert upright["height_mm"][0] == turned["width_mm"][0] == height


def test_q63_other_papers_are_kept_by_their_number():
    papers = [{"price": 1, "idpaper": paper} for paper in (1, 2, 7)]
    columns = products(item(prices=papers))
    assert columns["variant"] == ["glossy", "lustre", "paper 7"]
    assert columns["variant_id"] == ["1", "2", "7"]


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Tirage 10x15 brillant", (100, 150)),
        ("Poster 50 x 75 cm", (500, 750)),
        ("Tirage 100x150 mm", (100, 150)),
        ("Affiche 100x150 cm", (1000, 1500)),
        ("Tirage 100x150", None),  # a metre and a half, or millimetres: nobody can say
        ("Boîte 10x15x3 cm", (100.0, 150.0)),  # its depth is no side
        ("Carré", None),
        ("10x15 ou 13x18", None),
    ],
)
@pytest.mark.parametrize("dimensions", ["", None, "grand", "0x0", 7])
def test_a_size_that_cannot_be_read_is_looked_for_in_the_name(dimensions, name, size):
    columns = products(item(dimensions=dimensions, product=name))
    found = (columns["width_mm"][0], columns["height_mm"][0])
    if size is None:
        assert np.isnan(found).all()
        assert columns["size_source"] == [""]
    else:
        assert found == size
        assert columns["size_source"] == ["name"]


PRICE = st.decimals(0, 500, places=2)


@given(st.integers(1, 10**16), st.integers(1, 99), PRICE)
def test_q58_numbers_and_text_are_the_same(product, paper, price):
    numbers = item(idproduct=product, prices=[{"price": float(price), "idpaper": paper}])
    texts = item(idproduct=str(product), prices=[{"price": f"{price:.2f}", "idpaper": str(paper)}])
    assert plain(products(numbers)) == plain(products(texts))
    assert products(texts)["product_id"] == [str(product)]


def test_a_single_object_stands_for_a_list_of_one():
    listed = products(item())
    price = {"price": "0.19", "idpaper": "1"}
    single = catalog.parse_products(page({"status": "1", "products": item(prices=price)}))
    assert plain(single) == plain(listed)


@pytest.mark.parametrize("price", [None, "", "sur demande", "1,234", True, [1], "nan", 1e999])
def test_an_unknown_price_is_not_zero(price):
    columns = products(item(prices=[{"price": price, "idpaper": 1}]))
    assert np.isnan(columns["price"]).all()


def test_a_decimal_comma_is_read():
    assert products(item(prices=[{"price": "0,19", "idpaper": 1}]))["price"].tolist() == [0.19]


@pytest.mark.parametrize("changes", [{"prices": []}, {"prices": None}, {"prices": ""}])
def test_a_product_without_prices_is_kept(changes):
    columns = products(item(**changes), item(idproduct=13))
    assert columns["product_id"] == ["12", "13"]
    assert columns["variant_id"] == ["", "1"]
    assert columns["variant"] == ["", "glossy"]
    assert plain(columns)["price"] == [None, 0.19]


def test_a_product_without_name_and_size_is_kept():
    bare = {"idproduct": 12, "prices": [{"price": 0.19, "idpaper": 1}]}
    columns = products(bare, item(idproduct=13, product=None))
    assert columns["name"] == ["", ""]
    assert plain(columns)["width_mm"] == [None, 100.0]


def test_what_is_listed_twice_is_one_row_and_a_contradiction_is_unknown():
    twice = [{"price": 0.19, "idpaper": 1}, {"price": "0.19", "idpaper": "1"}]
    other = [{"price": 0.30, "idpaper": 1}, {"price": 0.40, "idpaper": 1}]
    columns = products(item(prices=twice), item(idproduct=13, prices=other), item())
    assert columns["product_id"] == ["12", "13"]
    assert plain(columns)["price"] == [0.19, None]


def test_an_empty_catalog_is_an_empty_frame():
    assert plain(products())["product_id"] == []


@pytest.mark.parametrize(
    "data",
    [
        [],
        "products",
        None,
        {"status": 1},
        {"status": 1, "products": None},
        {"status": 1, "products": ["Tirage"]},
        {"status": 1, "products": "Tirage"},
        {"status": 1, "products": [item(idproduct=None)]},
        {"status": 1, "products": [item(), {"product": "Tirage"}, None]},
        {"status": 1, "products": [item(idproduct=12.5)]},
        {"status": 1, "products": [item(prices=["0.19"])]},
        {"status": 1, "products": [item(prices=[{"price": 0.19}])]},
    ],
)
def test_what_is_not_the_documents_shape_is_a_typed_error(data):
    with pytest.raises(AnswerError) as caught:
        catalog.parse_products(page(data))
    assert (caught.value.lab, caught.value.call) == ("bephoto", "GET /products")
    assert caught.value.hint


def test_several_prices_for_a_paper_are_kept_as_tiers():
    silent = [{"price": 0.39, "idpaper": 1}, {"price": 0.29, "idpaper": 1}]
    told = [
        {"price": 0.29, "idpaper": 2, "quantity": 50},
        {"price": "0.39", "idpaper": "2", "quantity": "1"},
    ]
    offered = page({"status": 1, "products": [item(prices=silent + told), item(idproduct=13)]})
    with notes.collected() as found:
        columns = catalog.parse_products(offered)
    assert columns["variant_id"] == ["1", "2", "1"]
    # Of the one nobody says from when on its prices hold; of the other the price of one is told.
    assert plain(columns)["price"] == [None, 0.39, 0.19]
    assert [(one.column, one.example) for one in found] == [("price", "('12', '1'): 0.39, 0.29")]
    tiers = catalog.parse_price_tiers(offered)
    assert tiers["variant_id"] == ["1", "1", "2", "2"]
    assert tiers["min_quantity"] == [None, None, 50, 1]
    assert tiers["price"].tolist() == [0.39, 0.29, 0.29, 0.39]


def test_one_bad_record_is_set_aside_and_the_rest_stands():
    bad = [{"price": 0.19}, None, {"price": 0.25, "idpaper": 2}]
    data = [item(), None, {"product": "Tirage"}, item(idproduct=13, prices=bad), item(idproduct=14)]
    with notes.collected() as found:
        columns = products(*data)
    rows = list(zip(columns["product_id"], columns["variant_id"], strict=True))
    assert rows == [("12", "1"), ("13", "2"), ("14", "1")]
    assert [(one.column, one.count) for one in found] == [("", 2), ("", 2)]


def test_what_is_not_understood_is_counted():
    odd = [{"price": "$0.39", "idpaper": 1}, {"price": -1, "idpaper": 2}]
    with notes.collected() as found:
        products(item(prices=odd, dimensions="rond"), item(idproduct=13))
    assert {(one.column, one.count, one.example) for one in found} == {
        ("price", 1, "$0.39"),
        ("price", 1, "-1"),
        ("width_mm", 1, "rond"),
    }


def test_papers_are_options_that_have_to_be_chosen_and_add_nothing():
    papers = [{"price": 0.19, "idpaper": 1}, {"price": 0.21, "idpaper": 2}]
    columns = catalog.parse_options(
        page({"status": 1, "products": [item(prices=papers), item(idproduct=13, prices=[])]})
    )
    assert columns["product_id"] == ["12", "12"]
    assert columns["option_id"] == ["1", "2"]
    assert columns["option"] == ["glossy", "lustre"]
    assert (columns["group"], columns["level"], columns["required"]) == ("Paper", "print", True)
    # The paper's price is the row's price in `products`: nothing comes on top.
    assert columns["price"].tolist() == [0, 0]


def test_q61_there_are_no_shipping_prices_and_that_is_said():
    assert not hasattr(catalog, "parse_shipping")
    assert any("no address" in each and "shipping" in each for each in LAB.assumptions)


def test_q62_currency_and_tax_are_assumed_and_that_is_said():
    assert (LAB.currency, LAB.tax) == ("EUR", "unknown")
    said = " ".join(LAB.assumptions)
    assert "euros" in said
    assert "tax" in said


@pytest.fixture(scope="module")
def server():
    with sandbox.start() as running:
        yield running


@pytest.fixture
def connected(server):
    server.reset()
    lab = lk.connect("bephoto", base_url=server.base_url("bephoto"))
    yield lab
    lab.client.close()


def test_the_sandboxs_catalog_is_read(connected):
    frame = connected.products()
    assert len(frame) > 20
    assert set(frame["variant"]) >= {"glossy", "lustre"}
    assert frame["width_mm"].between(50, 2000).all()
    assert (frame["price_kind"] == "lab").all()
    assert connected.shipping().empty


def test_papers_of_the_sandbox_are_those_of_its_products(connected):
    pairs = connected.products()[["product_id", "variant_id"]].to_numpy().tolist()
    options = connected.options()
    assert options[["product_id", "option_id"]].to_numpy().tolist() == pairs
    assert options["required"].all()


def test_one_call_brings_products_and_options(connected, server):
    connected.products()
    connected.options()
    read = [entry for entry in server.log() if str(entry["path"]).endswith("/products")]
    assert len(read) == 1


@pytest.mark.parametrize("status", ["401", "200"])
def test_q56_a_wrong_password_is_seen_whatever_the_status(server, status):
    server.reset()
    server.readings.set("bephoto", "q56", status)
    stranger = lk.connect(
        "bephoto", base_url=server.base_url("bephoto"), email="a@b.example", password="S3CRET"
    )
    with pytest.raises(UnauthorizedError) as caught:
        stranger.products()
    assert caught.value.call == "POST /user/login"
    assert "S3CRET" not in str(caught.value)
    stranger.client.close()


@pytest.mark.parametrize("form", ["numbers", "text"])
def test_q58_numbers_or_text_from_the_server(connected, server, form):
    before = connected.products()
    server.readings.set("bephoto", "q58", form)
    again = connected.products(refresh=True)
    fixed = [name for name in before.columns if name != "fetched_at"]
    assert again[fixed].equals(before[fixed])


@pytest.mark.parametrize("life", ["never", "hour", "after_requests"])
def test_q59_a_token_that_runs_out_is_renewed(connected, server, life):
    server.readings.set("bephoto", "q59", life)
    rows = {len(connected.products(refresh=True)) for _ in range(6)}
    server.clock.advance(hours=2)
    rows.add(len(connected.products(refresh=True)))
    assert len(rows) == 1
