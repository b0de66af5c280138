"""Bephoto's words on the wire: bearer token, log-in, errors (API Bephoto: Introduction, Login)."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping

from labkit.errors import Problem
from labkit.http.messages import Answer, Call, ErrorBody
from labkit.lab_api.notes import shown
from labkit.lab_api.values import whole

_UNAUTHORIZED = 401
_REFUSAL = {"error": "Unauthorized"}
_NAMED = re.compile(r"([a-z_]+): (.+)", re.DOTALL)


def headers(credentials: Mapping[str, str], token: str) -> dict[str, str]:  # noqa: ARG001 - every wire module's signature
    """Return the header that carries the token; nothing before the log-in (Introduction)."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def login(credentials: Mapping[str, str]) -> Call:
    """Return the call that brings a token (Login)."""
    names = ("email", "password")
    return Call("POST", "/user/login", json={name: credentials[name] for name in names})


def read_token(answer: Answer) -> str:
    """Return the token of a log-in's answer.

    Raises
    ------
    AnswerError
        If there is none, or it cannot stand in a header.
    """
    token = answer.json_object().get("token")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise answer.unlike("the log-in brought no token that can be used")
    return token


def read_error(answer: Answer) -> ErrorBody | None:
    """Return what the lab says is wrong; None where the answer is a success.

    An answer that cannot be read is left to whoever needs it: whether a write was carried out is
    then unknown, not refused.

    ``{"error": …}`` is documented without a status code, so a success is 2xx *and* ``status`` 1
    (number or text) *and* no ``error`` (Login, Success and Error Response). The one refusal that
    is documented is the body ``{"error": "Unauthorized"}``, to the letter: the same word in
    another sentence says nothing of the token, and of other errors nobody says that nothing was
    done.
    """
    data = answer.json_or_none()
    fine = 200 <= answer.status < 300  # noqa: PLR2004 - the successes of HTTP
    if not isinstance(data, dict):
        return None if fine else _error(answer, "", ())
    text = data.get("error") or ""
    if fine and not text and whole(data.get("status")) == 1:
        return None
    message = text if isinstance(text, str) else shown(text)
    if fine and not message:
        message = _unsaid(data)
    return _error(answer, message[:300], _problems(message), refused=data == _REFUSAL)


def _error(
    answer: Answer, message: str, problems: tuple[Problem, ...], *, refused: bool = False
) -> ErrorBody:
    refused = refused and answer.status < 500  # noqa: PLR2004 - a lab that failed refused nothing
    unauthorized = refused or answer.status == _UNAUTHORIZED
    return ErrorBody(message, problems, unauthorized, documented=refused)


def _problems(message: str) -> tuple[Problem, ...]:
    # Its words are not documented; "field: what is wrong" is read as far as it is one.
    named = [_NAMED.match(part) for part in message.split("; ")]
    if not all(named):
        return ()
    return tuple(Problem(found[1], found[2]) for found in named if found)


def _unsaid(data: Mapping[str, object]) -> str:
    status = data.get("status")
    return (
        "the answer has no status" if status is None else f"status is {reprlib.repr(status)}, not 1"
    )
