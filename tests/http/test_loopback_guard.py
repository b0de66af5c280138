"""Who may call a server on loopback, request by request and without a server."""

import asyncio
import json

import pytest

from labkit.http.loopback_guard import LoopbackGuard
from labkit.http.uvicorn_thread import TRANSPORT

TYPES = ("http.response.start", "http.response.body")
HOST = (b"host", b"127.0.0.1:8000")


class Connection:
    aborted = False

    def abort(self):
        self.aborted = True


def call(*headers, method="POST", path="/orders", parts=(b"",), limit=10, scope=None):
    """Return (status, error, body as the application got it, connection)."""
    connection, got, sent, coming = Connection(), [], [], iter(parts)
    whole = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    whole |= {"state": {TRANSPORT: connection}} if scope is None else scope

    async def app(passed_on, receive, send):
        assert passed_on is whole
        got.extend([await receive() for _ in parts])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"null"})

    async def receive():
        return {"type": "http.request", "body": next(coming)}

    async def send(message):
        sent.append(message)

    asyncio.run(LoopbackGuard(app, limit, lambda path: path != "/open")(whole, receive, send))
    assert not sent or [each["type"] for each in sent] == list(TYPES)
    answer = {**sent[0], **sent[1]} if sent else {"status": None, "body": b"null"}
    return answer, json.loads(answer["body"]), got, connection


def status(*headers, **changes):
    return call(*headers, **changes)[0]["status"]


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (b"127.0.0.1", 200),
        (b"127.0.0.1:65535", 200),
        (b"LocalHost:8000", 200),
        (b"[::1]:8000", 200),
        (b"127.0.0.1.nip.io", 421),
        (b"127.0.0.1:", 421),
        (b"127.0.0.1:123456", 421),
        (b"127a0.0.1", 421),
        (b"xlocalhost", 421),
        (b"lab.example", 421),
        (b"\xff", 421),
        (b"", 421),
    ],
)
def test_only_names_of_this_machine_are_answered(host, expected):
    assert status((b"host", host)) == expected


@pytest.mark.parametrize("hosts", [[], [HOST, HOST]])
def test_one_host_is_named(hosts):
    answer, body, got, _ = call(*hosts)
    assert (answer["status"], body, got) == (400, {"error": "one Host header is needed"}, [])


def test_a_refusal_is_json_and_ends_the_connection():
    answer, body, _, _ = call((b"host", b"lab.example"))
    named = {"error": "this server answers under 127.0.0.1, localhost and [::1] only"}
    assert body == named
    assert dict(answer["headers"]) == {
        b"content-type": b"application/json",
        b"content-length": str(len(answer["body"])).encode(),
        b"connection": b"close",
    }


OWN, OTHER = (b"origin", b"http://127.0.0.1:8000"), (b"origin", b"https://elsewhere.example")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], 200),
        ([OWN], 200),
        ([(b"origin", b"HTTP://127.0.0.1:8000")], 200),
        ([(b"origin", b"http://127.0.0.1:8001")], 403),
        ([(b"origin", b"https://127.0.0.1:8000")], 403),
        ([(b"origin", b"null")], 403),
        ([OTHER], 403),
        ([(b"sec-fetch-site", b"same-origin")], 200),
        ([(b"sec-fetch-site", b"none")], 200),
        ([(b"sec-fetch-site", b"same-site")], 403),
        ([(b"sec-fetch-site", b"cross-site")], 403),
        ([(b"sec-fetch-site", b"cross-site"), OWN], 403),
        ([(b"sec-fetch-site", b"same-origin"), OTHER], 403),
    ],
)
def test_another_sites_page_does_not_write(headers, expected):
    assert status(HOST, *headers) == expected
    assert status(HOST, *headers, path="/open") == 200
    for method in ("GET", "HEAD", "OPTIONS"):
        assert status(HOST, *headers, method=method) == 200
    for method in ("PUT", "DELETE", "PATCH"):
        assert status(HOST, *headers, method=method) == expected
    if expected == 403:
        assert call(HOST, *headers)[1] == {"error": "another site's page may not write here"}


def test_a_body_has_a_limit_it_may_reach():
    assert status(HOST, (b"content-length", b"10")) == 200
    answer, body, got, _ = call(HOST, (b"content-length", b"11"))
    assert (answer["status"], got) == (413, [])
    assert body == {"error": "the body is larger than 10 bytes"}
    assert status(HOST, (b"content-length", b"many")) == 200


def test_a_body_longer_than_it_said_breaks_the_connection():
    _, _, got, connection = call(HOST, parts=(b"12345", b"67890"))
    assert [message["body"] for message in got] == [b"12345", b"67890"]
    assert not connection.aborted
    _, _, got, connection = call(HOST, parts=(b"12345", b"67890", b"1"))
    assert got[-1] == {"type": "http.disconnect"}
    assert connection.aborted


@pytest.mark.parametrize("scope", [{}, {"state": {}}])
def test_where_there_is_no_connection_the_body_just_ends(scope):
    assert call(HOST, parts=(b"12345678901",), scope=scope)[2] == [{"type": "http.disconnect"}]


def test_what_is_no_http_is_nothing():
    assert call(HOST, scope={"type": "websocket"})[0]["status"] is None
