"""The lab's words on the wire (document 002, Connecting)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import labkit as lk
from labkit.errors import CredentialsError
from labkit.http import Answer, Call
from labkit.providers.bayphoto import wire


def answer(body, status=200):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(Call("GET", "/api/v1/templates.json"), status, {}, raw, "http://x", "bayphoto")


def test_q67_the_token_stands_in_quotes():
    assert wire.headers({"token": "TokenValueHere"}, "") == {
        "Authorization": 'Token token="TokenValueHere"'
    }


@pytest.mark.parametrize("token", ['a"b', "a\nb", "a\r\nX: y", "a\\", "", " ", "tök", "a\x00"])
def test_q67_a_token_that_would_end_its_quotes_is_refused(token):
    with pytest.raises(CredentialsError) as caught:
        wire.headers({"token": token}, "")
    assert caught.value.lab == "bayphoto"
    assert token.strip() == "" or token not in str(caught.value)


@pytest.mark.parametrize("token", ['S3"CRET', "S3\\CRET"])
def test_q67_a_bad_token_is_refused_before_anything_is_sent(token):
    with pytest.raises(CredentialsError) as caught:
        lk.connect("bayphoto", base_url="https://bay.invalid", token=token)
    assert "CRET" not in str(caught.value)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='"\\')))
def test_q67_every_other_printable_token_is_taken(token):
    if token:
        assert wire.headers({"token": token}, "")["Authorization"] == f'Token token="{token}"'


@pytest.mark.parametrize("body", [[], [{"id": 1}], {"id": 2153}, b"", b"<html>", {"errors": []}])
def test_an_answer_without_errors_is_a_success(body):
    assert wire.read_error(answer(body)) is None


@pytest.mark.parametrize(
    ("status", "body", "message", "fields", "unauthorized"),
    [
        (401, b"HTTP Token: Access denied.\n", "", [], True),
        (401, {"error": "Bad token"}, "Bad token", [], True),
        (404, {"status": 404, "error": "Not Found"}, "Not Found", [], False),
        (200, {"error": "gone"}, "gone", [], False),
        (422, {"errors": ["a", "b"]}, "a, b", [], False),
        (422, {"errors": {"qty": ["is bad"]}}, "qty: is bad", [("qty", "is bad")], False),
        (500, b"<html>", "", [], False),
        (500, b"[1]", "", [], False),
    ],
)
def test_errors_are_read_in_their_usual_shapes(status, body, message, fields, unauthorized):
    error = wire.read_error(answer(body, status))
    assert error.message == message
    assert [(each.field, each.message) for each in error.problems] == fields
    assert error.unauthorized == unauthorized


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["errors", "error", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.integers(200, 599), JSON | st.binary(max_size=80))
def test_reading_an_error_never_raises(status, body):
    found = wire.read_error(answer(body, status))
    assert (found is not None) or status < 300
