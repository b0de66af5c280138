"""Both readings of what Bephoto's document leaves open, with the client right under each."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from bephoto_sandbox_kit import Caller, error_of, line

import labkit as lk
from labkit.errors import UnauthorizedError

NAME = "bephoto"
PHOTO = (1800, 1200)


def submit(lab, photo, reference):
    wanted = lk.Line(product_id="103", variant_id="1", quantity=2, photo=photo)
    order, _ = lab.from_intent(lk.OrderIntent(reference=reference, lines=[wanted]))
    return lab.submit(order)


def closed(box):
    return [order["reference"] for order in box.orders(NAME) if order["state"] == "confirmed"]


@pytest.mark.parametrize("reading", ["required", "optional"])
def test_q86_the_documents_calls_have_no_content_type(box, lab, photo, reading):
    """Broken once by leaving the switch out: the document's own log-in was refused."""
    box.readings.set(NAME, "q86", reading)
    body = json.dumps(box.credentials(NAME)).encode()
    pasted = Caller(box).call("POST", "/user/login", data=body)
    assert pasted.status_code == (415 if reading == "required" else 200)
    assert submit(lab, photo, "A-1").state == "confirmed"


@pytest.mark.parametrize("reading", ["numbers", "text_too"])
def test_q87_numbers_are_written_as_numbers(box, lab, photo, reading):
    """Broken once each: the client writing text, the sandbox reading numbers alone."""
    # The document shows "<integer>", in quotes.
    box.readings.set(NAME, "q87", reading)
    caller = Caller(box).log_in()
    texts = {name: str(line()[name]) for name in ("idproduct", "idpaper", "quantity", "filesize")}
    answer = caller.add(caller.new_order(), **texts)
    if reading == "numbers":
        assert "idproduct" in error_of(answer, 422)
    else:
        assert answer.status_code == 200
        assert caller.add(caller.new_order(), quantity="two").status_code == 422
    assert submit(lab, photo, "A-1").state == "confirmed"


@pytest.mark.parametrize("reading", ["no", "yes"])
def test_q88_a_log_in_elsewhere_may_end_the_token(box, lab, photo, reading):
    """Broken once by logging in only once in a client's life: the second order was refused."""
    box.readings.set(NAME, "q88", reading)
    other = lk.connect(NAME, base_url=box.base_url(NAME), **box.credentials(NAME))
    first = Caller(box).log_in()
    for number in range(3):
        for name, one in (("A", lab), ("B", other)):
            assert submit(one, photo, f"{name}-{number}").state == "confirmed"
    assert first.get("/products").status_code == (200 if reading == "no" else 401)
    assert sorted(closed(box)) == ["A-0", "A-1", "A-2", "B-0", "B-1", "B-2"]


def test_q88_an_order_whose_close_is_refused_is_not_placed(box, lab, photo, monkeypatch):
    """Broken once by telling a close that the lab refused as confirmed."""
    box.readings.set(NAME, "q88", "yes")
    exchange = lab.client._exchange

    def late(session, call):
        if call.path.endswith("/close"):
            Caller(box).log_in()
        return exchange(session, call)

    with monkeypatch.context() as patch:
        patch.setattr(lab.client, "_exchange", late)
        with pytest.raises(UnauthorizedError):
            submit(lab, photo, "A-1")
    assert closed(box) == []
    assert submit(lab, photo, "A-1").state == "confirmed"
    assert closed(box) == ["A-1"]


def test_q88_two_clients_at_once_place_each_order_once_or_say_that_it_is_unknown(box, lab, photo):
    """Broken once by closing two drafts of each order: each was there twice."""
    box.readings.set(NAME, "q88", "yes")
    other = lk.connect(NAME, base_url=box.base_url(NAME), **box.credentials(NAME))

    def place(given):
        reference, one = given
        try:
            return reference, submit(one, photo, reference).state
        except lk.LabkitError:
            return reference, "refused"

    every = [(f"{n}-{i}", one) for i in range(3) for n, one in (("A", lab), ("B", other))]
    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(pool.map(place, every))
    there = closed(box)
    assert len(there) == len(set(there))
    assert {name for name, state in outcomes.items() if state == "confirmed"} <= set(there)
    assert not set(there) & {name for name, state in outcomes.items() if state == "refused"}
