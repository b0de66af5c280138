"""Printofoto's words on the wire: two headers, errors that no document shows."""

import json

import pytest

from labkit.http import Answer, Call
from labkit.providers.printofoto import wire


def answer(status, body, *, text=None):
    raw = text.encode() if text is not None else json.dumps(body).encode()
    return Answer(Call("GET", "/order"), status, {}, raw, "https://lab.example/order")


def test_q28_headers_are_written_with_underscores():
    sent = wire.headers({"api_key": "a", "api_secret": "b"}, "")
    assert sent == {"api_key": "a", "api_secret": "b"}


def test_q29_204_is_a_success_though_no_table_has_it():
    for status in (200, 201, 204):
        assert wire.read_error(answer(status, None, text="")) is None
    assert wire.read_error(answer(200, [{"id_order": "1"}])) is None
    assert wire.read_error(answer(200, {"id_order": "1", "error": ""})) is None


def test_q30_an_object_that_names_an_error_is_one():
    assert wire.read_error(answer(200, {"error": "limit is too large"})).message == (
        "limit is too large"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"error": "image_url_1 is missing"}, [("", "image_url_1 is missing")]),
        ({"error": {"message": "missing", "field": "text"}}, [("text", "missing")]),
        ({"errors": [{"parameter": "text", "message": "missing"}]}, [("text", "missing")]),
        (
            {"errors": {"text": "missing", "logo_url": "no url"}},
            [("text", "missing"), ("logo_url", "no url")],
        ),
        ({"errors": ["missing"]}, [("", "missing")]),
        ({"message": "missing"}, []),
    ],
)
def test_errors_of_any_shape_are_read_as_far_as_they_go(body, expected):
    error = wire.read_error(answer(400, body))
    assert [(p.field, p.message) for p in error.problems] == expected
    assert "missing" in error.message
    assert not error.unauthorized


def test_a_page_instead_of_an_error_is_shown_in_short():
    error = wire.read_error(answer(503, None, text="<html>\n down </html>" + " x" * 500))
    assert error.message.startswith("<html> down </html>")
    assert len(error.message) <= 300


@pytest.mark.parametrize(
    ("status", "message", "unauthorized"),
    [
        (401, "", True),
        (403, "Invalid api_key", True),
        (400, "missing api_secret header", True),
        (403, "Authentication failed", True),
        (403, "The order is not editable in its current state", False),
        (404, "Order with the specified id was not found", False),
        (500, "authentication service is down", False),
    ],
)
def test_q29_credentials_are_refused_in_no_documented_way(status, message, unauthorized):
    assert wire.read_error(answer(status, {"error": message})).unauthorized is unauthorized
