"""What a lost answer, a refusal and a name that is taken prove of a Bay Photo order."""

import pytest
from bayphoto_orders_kit import NAME, make, post, posts, private, problems

import labkit as lk
from labkit.errors import RefusedError

PHOTO = (1500, 1200)


@pytest.mark.parametrize(
    ("fault", "arrived", "resent"),
    [("drop_after", 1, "unknown"), ("truncate", 1, "unknown"), ("drop_before", 0, "confirmed")],
)
def test_a_lost_answer_stays_unknown_until_a_person_decides(
    box, lab, photo, fault, arrived, resent
):
    box.faults.add(fault, lab=NAME, method="POST")
    assert lab.submit(make(lab, photo)).state == "unknown"
    assert len(box.orders(NAME)) == arrived
    assert lab.resolve("A-1").state == "unknown"
    assert len(posts(box)) == 1
    receipt = lab.resolve("A-1", resend=True)
    # That the name is taken does not tell by which order.
    assert receipt.state == resent
    assert ("an order of this name" in receipt.problem) == (resent == "unknown")
    assert len(box.orders(NAME)) == 1
    assert lab.resolve("A-1", decide="confirmed").state == "confirmed"


@pytest.mark.parametrize("name", ["A-1", " a-1 "])
def test_an_order_of_another_with_this_name_is_never_taken_for_it(box, lab, photo, name):
    """Broken on purpose: a name that was taken at the resend counted as this order's proof."""
    box.readings.set(NAME, "q93", "folded")
    box.faults.add("drop_before", lab=NAME, method="POST")
    order = make(lab, photo)
    assert lab.submit(order).state == "unknown"
    body = lab.preview(order)[0].body | {"order_name": name}
    assert post(box, lab, body).status_code == 201
    assert lab.resolve("A-1", resend=True).state == "unknown"
    assert lab.submit(order).state == "unknown"
    assert [row["reference"] for row in box.orders(NAME)] == [name]


def test_another_refusal_of_the_second_sending_says_nothing_of_the_first(box, lab, photo):
    box.faults.add("drop_after", lab=NAME, method="POST")
    order = make(lab, photo)
    assert lab.submit(order).state == "unknown"
    box.faults.add(
        "status", lab=NAME, method="POST", status=422, body='{"errors": {"products": ["gone"]}}'
    )
    with pytest.raises(RefusedError):
        lab.resolve("A-1", resend=True)
    assert lk.orders()["state"].to_list() == ["unknown"]


@pytest.mark.parametrize(("reading", "state"), [("exact", "confirmed"), ("folded", "rejected")])
def test_q93_names_that_differ_in_case_and_blanks(box, lab, photo, reading, state):
    box.readings.set(NAME, "q93", reading)
    assert lab.submit(make(lab, photo)).state == "confirmed"
    other = make(lab, photo, reference="a -1")
    if reading == "exact":
        assert lab.submit(other).state == "confirmed"
    else:
        with pytest.raises(RefusedError, match="order_name"):
            lab.submit(other)
    found = dict(zip(*(lk.orders()[name] for name in ("reference", "state")), strict=True))
    assert found == {"A-1": "confirmed", "a -1": state}
    assert len(box.orders(NAME)) == (2 if reading == "exact" else 1)


@pytest.mark.parametrize("reading", ["mandatory", "optional"])
def test_q94_a_pick_up_names_its_customer_all_the_same(box, lab, photo, reading):
    box.readings.set(NAME, "q94", reading)
    order = make(lab, photo)
    order.pick_up, order.shipping_billing_code = True, ""
    body = lab.preview(order)[0].body
    assert body["customer"]["name"] == "Jane Roe"
    assert lab.submit(order).state == "confirmed"
    bare = {name: value for name, value in body.items() if name != "customer"}
    status = post(box, lab, bare | {"order_name": "A-2"}).status_code
    assert status == (201 if reading == "optional" else 422)
    shipped = bare | {"order_name": "A-3", "pick_up": False, "shipping_billing_code": "FEDEX2"}
    assert post(box, lab, shipped).status_code == 422
    without = lab.new_order(**order.model_dump(exclude={"customer"}))
    assert problems(lab, without) == {"customer": "is required"}


def test_a_name_that_is_taken_on_the_first_attempt_is_an_error(
    box, lab, photo, monkeypatch, tmp_path
):
    lab.submit(make(lab, photo))
    monkeypatch.setattr("labkit.folders.state_dir", lambda: private(tmp_path / "other"))
    with pytest.raises(RefusedError, match="order_name"):
        lab.submit(make(lab, photo))
    assert len(box.orders(NAME)) == 1
