"""How emulators refuse: one exception, the lab's own form, also for what FastAPI refuses."""

import pytest
import requests
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from labkit.sandbox.emulator import Emulator
from labkit.sandbox.lab_app import Context, JsonBody, lab_app, wrong_headers
from labkit.sandbox.refusals import Refusal, error_body
from labkit.sandbox.running_sandbox import Sandbox


class Order(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    sku: str
    copies: int


def form(refusal, readings):
    return refusal.status, {"wrong": [list(fault) for fault in refusal.faults]}


router = APIRouter()


@router.post("/orders")
def create(context: Context, body: JsonBody):
    order = body.read(Order)
    if order.copies > 9:
        raise Refusal(409, {"copies": "is too many"}, order=order)
    return {"sku": order.sku}


@router.get("/orders")
def find(page: int):
    return {"page": page}


@router.get("/broken")
def broken():
    raise ZeroDivisionError


def build(context):
    return lab_app(context, title="Fake", form=form, routers=[router])


@pytest.fixture(scope="module")
def send():
    emulator = Emulator(lab="refusing", mount="/refusing", credentials={}, build=build)
    with Sandbox([emulator]) as sandbox:
        base = sandbox.base_url("refusing")
        # No session: after a failure the server closes the connection.
        yield lambda method, path, **more: requests.request(method, base + path, timeout=9, **more)


@pytest.mark.parametrize(
    ("call", "status", "wrong"),
    [
        (("POST", "/orders", {"sku": "a", "copies": 10}), 409, [["copies", "is too many"]]),
        (
            ("POST", "/orders", {"sku": 1, "more": 2}),
            422,
            [
                ["sku", "must be a valid string"],
                ["copies", "is missing"],
                ["more", "is not a field of this call"],
            ],
        ),
        (("GET", "/orders", None), 422, [["page", "is missing"]]),
        (("GET", "/nothing", None), 404, [["path", "there is no GET of this path"]]),
        (("DELETE", "/orders", None), 405, [["method", "there is no DELETE of this path"]]),
        (("GET", "/broken", None), 500, [["", "Internal Server Error"]]),
    ],
)
def test_whatever_is_refused_has_the_labs_form(send, call, status, wrong):
    method, path, body = call
    answer = send(method, path, json=body)
    assert (answer.status_code, answer.json()) == (status, {"wrong": wrong})


def test_a_body_that_is_no_json_is_refused_in_the_same_form(send):
    answer = send("POST", "/orders", data=b"{", headers={"Content-Type": "text/plain"})
    assert answer.json() == {"wrong": [["Content-Type", "must be application/json"]]}
    assert answer.status_code == 415


def test_an_allowed_method_is_still_named(send):
    assert send("DELETE", "/orders").headers["allow"] in {"POST", "GET"}


def test_a_refusal_says_all_its_faults():
    refusal = Refusal(422, [("a", "is blank"), ("a", "is short"), ("", "nothing fits")])
    assert str(refusal) == "a: is blank; a: is short; nothing fits"
    assert refusal.fields == {"a": ["is blank", "is short"], "": ["nothing fits"]}


def test_a_bare_status_is_written_under_the_default_readings():
    def by_switch(refusal, readings):
        return refusal.status, {readings["q1"]: refusal.text}

    body = error_body(by_switch, {"q1": ("plain", "other")})
    assert body(503) == {"plain": "Service Unavailable"}
    assert body(599) == {"plain": "Status 599"}


class _Request:
    def __init__(self, **headers):
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.headers = type("Headers", (), {"raw": raw})


def test_headers_are_compared_whole_whatever_their_names_case():
    right = {"api_key": "k", "Api-Secret": "s"}
    assert wrong_headers(_Request(api_key="k"), right) == ["Api-Secret"]
    assert wrong_headers(_Request(**{"API_KEY": "k", "api-secret": "s"}), right) == []
    assert wrong_headers(_Request(**{"api_key": "kk", "api-secret": "s"}), right) == ["api_key"]
