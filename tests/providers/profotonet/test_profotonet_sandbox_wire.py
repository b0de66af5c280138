"""Header, content type, error form and OpenAPI document of the emulator."""

import logging

import pytest
from jsonschema import Draft202012Validator
from profotonet_sandbox_help import (
    CANVAS,
    KEY,
    SAMPLE_TEXT,
    Lab,
    TestClient,
    changed,
    entry,
    faults,
    new_context,
    sample,
    without,
)

from labkit.providers.profotonet.sandbox import EMULATOR

CALLS = [
    ("GET", "/products"),
    ("GET", "/order?referenceId=1"),
    ("POST", "/order"),
    ("POST", "/reprint"),
]


@pytest.fixture
def lab():
    return Lab()


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("given", [None, "", "wrong", KEY + "x", KEY.upper(), "é"])
def test_q11_every_call_needs_the_key(lab, method, path, given):
    headers = {} if given is None else {"key": given.encode()}
    client = TestClient(lab.http.app)
    assert faults(client.request(method, path, headers=headers)) == (401, ["key"])


def test_q11_no_other_header_stands_for_the_key(lab):
    client = TestClient(lab.http.app, headers={"APIkey": KEY, "Authorization": f"Bearer {KEY}"})
    assert client.get("/products").status_code == 401


def test_the_key_is_in_no_answer_and_no_log(lab, caplog):
    caplog.set_level(logging.DEBUG)
    answers = [lab.order(sample()), lab.order({}), lab.show(), lab.http.get("/openapi.json")]
    assert not any(KEY in answer.text for answer in answers)
    assert KEY not in caplog.text


@pytest.mark.parametrize("path", ["/order", "/reprint"])
@pytest.mark.parametrize("given", [None, "", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_must_be_said_to_be_json(lab, path, given):
    headers = {} if given is None else {"content-type": given}
    answer = lab.http.post(path, content=SAMPLE_TEXT, headers=headers)
    assert faults(answer) == (400, ["content-type"])


@pytest.mark.parametrize("given", ["application/json; charset=utf-8", "Application/JSON"])
def test_a_content_type_may_be_written_in_other_ways(lab, given):
    answer = lab.http.post("/order", content=SAMPLE_TEXT, headers={"content-type": given})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{test: true}",
        b'{"test": NaN}',
        b'{"referenceId": "\\ud800"}',
        b'{"referenceId": "\xff"}',
        b"[" * 100_000,
        b"[]",
        b"null",
        b'"text"',
        b"1",
        b"true",
    ],
)
@pytest.mark.parametrize("path", ["/order", "/reprint"])
def test_bodies_that_are_no_json_object(lab, path, body):
    answer = lab.http.post(path, content=body, headers={"content-type": "application/json"})
    assert faults(answer) == (400, ["body"])


def test_a_body_of_more_than_5_mb(lab):
    answer = lab.order(sample(note="x" * 5_000_001))
    assert faults(answer) == (400, ["body"])


def test_deep_nesting_in_a_field(lab):
    deep = []
    for _ in range(500):
        deep = [deep]
    assert faults(lab.order(sample(reference=deep))) == (400, ["reference"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/product"),
        ("GET", "/products/"),
        ("GET", "/docs"),
        ("POST", "/products"),
        ("DELETE", "/order"),
        ("PUT", "/order"),
        ("PATCH", "/reprint"),
        ("GET", "/reprint"),
        ("OPTIONS", "/order"),
        ("TRACE", "/order"),
        ("WHATEVER", "/order"),
    ],
)
def test_what_the_document_does_not_have_is_not_found(lab, method, path):
    assert faults(lab.http.request(method, path)) == (404, ["path"])


def test_a_fault_of_the_emulator_is_told_in_the_labs_form(lab, monkeypatch):
    monkeypatch.setattr(lab.context.store, "by_key", lambda *_: 1 / 0)
    client = TestClient(lab.http.app, raise_server_exceptions=False, headers={"key": KEY})
    assert faults(client.get("/order?referenceId=1")) == (500, ["request"])
    assert EMULATOR.error(500) == client.get("/order?referenceId=1").json()


def test_q10_an_error_may_name_the_order_it_is_about(lab):
    lab.context.readings.set("q10", "with-order")
    lab.ordered(sample())
    refused = lab.order(sample()).json()
    assert refused["status"] == "accepted"
    assert "orderId" not in refused
    lab.advance(days=40)
    refused = lab.reprint().json()
    assert (refused["orderId"], refused["status"]) == (1000024, "shipped")
    assert refused["errors"][0]["field"] == "referenceId"
    assert set(lab.order({}).json()) == {"errors"}


# The served OpenAPI document.


@pytest.fixture(scope="module")
def openapi():
    return Lab().http.get("/openapi.json", headers={"key": ""}).json()


def validator(openapi, name):
    schema = {"$ref": f"#/components/schemas/{name}", "components": openapi["components"]}
    return Draft202012Validator(schema)


def test_the_document_has_the_four_calls(openapi):
    paths = {path: sorted(calls) for path, calls in openapi["paths"].items()}
    assert paths == {"/products": ["get"], "/order": ["get", "post"], "/reprint": ["post"]}
    assert openapi["components"]["securitySchemes"]["key"]["name"] == "key"


@pytest.mark.parametrize("path", ["/order", "/reprint"])
def test_its_examples_are_accepted_as_they_stand(lab, openapi, path):
    content = openapi["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    if path == "/reprint":
        lab.ordered(sample())
        lab.advance(days=1)
    assert lab.http.post(path, json=content["example"]).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        without(("entries", 0, "file")),
        without(("city",)),
        changed(("country",), "XX"),
        changed(("referenceId",), " "),
        changed(("entries", 0, "backprint"), "x" * 61),
        changed(("entries", 0, "quantity"), 0),
        changed(("entries", 0, "referenceId"), "1"),
        changed(("entries", 0, "file", "md5"), "1"),
        changed(("entries", 0, "file", "url"), "a"),
        changed(("shippingMethod",), "air"),
        sample(entries=[]),
        sample(test="true"),
        sample(label=None),
        sample(),
        sample(referenceId=5, notificationUrl=False),
        sample(entries=[{"productId": 1200000000000001, "quantity": 1}]),
        sample(entries=[entry(1, CANVAS, note="x")]),
    ],
)
def test_it_allows_what_the_emulator_allows(lab, openapi, body):
    accepted = lab.order(body).status_code == 200
    assert validator(openapi, "OrderBody").is_valid(body) == accepted


def test_answers_are_as_it_says(lab, openapi):
    for product in lab.http.get("/products").json():
        validator(openapi, "Product").validate(product)
    validator(openapi, "InsertAnswer").validate(lab.order(sample()).json())
    validator(openapi, "OrderAnswer").validate(lab.show().json())
    validator(openapi, "Errors").validate(lab.order(sample()).json())
    lab.advance(days=2)
    validator(openapi, "OrderAnswer").validate(lab.show().json())
    validator(openapi, "ReprintAnswer").validate(lab.reprint().json())
    for body in lab.callbacks():
        validator(openapi, "Callback").validate(body)


# What the emulator says of itself.


def test_the_emulator_is_mounted_where_the_document_ends():
    assert EMULATOR.mount == "/profotonet/v1"
    assert list(EMULATOR.credentials) == ["key"]


def test_each_switch_has_the_number_of_a_note_and_a_choice():
    assert sorted(EMULATOR.aliases.values()) == sorted(EMULATOR.readings)
    for name in EMULATOR.aliases:
        assert name[0] == "q"
        assert int(name[1:]) in {*range(1, 27), 82, 83, 84}
    for values in EMULATOR.readings.values():
        assert len(set(values)) == len(values) >= 2


def test_each_assumption_is_a_sentence():
    for text in EMULATOR.assumptions:
        assert text[0].isupper()
        assert text.endswith(".")
        assert "\n" not in text


def test_building_does_not_depend_on_the_number_of_products():
    context = new_context(scale=1_000_000)
    app = EMULATOR.build(context)
    assert TestClient(app, headers={"key": KEY}).get("/order?referenceId=1").status_code == 404
