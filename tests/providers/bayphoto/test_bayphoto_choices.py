"""What an order has to choose: the client's check beside the sandbox's own reading, case by case.

Services are ten times their option's number: option 2 is ordered as 20.
"""

import pytest
from bayphoto_catalog_kit import page
from bayphoto_trees_kit import choice, errors, group, node, order, section, serve, warnings

from labkit.providers.bayphoto.catalog.choices import read_choices

ONE = [node("1")]
PRINT = "products[0].print_services"
PHOTOS = "products[0].photos"


@pytest.fixture
def served(bay, monkeypatch):
    return lambda *products: serve(bay, monkeypatch, *products)


def agree(catalog, made):
    """Return the sections an order is wrong in; client and sandbox name the same."""
    found = {section(field) for field in errors(catalog.check(made))}
    assert found == {section(field) for field in catalog.place(made)}
    return found


# Each was passed by check and refused after the pictures were published.
SURFACE = group(1, choice(2), choice(3), required=True)
UNSEEN = {
    "a required group of the order": (
        [group(5, choice(6, level=3), choice(7, level=3), required=True)],
        [((), (60,)), ((), (70,))],
        ((), (), "order_services"),
    ),
    "a required option in a required group": (
        [group(1, choice(2, required=True), choice(3), required=True)],
        [((20,), ()), ((20, 30), ())],
        ((30,), (), PRINT),
    ),
    "two required options of one group": (
        [group(1, choice(2, required=True), choice(3, required=True), choice(4))],
        [((20, 30), ())],
        ((20, 40), (), PRINT),
    ),
    "a required group below a chosen option": (
        [choice(1, group(2, choice(3), choice(4), required=True))],
        [((), ()), ((10, 30), ()), ((10, 40), ())],
        ((10,), (), PRINT),
    ),
    "a required group in a required group": (
        [group(1, group(2, choice(3), required=True), choice(4), required=True)],
        [((30,), ()), ((30, 40), ())],
        ((40,), (), PRINT),
    ),
    "an option of the product rules out one of the order": (
        [choice(1, disable_ids="2"), choice(2, level=3)],
        [((10,), ()), ((), (20,))],
        ((10,), (20,), None),
    ),
    "an option of the order rules out one of the product": (
        [choice(1), choice(2, level=3, disable_ids=[1])],
        [((10,), ()), ((), (20,))],
        ((10,), (20,), None),
    ),
    "a container rules out what is in another": (
        [group(1, choice(2), disable_ids="3"), group(3, choice(4))],
        [((20,), ()), ((40,), ())],
        ((20, 40), (), PRINT),
    ),
}


@pytest.mark.parametrize(("tops", "good", "bad"), UNSEEN.values(), ids=UNSEEN)
def test_what_has_to_be_chosen_is_named_before_anything_is_sent(served, tops, good, bad):
    catalog = served((tops, ONE))
    for n, (chosen, services) in enumerate(good):
        assert agree(catalog, order((10, chosen, "1"), services=services, name=f"A-{n}")) == set()
    chosen, services, named = bad
    made = order((10, chosen, "1"), services=services)
    if named:
        assert agree(catalog, made) == {named}
    else:  # the client names both ends of an exclusion, the sandbox one
        assert set(errors(catalog.check(made))) == {
            f"{PRINT}[0].service_id",
            "order_services[0].service_id",
        }
        assert catalog.place(made)


def test_options_of_several_products_are_looked_at_together(served):
    # The option of the order is only offered with the second product.
    catalog = served(([choice(1)], ONE), ([choice(2, level=3, disable_ids="1")], ONE))
    both = [(10, (10,), "1"), (20, (), "1")]
    assert agree(catalog, order(*both)) == set()
    made = order(*both, services=(20,))
    assert catalog.place(made)
    assert f"{PRINT}[0].service_id" in errors(catalog.check(made))


def test_what_is_required_of_each_product_is_asked_of_each(served):
    whole = group(5, choice(6, level=3), required=True)
    catalog = served(([SURFACE, whole], ONE), ([whole], ONE))
    lines = [(10, (), "1"), (20, (), "1")]
    assert agree(catalog, order(*lines)) == {PRINT, "order_services"}
    assert agree(catalog, order((10, (20,), "1"), lines[1], services=(60,))) == set()


def test_what_cannot_be_ordered_is_not_required(served):
    label = choice(2, read_only=True, required=True)
    image = group(3, choice(4, level=2), required=True)
    catalog = served(([group(1, label, group(5), required=True), image], ONE))
    assert agree(catalog, order((10, (), "1"))) == set()


@pytest.mark.parametrize("level", ["", None, 9])
def test_an_option_of_no_known_level_goes_where_it_is_put(served, level):
    catalog = served(([choice(1, level=level or "")], ONE))
    assert agree(catalog, order((10, (10,), "1"), name="A")) == set()
    assert agree(catalog, order((10, (), "1"), services=(10,), name="B")) == set()


def test_the_groups_an_order_must_choose_from_follow_what_is_chosen():
    tops = [
        group(1, choice(2, disable_ids="6"), choice(3), required=True),
        choice(4, group(5, choice(6), choice(7), required=True)),
    ]
    choices = read_choices(page(tops))

    def asked(*chosen):
        found = choices.open_groups(choices.named(chosen))
        return {group.group_id: sorted(group.service_ids) for group in found}

    assert asked() == {"1": ["20", "30"]}
    assert asked("40") == {"1": ["20", "30"], "5": ["60", "70"]}
    assert asked("20", "40") == {"5": ["70"]}  # 2 rules out 6
    assert asked("30", "40", "70") == {}


def test_a_default_that_is_ruled_out_is_not_taken():
    tops = [
        group(1, choice(2, default=True), choice(3, disable_ids="5"), required=True),
        group(4, choice(5, default=True), choice(6, default=True), required=True),
    ]
    choices = read_choices(page(tops))
    assert choices.with_defaults([]) == ["20"]  # of two defaults none is taken
    assert choices.with_defaults(["30"]) == ["30", "60"]


@pytest.mark.parametrize("reading", ["waived", "required"])
def test_q91_a_required_group_that_a_choice_rules_out(served, bay, reading):
    tops = [group(1, choice(2, disable_ids="4"), choice(3), required=True)]
    catalog = served(([*tops, group(4, choice(5), required=True)], ONE))
    bay.sandbox.readings.set("bayphoto", "q91", reading)
    # Right under both: what rules nothing out.
    assert agree(catalog, order((10, (30, 50), "1"), name="A")) == set()
    made = order((10, (20,), "1"), name="B")
    assert errors(catalog.check(made)) == {}
    assert "rules out every choice of O4" in warnings(catalog.check(made))[PRINT]
    assert set(catalog.place(made)) == (set() if reading == "waived" else {PRINT})


@pytest.mark.parametrize("reading", ["chosen", "always"])
def test_q92_a_node_of_an_option_exists_if_that_is_chosen(served, bay, reading):
    tops = [choice(1), choice(2, nodes=[node("3")])]
    catalog = served((tops, [node("1"), node("2", option_id=1)]))
    bay.sandbox.readings.set("bayphoto", "q92", reading)
    # Right under both: where it is chosen, its place has a photo, and only there.
    assert agree(catalog, order((10, (10,), "12"), name="A")) == set()
    assert agree(catalog, order((10, (10, 20), "123"), name="B")) == set()
    assert agree(catalog, order((10, (10,), "1"))) == {PHOTOS}
    assert agree(catalog, order((10, (10,), "123"))) == {PHOTOS}
    made = order((10, (), "1"), name="C")
    assert errors(catalog.check(made)) == {}
    assert PHOTOS in warnings(catalog.check(made))
    assert set(catalog.place(made)) == (set() if reading == "chosen" else {PHOTOS})


def test_a_node_of_a_container_exists_if_something_in_it_is_chosen(served):
    catalog = served(([group(1, choice(2))], [node("1"), node("2", option_id=1)]))
    assert agree(catalog, order((10, (20,), "12"), name="A")) == set()
    assert agree(catalog, order((10, (), "12"))) == {PHOTOS}


def test_a_template_without_nodes_can_be_ordered(served):
    catalog = served(([], []), ([], [node("1", node_type=2)]))
    assert agree(catalog, order((10, (), ""), name="A")) == set()
    made = order((10, (), "1"), name="B")
    assert agree(catalog, made) == set()
    assert "no place for a photo" in warnings(catalog.check(made))[f"{PHOTOS}[0].node_uid"]
    assert agree(catalog, order((10, (), "2"))) == {PHOTOS}
    assert agree(catalog, order((10, (), "11"))) == {PHOTOS}
    # A mask is a node: there is no place for a photo.
    assert agree(catalog, order((20, (), ""), name="C")) == set()
    assert agree(catalog, order((20, (), "1"))) == {PHOTOS}
