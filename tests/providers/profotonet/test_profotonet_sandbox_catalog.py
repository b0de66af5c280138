"""GET /products and the sample catalog against document 003, "Get products"."""

import json
import re

import orjson
import pytest
from profotonet_sandbox_help import Lab, entry, sample

from data.make_samples.profotonet import __main__ as samples
from labkit.providers.profotonet.sandbox.catalog import Catalog
from labkit.resources import data_dir

# The document's two products, to the letter.
EXAMPLES = json.loads("""
[{
  "productId": 1002201300190001,
  "name": "Schoolfotoset A - Papiersoort: Glans",
  "price": 127,
  "options": [
    {"name": "Witte randen", "code": "whiteborder",
     "attributes": [{"name": "Witte randen", "code": "checked"}]},
    {"name": "Optimalisatie", "code": "optimalisation",
     "attributes": [{"name": "Optimalisatie", "code": "checked"}]}
  ],
  "shippingMethods": [
    {"name": "Brievenbuspost via PostNL", "pricing": {"default": 349, "nl": 249}},
    {"name": "Brievenbuspost als pakket via PostNL", "pricing": {"default": 899, "nl": 599}}
  ]
},
{
  "productId": 1003705000500003,
  "name": "Canvas 2cm (50 x 50) - Houten baklijst: Wit",
  "price": 8195,
  "options": [
    {"name": "Afwerking randen", "code": "canvasedge",
     "attributes": [
       {"name": "Geen bewerking", "code": "none"},
       {"name": "Uitrekken", "code": "stretch"},
       {"name": "Spiegelen", "code": "mirror"},
       {"name": "Wit laten", "code": "white"}
     ]}
  ],
  "shippingMethods": [
    {"name": "Pakketpost via PostNL", "pricing": {"default": 899, "nl": 599}}
  ]
}]
""")


@pytest.fixture(scope="module")
def products():
    return Lab().http.get("/products").json()


def streamed(count):
    return orjson.loads(b"[" + b"".join(Catalog(count).stream()) + b"]")


def test_the_documents_examples_are_served(products):
    assert products[:2] == EXAMPLES


def test_the_committed_file_is_what_the_generator_makes(tmp_path):
    made = samples.write(tmp_path).read_bytes()
    assert made == (data_dir() / "profotonet" / samples.FILE_NAME).read_bytes()


def test_products_have_the_documents_fields_and_types(products):
    for product in products:
        assert list(product) == ["productId", "name", "price", "options", "shippingMethods"]
        assert type(product["price"]) is int
        assert product["price"] > 0
        assert product["shippingMethods"]
        for option in product["options"]:
            assert set(option) == {"name", "code", "attributes"}
            assert all(set(value) == {"name", "code"} for value in option["attributes"])
            assert option["attributes"]
        for method in product["shippingMethods"]:
            assert set(method) == {"name", "pricing"}
            assert all(re.fullmatch("[a-z]{2}|default", key) for key in method["pricing"])
            assert all(type(price) is int for price in method["pricing"].values())


def test_q08_ids_have_16_digits_and_differ(products):
    ids = [product["productId"] for product in products]
    assert len(set(ids)) == len(ids) >= 200
    assert all(10**15 <= each < 10**16 for each in ids)


def test_names_differ_and_cover_what_a_reader_of_sizes_meets(products):
    names = {product["name"] for product in products}
    assert len(names) == len(products)
    assert {
        "Foto 10x15 - Papiersoort: Glans",
        "Foto 20x25 - Papiersoort: Mat",
        "Canvas 4cm (100 x 150)",
        "Foto op hout 1,8cm (20 x 30)",
        "Forex 10mm (30 x 45)",
        "Visitekaartjes 85x55 mm - 250 stuks",
        "Foto A4 - Papiersoort: Glans",
        "Puzzel 500 stukjes",
        "Mok 325 ml - Kleur: Wit",
    } <= names


@pytest.mark.parametrize("prefix", ["11000", "12000"])
def test_q09_both_special_prefixes_are_there(products, prefix):
    assert sum(str(product["productId"]).startswith(prefix) for product in products) >= 5


def test_q18_some_products_are_priced_for_some_countries_only(products):
    tables = [set(method["pricing"]) for each in products for method in each["shippingMethods"]]
    assert any("default" not in keys for keys in tables)
    assert {"nl", "be", "de", "fr", "default"} <= set().union(*tables)


def test_q14_products_may_be_wrapped_in_data(products):
    lab = Lab()
    lab.context.readings.set("q14", "data")
    assert lab.http.get("/products").json() == {"data": products}


def test_q14_a_single_product_may_be_an_object(products):
    one, two = Lab(scale=1), Lab(scale=2)
    for lab in (one, two):
        lab.context.readings.set("q14", "object")
    assert one.http.get("/products").json() == products[0]
    assert two.http.get("/products").json() == products[:2]


@pytest.mark.parametrize("count", [0, 1, 2, 249, 250, 251, 500, 1234])
def test_as_many_products_as_asked_for(count):
    made = streamed(count)
    assert len({product["productId"] for product in made}) == len(made) == count
    assert len({product["name"] for product in made}) == count


def test_more_products_follow_the_samples_rules(products):
    made = streamed(1000)
    assert made[:250] == products
    for base, product in zip(products * 3, made[250:], strict=True):
        assert str(product["productId"])[:5] == str(base["productId"])[:5]
        assert len(str(product["productId"])) == 16
        assert product["name"].startswith(base["name"] + " - Serie: ")
        assert product["price"] > base["price"]
        assert product["options"] == base["options"]
        assert product["shippingMethods"] == base["shippingMethods"]


def test_each_product_is_found_by_its_id_and_no_other():
    catalog = Catalog(1000)
    for product in streamed(1000):
        assert catalog.find(product["productId"]) == product
    beyond = [product["productId"] for product in streamed(1010)[1000:]]
    odd = [0, -1, -100379000001000, 10**15, 10**16 - 1, 9999990000010000, 10**40]
    assert all(catalog.find(each) is None for each in beyond + odd)


def test_a_small_sandbox_does_not_sell_the_rest_of_the_sample(products):
    assert Catalog(2).find(products[2]["productId"]) is None


def test_a_product_of_a_large_sandbox_can_be_ordered():
    lab = Lab(scale=1_000_000)
    data = lab.ordered(sample(entries=[entry(1, 1002290030000000)]))
    assert data["entryTotals"][0]["total"] == 127 + 3000 % 97


def test_a_million_products_begin_at_once_in_pieces_of_a_few_megabytes():
    pieces = Catalog(1_000_000).stream()
    assert len(next(pieces)) < 200_000
    assert max(len(next(pieces)) for _ in range(20)) < 4_000_000


def test_products_keep_their_names_letters(products):
    answer = Lab().http.get("/products")
    assert answer.headers["content-type"] == "application/json"
    assert "Crème".encode() in answer.content
