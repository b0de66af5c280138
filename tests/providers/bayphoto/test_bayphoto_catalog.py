"""Templates and shipping methods, on what document 002 shows and on looser servers."""

import numpy as np
import pytest
from bayphoto_catalog_kit import TEMPLATES, Table, fixture, page, plain, template
from hypothesis import given
from hypothesis import strategies as st

from labkit.errors import AnswerError, CatalogError
from labkit.lab_api import notes
from labkit.providers.bayphoto import LAB, catalog


def products(*tops):
    return catalog.parse_products([page(list(tops))])


def product_with(**changes):
    made = template(1, product=10)
    made["product"] |= changes
    return made


def test_q69_q71_the_documents_sample_is_one_row():
    assert plain(catalog.parse_products([page(fixture("templates.json"))])) == {
        "product_id": ["1975"],  # the product's id, not the template's 2153
        "name": ["4x5 Print"],
        "category": ["Photo Prints > Standout Photo Prints"],
        "width_mm": [127.0],  # 5.0 in, though the name says 4x5
        "height_mm": [101.6],
        "size_source": ["field"],
        "price": [0.49],
    }


def test_q69_an_orders_product_leads_to_its_template():
    assert catalog.template_ids([page(fixture("templates.json"))]) == {"1975": "2153"}


def test_q66_no_address_is_documented_and_that_is_said():
    assert (LAB.live_url, LAB.sandbox_url) == ("", "")
    assert any("base URL" in each for each in LAB.assumptions)


def test_q70_prices_are_suggested_retail_and_may_be_text_or_number():
    assert LAB.price_kind == "suggested_retail"
    assert products(product_with(price=0.49))["price"].tolist() == [0.49]
    assert products(product_with(price="0.49"))["price"].tolist() == [0.49]


@pytest.mark.parametrize("price", ["", None, "call us", "1,234", False])
def test_q72_an_unknown_price_is_not_zero(price):
    assert np.isnan(products(product_with(price=price))["price"]).all()


SIZE = st.decimals("0.5", "60", places=2)


@given(SIZE, SIZE)
def test_q71_sizes_come_from_the_fields_unturned(x, y):
    texts = products(product_with(print_size_x=str(x), print_size_y=str(y)))
    numbers = products(product_with(print_size_x=float(y), print_size_y=float(x)))
    # Numbers or text, and turned: the same two sides, each in its own place.
    assert texts["width_mm"].tolist() == numbers["height_mm"].tolist()
    assert texts["height_mm"].tolist() == numbers["width_mm"].tolist()
    assert texts["width_mm"][0] == pytest.approx(float(x * 254) / 10, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("8x10 Lustre Print", (203.2, 254.0)),
        ('8x10" Metal', (203.2, 254.0)),
        ("Print, 8.5 x 11 in", (215.9, 279.4)),
        ("Print 10x15 cm", (100.0, 150.0)),
        ("8 1/2 x 11 Print", (215.9, 279.4)),
        ("Box 8x10x2", (203.2, 254.0)),  # its depth is no side
        ("5x7 or 8x10", None),
        ("Mug", None),
    ],
)
@pytest.mark.parametrize("x", ["", None, "0.0", "wide"])
def test_q71_a_size_that_is_missing_is_looked_for_in_the_name(x, name, size):
    columns = products(product_with(print_size_x=x, name=name))
    found = (columns["width_mm"][0], columns["height_mm"][0])
    if size is None:
        assert np.isnan(found).all()
        assert columns["size_source"] == [""]
    else:
        assert found == size
        assert columns["size_source"] == ["name"]


@pytest.mark.parametrize("name", ["", None])
def test_q72_a_product_without_a_name_has_its_templates(name):
    assert products(product_with(name=name))["name"] == ["T1"]


@pytest.mark.parametrize("label", [True, "true", 1, "1"])
def test_a_label_is_no_product(label):
    tops = [template(1, product=10, read_only=label), template(2, product=20, read_only="false")]
    assert products(*tops)["product_id"] == ["20"]


def test_rows_stand_in_the_labs_order():
    tree = template(
        1,
        template(2, product=20),
        template(3, template(4, product=40), template(5, product=50)),
        template(6, product=60),
    )
    columns = products(tree, template(7, product=70))
    assert columns["product_id"] == ["20", "40", "50", "60", "70"]
    assert columns["category"] == ["T1", "T1 > T3", "T1 > T3", "T1", ""]


def test_a_product_in_two_containers_is_one_row_and_a_contradiction_is_unknown():
    dearer = template(3, product=10)
    dearer["product"]["price"] = "0.99"
    tops = [template(1, template(2, product=10)), template(5, template(6, product=11)), dearer]
    columns = products(*tops, template(8, template(9, product=11)))
    assert columns["product_id"] == ["10", "11"]
    assert columns["category"] == ["T1", "T5"]
    assert plain(columns)["price"] == [None, 0.49]


def test_q74_orderable_means_having_a_product():
    assert products(template(1), template(2, templates=None), template(3, product=30))[
        "product_id"
    ] == ["30"]


def test_ids_of_sixteen_digits_stay_as_they_are():
    assert products(product_with(id=9007199254740993))["product_id"] == ["9007199254740993"]


# What ``parent_id=`` may bring: "all its dependents" can be read three ways.
CHILDREN = {
    "1": [template(2, parent_id=1), template(3, parent_id=1)],
    "2": [template(4, product=40, parent_id=2)],
    "3": [template(5, product=50, parent_id=3)],
}
DESCENDANTS = {
    "1": [
        template(2, parent_id=1),
        template(4, product=40, parent_id=2),
        template(3, parent_id="1"),
        template(5, product=50, parent_id=3),
    ]
}
NESTED = {
    "1": [
        template(2, template(4, product=40, parent_id=2), parent_id=1),
        template(3, template(5, product=50, parent_id=3), parent_id=1),
    ]
}
WITHOUT_PARENTS = {"1": [template(2), template(3)], "2": [template(4, product=40)]}


@pytest.mark.parametrize(
    ("answers", "calls"), [(CHILDREN, 4), (DESCENDANTS, 2), (NESTED, 2)], ids=["c", "d", "n"]
)
def test_q74_a_shallow_list_is_followed_whatever_dependents_means(answers, calls):
    table = {f"{TEMPLATES}?parent_id={own}": data for own, data in answers.items()}
    client = Table({TEMPLATES: [template(1)], **table})
    pages = catalog.fetch_products(client)
    columns = catalog.parse_products(pages)
    assert columns["product_id"] == ["40", "50"]
    assert columns["category"] == ["T1 > T2", "T1 > T3"]
    assert [pages[index].path for index in columns["_page"]] != [TEMPLATES] * 2
    assert len(client.asked) == calls


def test_q73_without_parent_id_what_was_asked_for_is_the_parent():
    table = {f"{TEMPLATES}?parent_id={own}": data for own, data in WITHOUT_PARENTS.items()}
    client = Table({TEMPLATES: [template(1)], **table})
    columns = catalog.parse_products(catalog.fetch_products(client))
    assert columns["category"] == ["T1 > T2"]


def test_q74_an_answer_may_hold_the_container_that_was_asked_for():
    below = [template(1), template(2, template(4, product=40))]
    client = Table({TEMPLATES: [template(1)], f"{TEMPLATES}?parent_id=1": below})
    columns = catalog.parse_products(catalog.fetch_products(client))
    assert columns["category"] == ["T1 > T2"]  # 4 lies in 2, though nothing says so but the nesting


def test_q74_a_template_that_comes_twice_is_one_with_all_that_is_known():
    nameless = product_with(name="")["product"] | {"id": 20}
    below = [template(2, name="", parent_id=1), template(2, parent_id=1, product=20)]
    below[1]["product"] = nameless
    client = Table({TEMPLATES: [template(1)], f"{TEMPLATES}?parent_id=1": below})
    columns = catalog.parse_products(catalog.fetch_products(client))
    assert (columns["product_id"], columns["category"]) == (["20"], ["T1"])
    assert columns["name"] == ["T2"]


def test_q74_a_deep_list_is_read_in_one_call_and_an_empty_container_asked_once():
    client = Table({TEMPLATES: [*fixture("templates.json"), template(9)]})
    assert len(catalog.parse_products(catalog.fetch_products(client))["product_id"]) == 1
    assert client.asked == [TEMPLATES, f"{TEMPLATES}?parent_id=9"]


def test_q73_a_flat_list_is_put_together_by_parent_id():
    flat = [template(4, product=40, parent_id="2"), template(2, parent_id=1), template(1)]
    columns = products(*flat)
    assert (columns["product_id"], columns["category"]) == (["40"], ["T1 > T2"])


def test_templates_that_contain_each_other_are_named():
    nested = template(1, template(2, template(1, template(3, product=30))))
    flat = [template(1, parent_id=2), template(2, parent_id=1, product=20)]
    with pytest.raises(AnswerError, match="1 → 2 → 1"):
        products(nested)
    with pytest.raises(AnswerError, match="1 → 2 → 1") as caught:
        products(*flat)
    assert (caught.value.lab, caught.value.call) == ("bayphoto", f"GET {TEMPLATES}")
    sound = [template(own, product=10 * own) for own in range(4, 8)]
    for odd in ([nested], flat):
        with notes.collected() as found:
            assert products(*odd, *sound)["product_id"] == ["40", "50", "60", "70"]
        assert "contain each other: 1 → 2 → 1" in next(iter(found)).reason


def test_one_bad_template_is_set_aside_and_the_rest_stands():
    sound = [template(own, product=10 * own) for own in range(4, 8)]
    odd = [None, template(None, product=1), template(8, product=19.75)]
    odd += [template(9, product=1) | {"product": "4x5 Print"}]
    with notes.collected() as found:
        assert products(*odd, *sound)["product_id"] == ["40", "50", "60", "70"]
    assert sum(one.count for one in found) == 4


def test_a_catalog_without_a_floor_ends():
    class Endless(Table):
        def get(self, path, params=None, *, refresh=False):
            own = int((params or {}).get("parent_id", 0)) + 1
            self.answers[f"{TEMPLATES}?parent_id={own - 1}"] = [template(own)]
            return super().get(path, params)

    with pytest.raises(CatalogError, match="levels deep"):
        catalog.fetch_products(Endless({TEMPLATES: [template(1)]}))


def test_deep_nesting_needs_no_recursion():
    deep = template(0, product=7)
    for own in range(1, 1500):
        deep = template(own, deep)
    assert products(deep)["product_id"] == ["7"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        "templates",
        7,
        ["Photo Prints"],
        [template(1, "Standout")],
        [template(1, product=10) | {"product": "4x5 Print"}],
        [template(1, product="")],
        [template(1, product=19.75)],
        [template(None, template(2, product=20))],
    ],
)
def test_what_is_not_the_documents_shape_is_a_typed_error(data):
    with pytest.raises(AnswerError) as caught:
        catalog.parse_products([page(data)])
    assert (caught.value.lab, caught.value.call) == ("bayphoto", f"GET {TEMPLATES}")
    assert caught.value.hint


def test_an_empty_catalog_is_an_empty_frame():
    assert catalog.parse_products([page([])])["product_id"] == []


def test_q81_shipping_prices_are_unknown_and_codes_keep_their_blanks():
    columns = catalog.parse_shipping([page(fixture("shipping_methods.json"))])
    assert columns == {
        "method_id": ["FEDEX G_DS", "FEDEX XPR_DS"],
        "method": ["FedEx Ground (1-7 business days)", "FedEx Express Saver (3 business days)"],
        "country": ["*", "*"],
        "condition": ["", ""],
    }


@pytest.mark.parametrize("prices", ["5.95,7.95", [5.95, "7.95"]])
def test_q81_tiers_are_shown_raw(prices):
    method = fixture("shipping_methods.json")[0]
    method |= {"tier_type": "threshold", "tier_prices": prices}
    columns = catalog.parse_shipping([page(method)])
    assert columns["condition"] == ["tier_type: threshold; uses: price; tier_prices: 5.95,7.95"]
    assert "price" not in columns


def test_a_template_shows_its_nodes():
    (node,) = catalog.nodes(page(fixture("template_2153.json"), "/api/v1/templates/2153.json"))
    assert node == catalog.Node("1", "image", 0.0, 0.0, 5.0, 4.0, 1.0, "")
    assert node.aspect == 1.25


@pytest.mark.parametrize("bounds", ["", None, "0,0,5", "a,b,c,d", {"x": 1}])
def test_bounds_that_cannot_be_read_are_unknown(bounds):
    answer = fixture("template_2153.json")
    answer["nodes"][0] |= {"bounds": bounds, "uid": 7, "node_type": "2", "node_image": "/m.png"}
    (node,) = catalog.nodes(page([answer]))
    assert (node.uid, node.kind, node.mask_image) == ("7", "mask", "/m.png")
    assert node.aspect is node.width_in is None


def test_one_template_is_asked_for_by_its_own_id():
    client = Table({"/api/v1/templates/2153.json": fixture("template_2153.json")})
    assert catalog.nodes(catalog.fetch_template(client, "2153"))[0].uid == "1"
    with pytest.raises(AnswerError):
        catalog.fetch_template(client, "../orders")
    assert client.asked[-1] == "/api/v1/templates/..%2Forders.json"


@pytest.mark.parametrize("data", [None, ""])
def test_no_answer_is_no_empty_list_of_shipping_methods(data):
    with pytest.raises(AnswerError, match="nothing where a list belongs"):
        catalog.parse_shipping([page(data)])
    assert catalog.parse_shipping([page([])])["method_id"] == []


@pytest.mark.parametrize("data", [[], [template(1), template(2)], "x", template(1, nodes=[{}])])
def test_nodes_of_something_else_are_a_typed_error(data):
    with pytest.raises(AnswerError):
        catalog.nodes(page(data))
