"""Printofoto: what a refused question, or a yes that is none, means for an order."""

import pytest

import labkit as lk
from labkit.errors import OrderError

NAME = "printofoto"
PHOTO = (1772, 1772)


@pytest.fixture
def order(lab, photo):
    recipient = lk.Address(
        first_name="Jean",
        last_name="Dupond",
        street="rue du stade",
        house_number="12",
        postcode="75001",
        city="Paris",
        country="FR",
        email="jean@dupond.example",
    )
    line = lk.Line(product_id="14", variant_id="420x297", photo=photo)
    intent = lk.OrderIntent(reference="A-1", recipient=recipient, lines=[line])
    return lab.from_intent(intent)[0]


def placed(box):
    return [o for o in box.orders(NAME) if str(o["raw"]["order_state"]) not in {"0", "6"}]


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refused_question_after_a_lost_validation_is_not_a_refused_order(box, lab, order, status):
    box.faults.add("drop_after", lab=NAME, method="PUT", path="/order/*")
    box.faults.add("status", lab=NAME, method="GET", path="/order/*", status=status, times=3)
    assert lab.submit(order).state == "unknown"
    box.faults.clear()
    assert lab.submit(order).state == "unknown"
    assert lab.resolve("A-1").state == "confirmed"
    assert len(placed(box)) == 1


@pytest.mark.parametrize("status", [401, 404])
def test_a_validation_that_went_through_is_confirmed_though_reading_it_fails(
    box, lab, order, status
):
    box.faults.add("status", lab=NAME, method="GET", path="/order/*", status=status, times=3)
    receipt = lab.submit(order)
    assert (receipt.state, len(placed(box))) == ("confirmed", 1)
    assert "could not be read" in receipt.problem


def test_a_yes_that_validated_nothing_is_unknown(box, lab, order):
    box.faults.add("html", lab=NAME, method="PUT", path="/order/*")
    assert lab.submit(order).state == "unknown"
    assert placed(box) == []


def test_an_order_is_not_validated_while_the_lab_shows_another_price(box, lab, order):
    order.details[0].price = "9.95"
    box.faults.add("html", lab=NAME, method="PUT", path="/orderdetail/*")
    with pytest.raises(OrderError, match="other lines"):
        lab.submit(order)
    assert placed(box) == []
    assert lab.submit(order).state == "confirmed"


def test_a_line_whose_answer_is_lost_may_arrive_later_so_another_order_is_made(box, lab, order):
    # Not processed: nobody knows that it will not be.
    box.faults.add("drop_before", lab=NAME, method="POST", path="/orderdetail")
    assert lab.submit(order).state == "confirmed"
    states = [(str(one["raw"]["order_state"]), one["lines"]) for one in box.orders(NAME)]
    assert sorted(states) == [("0", 0), ("1", 1)]
