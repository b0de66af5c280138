"""Bay Photo's emulator against document 002: the services of an order.

Of the sample catalog: 1975 is "4x5 Print" with the groups Surface (13462 Lustre, 13463 Glossy,
13464 Deep Matte) and Edge (13465 black, 13466 white), both required, and 13467 Linen Texture,
13468 Back Print Line, 13469 (hidden). 686 is a metal print with Hanging Hardware (3010, 3011),
required, 4616 Rounded Corners, 3012 Walnut Frame, 3099 a label. Of all: 100401 and 100403 image
services, 100501 Boutique and 100502 Plain Packaging, 100503 Rush, 100504 Gift Tag.
"""

import pytest
from bayphoto_sandbox_kit import errors_of, order, product, walk

PRINT = "products[0].print_services"


def placed(bay, *products, services=()):
    body = order(
        ("products", list(products)),
        ("order_services", [{"service_id": each} for each in services]),
    )
    return bay.order(body)


def fields(answer):
    return set(errors_of(answer))


def at(number):
    return f"{PRINT}[{number}].service_id"


def test_q69_an_option_s_id_is_no_service_id(bay):
    answer = placed(bay, product(1975, 18115, 13462, 13465))
    (message,) = errors_of(answer)[at(0)]
    assert "13462" in message


@pytest.mark.parametrize("service", [1, 3010, 13500, 10**9])
def test_a_service_belongs_to_the_product(bay, service):
    assert fields(placed(bay, product(1975, 13462, 13465, service))) == {at(2)}


def test_services_of_one_product_are_none_of_another(bay):
    first, second = product(1975, 13462, 13465), product(686, 3010)
    assert placed(bay, first, second).status_code == 201
    swapped = placed(bay, product(1975, 3010), product(686, 13462))
    assert fields(swapped) == {
        PRINT,
        at(0),
        "products[1].print_services",
        "products[1].print_services[0].service_id",
    }


@pytest.mark.parametrize(
    ("services", "missing"),
    [([13462, 13465], ""), ([13464, 13466], ""), ([13465], "Surface"), ([13462], "Edge")],
)
def test_q77_a_required_group_has_to_be_chosen_from(bay, services, missing):
    answer = placed(bay, product(1975, *services))
    if not missing:
        assert answer.status_code == 201
        return
    (message,) = errors_of(answer)[PRINT]
    assert message.startswith(missing)


@pytest.mark.parametrize("value", [None, [], ...])
def test_q77_all_required_groups_are_named(bay, value):
    bare = product(1975) | {"print_services": value}
    if value is ...:
        del bare["print_services"]
    assert len(errors_of(placed(bay, bare))[PRINT]) == 2


def test_q77_a_read_only_option_is_never_ordered(bay):
    assert fields(placed(bay, product(686, 3010, 3099))) == {at(1)}


def test_q77_a_hidden_option_can_be_ordered(bay):
    assert placed(bay, product(1975, 13462, 13465, 13469)).status_code == 201


def test_multiple_says_what_can_be_chosen_twice(bay):
    assert placed(bay, product(1975, 13462, 13465, 13468, 13468)).status_code == 201
    assert fields(placed(bay, product(1975, 13462, 13462, 13465))) == {at(1)}


@pytest.mark.parametrize(
    "services",
    [
        (13462, 13463),  # Glossy rules Lustre out, in text; Lustre says nothing
        (13463, 13462),
        (13462, 13464),  # Deep Matte rules Lustre out, in a list
        (13464, 13462),
        (13464, 13463),
        (13463, 13467),  # across groups
        (13467, 13463),
    ],
)
def test_q76_disabled_options_hold_both_ways(bay, services):
    answer = placed(bay, product(1975, 13465, *services))
    assert fields(answer) == {at(2)}


def test_q76_a_disabled_container_disables_all_in_it(bay):
    # The frame rules out the container Corners, which holds 4616.
    assert fields(placed(bay, product(686, 3010, 3012, 4616))) == {at(2)}
    assert placed(bay, product(686, 3010, 3012)).status_code == 201


def test_q76_an_option_of_a_product_can_rule_out_one_of_the_order(bay):
    assert placed(bay, product(686, 3010), services=[100503]).status_code == 201
    answer = placed(bay, product(686, 3010, 3012), services=[100503])
    assert fields(answer) == {at(1)}


def test_q76_options_of_the_order_rule_each_other_out(bay):
    answer = placed(bay, product(686, 3010), services=[100501, 100502])
    assert fields(answer) == {"order_services[1].service_id"}


def test_q78_levels_keep_to_their_places(bay):
    assert fields(placed(bay, product(686, 3010, 100501))) == {at(1)}
    answer = placed(bay, product(686, 3010), services=[4616])
    assert fields(answer) == {"order_services[0].service_id"}


def test_q78_an_image_service_has_no_place_in_an_order(bay):
    (message,) = errors_of(placed(bay, product(686, 3010, 100401)))[at(1)]
    assert "service_type 2" in message
    answer = placed(bay, product(686, 3010), services=[100403])
    assert fields(answer) == {"order_services[0].service_id"}


def test_services_of_an_order_follow_the_same_rules(bay):
    assert placed(bay, product(686, 3010), services=[100504, 100504]).status_code == 201
    answer = placed(bay, product(686, 3010), services=[100501, 100501, 1])
    assert fields(answer) == {"order_services[1].service_id", "order_services[2].service_id"}


def test_services_of_an_order_are_those_of_any_of_its_products(bay):
    mug = next(  # it has no options at all
        each["product"]["id"]
        for each in walk(bay.read("templates.json"), "templates")
        if each["name"] == "Photo Mug"
    )
    alone = placed(bay, product(mug, uids=["7"]), services=[100501])
    assert fields(alone) == {"order_services[0].service_id"}
    together = placed(bay, product(mug, uids=["7"]), product(686, 3010), services=[100501])
    assert together.status_code == 201


@pytest.mark.parametrize(
    "value", ["3010", 3010.5, True, None, 0, -1, 10**40, {"id": 3010}, [3010], []], ids=repr
)
def test_q78_a_service_id_is_one_number_in_an_object(bay, value):
    body = product(686) | {"print_services": [{"service_id": value}]}
    assert fields(placed(bay, body)) == {at(0)}


@pytest.mark.parametrize("value", [3010, [3010], {"id": 3010}])
def test_q78_a_service_is_an_object(bay, value):
    body = product(686) | {"print_services": [value]}
    assert fields(placed(bay, body)) == {f"{PRINT}[0]" if value != {"id": 3010} else at(0)} | (
        {f"{PRINT}[0].id"} if value == {"id": 3010} else set()
    )


def test_q78_a_service_id_can_be_a_list_by_the_table_s_word(bay, reading):
    reading("q78", "lists")
    several = product(686) | {"print_services": [{"service_id": [3010, 4616]}]}
    assert placed(bay, several).status_code == 201
    wrong = product(686) | {"print_services": [{"service_id": [3010, "4616"]}]}
    assert fields(placed(bay, wrong)) == {at(0)}
    assert bay.order(order(name="still taken")).status_code == 201
