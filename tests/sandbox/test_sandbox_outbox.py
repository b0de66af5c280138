import datetime as dt
import itertools
import threading
import time

import pytest
import requests
from sandbox_receiver import receiving

from labkit.sandbox.clock import Clock
from labkit.sandbox.outbox import Outbox
from labkit.sandbox.state_store import Store

EVERY = dt.timedelta(hours=2)
DAYS = dt.timedelta(days=3)


@pytest.fixture
def parts():
    store = Store()
    clock = Clock(store)
    yield store, clock, Outbox(store, clock, deadline=0.3)
    store.close()


@pytest.fixture
def clock(parts):
    return parts[1]


@pytest.fixture
def outbox(parts):
    return parts[2]


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


def _post(outbox, url, body=None):
    outbox.post("fake", url, body or {"n": 1}, every=EVERY, give_up_after=DAYS)


def test_a_callback_is_delivered_as_json(clock, outbox, receiver):
    _post(outbox, receiver.url, {"status": "shipped", "né": [1]})
    assert outbox.log()[0]["state"] == "waiting"
    clock.run_due()
    assert receiver.bodies == [{"status": "shipped", "né": [1]}]
    assert receiver.headers[0]["Content-Type"] == "application/json"
    entry = outbox.log()[0]
    assert (entry["lab"], entry["state"]) == ("fake", "delivered")
    assert [attempt["status"] for attempt in entry["attempts"]] == [200]
    clock.advance(days=5)
    assert len(receiver.bodies) == 1


def test_it_is_sent_again_on_the_turned_clock_until_it_is_accepted(clock, outbox, receiver):
    receiver.answers = [500, 302, 404, 204]
    _post(outbox, receiver.url)
    for hours, attempts in [(0, 1), (1.9, 1), (0.2, 2), (2, 3), (2, 4), (20, 4)]:
        clock.advance(hours=hours)
        assert len(receiver.bodies) == attempts
    entry = outbox.log()[0]
    assert entry["state"] == "delivered"
    assert [attempt["status"] for attempt in entry["attempts"]] == [500, 302, 404, 204]
    moments = [dt.datetime.fromisoformat(attempt["at"]) for attempt in entry["attempts"]]
    assert [late - early for early, late in itertools.pairwise(moments)] == [EVERY] * 3


def test_q24_it_is_sent_every_two_hours_for_three_days_at_most(clock, outbox, receiver):
    # 72 hours / 2 = 36 attempts: at 0, 2, … 70 hours.
    receiver.answers = [503]
    _post(outbox, receiver.url)
    clock.advance(days=2)
    assert len(receiver.bodies) == 25
    clock.advance(days=30)
    assert len(receiver.bodies) == 36
    assert outbox.log()[0]["state"] == "gave up"


def test_a_callback_an_event_leads_to_goes_out_at_the_moment_of_that_event(clock, outbox, receiver):
    receiver.answers = [503]
    clock.register("fake", lambda _event: _post(outbox, receiver.url))
    due = clock.now() + dt.timedelta(days=1)
    clock.schedule("fake", due, "ship", {})
    clock.advance(days=1, hours=5)
    attempts = outbox.log()[0]["attempts"]
    assert [dt.datetime.fromisoformat(attempt["at"]) for attempt in attempts] == [
        due,
        due + EVERY,
        due + 2 * EVERY,
    ]
    assert clock.moment() - clock.now() < EVERY


def test_a_receiver_that_is_not_there_is_tried_again(clock, outbox):
    with receiving() as gone:
        pass
    _post(outbox, gone.url)
    clock.advance(hours=2)
    attempts = outbox.log()[0]["attempts"]
    assert [attempt["status"] for attempt in attempts] == [0, 0]
    assert "refused" in attempts[0]["error"]


@pytest.mark.parametrize(("byte", "status"), [(b"x", 200), (b"", 0)])
def test_a_receiver_that_drips_or_hangs_does_not_hold_it_up(clock, outbox, receiver, byte, status):
    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" if byte else b"")
        try:
            for _ in range(40):
                handler.wfile.write(byte)
                time.sleep(0.05)
        except OSError:
            pass

    receiver.answers = [drip]
    _post(outbox, receiver.url)
    began = time.monotonic()
    clock.run_due()
    assert time.monotonic() - began < 1.5
    assert outbox.log()[0]["attempts"][0]["status"] == status


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://callbacks.example/x", "not on this machine"),
        ("http://10.0.0.1/x", "not on this machine"),
        ("http://169.254.169.254/latest", "not on this machine"),
        ("http://127.0.0.1.evil.example/", "not on this machine"),
        ("http://0.0.0.0:80/", "not on this machine"),
        ("https://127.0.0.1/x", "not an http:// URL"),
        ("file:///etc/passwd", "not an http:// URL"),
        ("", "not an http:// URL"),
        ("http://me:secret@127.0.0.1/", "contains a user name"),
        ("http://127.0.0.1:0/", "not an http:// URL"),
        ("http://127.0.0.1:99999/", "not a URL"),
        ("http://127.0.0.1/a b", "contains characters not allowed in a URL"),
    ],
)
def test_a_receiver_elsewhere_is_noted_and_never_sent_to(clock, outbox, url, reason):
    _post(outbox, url)
    clock.advance(days=1)
    entry = outbox.log()[0]
    assert (entry["state"], entry["reason"], entry["attempts"]) == ("not sent", reason, [])


def test_localhost_is_this_machine(clock, outbox, receiver):
    _post(outbox, receiver.url.replace("127.0.0.1", "localhost"))
    clock.run_due()
    assert outbox.log()[0]["state"] == "delivered"


def test_no_proxy_is_asked(clock, outbox, receiver, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    _post(outbox, receiver.url)
    clock.run_due()
    assert outbox.log()[0]["state"] == "delivered"


def test_what_is_posted_in_an_operation_that_fails_is_never_sent(parts, receiver):
    store, clock, outbox = parts

    def refuse():
        with store.transaction():
            _post(outbox, receiver.url)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refuse()
    clock.advance(days=1)
    assert (receiver.bodies, outbox.log()) == ([], [])


def test_a_reset_during_a_delivery_ends_its_attempts(parts, receiver):
    store, clock, outbox = parts

    def reset(_handler):
        store.reset()
        return 500

    receiver.answers = [reset]
    _post(outbox, receiver.url)
    clock.run_due()
    clock.advance(days=1)
    assert (len(receiver.bodies), outbox.log()) == (1, [])


def test_a_receiver_may_ask_the_sandbox_while_it_is_delivered_to(box, fake, web, receiver):
    seen = []

    def ask(handler):
        del handler
        with requests.Session() as session:
            session.trust_env = False
            seen.append(session.get(f"{fake}/orders/1", timeout=2).json()["state"])
        return 200

    receiver.answers = [ask]
    web.post(f"{fake}/orders", json={"callback": receiver.url})
    box.clock.advance(days=1)
    assert seen == ["placed"]
    assert box.callbacks()[0]["state"] == "delivered"


def test_callbacks_go_out_by_themselves(box, fake, web):
    # Nobody turns the clock or asks anything: the ticker does it.
    arrived = threading.Event()
    with receiving() as receiver:
        receiver.answers = [lambda _handler: arrived.set() or 200]
        web.post(f"{fake}/orders", json={"callback": receiver.url})
        assert arrived.wait(10)
    assert receiver.bodies == [{"order": 1}]
