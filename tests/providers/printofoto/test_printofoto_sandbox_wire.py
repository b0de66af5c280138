"""The Printofoto emulator's wire: credentials, refusals in one form, bodies of every sort."""

from __future__ import annotations

import json

import pytest
from printofoto_sandbox_kit import OPERATIONS, PHOTO, Lab

from labkit.providers.printofoto.sandbox import EMULATOR

KEY, SECRET = EMULATOR.credentials["api_key"], EMULATOR.credentials["api_secret"]
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def lab():
    return Lab()


def _anonymous(lab, method, path, headers):
    client = Lab(lab.context)
    client.http.headers.clear()
    return client.http.request(method, path, headers=headers)


@pytest.mark.parametrize(
    ("headers", "wrong"),
    [
        ({}, {"api_key", "api_secret"}),
        ({"api_key": KEY}, {"api_secret"}),
        ({"api_secret": SECRET}, {"api_key"}),
        ({"api_key": KEY, "api_secret": "guess"}, {"api_secret"}),
        ({"api_key": SECRET, "api_secret": KEY}, {"api_key", "api_secret"}),
        ({"api-key": KEY, "api-secret": SECRET}, {"api_key", "api_secret"}),
        ({"api_key": KEY.upper(), "api_secret": SECRET}, {"api_key"}),
        ({"api_key": b"\xe9\xff", "api_secret": SECRET}, {"api_key"}),
    ],
)
def test_q28_q29_both_headers_are_asked_for_by_their_very_names(lab, headers, wrong):
    response = _anonymous(lab, "GET", "/poster", headers)
    assert response.status_code == 403
    assert set(response.json()["errors"]) == wrong
    assert KEY not in response.text
    assert SECRET not in response.text


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: f"{o['method']} {o['path']}")
def test_q29_every_operation_asks_for_credentials(lab, operation):
    path = operation["path"].format(id=1)
    for reading, status in (("403", 403), ("401", 401)):
        lab.context.readings.set("q29", reading)
        response = _anonymous(lab, operation["method"], path, {})
        assert response.status_code == status
        assert set(response.json()["errors"]) == {"api_key", "api_secret"}
    lab.context.readings.reset()


def test_names_of_headers_have_no_case(lab):
    headers = {"API_KEY": KEY, "Api_Secret": SECRET}
    assert _anonymous(lab, "GET", "/poster", headers).status_code == 200


@pytest.mark.parametrize("path", ["/", "", "/posters", "/poster/", "/poster/1/2", "/mug", "/docs"])
def test_what_is_not_documented_is_not_found_in_the_labs_form(lab, path):
    response = lab.http.get(path)
    assert response.status_code == 404
    assert list(response.json()) == ["errors"]


@pytest.mark.parametrize("path", ["/product", "/products", "/catalog", "/price", "/shipping"])
def test_q50_there_is_no_catalog_to_ask_for(lab, path):
    assert list(lab.errors("GET", path, 404)) == ["url"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/order/1"),
        ("DELETE", "/orderdetail/1"),
        ("PUT", "/poster"),
        ("DELETE", "/poster"),
        ("POST", "/poster/1"),
        ("PATCH", "/poster/1"),
        ("OPTIONS", "/poster"),
        ("TRACE", "/poster"),
        ("BREW", "/poster"),
        ("POST", "/images/a.jpg"),
    ],
)
def test_q47_methods_that_are_not_documented_are_refused(lab, method, path):
    errors = lab.errors(method, path, 405)
    assert list(errors) == ["method"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"7",
        b"{'image_url': 'x'}",
        b'{"image_url": NaN}',
        b'{"image_url": 1e999}',
        b'{"image_url": "\\ud800"}',
        b'{"image_url": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"image_url": "x",}',
        b"\x00\x01\x02",
    ],
)
def test_bodies_that_are_no_json_object_are_refused(lab, raw):
    assert list(lab.errors("POST", "/poster", 400, content=raw, headers=JSON)) == ["body"]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "text/json", "json", "multipart/form-data"]
)
def test_q52_other_types_of_body_are_refused(lab, content_type):
    raw = json.dumps({"image_url": PHOTO}).encode()
    headers = {"content-type": content_type}
    assert list(lab.errors("POST", "/poster", 400, content=raw, headers=headers)) == [
        "Content-type"
    ]


def test_a_body_needs_its_type(lab):
    assert list(lab.errors("POST", "/poster", 400, content=b"{}")) == ["Content-type"]


def test_a_charset_behind_the_type_is_no_obstacle(lab):
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    raw = json.dumps({"image_url": PHOTO, "custom": "Été"}, ensure_ascii=False).encode()
    made = lab.call("POST", "/poster", 201, content=raw, headers=headers)
    assert made["custom"] == "Été"


def test_no_body_at_all_is_a_body_without_fields(lab):
    assert lab.call("POST", "/photoprint", 201)["format"] == ""
    assert list(lab.errors("POST", "/poster", 400)) == ["image_url"]


@pytest.mark.parametrize(
    "raw", [b"image_url=%ff%fe", b"\xff\xfe", b"&".join(b"a=1" for _ in range(300)), b"image_url"]
)
def test_broken_forms_are_refused(lab, raw):
    assert lab.errors("POST", "/poster", 400, content=raw, headers=FORM)


def test_forms_carry_accents_and_the_last_of_two_wins(lab):
    raw = b"image_url=https://a.example/b.jpg&custom=x&custom=%C3%89t%C3%A9+1"
    assert lab.call("POST", "/poster", 201, content=raw, headers=FORM)["custom"] == "Été 1"


def test_a_body_that_is_too_long_is_refused(lab):
    raw = json.dumps({"image_url": PHOTO, "custom": "x" * 1_000_001}).encode()
    assert list(lab.errors("POST", "/poster", 400, content=raw, headers=JSON)) == ["body"]


@pytest.mark.parametrize("value", [[1], {"a": 1}, [[[[[]]]]], True])
def test_text_is_no_list_object_or_truth_value(lab, value):
    body = {"image_url": PHOTO, "custom": value}
    assert list(lab.errors("POST", "/poster", 400, body)) == ["custom"]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "'; DROP TABLE document; --", "a\x00b", "😀" * 50, "=1+1"]
)
def test_hostile_text_is_just_text(lab, text):
    made = lab.make("poster", custom=text)
    assert made["custom"] == text
    assert lab.list("poster", custom=text) == [made]


def test_a_refusal_changes_nothing(lab):
    before = lab.list("poster", limit=1000)
    number = before[0]["id_poster"]
    lab.errors("PUT", f"/poster/{number}", 400, {"image_url": PHOTO, "format": "no", "custom": "x"})
    lab.errors("POST", "/poster", 400, {"image_url": PHOTO, "format": "no"})
    assert lab.list("poster", limit=1000) == before


def test_the_openapi_document_is_open_and_follows_the_switches():
    lab = Lab()
    lab.http.headers.clear()
    spec = lab.call("GET", "/openapi.json", 200)
    schemes = spec["components"]["securitySchemes"]
    assert {name: (one["type"], one["in"]) for name, one in schemes.items()} == {
        "api_key": ("apiKey", "header"),
        "api_secret": ("apiKey", "header"),
    }
    poster = spec["paths"]["/poster"]["get"]
    assert "401" not in poster["responses"]
    for name, values in EMULATOR.readings.items():
        lab.context.readings.set(name, values[1])
    spec = lab.call("GET", "/openapi.json", 200)
    poster = spec["paths"]["/poster"]["get"]
    assert "401" in poster["responses"]
    assert (
        spec["paths"]["/poster/{id}"]["get"]["responses"]["200"]["content"]["application/json"][
            "schema"
        ]["type"]
        == "array"
    )


def test_q54_the_answer_is_json(lab):
    for accept in ("application/json", "*/*", "text/xml"):
        response = lab.http.get("/poster", headers={"accept": accept})
        assert response.headers["content-type"] == "application/json"


def test_no_secret_in_what_the_emulator_says_of_itself(lab):
    text = lab.http.get("/openapi.json").text + " ".join(EMULATOR.assumptions)
    assert KEY not in text
    assert SECRET not in text


def test_each_assumption_is_one_line_that_ends():
    assert all(text.strip() == text and "\n" not in text for text in EMULATOR.assumptions)
    assert len(set(EMULATOR.assumptions)) == len(EMULATOR.assumptions)
    assert all(name[0] == "q" and name[1:3].isdigit() for name in EMULATOR.aliases)
    assert sorted(EMULATOR.aliases.values()) == sorted(EMULATOR.readings)
