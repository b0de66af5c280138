"""Options, on what document 002 shows and on looser servers."""

import pytest
from bayphoto_catalog_kit import OPTIONS, TEMPLATES, Table, fixture, option, page, template

from labkit.errors import AnswerError
from labkit.providers.bayphoto import catalog


def options(*tops):
    """Read the options of one product, "10", by the columns' names."""
    pages = [
        page([template(1, product=10)]),
        page(list(tops), f"{OPTIONS}?template_id=1"),
    ]
    return catalog.parse_options(pages)


def test_q69_the_documents_sample_is_one_row():
    pages = [
        page(fixture("templates.json")),
        page(fixture("options.json"), f"{OPTIONS}?template_id=2153"),
    ]
    assert catalog.parse_options(pages) == {
        "product_id": ["1975"],
        "group_id": ["18114"],
        "group": ["Surface"],
        "option_id": ["13462"],  # the service's id, not the option's 18115
        "option": ["Lustre"],
        "price": [0.29],
        "required": [True],  # the group's
        "default": [False],
        "multiple": [False],
        "hidden": [False],
        "read_only": [False],
        "level": ["print"],
        "excludes": [()],
    }


@pytest.mark.parametrize(
    ("service_type", "level"),
    [(1, "print"), ("1", "print"), (2, "image"), (3, "order"), ("", ""), (None, ""), (9, "")],
)
def test_q78_the_level_is_the_services(service_type, level):
    made = option(1, service=11)
    made["service"]["service_type"] = service_type
    assert options(made)["level"] == [level]


def test_q72_a_level_the_service_leaves_out_is_the_options_or_the_containers():
    bare = option(2, service=11, service_type="")
    bare["service"]["service_type"] = ""
    own = option(3, service=12, service_type=3)
    own["service"]["service_type"] = None
    assert options(option(1, bare, own, service_type="2"))["level"] == ["image", "order"]


DISABLE = ["4", 4, "4,", [4], ["4"], "[4]", " 4 ", [[4]], [{"id": 4}]]


@pytest.mark.parametrize("ids", DISABLE)
def test_q76_what_is_ruled_out_is_read_in_every_form_and_both_ways(ids):
    tops = [option(1, option(2, service=12, disable_ids=ids)), option(3, option(4, service=14))]
    assert options(*tops)["excludes"] == [("14",), ("12",)]


@pytest.mark.parametrize("ids", ["4,5", "4;5", "4 5", [4, "5"], ["4,5"], "[4, 5]"])
def test_q76_several_are_read_in_every_form(ids):
    tops = [option(2, service=12, disable_ids=ids), option(4, service=14), option(5, service=15)]
    assert options(*tops)["excludes"] == [("14", "15"), ("12",), ("12",)]


@pytest.mark.parametrize("ids", ["", None, [], "999", 0])
def test_q76_nothing_and_strangers_rule_nothing_out(ids):
    assert options(option(2, service=12, disable_ids=ids))["excludes"] == [()]


def test_q76_a_container_stands_for_what_lies_in_it():
    tops = [
        option(1, option(2, service=12, disable_ids="3,2")),
        option(3, option(4, service=14), option(5, option(6, service=16))),
    ]
    assert options(*tops)["excludes"] == [("14", "16"), ("12",), ("12",)]


def test_q77_flags_are_read_from_numbers_and_text_and_labels_are_kept():
    tops = option(
        1,
        option(2, service=12, default="true", multiple=1, hidden="1"),
        option(3, service=13, default="false", multiple=0, hidden=None, read_only="true"),
        option(4, name="Takes two days", read_only=True),
        option(5, name="Not for sale yet"),
        required="1",
    )
    columns = options(tops)
    assert columns["option_id"] == ["12", "13", "", ""]
    assert columns["option"] == ["O2", "O3", "Takes two days", "Not for sale yet"]
    assert columns["default"] == [True, False, False, False]
    assert columns["multiple"] == [True, False, False, False]
    assert columns["hidden"] == [True, False, False, False]
    assert columns["read_only"] == [False, True, True, True]
    assert columns["required"] == [True] * 4
    assert columns["price"][:2] == [1.5, 1.5]
    assert columns["price"][2] != columns["price"][2]  # unknown


def test_what_lies_in_a_hidden_container_is_hidden():
    assert options(option(1, option(2, service=12), hidden=True))["hidden"] == [True]


def test_an_option_in_no_container_is_a_group_of_its_own():
    columns = options(option(1, service=11, required=True), option(2, service=12))
    assert columns["group_id"] == ["1", "2"]
    assert columns["group"] == ["O1", "O2"]
    assert columns["required"] == [True, False]


def test_a_choice_is_asked_for_in_the_required_container_else_in_the_nearest():
    families = [option(2, option(3, service=13)), option(4, option(5, service=15))]
    columns = options(option(1, *families, required=True), option(6, option(7, option(8))))
    assert columns["group_id"] == ["1", "1", "7"]
    assert columns["group"] == ["O1", "O1", "O6 > O7"]
    assert columns["option"] == ["O2 > O3", "O4 > O5", "O8"]
    assert columns["required"] == [True, True, False]


def test_a_required_group_in_another_settles_both():
    inner = option(4, option(5, service=15), required=True)
    columns = options(option(1, option(2, option(3, service=13)), inner, required=True))
    assert columns["group"] == ["O1 > O2", "O1 > O4"]
    assert columns["required"] == [False, True]


def test_a_required_option_among_others_is_a_group_of_its_own():
    columns = options(option(1, option(2, service=12, required=True), option(3, service=13)))
    assert columns["group_id"] == ["2", "1"]
    assert columns["group"] == ["O1 > O2", "O1"]
    assert columns["option"] == ["O2", "O3"]
    assert columns["required"] == [True, False]


def test_what_lies_below_an_option_is_no_question_until_that_is_chosen():
    framed = option(2, option(3, option(4, service=14), required=True), service=12)
    columns = options(option(1, framed, required=True))
    assert columns["option_id"] == ["12", "14"]
    assert columns["required"] == [True, False]
    assert columns["group"] == ["O1", "O1 > O2 > O3"]


def test_options_that_contain_each_other_are_named():
    with pytest.raises(AnswerError, match="1 → 2 → 1"):
        options(option(1, option(2, option(1, option(3, service=13)))))


@pytest.mark.parametrize(
    "tops",
    [
        ["Surface"],
        [option(1, "Lustre")],
        [option(1, service="")],
        [option(1, service=1.5)],
        [option(None, option(2, service=12))],
        [option(1) | {"service": "Lustre"}],
    ],
)
def test_what_is_not_the_documents_shape_is_a_typed_error(tops):
    with pytest.raises(AnswerError) as caught:
        options(*tops)
    assert (caught.value.lab, caught.value.call) == ("bayphoto", f"GET {OPTIONS}")


def of(template_id):
    return f"{OPTIONS}?template_id={template_id}"


TREE = [
    template(
        1,
        template(2, template(3, product=30), template(4, product=40)),
        template(5, template(6, product=60), template(7, product=70, read_only=True)),
    )
]
SURFACE = [option(91, service=910)]
EDGE = [option(92, service=920)]


def ask(answers):
    client = Table({TEMPLATES: TREE, **answers})
    columns = catalog.parse_options(catalog.fetch_options(client))
    pairs = list(zip(columns["product_id"], columns["option_id"], strict=True))
    return pairs, [target for target in client.asked if target.startswith(OPTIONS)]


def test_q75_a_leafs_own_options_come_first():
    pairs, asked = ask({of(3): SURFACE, of(4): EDGE, of(6): SURFACE, of(2): EDGE, of(1): EDGE})
    assert pairs == [("30", "910"), ("40", "920"), ("60", "910")]
    assert asked == [of(3), of(4), of(6)]  # labels are not asked for


def test_q75_else_its_containers_which_are_asked_once():
    pairs, asked = ask({of(2): SURFACE, of(1): EDGE})
    assert pairs == [("30", "910"), ("40", "910"), ("60", "920")]
    assert asked == [of(3), of(4), of(6), of(2), of(5), of(1)]


def test_q75_a_container_is_asked_once_for_leaves_of_any_depth():
    tree = [template(1, template(2, template(3, product=30)), template(8, product=80))]
    client = Table({TEMPLATES: tree, of(1): SURFACE})
    columns = catalog.parse_options(catalog.fetch_options(client))
    assert columns["product_id"] == ["30", "80"]
    assert client.asked[1:] == [of(3), of(8), of(2), of(1)]


def test_q75_some_have_their_own_and_some_their_containers():
    pairs, _ = ask({of(3): EDGE, of(2): SURFACE})
    assert pairs == [("30", "920"), ("40", "910")]


def test_q75_no_options_anywhere_is_an_empty_frame():
    pairs, asked = ask({})
    assert pairs == []
    assert len(asked) == len(set(asked)) == 6


def test_a_product_in_two_containers_has_its_options_once():
    twice = [template(1, template(2, product=20)), template(3, template(4, product=20))]
    client = Table({TEMPLATES: twice, of(1): SURFACE, of(3): EDGE})
    columns = catalog.parse_options(catalog.fetch_options(client))
    assert columns["option_id"] == ["910"]
