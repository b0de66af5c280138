"""Profotonet's orders whose answer is lost: what may be adopted, and what stays unknown.

Broken once each: the id that was there before not compared (an older order was confirmed), the
products not compared (another order was), a 404 taken as proof (the order was sent again).
"""

import contextlib

import pytest
from profotonet_orders_kit import NAME, make, placed_by_another_client, posts

from labkit.ordering.service import journal

PHOTO = (3000, 3000)


@contextlib.contextmanager
def looked_up_badly(box, lab, status):
    """Answer the first GET after the POST with a status; the one before it is answered well."""
    with pytest.MonkeyPatch.context() as patch:
        send = lab.client.send

        def spoil(call):
            box.faults.add("status", lab=NAME, method="GET", path="/order*", status=status)
            return send(call)

        patch.setattr(lab.client, "send", spoil)
        yield


@pytest.mark.parametrize("fault", ["drop_after", "truncate"])
def test_a_lost_answer_is_looked_up_and_adopted(box, lab, photo, fault):
    order = make(lab, photo)
    box.faults.add(fault, lab=NAME, method="POST", path="/order")
    receipt = lab.submit(order)
    if receipt.state == "unknown":
        # Until the files are downloaded the lab may answer 404 to a GET: no proof of anything.
        box.clock.advance(days=1)
        receipt = lab.resolve("A-1")
    assert receipt.state == "confirmed"
    assert (len(box.orders(NAME)), len(posts(box))) == (1, 1)


def test_a_404_is_no_proof_and_only_a_person_sends_again(box, lab, photo):
    order = make(lab, photo)
    box.faults.add("drop_before", lab=NAME, method="POST", path="/order")
    assert lab.submit(order).state == "unknown"
    assert lab.submit(order).state == "unknown"
    assert lab.resolve("A-1").state == "unknown"
    assert box.orders(NAME) == []
    assert lab.resolve("A-1", resend=True).state == "confirmed"
    assert len(box.orders(NAME)) == 1


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_question_after_a_lost_answer_is_not_a_refused_order(box, lab, photo, status):
    order = make(lab, photo)
    box.faults.add("drop_after", lab=NAME, method="POST", path="/order")
    with looked_up_badly(box, lab, status):
        assert lab.submit(order).state == "unknown"
    assert lab.submit(order).state == "unknown"
    assert lab.resolve("A-1").state == "confirmed"
    assert len(posts(box)) == 1


def test_sending_again_what_had_arrived_finds_the_first_one(box, lab, photo):
    order = make(lab, photo)
    box.faults.add("drop_after", lab=NAME, method="POST", path="/order")
    with looked_up_badly(box, lab, 404):
        assert lab.submit(order).state == "unknown"
    box.faults.add("status", lab=NAME, method="GET", path="/order*", times=1, status=404)
    box.clock.advance(days=1)
    assert lab.resolve("A-1", resend=True).state == "confirmed"
    assert len(box.orders(NAME)) == 1


@pytest.mark.parametrize("downloaded", [True, False])
@pytest.mark.parametrize("decision", ["resolve", "resend"])
def test_an_equal_order_that_was_there_before_is_never_adopted(
    box, lab, photo, downloaded, decision
):
    order = make(lab, photo)
    placed_by_another_client(box, lab, order, street="Elsewhere")
    if downloaded:
        box.clock.advance(days=1)
    box.faults.add("drop_before", lab=NAME, method="POST", path="/order")
    receipt = lab.submit(order)
    assert (receipt.state, receipt.lab_order_id) == ("unknown", "")
    assert "was there before this attempt" in receipt.problem
    receipt = lab.resolve("A-1", resend=decision == "resend")
    assert receipt.state == "unknown"
    assert "was there before this attempt" in receipt.problem
    assert len(box.orders(NAME)) == 1


def test_an_order_found_where_nobody_asked_before_stays_unknown(box, lab, photo):
    order = make(lab, photo)
    box.faults.add("drop_after", lab=NAME, method="POST", path="/order")
    with looked_up_badly(box, lab, 404):
        lab.submit(order)
    entry = journal().latest(NAME, "A-1")
    # A row as an older labkit wrote it.
    journal().update(entry, progress={})
    receipt = lab.resolve("A-1")
    assert receipt.state == "unknown"
    assert "may be older than this attempt" in receipt.problem


def test_what_was_found_says_what_was_compared(box, lab, photo):
    box.faults.add("drop_after", lab=NAME, method="POST", path="/order")
    receipt = lab.submit(make(lab, photo))
    assert receipt.state == "confirmed"
    assert "with these products and quantities" in receipt.problem


def test_an_order_of_other_products_under_the_reference_is_said(box, lab, photo):
    order = make(lab, photo)
    box.faults.add("drop_before", lab=NAME, method="POST", path="/order")
    assert lab.submit(order).state == "unknown"
    other = make(lab, photo)
    other.entries[0].quantity = 7
    placed_by_another_client(box, lab, other)
    receipt = lab.resolve("A-1")
    assert receipt.state == "unknown"
    assert "its products or quantities are others" in receipt.problem
