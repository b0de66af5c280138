"""Orders of the Printofoto emulator: states, locks, what a validated order needs, many clients."""

from __future__ import annotations

import concurrent.futures

import pytest
from printofoto_sandbox_kit import PHOTO, Lab, first_detail, make_context

from labkit.providers.printofoto.sandbox import EMULATOR, operations
from labkit.providers.printofoto.sandbox.resource_table import RESOURCES

LAB_STATES = ["2", "3", "4", "5"]


@pytest.fixture
def lab():
    return Lab()


@pytest.fixture(scope="module")
def in_state():
    """A lab with one order in each state, and their numbers by state."""
    lab = Lab()
    return lab, {state: lab.order(state) for state in "0123456"}


@pytest.mark.parametrize("state", LAB_STATES)
def test_q46_a_client_sets_0_1_or_6_only(lab, state):
    order = lab.order()
    body = lab.valid("order", "PUT", order_state=state)
    assert list(lab.errors("PUT", f"/order/{order}", 400, body)) == ["order_state"]
    body = lab.valid("order", order_state=state)
    assert list(lab.errors("POST", "/order", 400, body)) == ["order_state"]


@pytest.mark.parametrize("state", LAB_STATES)
def test_q46_states_2_to_5_are_not_editable(in_state, state):
    lab, orders = in_state
    order = orders[state]
    for wish in ("0", "1", "6", None):
        body = lab.valid("order", "PUT", order_state=wish, shipping_city="Lyon")
        assert list(lab.errors("PUT", f"/order/{order}", 403, body)) == ["order_state"]
    assert lab.call("GET", f"/order/{order}", 200)["shipping_city"] != "Lyon"


@pytest.mark.parametrize("state", [*LAB_STATES, "6"])
def test_q46_details_of_such_an_order_are_not_editable(in_state, state):
    lab, orders = in_state
    order = orders[state]
    detail = first_detail(lab, order)
    path = f"/orderdetail/{detail['id_order_detail']}"
    body = {**detail, "price": "1"}
    assert list(lab.errors("PUT", path, 403, body)) == ["id_order"]
    # Nor can a detail be taken out, or another one put in.
    free = orders["0"]
    assert list(lab.errors("PUT", path, 403, {**body, "id_order": free})) == ["id_order"]
    inwards = lab.valid("orderdetail", id_order=order)
    assert list(lab.errors("POST", "/orderdetail", 403, inwards)) == ["id_order"]
    other = first_detail(lab, free)
    path = f"/orderdetail/{other['id_order_detail']}"
    moved = {**other, "price": "1", "id_order": order}
    assert list(lab.errors("PUT", path, 403, moved)) == ["id_order"]


@pytest.mark.parametrize("state", LAB_STATES)
def test_products_of_such_an_order_stay_as_they_are(in_state, state):
    lab, orders = in_state
    poster = first_detail(lab, orders[state])["id_custom"]
    body = lab.valid("poster", "PUT")
    assert list(lab.errors("PUT", f"/poster/{poster}", 403, body)) == ["id"]
    assert list(lab.errors("DELETE", f"/poster/{poster}", 403)) == ["id"]


def test_parts_of_such_a_product_stay_as_they_are(lab):
    book, pages = lab.photobook()
    order = lab.make("order")["id_order"]
    lab.detail(order, "photobook", book)
    lab.put_state(order, "1")
    lab.step(order)
    page = pages[0]["id_photobook_page"]
    body = lab.valid("photobookpage", "PUT", id_photobook=book, position=1)
    assert list(lab.errors("PUT", f"/photobookpage/{page}", 403, body)) == ["id_photobook"]
    assert list(lab.errors("DELETE", f"/photobookpage/{page}", 403)) == ["id_photobook"]
    eleventh = lab.valid("photobookpage")
    lab.call("POST", "/photobookpage", 201, eleventh)
    lab.make("photoprintitem")


@pytest.mark.parametrize("state", ["0", "1"])
def test_q46_states_0_and_1_are_editable(lab, state):
    order = lab.order(state)
    body = lab.valid("order", "PUT", shipping_city="Lyon")
    after = lab.call("PUT", f"/order/{order}", 200, body)
    assert (after["shipping_city"], after["order_state"]) == ("Lyon", state)
    lab.detail(order)
    poster = first_detail(lab, order)["id_custom"]
    lab.call("PUT", f"/poster/{poster}", 200, lab.valid("poster", "PUT"))


@pytest.mark.parametrize("q39", ["keep", "clear"])
def test_q46_put_without_a_state_leaves_it(lab, q39):
    lab.context.readings.set("q39", q39)
    order = lab.order("1")
    for changes in ({}, {"order_state": ""}, {"order_state": None}):
        body = lab.valid("order", "PUT", **changes)
        assert lab.call("PUT", f"/order/{order}", 200, body)["order_state"] == "1"


@pytest.mark.parametrize("state", ["0", "1"])
def test_q46_an_order_is_canceled_from_0_or_1_and_that_is_final(lab, state):
    order = lab.order(state)
    assert lab.put_state(order, "6")["order_state"] == "6"
    lab.context.clock.advance(days=30)
    for wish in ("0", "1", "6"):
        body = lab.valid("order", "PUT", order_state=wish)
        assert list(lab.errors("PUT", f"/order/{order}", 403, body)) == ["order_state"]
    lab.context.readings.set("q46", "editable")
    assert lab.put_state(order, "0")["order_state"] == "0"


def test_a_canceled_order_lets_its_products_go(lab):
    order = lab.order("6")
    poster = first_detail(lab, order)["id_custom"]
    lab.call("DELETE", f"/poster/{poster}", 204)


def test_q46_the_lab_takes_a_validated_order_through_its_states(lab):
    order = lab.order("1")
    before = first_detail(lab, order)
    assert before["shipping_state"] == "0"
    for state in ("2", "3"):
        lab.step(order)
        assert lab.state(order) == state
        assert first_detail(lab, order) == before
    lab.step(order)
    shipped = first_detail(lab, order)
    assert lab.state(order) == "4"
    assert shipped["shipping_state"] == "1"
    assert shipped["shipping_tracking_url"].startswith("https://")
    assert before["date_creation"] < shipped["shipping_date_update"]
    assert shipped["shipping_date_update"] <= lab.context.clock.now().strftime("%Y-%m-%d %H:%M:%S")
    lab.step(order)
    assert lab.state(order) == "5"
    assert first_detail(lab, order) == shipped


def test_a_turn_of_many_days_brings_an_order_all_the_way(lab):
    order = lab.order("1")
    idle = lab.order("0")
    lab.context.clock.advance(days=365)
    assert (lab.state(order), lab.state(idle)) == ("5", "0")


def test_an_order_taken_back_and_validated_again_begins_anew(lab):
    order = lab.order("1")
    lab.context.clock.advance(minutes=20)
    lab.put_state(order, "0")
    lab.put_state(order, "1")
    lab.context.clock.advance(minutes=20)
    # The first validation would have been due by now, the second is not.
    assert lab.state(order) == "1"
    lab.context.clock.advance(minutes=20)
    assert lab.state(order) == "2"


def test_validating_twice_is_validating_once(lab):
    order = lab.order("1")
    lab.context.clock.advance(minutes=20)
    assert lab.put_state(order, "1")["order_state"] == "1"
    lab.context.clock.advance(minutes=20)
    # Counted from the first time, and not twice.
    assert lab.state(order) == "2"
    lab.step(order)
    assert lab.state(order) == "3"


def test_a_detail_that_changes_its_product_lets_the_first_one_go(lab):
    order = lab.order("0")
    detail = first_detail(lab, order)
    card = lab.make("card")["id_card"]
    body = {**detail, "price": "1", "id_product": "5", "id_custom": card}
    lab.call("PUT", f"/orderdetail/{detail['id_order_detail']}", 200, body)
    lab.put_state(order, "1")
    lab.step(order)
    lab.call("DELETE", f"/poster/{detail['id_custom']}", 204)
    assert list(lab.errors("DELETE", f"/card/{card}", 403)) == ["id"]


def test_q48_copies_are_details(lab):
    order = lab.make("order")["id_order"]
    poster = lab.make("poster")["id_poster"]
    details = [lab.detail(order, "poster", poster)["id_order_detail"] for _ in range(3)]
    assert len(set(details)) == 3
    assert len(lab.list("orderdetail", id_order=order)) == 3


def test_q51_a_country_is_a_name(lab):
    assert lab.make("order", shipping_country="France")["shipping_country"] == "France"


def test_an_order_is_found_by_the_partners_own_identifier(lab):
    for reference in ("A-1", "A-2", "A-1"):
        lab.make("order", id_order_partner=reference)
    found = lab.list("order", id_order_partner="A-1")
    assert [row["id_order"] for row in found] == ["1", "3"]
    assert lab.list("order", id_order_partner="a-1") == []


def test_the_sandboxs_own_list_of_orders(lab):
    first = lab.order("1", id_order_partner="mine")
    lab.detail(first)
    lab.make("order")
    rows = EMULATOR.orders(lab.context)
    assert [(row.id, row.lines, row.state, row.total) for row in rows] == [
        (first, 2, "1 (validated order)", ""),
        ("3" if first == "2" else "2", 0, "0 (creation order)", ""),
    ]
    assert rows[0].reference == "some text"  # put_state writes the whole order
    assert not any(name.startswith("_") for name in rows[0].raw)


def test_orders_outlive_the_sandbox(tmp_path):
    lab = Lab(make_context(tmp_path / "sandbox.db"))
    order = lab.order("1")
    lab.context.store._store.close()
    again = Lab(make_context(tmp_path / "sandbox.db"))
    again.context.clock.advance(days=30)
    assert again.state(order) == "5"


def test_sixteen_clients_lose_and_double_nothing():
    """Sixteen threads place a hundred orders each: order, poster, detail, validation.

    Below HTTP, so that it takes seconds; the server's own test does it over the wire.
    """
    context = make_context()
    address = dict.fromkeys(Lab(context).valid("order"), "x")

    def place(client):
        return [
            _place(context, {**address, "id_order_partner": f"{client}-{n}"}) for n in range(100)
        ]

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        placed = [one for many in pool.map(place, range(16)) for one in many]
    assert len({order for order, _ in placed}) == len({detail for _, detail in placed}) == 1600
    rows = EMULATOR.orders(context)
    assert sorted(row.reference for row in rows) == sorted(
        f"{client}-{n}" for client in range(16) for n in range(100)
    )
    assert {(row.state, row.lines) for row in rows} == {("1 (validated order)", 1)}


def _place(context, order):
    made = operations.create(context, RESOURCES["order"], order)["id_order"]
    poster = operations.create(context, RESOURCES["poster"], {"image_url": PHOTO})["id_poster"]
    line = {"id_order": made, "id_product": 14, "id_custom": poster, "shipping_type": "normal"}
    detail = operations.create(context, RESOURCES["orderdetail"], line)["id_order_detail"]
    operations.update(context, RESOURCES["order"], made, {**order, "order_state": 1})
    return made, detail
