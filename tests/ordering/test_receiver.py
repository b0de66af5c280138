"""Profotonet's callbacks, received on loopback (points q04, q06 and q24 of the notes)."""

import http.client
import json
import socket
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
    with socket.socket() as anywhere:
        assert anywhere.connect_ex(("127.0.0.2", urlsplit(receiver.url("profotonet")).port)) != 0
    with pytest.raises(InputError, match="no callbacks"):
        Receiver([lk.connect("bephoto")])


DEEP = b"[" * 60_000


@pytest.mark.parametrize("body", [DEEP, b'{"a":' * 12_000, b"9" * 60_000, b"\xff\xfe", b""])
def test_a_body_that_is_no_callback_does_not_end_it(receiver, capfd, body):
    assert post(receiver.url("profotonet"), body) == 400
    assert post(receiver.url("profotonet"), {"referenceId": "nobody"}) == 200
    assert capfd.readouterr() == ("", "")


def raw(receiver, *lines, body=b"", breaks_off=False):
    """Send bytes as they are; return the statuses of all answers."""
    port = urlsplit(receiver.url("profotonet")).port
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        if breaks_off:
            connection.shutdown(socket.SHUT_WR)
        answers = b"".join(iter(lambda: connection.recv(65536), b""))
    return [int(line.split()[1]) for line in answers.split(b"\r\n") if line.startswith(b"HTTP/1.1")]


CALLBACK = b'{"referenceId": "nobody"}'


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (["Host: 127.0.0.1"], 200),
        (["Host: localhost:80"], 200),
        (["Host: labs.example"], 421),
        (["Host: 127.0.0.1.labs.example"], 421),
        ([], 400),
        (["Host: 127.0.0.1", "Origin: http://labs.example"], 403),
        (["Host: 127.0.0.1", "Origin: null"], 403),
        (["Host: 127.0.0.1", "Sec-Fetch-Site: cross-site"], 403),
    ],
)
def test_a_page_of_another_site_cannot_write_there(receiver, headers, status):
    length = f"Content-Length: {len(CALLBACK)}"
    start = ["POST /profotonet HTTP/1.1", *headers, length, "Connection: close"]
    assert raw(receiver, *start, body=CALLBACK) == [status]
    assert len(receiver.received) == (status == 200)


def test_a_body_in_chunks_is_read_whole_and_is_one_request(receiver):
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (CALLBACK[:9], CALLBACK[9:]))
    start = ["POST /profotonet HTTP/1.1", "Host: 127.0.0.1", "Transfer-Encoding: chunked"]
    assert raw(receiver, *start, "Connection: close", body=chunks + b"0\r\n\r\n") == [200]
    assert [each.reference for each in receiver.received] == ["nobody"]


def test_a_query_in_the_address_is_no_other_path(receiver):
    length = f"Content-Length: {len(CALLBACK)}"
    for path in ("/profotonet?shop=7", "/profotonet/test?shop=7"):
        start = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", length, "Connection: close"]
        assert raw(receiver, *start, body=CALLBACK) == [200]
    assert [each.test for each in receiver.received] == [False, True]


def test_a_body_that_is_too_long_is_refused_and_one_that_breaks_off_is_nothing(receiver, capfd):
    host = ["POST /profotonet HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    assert raw(receiver, *host, "Content-Length: 70000", body=b" " * 70_000) == [413]
    raw(receiver, *host, "Content-Length: 100", body=CALLBACK, breaks_off=True)
    assert raw(receiver, "GET /profotonet HTTP/1.1", *host[1:]) == [405]
    assert receiver.received == []
    assert capfd.readouterr() == ("", "")


def test_a_reference_that_lost_its_zeros_as_a_number_is_found(box, lab, receiver, tmp_path):
    submit(lab, receiver, tmp_path, reference="007")
    assert post(receiver.url("profotonet"), {"referenceId": 7, "status": "shipped"}) == 200
    assert receiver.received[-1].outcome == "confirmed"
    assert receiver.received[-1].reference == "007"
    # With "07" there as well it may be either, so it is neither.
    submit(lab, receiver, tmp_path, reference="07")
    post(receiver.url("profotonet"), {"referenceId": 7, "status": "shipped"})
    assert receiver.received[-1].outcome == "ignored"
    assert receiver.received[-1].problem


def test_a_callback_comes_again_where_the_lab_cannot_be_asked(box, lab, receiver, tmp_path):
    submit(lab, receiver, tmp_path)
    box.faults.add("status", lab="profotonet", method="GET", status=500, times=9)
    assert post(receiver.url("profotonet"), {"referenceId": "A-1", "status": "shipped"}) == 503
    assert receiver.received[-1].outcome == "ignored"


def test_a_port_that_is_taken_is_said(lab, receiver):
    with pytest.raises(InputError, match="cannot be used"):
        Receiver([lab], port=urlsplit(receiver.url("profotonet")).port)
