"""Bephoto's sample catalog, and catalogs of any size made from it."""

import itertools
import json
import re

import orjson
import pytest
from bephoto_sandbox_kit import Caller

from data.make_samples import bephoto as samples
from labkit.providers.bephoto.sandbox import EMULATOR
from labkit.providers.bephoto.sandbox.catalog import Catalog
from labkit.resources import data_dir
from labkit.sandbox.json_wire import join_records
from labkit.sandbox.running_sandbox import Sandbox


def test_the_sample_file_is_what_the_generator_makes(tmp_path):
    written = samples.write(tmp_path)
    committed = data_dir() / "bephoto" / "sample_products.json"
    assert written.relative_to(tmp_path) == committed.relative_to(data_dir())
    assert written.read_bytes() == committed.read_bytes()
    assert "Sample" in json.loads(committed.read_text("utf-8"))["about"]


def test_the_sample_is_what_is_served(bephoto):
    assert bephoto.products() == samples.products()


def test_q63_dimensions_come_in_every_style(bephoto):
    styles = {re.sub(r"\d+", "9", product["dimensions"]) for product in bephoto.products()}
    assert styles == {"9x9", "9 x 9mm"}
    by_name = {product["product"]: product["dimensions"] for product in bephoto.products()}
    sides = [tuple(map(int, re.findall(r"\d+", each))) for each in by_name.values()]
    assert any(first < second for first, second in sides)
    assert any(first > second for first, second in sides)
    assert set(re.findall(r"\d+", by_name["Tirage 10x15"])) == {"100", "150"}
    assert set(re.findall(r"\d+", by_name["Tirage 13x18"])) == {"127", "178"}
    assert set(re.findall(r"\d+", by_name["Agrandissement 30x45"])) == {"305", "457"}


def test_q63_every_product_is_sold_on_glossy_and_lustre_and_a_few_on_a_third_paper(bephoto):
    papers = [[each["idpaper"] for each in product["prices"]] for product in bephoto.products()]
    assert len(papers) >= 60
    assert all(each[:2] == [1, 2] for each in papers)
    assert sum(3 in each for each in papers) == 4
    assert {number for each in papers for number in each} == {1, 2, 3}


def served(scale):
    raw = b"[" + b"".join(join_records(Catalog(scale).records())) + b"]"
    return orjson.loads(raw)


@pytest.mark.parametrize("scale", [1, 7, 61, 62, 1000])
def test_any_number_of_products_is_served(scale):
    products = served(scale)
    assert len(products) == scale
    assert len({product["idproduct"] for product in products}) == scale
    sample = samples.products()
    assert products[: len(sample)] == sample[:scale]


def test_a_catalog_is_the_same_each_time():
    assert served(500) == served(500)


def test_products_of_a_large_catalog_differ_in_size_and_price():
    sizes = {product["dimensions"] for product in served(5000)}
    assert len(sizes) > 2500


def test_a_million_products_begin_at_once_and_can_be_ordered():
    catalog = Catalog(1_000_000)
    assert len(catalog) == 1_000_000
    first = next(join_records(catalog.records()))
    assert first.startswith(b'{"idproduct":101,')
    # 1,000,000 = 16,393 x 61 + 27: the 27th product has a copy 16,393, the 28th has none.
    assert catalog.cents(16_393 * 1000 + 205) == {1: 115, 2: 118}
    assert catalog.cents(16_393 * 1000 + 206) is None
    assert catalog.cents(16_392 * 1000 + 422) is not None
    assert catalog.cents(100) is None


@pytest.fixture(scope="module")
def large():
    with Sandbox([EMULATOR], scale=30_000) as sandbox:
        yield Caller(sandbox).log_in()


def test_a_large_catalog_is_streamed_as_one_document(large):
    answer = large.get("/products", stream=True)
    assert "content-length" not in answer.headers
    raw = b"".join(answer.iter_content(1 << 20))
    assert raw.startswith(b'{"status":1,"products":[{"idproduct":101,')
    body = orjson.loads(raw)
    assert body["status"] == 1
    assert len(body["products"]) == 30_000


def test_what_a_large_catalog_lists_it_sells(large):
    products = large.products()
    idorder = large.new_order()
    total = 0.0
    for product in itertools.islice(products, 5, None, 5_999):
        price = product["prices"][-1]
        answer = large.add(
            idorder, idproduct=product["idproduct"], idpaper=price["idpaper"], quantity=1
        )
        assert answer.status_code == 200
        total += price["price"]
    assert large.order(idorder)["totalorder"] == pytest.approx(total)


def test_a_client_that_goes_away_does_not_hold_the_sandbox_up(large):
    answer = large.get("/products", stream=True)
    next(answer.iter_content(1 << 14))
    answer.close()
    assert large.get("/orders/1").status_code == 404
