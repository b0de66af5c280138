"""A server on loopback that answers what a test tells it, and remembers what it was asked."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.server
import threading
import types
from dataclasses import dataclass, field

from labkit.errors import Problem
from labkit.http import Call, Client, ErrorBody
from labkit.lab_api.endpoints import Endpoint, Kind
from labkit.lab_api.spec import LabSpec
from labkit.model.money import PriceKind, Tax
from labkit.model.secret import Secret


@dataclass
class Seen:
    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class Script:
    """`answer(seen)` returns (status, headers, body) or acts on the raw handler itself."""

    answer: object
    seen: list[Seen] = field(default_factory=list)
    url: str = ""


@contextlib.contextmanager
def serving(answer):
    script = Script(answer)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body are two packets

        def handle_one(self):
            length = int(self.headers.get("content-length") or 0)
            seen = Seen(
                self.command, self.path, list(self.headers.items()), self.rfile.read(length)
            )
            script.seen.append(seen)
            result = script.answer(seen, self)
            if result is None:
                self.close_connection = True
                return
            status, headers, body = result
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815 - http.server's names

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


JSON = {"content-type": "application/json"}


def wire_module(*, login=False):
    wire = types.ModuleType("wire")
    wire.headers = lambda credentials, token: {
        "key": credentials["key"],
        **({"Authorization": f"Bearer {token}"} if token else {}),
    }

    def read_error(answer):
        if 200 <= answer.status < 300:
            return None
        data = answer.json_or_none() or {}
        problems = tuple(Problem(e["field"], e["message"]) for e in data.get("errors", ()))
        return ErrorBody(data.get("error", ""), problems, unauthorized=answer.status == 401)

    wire.read_error = read_error
    if login:
        wire.login = lambda credentials: Call("POST", "/login", json={"key": credentials["key"]})
        wire.read_token = lambda answer: answer.json()["token"]
    return wire


def make_client(
    url,
    *,
    key="SECRET-KEY-1",
    kind=Kind.SANDBOX,
    login=False,
    life=None,
    deadline=5.0,
    wire=None,
    settings=None,
    **more,
):
    wire = wire or wire_module(login=login)

    class Spec(LabSpec):
        def module(self, part):
            return wire

    spec = Spec(
        name="test",
        title="Test",
        country="NL",
        package="none",
        credentials=("key",),
        currency="EUR",
        price_kind=PriceKind.LAB,
        tax=Tax.INCLUDED,
        cache_life=life or dt.timedelta(days=1),
        document="none",
        **more,
    )
    endpoint = Endpoint("test", kind, url, {"key": Secret(key)})
    return Client(spec, endpoint, settings=settings, deadline=deadline)


class Clock:
    """A clock that only the waiting of its clients moves."""

    def __init__(self):
        self.now = 0.0
        self.waited = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.waited.append(seconds)
        self.now += seconds

    def time(self, client):
        for session in (client._reads, client._writes, client._bare):
            adapter = session.get_adapter(f"{client.endpoint.origin}/")
            adapter.clock, adapter.sleep = self, self.sleep
        return client
