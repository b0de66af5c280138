"""The lab's words on the wire (Introduction, Login)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkit.errors import AnswerError
from labkit.http import Answer, Call
from labkit.providers.bephoto import wire

CREDENTIALS = {"email": "a@b.example", "password": "S3CRET"}


def answer(body, status=200, call=None):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    call = call or Call("GET", "/products")
    return Answer(call, status, {"content-type": "application/json"}, raw, "http://x", "bephoto")


def test_the_token_is_a_bearer_and_absent_before_the_log_in():
    assert wire.headers(CREDENTIALS, "t0ken") == {"Authorization": "Bearer t0ken"}
    assert wire.headers(CREDENTIALS, "") == {}


def test_the_log_in_is_as_documented_and_shows_no_secret():
    call = wire.login(CREDENTIALS)
    assert str(call) == "POST /user/login"
    assert call.json == {"email": "a@b.example", "password": "S3CRET"}
    assert "S3CRET" not in repr(call)


def test_a_log_in_brings_a_token_that_no_repr_shows():
    said = answer({"status": 1, "token": "t0ken"})
    assert wire.read_token(said) == "t0ken"
    assert "t0ken" not in repr(said)


@pytest.mark.parametrize(
    "body",
    [{"status": 1}, {"status": 1, "token": ""}, {"token": 7}, {"token": "a\nb"}, {"token": "é"}],
)
def test_a_token_that_cannot_be_sent_is_a_typed_error(body):
    with pytest.raises(AnswerError) as caught:
        wire.read_token(answer(body, call=wire.login(CREDENTIALS)))
    assert caught.value.call == "POST /user/login"
    assert caught.value.lab == "bephoto"


@pytest.mark.parametrize(
    "body",
    [
        {"status": 1},
        {"status": "1"},
        {"status": 1, "error": ""},
        {"status": 1, "error": None},
        {"status": 1, "products": []},
    ],
)
def test_q56_success_is_2xx_and_status_1_and_no_error(body):
    assert wire.read_error(answer(body)) is None


@pytest.mark.parametrize(
    ("status", "body", "message", "unauthorized"),
    [
        (200, {"error": "Unauthorized"}, "Unauthorized", True),
        (401, {"error": "Unauthorized"}, "Unauthorized", True),
        (401, {}, "", True),
        (200, {"status": 1, "error": "no"}, "no", False),
        (200, {"status": 0}, "status is 0, not 1", False),
        (200, {"status": "0"}, "status is '0', not 1", False),
        (200, {"status": 11}, "status is 11, not 1", False),
        (200, {}, "the answer has no status", False),
        (200, {"products": []}, "the answer has no status", False),
        (400, {"status": 1}, "", False),
        (500, {"error": {"code": 7}}, "{'code': 7}", False),
        (404, {"error": "Unknown order"}, "Unknown order", False),
    ],
)
def test_q56_anything_else_is_an_error(status, body, message, unauthorized):
    error = wire.read_error(answer(body, status))
    assert (error.message, error.unauthorized) == (message, unauthorized)


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"", b"[1]", b"null"])
def test_q56_an_answer_that_cannot_be_read_is_left_to_its_reader(body):
    """Whether a write was carried out is then unknown, not refused."""
    assert wire.read_error(answer(body)) is None
    with pytest.raises(AnswerError) as caught:
        answer(body, call=Call("POST", "/orders/1/close")).json_object()
    assert caught.value.call == "POST /orders/1/close"
    assert not wire.read_error(answer(body, 502)).unauthorized


@given(st.integers(200, 599), st.binary(max_size=80))
def test_reading_an_error_never_raises(status, body):
    found = wire.read_error(answer(body, status))
    assert found is None or len(found.message) <= 300


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["status", "error", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.integers(200, 299), JSON)
def test_q56_status_1_without_error_is_the_only_success(status, data):
    found = wire.read_error(answer(data, status))
    if isinstance(data, dict):
        said = data.get("status") in (1, "1") and data.get("status") is not True
        assert (found is None) == (said and not data.get("error"))
