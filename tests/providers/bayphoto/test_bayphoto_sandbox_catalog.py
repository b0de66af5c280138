"""Bay Photo's sample catalog, and catalogs of any size made from it."""

import json

import orjson
import pytest
from bayphoto_sandbox_kit import Caller, order, product, walk

from data.make_samples.bayphoto import __main__ as samples
from labkit.providers.bayphoto.sandbox import EMULATOR
from labkit.providers.bayphoto.sandbox.templates import Templates
from labkit.resources import data_dir
from labkit.sandbox.running_sandbox import Sandbox

SAMPLE_SIZE = 154


def test_the_sample_files_are_what_the_generator_makes(tmp_path):
    samples.write(tmp_path)
    written = sorted((tmp_path / "bayphoto").glob("*.json"))
    assert len(written) == 3
    for file in written:
        committed = data_dir() / "bayphoto" / file.name
        assert file.read_bytes() == committed.read_bytes()
        assert file.name.startswith("sample_")
        assert "Sample" in json.loads(committed.read_text("utf-8"))["about"]


def tree(scale):
    return orjson.loads(b"[" + b"".join(Templates(scale).tree()) + b"]")


def orderable(templates):
    return [each for each in walk(templates, "templates") if each.get("product")]


def depth(template):
    return 1 + max(map(depth, template["templates"]), default=0)


def test_the_sample_has_this_many_products():
    assert len(orderable(tree(None))) == SAMPLE_SIZE


@pytest.mark.parametrize("scale", [1, 9, 153, 154, 155, 1000])
def test_any_number_of_products_is_served(scale):
    templates = tree(scale)
    products = [each["product"]["id"] for each in orderable(templates)]
    ids = [each["id"] for each in walk(templates, "templates")]
    assert len(products) == scale
    assert len(set(products)) == scale
    assert len(set(ids)) == len(ids)
    assert not set(ids) & set(products)


def test_the_sample_is_part_of_every_larger_catalog():
    sample = {each["id"]: each for each in orderable(tree(None))}
    larger = {each["id"]: each for each in orderable(tree(500))}
    assert sample.items() <= larger.items()


def test_the_tree_keeps_its_containers_and_its_four_levels():
    def containers(templates):
        return [each["id"] for each in walk(templates, "templates") if each["templates"]]

    assert containers(tree(3000)) == containers(tree(None))
    assert [depth(root) for root in tree(3000)] == [4, 4, 4, 4]


def test_a_catalog_is_the_same_each_time():
    assert tree(700) == tree(700)


def test_copies_differ_in_size_and_their_names_say_so():
    found = orderable(tree(5000))
    prints = [each for each in found if " Print, series " in each["name"]]
    assert len({each["name"] for each in prints}) > 3000
    for each in prints[::50]:
        sides = sorted(map(float, each["name"].split(" ")[0].split("x")))
        fields = (each["product"]["print_size_x"], each["product"]["print_size_y"])
        assert sides == sorted(map(float, fields))
        assert each["product"]["name"] == each["name"]


def test_a_million_products_begin_at_once_and_each_can_be_found():
    templates = Templates(1_000_000)
    assert next(templates.tree()).startswith(b'{"default":false,"id":2145,')
    # 1,000,000 = 6,493 x 154 + 78: of the first 78 products there is a copy 6,493.
    last = templates.find_product(1975 + 6_493 * 100_000)
    assert last.record()["id"] == 2153 + 6_493 * 100_000
    assert last.nodes()[0]["template_id"] == 2153 + 6_493 * 100_000
    assert templates.find_product(1975 + 6_494 * 100_000) is None
    assert templates.find(2153 + 6_493 * 100_000) == last
    assert templates.find(2145 + 100_000) is None


@pytest.fixture(scope="module")
def large():
    with Sandbox([EMULATOR], scale=20_000) as sandbox:
        yield Caller(sandbox)


def test_a_large_catalog_is_streamed_as_one_document(large):
    answer = large.call("GET", "/api/v1/templates.json", stream=True)
    assert "content-length" not in answer.headers
    body = orjson.loads(b"".join(answer.iter_content(1 << 20)))
    assert len(orderable(body)) == 20_000


def test_levels_of_a_large_catalog_can_be_walked(large):
    assert len(large.read("templates.json", shallow="true")) == 4
    leaves = large.read("templates.json", parent_id=2152)
    # 20,000 = 129 x 154 + 134, and the nine products of this container come first.
    assert len(leaves) == 9 * 130
    assert {each["parent_id"] for each in leaves} == {2152}


def test_what_a_large_catalog_lists_it_opens_and_sells(large):
    listed = large.read("templates.json", parent_id=2152)[77]
    single = large.read(f"templates/{listed['id']}.json")
    assert single["product"] == listed["product"]
    wide, high = listed["product"]["print_size_x"], listed["product"]["print_size_y"]
    assert single["nodes"][0]["bounds"] == f"0,0,{float(wide):g},{float(high):g}"
    assert large.read("options.json", template_id=listed["id"])[0]["id"] == 18114
    line = product(listed["product"]["id"], 13462, 13465)
    assert large.order(order(("products", [line]))).status_code == 201


def test_a_client_that_goes_away_does_not_hold_the_sandbox_up(large):
    answer = large.call("GET", "/api/v1/templates.json", stream=True)
    next(answer.iter_content(1 << 14))
    answer.close()
    assert large.read("options/18115.json")["name"] == "Lustre"
