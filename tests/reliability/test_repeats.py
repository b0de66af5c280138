"""A write is sent once, whatever its answer; a read comes again when the lab asks, within 45 s.

Broken once each: `retries` given to the writes' session (first test), `Retry-After` not looked at
(third), the pause not compared with what is left of the deadline (third and fourth).
"""

import contextlib
import datetime as dt
import json
import time
from email.utils import format_datetime

import pytest
from promises import REPEATS
from scripted import JSON, Clock, make_client, serving, wire_module

import labkit as lk
from labkit.errors import LabkitError, ServerError, UnreachableError
from labkit.http import Call
from labkit.http.retry_after import in_words, retry_after

pytestmark = pytest.mark.reliability

LABS = {
    "bayphoto": {"token": "t"},
    "bephoto": {"email": "e", "password": "p"},
    "printofoto": {"api_key": "k", "api_secret": "s"},
    "profotonet": {"key": "k"},
}
BUSY = [(status, {"Retry-After": "0"}, b"{}") for status in (408, 425, 429, 503)]
LATER = [(503, {"Retry-After": text}, b"{}") for text in ("1", "-1", "soon", "9" * 40)]
FAILED = [(status, {}, b"{}") for status in (500, 501, 502, 504, 507, 520, 599)]
MOVED = [(status, {"Location": "/other"}, b"") for status in (301, 302, 303, 307, 308)]
ODD = [
    (200, {}, b""),
    (200, JSON, b"{"),
    (200, {"content-type": "text/html"}, b"<html>"),
    (409, JSON, b"{}"),
    (422, JSON, b"{}"),
]
ANSWERS = [None, *BUSY, *LATER, *FAILED, *MOVED, *ODD]


def half(_seen, handler):
    """Promise more than comes."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{")


class Played:
    """A server that gives one answer to everything but to what comes before an order."""

    def __init__(self):
        self.answer = None
        self.asked = []

    def __call__(self, seen, handler):
        if seen.path.startswith("/_labkit"):
            # Calls that are not tests leave for labkit's own sandbox alone.
            return 200, JSON, b'{"ok": true, "state": "s", "sample": "x"}'
        if seen.path.endswith("/user/login"):
            return 200, JSON, b'{"status": 1, "token": "T"}'
        self.asked.append(seen.method)
        return self.answer(seen, handler) if callable(self.answer) else self.answer


@pytest.fixture
def played():
    server = Played()
    with serving(server) as script:
        server.url = script.url
        yield server


@pytest.mark.parametrize("name", LABS)
def test_a_write_is_sent_once(name, played, promise):
    answers = [*ANSWERS, half]
    lab = lk.connect(name, base_url=played.url, **LABS[name])
    for played.answer in answers:
        for method in ("POST", "PUT", "DELETE"):
            played.asked.clear()
            with contextlib.suppress(LabkitError):  # which one is not what this is about
                lab.client.send(Call(method, "/order", json={"a": 1}))
            assert played.asked == [method], (played.answer, method)
    promise(REPEATS, f"{3 * len(answers)} of {3 * len(answers)} writes sent once ({name})")


def test_what_never_left_is_known_not_to_have_left():
    with serving(lambda seen, handler: None) as server:
        gone = server.url
    for method in ("POST", "PUT", "DELETE"):
        with pytest.raises(UnreachableError) as caught:
            make_client(gone).send(Call(method, "/order", json={}))
        assert caught.value.sent is False


def in_seconds(seconds):
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
    return format_datetime(moment, usegmt=True)


# (what the lab asks for, how long its reader waits before each further try; [] is none at all).
# Two further tries after 0.1 and 0.2 s where it asks for nothing; five where it does; 45 s in all.
ASKED = [
    (None, [0.1, 0.2]),
    ("0", [0.1, 0.2]),
    ("-5", [0.1, 0.2]),
    ("soon", [0.1, 0.2]),
    ("", [0.1, 0.2]),
    (in_seconds(-3600), [0.1, 0.2]),
    ("1", [1, 1, 1, 1, 1]),
    ("2.5", [2.5, 2.5, 2.5, 2.5, 2.5]),
    ("9", [9, 9, 9, 9]),
    ("20", [20, 20]),
    ("44", [44]),
    ("45", []),
    ("60", []),
    ("3600", []),
    ("9" * 30, []),
    (in_seconds(3600), []),
    ("Fri, 31 Dec 9999 23:59:59 GMT", []),
    ("Fri, 31 Dec 99999 23:59:59 GMT", [0.1, 0.2]),
]


@pytest.mark.parametrize("status", [408, 429, 503])
def test_a_read_comes_again_when_the_lab_asks_and_within_45_seconds(status, played, promise):
    client = make_client(played.url, deadline=45)
    for asked, waits in ASKED:
        played.answer = status, {} if asked is None else {"Retry-After": asked}, b"{}"
        played.asked.clear()
        clock = Clock()
        with pytest.raises(ServerError, match="busy"):
            clock.time(client).get("/p")
        assert clock.waited == pytest.approx(waits, abs=1e-9), (asked, clock.waited)
        assert len(played.asked) == 1 + len(waits)
        assert clock.now < 45
    promise(REPEATS, f"{len(ASKED)} of {len(ASKED)} waits of reads as asked, <= 45 s ({status})")


def test_no_single_wait_is_longer_than_60_seconds_whatever_the_deadline(played):
    client = make_client(played.url, deadline=100)
    for asked, waits in (("60", [60]), ("61", [])):
        played.answer = 503, {"Retry-After": asked}, b"{}"
        clock = Clock()
        with pytest.raises(ServerError):
            clock.time(client).get("/p")
        assert clock.waited == waits


def test_a_date_is_waited_for():
    assert 8 < retry_after({"Retry-After": in_seconds(10)}) <= 10
    assert retry_after({}) is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.5, "1 s"), (59, "59 s"), (61, "2 min"), (3600, "1 h"), (90_000, "2 d"), (1e15, "more")],
)
def test_a_wait_is_said_in_words(seconds, text):
    assert in_words(seconds).startswith(text)


def test_who_is_busy_for_an_hour_is_left_at_once_and_what_is_kept_stands_in():
    answers = [(200, JSON, b'{"a": 1}')]
    with serving(lambda seen, handler: answers[0]) as server:
        client = make_client(server.url, deadline=45)
        client.get("/p")
        for status in (408, 429, 503):
            answers[0] = (status, {"Retry-After": "3600"}, b"{}")
            began = time.monotonic()
            assert client.get("/p", refresh=True).stale
            with pytest.raises(ServerError, match=r"busy, asks to come again in 1 h"):
                client.get("/other")
            assert time.monotonic() - began < 1


def test_a_token_refused_in_the_documented_form_is_replaced_once_and_the_write_sent_again():
    tokens = []

    def answer(seen, handler):
        if seen.path == "/login":
            tokens.append(len(tokens))
            return 200, JSON, json.dumps({"token": f"T{tokens[-1]}"}).encode()
        fresh = dict(seen.headers).get("Authorization") == "Bearer T1"
        return (200 if fresh else 401), JSON, b"{}"

    with serving(answer) as server:
        client = make_client(server.url, login=True, wire=wire_module(login=True))
        assert client.send(Call("POST", "/order")).status == 200
    assert [seen.path for seen in server.seen] == ["/login", "/order", "/login", "/order"]
