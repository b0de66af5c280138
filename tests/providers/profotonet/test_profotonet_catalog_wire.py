"""Profotonet's words on the wire: one header, errors as the document shows them and looser."""

import json
from pathlib import Path

import pytest

from labkit.http import Answer, Call
from labkit.providers.profotonet import wire

FIXTURES = Path(__file__).parent / "fixtures"


def answer(status, body, *, text=None):
    raw = text.encode() if text is not None else json.dumps(body).encode()
    return Answer(Call("POST", "/order"), status, {}, raw, "https://lab.example/order")


def test_q11_the_key_goes_under_one_header_and_no_other():
    sent = wire.headers({"key": "sample-key"}, "")
    assert sent == {"key": "sample-key", "Content-Type": "application/json"}


def test_the_documents_error():
    body = json.loads((FIXTURES / "profotonet_error.json").read_text("utf-8"))
    error = wire.read_error(answer(400, body))
    assert [(p.field, p.message) for p in error.problems] == [("orderId", "Invalid parameter")]
    assert error.message == "orderId: Invalid parameter"
    assert not error.unauthorized


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        (["Invalid key"], [("", "Invalid key")]),
        ("Invalid key", [("", "Invalid key")]),
        ({"field": "city", "message": "Required"}, [("city", "Required")]),
        ({"city": "Required"}, [("city", "Required")]),
        ([{"field": "city"}], [("city", "refused")]),
        ([{"message": "No"}], [("", "No")]),
        (1000023, [("", "1000023")]),
        ([None], [("", "None")]),
    ],
)
def test_q10_errors_are_read_as_far_as_they_go(errors, expected):
    error = wire.read_error(answer(422, {"errors": errors, "status": "x"}))
    assert [(p.field, p.message) for p in error.problems] == expected


def test_q10_errors_twice_in_one_body_do_not_raise():
    text = '{"errors": [{"field": "a", "message": "b"}], "errors": 12, "status": "deleted"}'
    assert wire.read_error(answer(409, None, text=text)).message == "12"


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500])
def test_q12_every_documented_code_is_an_error_and_only_401_means_the_key(status):
    assert not wire.read_error(answer(status, {})).unauthorized
    assert wire.read_error(answer(401, {})).unauthorized


def test_a_body_of_another_shape_is_shown_in_short():
    error = wire.read_error(answer(502, None, text="<html>\n  Bad   gateway</html>" + "x" * 999))
    assert error.message.startswith("<html> Bad gateway</html>")
    assert len(error.message) <= 300
    assert wire.read_error(answer(500, None, text="")).message == ""
    assert wire.read_error(answer(400, {"message": "No such thing"})).message == "No such thing"


def test_a_success_is_one_without_errors():
    assert wire.read_error(answer(200, [])) is None
    assert wire.read_error(answer(200, {"data": {"id": "5"}})) is None
    assert wire.read_error(answer(201, {"data": {}, "errors": []})) is None
    assert (
        wire.read_error(answer(200, {"errors": [{"field": "a", "message": "b"}]})).message == "a: b"
    )


def test_a_large_catalog_is_not_searched_for_errors():
    large = answer(200, None, text="[" + " " * 100_001)  # not even JSON: it is not decoded
    assert wire.read_error(large) is None
