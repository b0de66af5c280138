"""What a lab's spec and wire module may ask of the client."""

import hashlib
import hmac
import json
import threading
import time

import pytest
from scripted import JSON, Clock, make_client, serving, wire_module

from labkit.errors import (
    LabModuleError,
    LiveOrderError,
    ServerError,
    UnreachableError,
)
from labkit.http import Call
from labkit.http.flow import LostAnswerError, Step, run
from labkit.http.signing import preview_headers
from labkit.lab_api.endpoints import Kind

QUOTES = {"read_by_post": ("/quotes",)}


def echo(seen, handler):
    return 200, JSON, json.dumps({"sent": seen.body.decode()}).encode()


def requests(server, path):
    return [seen for seen in server.seen if seen.path == path]


# --- reads behind POST ---------------------------------------------------------------------


def test_a_read_behind_post_is_kept_by_path_and_body():
    with serving(echo) as server:
        client = make_client(server.url, **QUOTES)
        first = client.fetch(Call("POST", "/quotes", json={"a": 1, "b": 2}))
        repeated = client.fetch(Call("POST", "/quotes", json={"b": 2, "a": 1}))
        other = client.fetch(Call("POST", "/quotes", json={"a": 2}))
        pages = client.get_many([Call("POST", "/quotes", json={"a": 2}), ("/quotes", {})])
        client.forget(other)
        client.fetch(Call("POST", "/quotes", json={"a": 2}))
    assert first.data == repeated.data
    assert other.data == {"sent": '{"a":2}'} == pages[0].data
    # The GET of the same path is another answer.
    assert pages[1].data == {"sent": ""}
    assert [seen.method for seen in requests(server, "/quotes")] == ["POST", "POST", "GET", "POST"]


def test_only_named_paths_are_read_by_post_and_only_they_leave_for_a_live_endpoint():
    with serving(echo) as server:
        client = make_client(server.url, kind=Kind.LIVE, **QUOTES)
        assert client.read(Call("POST", "/quotes", json={})).json() == {"sent": "{}"}
        assert client.fetch(Call("POST", "/quotes", json={})).data == {"sent": "{}"}
        for method in ("POST", "PUT", "PATCH", "DELETE", "HEAD"):
            for path in ("/orders", "/quotes/1", "/quotes/../orders"):
                with pytest.raises(LiveOrderError, match=f"test {method} {path}"):
                    client.read(Call(method, path, json={}))
        for method in ("PUT", "PATCH", "DELETE"):
            with pytest.raises(LiveOrderError):
                client.read(Call(method, "/quotes", json={}))
        with pytest.raises(LabModuleError, match="read_by_post"):
            client.fetch(Call("POST", "/orders", json={}))
        # What is sent as a write is a write, wherever it goes.
        with pytest.raises(LiveOrderError):
            client.send(Call("POST", "/quotes", json={}))
    assert {seen.path for seen in server.seen if seen.method != "GET"} == {"/quotes"}


def test_a_write_given_to_read_is_sent_once():
    with serving(lambda seen, handler: None) as server:
        client = make_client(server.url, **QUOTES)
        with pytest.raises(UnreachableError):
            client.read(Call("POST", "/orders", json={}))
        assert len(requests(server, "/orders")) == 1
        with pytest.raises(UnreachableError):
            client.read(Call("POST", "/quotes", json={}))
        assert len(requests(server, "/quotes")) == 3  # a read is tried again


def test_in_a_flow_a_read_behind_post_may_be_lost_and_a_committing_call_is_never_a_read():
    caught = []

    def flow(**how):
        try:
            yield Step(Call("POST", "/quotes", json={}), **how)
        except Exception as error:  # noqa: BLE001 - what it is, is the question
            caught.append(type(error))

    with serving(lambda seen, handler: None) as server:
        client = make_client(server.url, **QUOTES)
        run(flow(), client)
        assert len(requests(server, "/quotes")) == 3
        run(flow(commits=True), client)
        assert len(requests(server, "/quotes")) == 4
    assert caught == [UnreachableError, LostAnswerError]


# --- headers that depend on the request, and settings --------------------------------------


def signing_wire():
    wire = wire_module()

    def headers(credentials, token, *, call, settings):
        text = f"{call.method} {call.path} {sorted(call.params.items())}".encode() + call.body
        signature = hmac.new(credentials["key"].encode(), text, hashlib.sha256).hexdigest()
        return {"X-Signature": signature, "X-Store": settings["store"], "X-Plain": "1"}

    wire.headers = headers
    return wire


def signature(text, key="SECRET-KEY-1"):
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def test_a_signature_is_over_what_leaves():
    with serving(echo) as server:
        client = make_client(
            f"{server.url}/v4", wire=signing_wire(), settings={"store": "7"}, **QUOTES
        )
        client.get("/products", {"q": "a b"})
        client.read(Call("POST", "/quotes", json={"n": 1}))
        client.send(Call("POST", "/orders", form={"n": "1"}))
    get, quote, form = (seen for seen in server.seen if seen.path.startswith("/v4"))
    assert dict(get.headers)["X-Signature"] == signature("GET /products [('q', 'a b')]")
    assert dict(quote.headers)["X-Signature"] == signature('POST /quotes []{"n":1}')
    assert dict(form.headers)["X-Signature"] == signature("POST /orders []n=1")
    assert dict(get.headers)["X-Store"] == "7"


def test_a_preview_hides_what_a_secret_goes_into():
    client = make_client("http://127.0.0.1:9", wire=signing_wire())
    client.settings = {"store": "7"}
    headers = preview_headers(client, Call("POST", "/orders", json={}))
    assert headers == {"X-Signature": "**********", "X-Store": "7", "X-Plain": "1"}


def test_other_settings_are_never_served_the_first_ones_answer():
    def by_store(seen, handler):
        return 200, JSON, json.dumps(dict(seen.headers).get("X-Store")).encode()

    with serving(by_store) as server:
        read = [
            make_client(server.url, wire=signing_wire(), settings={"store": store}).get("/p").data
            for store in ("1", "2", "1")
        ]
    assert read == ["1", "2", "1"]


# --- a busy lab, and how many connections it allows ------------------------------------------


def busy(times, wait, status=429):
    left = {"GET": times, "POST": times}

    def answer(seen, handler):
        if seen.path.startswith("/_labkit"):
            return 404, JSON, b"{}"
        left[seen.method] -= 1
        if left[seen.method] >= 0:
            return status, {**JSON, "Retry-After": wait}, b'{"error": "slowly"}'
        return echo(seen, handler)

    return answer


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_lab_is_asked_again_when_it_says(status):
    clock = Clock()
    with serving(busy(2, "20", status)) as server:
        client = clock.time(make_client(server.url, deadline=45))
        assert client.get("/p").data == {"sent": ""}
    assert len(requests(server, "/p")) == 3
    assert clock.waited == [20, 20]


def test_a_busy_lab_that_asks_for_too_much_is_left_at_once():
    with serving(busy(9, "3600")) as server:
        began = time.monotonic()
        with pytest.raises(ServerError, match=r"the lab is busy, asks to come again in 1 h \(429"):
            make_client(server.url).get("/p")
        assert time.monotonic() - began < 1
    assert len(requests(server, "/p")) == 1


def test_a_lab_that_stays_busy_is_said_to_be_and_what_was_kept_stands_in():
    answers = [echo]

    def answer(seen, handler):
        return answers[0](seen, handler)

    with serving(answer) as server:
        client = make_client(server.url)
        client.get("/p")
        answers[0] = busy(99, "0")
        with pytest.raises(ServerError, match=r"busy \(429: slowly\)"):
            client.get("/other")
        assert client.get("/p", refresh=True).stale


def test_a_busy_lab_gets_a_write_once():
    with serving(busy(9, "0")) as server, pytest.raises(ServerError, match="busy"):
        make_client(server.url).send(Call("POST", "/orders", json={}))
    assert len(requests(server, "/orders")) == 1


def test_a_wait_that_cannot_be_read_is_none():
    with serving(busy(1, "soon", 503)) as server:
        assert make_client(server.url).get("/p").data == {"sent": ""}


@pytest.mark.parametrize("limit", [1, 3])
def test_no_more_connections_than_the_lab_allows(limit):
    lock, now, most = threading.Lock(), [0], [0]
    gate = threading.Barrier(limit)

    def count(seen, handler):
        if seen.path.startswith("/_labkit"):
            return 404, JSON, b"{}"
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        gate.wait(5)  # nobody is answered before as many as are allowed are there
        with lock:
            now[0] -= 1
        return echo(seen, handler)

    with serving(count) as server:
        client = make_client(server.url, connections=limit)
        sessions = client._reads.get_adapter(server.url + "/").poolmanager
        pages = client.get_many([(f"/p{n}", {}) for n in range(2 * limit)])
        assert len(pages) == 2 * limit
        assert sessions.connection_pool_kw["maxsize"] == limit
        assert sessions.connection_pool_kw["block"] is True
    assert most == [limit]
