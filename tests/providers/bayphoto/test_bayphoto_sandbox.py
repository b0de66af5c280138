"""Bay Photo's emulator against documents 002 and 004: getting data."""

import re

import pytest
from bayphoto_sandbox_kit import DOCUMENTS, error_of, walk

TEMPLATE_FIELDS = {"default", "id", "name", "name_long", "read_only", "slug", "shipping_group_id"}


def assert_like(answer, sample):
    """The same fields and values; where the sample goes on with "...", so may the answer."""
    if isinstance(sample, dict):
        assert set(answer) == set(sample)
        for name, each in sample.items():
            assert_like(answer[name], each)
    elif isinstance(sample, list) and sample:
        for each, shown in zip(answer, sample, strict=False):
            assert_like(each, shown)
        assert len(answer) >= len(sample)
    else:
        assert answer == sample
        assert type(answer) is type(sample)


# The documents' own samples


@pytest.mark.parametrize(
    ("path", "sample"),
    [
        ("templates.json", "templates"),
        ("templates/2153.json", "template"),
        ("options.json?template_id=18114", "options"),
        ("options/18115.json", "option"),
        ("shipping_methods.json", "shipping_methods"),
        ("shipping_methods/163.json", "shipping_method"),
    ],
)
def test_the_samples_are_answered_as_they_are_shown(bay, path, sample):
    assert_like(bay.read(path), DOCUMENTS[sample])


def test_q69_the_sample_order_is_taken(bay):
    answer = bay.order(DOCUMENTS["order"])
    assert answer.status_code == 201, answer.text
    (kept,) = bay.sandbox.orders("bayphoto")
    assert kept["reference"] == DOCUMENTS["order"]["order_name"]
    assert kept["raw"] == DOCUMENTS["order"]


# Connecting

PATHS = [
    ("GET", "templates.json"),
    ("GET", "templates/2153.json"),
    ("GET", "options.json?template_id=2153"),
    ("GET", "options/18115.json"),
    ("GET", "shipping_methods.json"),
    ("GET", "shipping_methods/162.json"),
    ("POST", "orders.json"),
]
HEADERS = {
    "none": None,
    "no quotes": "Token token={}",
    "single quotes": "Token token='{}'",
    "bearer": 'Bearer token="{}"',
    "bare": "{}",
    "no scheme": 'token="{}"',
    "more": 'Token token="{}x"',
    "less": 'Token token=""',
    "other case": 'token TOKEN="{}"',
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
@pytest.mark.parametrize(("method", "path"), PATHS)
def test_q67_every_call_needs_the_token_in_quotes(bay, method, path, header):
    del bay.session.headers["Authorization"]
    token = bay.sandbox.credentials("bayphoto")["token"]
    headers = {} if header is None else {"Authorization": header.format(token)}
    body = {"json": DOCUMENTS["order"]} if method == "POST" else {}
    answer = bay.call(method, f"/api/v1/{path}", headers=headers, **body)
    assert error_of(answer, 401).startswith("Authorization: ")
    assert bay.sandbox.orders("bayphoto") == []


def test_q67_unusual_characters_in_the_token_are_only_wrong(bay):
    answer = bay.call("GET", "/api/v1/templates.json", headers={"Authorization": b"Token \xff\xe9"})
    assert error_of(answer, 401)


# Templates


def test_the_tree_has_four_roots_and_four_levels(bay):
    tree = bay.read("templates.json")
    assert len(tree) == 4

    def depth(template):
        return 1 + max(map(depth, template["templates"]), default=0)

    assert [depth(root) for root in tree] == [4, 4, 4, 4]
    orderable = [each for each in walk(tree, "templates") if each.get("product")]
    assert len(orderable) >= 150


def test_templates_have_the_documented_fields(bay):
    for template in walk(bay.read("templates.json"), "templates"):
        extra = {"parent_id", "templates", "product", "nodes"}
        fields = set(template) | {"shipping_group_id"}
        assert TEMPLATE_FIELDS | {"templates"} <= fields <= TEMPLATE_FIELDS | extra
        product = template.get("product")
        if product:
            assert template["templates"] == []
            assert set(product) == set(DOCUMENTS["template"]["product"])
            assert type(product["id"]) is int
            assert re.fullmatch(r"\d+\.\d\d", product["price"])
            assert float(product["print_size_x"]) > 0
            assert re.fullmatch(r"\d+\.\d+", product["print_size_y"])


def test_q70_prices_are_text_in_dollars_and_cents(bay):
    templates = walk(bay.read("templates.json"), "templates")
    prices = [each["product"]["price"] for each in templates if each.get("product")]
    assert "0.49" in prices
    assert all(type(price) is str and float(price) > 0 for price in prices)


def test_ids_and_slugs_are_unique(bay):
    templates = list(walk(bay.read("templates.json"), "templates"))
    products = [each["product"]["id"] for each in templates if each.get("product")]
    ids = [each["id"] for each in templates]
    assert len(set(ids)) == len(ids)
    assert len({each["slug"] for each in templates}) == len(ids)
    assert len(set(products)) == len(products)
    assert not set(products) & set(ids)


def test_q71_sizes_are_in_the_fields_and_lie_on_either_side(bay):
    by_name = {}
    for each in walk(bay.read("templates.json"), "templates"):
        if each.get("product"):
            by_name[each["name"]] = each["product"]
    lying, upright = by_name["4x5 Print"], by_name["8x10 High Gloss Metal Print"]
    assert (lying["print_size_x"], lying["print_size_y"]) == ("5.0", "4.0")
    assert (upright["print_size_x"], upright["print_size_y"]) == ("8.0", "10.0")


def test_q72_nothing_comes_as_empty_text_null_and_not_at_all(bay):
    templates = list(walk(bay.read("templates.json"), "templates"))
    kinds = {repr(each.get("shipping_group_id", "absent")) for each in templates}
    assert {"''", "None", "'absent'"} <= kinds
    assert {"product" in each for each in templates if not each.get("product")} == {True, False}
    methods = bay.read("shipping_methods.json")
    kinds = {repr(each.get("tier_type", "absent")) for each in methods}
    assert {"''", "None", "'absent'", "'threshold'"} == kinds


def test_q73_nodes_and_parent_ids_are_where_the_samples_show_them(bay):
    tree = bay.read("templates.json")
    assert all("parent_id" not in root and root["nodes"] == [] for root in tree)
    for template in walk(tree, "templates"):
        for child in template["templates"]:
            assert child["parent_id"] == template["id"]
            assert "nodes" not in child
    for number in (2145, 2152, 2153):
        single = bay.read(f"templates/{number}.json")
        assert "parent_id" not in single
        assert "nodes" in single


def test_a_container_opened_by_itself_shows_what_is_in_it(bay):
    (listed,) = [each for each in bay.read("templates.json")[0]["templates"] if each["id"] == 2152]
    assert bay.read("templates/2152.json")["templates"] == listed["templates"]


def test_read_only_templates_have_no_product(bay):
    labels = [each for each in walk(bay.read("templates.json"), "templates") if each["read_only"]]
    assert labels
    assert all(not each.get("product") and not each["templates"] for each in labels)


def test_nodes_have_the_documented_fields(bay):
    templates = walk(bay.read("templates.json"), "templates")
    for template in [each for each in templates if each.get("product")][::4]:
        nodes = bay.read(f"templates/{template['id']}.json")["nodes"]
        assert nodes
        for node in nodes:
            assert set(node) == set(DOCUMENTS["template"]["nodes"][0])
            assert node["template_id"] == template["id"]
            assert type(node["uid"]) is str
            assert (node["node_type"] == 2) == bool(node["node_image"])
            x, y, wide, high = map(float, node["bounds"].split(","))
            product = template["product"]
            assert x + wide <= float(product["print_size_x"])
            assert y + high <= float(product["print_size_y"])


def test_a_collage_has_image_nodes_below_a_mask(bay):
    collages = [
        each
        for each in walk(bay.read("templates.json"), "templates")
        if each["name"] == "11x14 Collage of Four"
    ]
    nodes = bay.read(f"templates/{collages[0]['id']}.json")["nodes"]
    images = [node for node in nodes if node["node_type"] == 1]
    (mask,) = [node for node in nodes if node["node_type"] == 2]
    assert [node["uid"] for node in images] == ["1", "2", "3", "4"]
    assert mask["sort_order"] > max(node["sort_order"] for node in images)


def test_q74_shallow_shows_one_level_without_what_is_in_it(bay):
    shallow = bay.read("templates.json", shallow="true")
    deep = bay.read("templates.json")
    assert [each["id"] for each in shallow] == [each["id"] for each in deep]
    assert all(each["templates"] == [] for each in shallow)
    assert bay.read("templates.json", shallow="false") == deep


def test_q74_dependents_are_the_children_by_default(bay):
    children = bay.read("templates.json", parent_id=2145)
    listed = bay.read("templates.json")[0]["templates"]
    assert children == [each | {"templates": []} for each in listed]
    assert all(each["parent_id"] == 2145 for each in children)
    leaves = bay.read("templates.json", parent_id=2152)
    assert leaves[0]["product"]["id"] == 1975
    assert bay.read("templates.json", parent_id=2153) == []


def test_q74_dependents_can_be_all_descendants_in_one_list(bay, reading):
    reading("q74", "descendants")
    dependents = bay.read("templates.json", parent_id=2145)
    below = list(walk(bay.read("templates.json")[0]["templates"], "templates"))
    assert dependents == [each | {"templates": []} for each in below]
    only_children = bay.read("templates.json", parent_id=2145, shallow="true")
    assert {each["parent_id"] for each in only_children} == {2145}


def test_q74_dependents_can_be_children_with_all_in_them(bay, reading):
    reading("q74", "nested")
    listed = bay.read("templates.json")[0]["templates"]
    assert bay.read("templates.json", parent_id=2145) == listed


@pytest.mark.parametrize("number", ["1", "1975", "999999999", "9" * 30, "-1", "x", "2153.0"])
def test_what_does_not_exist_is_named(bay, number):
    for path in (f"templates/{number}.json", f"options/{number}.json"):
        assert error_of(bay.get(path), 404).startswith("id: ")
    assert error_of(bay.get(f"shipping_methods/{number}.json"), 404).startswith("id: ")


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"parent_id": "1"}, 404),
        ({"parent_id": "x"}, 400),
        ({"parent_id": "9" * 30}, 404),
        ({"parent_id": ""}, 400),
        ({"shallow": "True"}, 400),
        ({"shallow": "maybe"}, 400),
        ({"shallow": ""}, 400),
    ],
)
def test_a_parameter_at_fault_is_named(bay, params, status):
    (name,) = params
    assert error_of(bay.get("templates.json", **params), status).startswith(f"{name}: ")
