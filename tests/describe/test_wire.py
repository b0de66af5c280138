"""The described wire: secrets and settings in headers, a log-in, a token."""

import pytest

from labkit.describe import Answer, Call, ErrorReader, Login, wire
from labkit.errors import AnswerError

LOGIN = Login("POST /login", {"user": "{email}", "pass": "{password}"}, token="session.token")
ACCOUNT = {"email": "ada@lab.example", "password": "s{cret}"}


def answer(body, status=200):
    return Answer(Call("POST", "/login"), status, {}, body, "https://lab.example/login", "alab")


def test_credentials_and_settings_stand_in_headers():
    made = wire({"X-Key": "{key}", "X-Store": "{store}"})
    assert made.headers({"key": "{k}"}, "", settings={"store": "12"}) == {
        "X-Key": "{k}",
        "X-Store": "12",
    }
    assert not hasattr(made, "login")


def test_a_token_comes_by_a_log_in():
    made = wire({"Authorization": "Bearer {token}"}, login=LOGIN)
    assert made.headers(ACCOUNT, "") == {}
    assert made.headers(ACCOUNT, "t0") == {"Authorization": "Bearer t0"}
    call = made.login(ACCOUNT)
    assert (str(call), call.json) == (
        "POST /login",
        {"user": "ada@lab.example", "pass": "s{cret}"},
    )
    assert made.read_token(answer(b'{"session": {"token": "t0"}}')) == "t0"


@pytest.mark.parametrize("body", [b"{}", b'{"session": {"token": "a\\nb"}}', b"[]", b"<html>"])
def test_a_token_that_cannot_be_used_is_an_error(body):
    with pytest.raises(AnswerError):
        wire({"A": "{token}"}, login=LOGIN).read_token(answer(body))


def test_errors_are_read_by_the_labs_own_names():
    made = wire({}, errors=ErrorReader(errors=("fault",)))
    assert made.read_error(answer(b'{"fault": "no"}', 422)).message == "no"
    assert wire({}).read_error(answer(b'{"fault": "no"}')) is None
