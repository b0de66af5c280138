"""Headers that carry secrets: what the lab's module is given, and what a preview shows of it."""

import types
from dataclasses import dataclass, field

import requests

from labkit.http.messages import Call, Outgoing
from labkit.http.signing import preview_headers, secret_headers, to_outgoing


@dataclass
class Client:
    wire: object
    settings: dict = field(default_factory=lambda: {"shop": "7"})
    spec: object = field(default_factory=lambda: types.SimpleNamespace(credentials=("key", "code")))


def wire(make):
    return types.SimpleNamespace(headers=make)


def test_a_module_is_given_what_it_asks_for():
    call = Outgoing("GET", "/a", {})
    plain = Client(wire(lambda credentials, token: {"K": credentials["key"], "T": token}))
    assert secret_headers(plain, {"key": "k"}, "t", call) == {"K": "k", "T": "t"}
    signed = Client(wire(lambda credentials, token, *, call: {"S": call.path}))
    assert secret_headers(signed, {}, "", call) == {"S": "/a"}
    shop = Client(wire(lambda credentials, token, *, call, settings: {"Shop": settings["shop"]}))
    assert secret_headers(shop, {}, "", call) == {"Shop": "7"}


def test_a_preview_hides_what_depends_on_a_secret_and_nothing_else():
    def make(credentials, token, *, call):
        return {
            "Key": f"{credentials['key']}-x",
            "Token": f"Bearer {token}",
            "Length": str(len(credentials["code"])),
            "Sent": f"{call.method} {call.path} {call.params['a']} {call.body.decode()}",
        }

    call = Call("POST", "/orders", {"a": "1"}, json={"n": 2})
    assert preview_headers(Client(wire(make)), call) == {
        "Key": "**********",
        "Token": "**********",
        "Length": "**********",
        "Sent": 'POST /orders 1 {"n":2}',
    }
    bare = Client(wire(lambda credentials, token, *, call: {"Body": repr(call.body)}))
    assert preview_headers(bare, Call("GET", "/orders")) == {"Body": "b''"}


def test_a_header_that_only_some_secrets_bring_is_hidden():
    make = wire(lambda credentials, token: {"Long": "x"} if len(token) == 10 else {})
    assert preview_headers(Client(make), Call("GET", "/")) == {"Long": "**********"}


def prepared(url, **more):
    return requests.Request(more.pop("method", "GET"), url, **more).prepare()


def test_a_request_is_seen_below_the_base_url():
    base = "https://lab.example/api/v1"
    assert to_outgoing(prepared(f"{base}/a/b?x=1&y=&z=%20"), base) == Outgoing(
        "GET", "/a/b", {"x": "1", "y": "", "z": " "}, b""
    )
    assert to_outgoing(prepared(base), base).path == "/"
    assert to_outgoing(prepared(f"{base}/o", method="POST", data="é"), base).body == "é".encode()
    assert to_outgoing(prepared(f"{base}/o", method="PUT", data=b"\xff"), base).body == b"\xff"
