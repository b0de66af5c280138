"""Profotonet's callbacks, received on loopback (points q04, q06 and q24 of the notes)."""

import http.client
import json
from urllib.parse import urlsplit

import pytest
from PIL import Image

import labkit as lk
from labkit import sandbox
from labkit.errors import InputError
from labkit.ordering.callback_receiver import Receiver

ADDRESS = lk.Address(
    first_name="John",
    last_name="Doe",
    street="Street",
    house_number="1A",
    postcode="1234AA",
    city="Rotterdam",
    country="NL",
)


@pytest.fixture
def box():
    with sandbox.start() as box:
        yield box


@pytest.fixture
def lab(box):
    return lk.connect("profotonet", base_url=box.base_url("profotonet"))


@pytest.fixture
def receiver(lab):
    with Receiver([lab]) as receiver:
        yield receiver


def submit(lab, receiver, tmp_path, reference="A-1", **fields):
    path = tmp_path / "p.jpg"
    Image.new("RGB", (3000, 2000)).save(path)
    line = lk.Line(product_id="1002201300190001", photo=path)
    intent = lk.OrderIntent(reference=reference, recipient=ADDRESS, lines=[line])
    order, _ = lab.from_intent(intent)
    order.notificationUrl = receiver.url("profotonet")
    for name, value in fields.items():
        setattr(order, name, value)
    return lab.submit(order)


def post(url, body):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        connection.request(
            "POST", parts.path, body if isinstance(body, bytes) else json.dumps(body)
        )
        return connection.getresponse().status
    finally:
        connection.close()


def test_q24_callbacks_are_confirmed_by_asking_and_end_in_the_journal(box, lab, receiver, tmp_path):
    submit(lab, receiver, tmp_path)
    for _ in range(8):
        box.clock.advance(hours=12)
    states = [each.lab_state for each in receiver.received if each.outcome == "confirmed"]
    assert states[-1] == "shipped"
    assert lk.orders().loc[0, "lab_state"] == "shipped"


def test_q24_a_callback_cannot_make_a_state_up_or_turn_one_back(box, lab, receiver, tmp_path):
    submit(lab, receiver, tmp_path)
    box.clock.advance(days=5)
    lab.status("A-1")
    for state in ("accepted", "deleted", "nonsense"):
        for _ in range(2):
            url = receiver.url("profotonet")
            assert post(url, {"referenceId": "A-1", "status": state, "id": "x"}) == 200
    assert lk.orders().loc[0, "lab_state"] == "shipped"


def test_q04_test_callbacks_have_a_path_of_their_own_and_touch_no_order(
    box, lab, receiver, tmp_path
):
    submit(lab, receiver, tmp_path)
    before = lk.orders().loc[0, "lab_state"]
    url = receiver.url("profotonet", test=True)
    assert post(url, {"referenceId": "A-1", "status": "shipped"}) == 200
    assert receiver.received[-1].outcome == "test"
    assert lk.orders().loc[0, "lab_state"] == before


@pytest.mark.parametrize("reading", ["text", "number"])
def test_q06_a_reference_may_come_as_a_number(box, lab, receiver, tmp_path, reading):
    box.readings.set("profotonet", "q06", reading)
    submit(lab, receiver, tmp_path, reference="10000000")
    box.clock.advance(days=2)
    assert {each.reference for each in receiver.received} == {"10000000"}
    assert receiver.received[-1].outcome == "confirmed"


@pytest.mark.parametrize("body", [b"no json", b"[]", b"{}", b'{"referenceId": true}'])
def test_what_is_no_callback_is_refused(receiver, body):
    assert post(receiver.url("profotonet"), body) == 400
    assert receiver.received == []


def test_an_order_nobody_submitted_is_ignored_and_another_path_unknown(receiver):
    url = receiver.url("profotonet")
    assert post(url, {"referenceId": "nobody", "status": "shipped"}) == 200
    assert receiver.received[-1].outcome == "ignored"
    assert post(url.replace("profotonet", "elsewhere"), {}) == 404


def test_it_listens_on_loopback_alone_and_refuses_labs_without_callbacks(receiver):
    assert urlsplit(receiver.url("profotonet")).hostname == "127.0.0.1"
    assert receiver._server.server_address[0] == "127.0.0.1"
    with pytest.raises(InputError, match="no callbacks"):
        Receiver([lk.connect("bephoto")])
