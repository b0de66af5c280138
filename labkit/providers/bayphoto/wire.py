"""Bay Photo's words on the wire: the token, and errors (documents 002 and 004, Connecting)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from labkit.errors import CredentialsError, Problem
from labkit.http.messages import Answer, ErrorBody
from labkit.providers.bayphoto import LAB

_UNAUTHORIZED = 401
_REFUSALS = frozenset({400, _UNAUTHORIZED, 422})
_DEEPEST = 20


def headers(credentials: Mapping[str, str], token: str) -> dict[str, str]:  # noqa: ARG001 - every wire module's signature
    """Return the header that carries the token, ``Token token="…"``, quotes included (Connecting).

    Raises
    ------
    CredentialsError
        As `check_credentials`.
    """
    check_credentials(credentials)
    return {"Authorization": f'Token token="{credentials["token"]}"'}


def check_credentials(credentials: Mapping[str, str]) -> None:
    """Refuse a token that would end the quotes or the header it stands in.

    Raises
    ------
    CredentialsError
        If it is empty or has a quote, a backslash, a line break or a character no header carries.
    """
    token = credentials["token"]
    plain = token.isascii() and token.isprintable() and not set('"\\') & set(token)
    if not plain or not token.strip():
        raise CredentialsError(
            "the token is empty, or has a quote, a line break or a character no header carries",
            lab=LAB.name,
            hint='give what stands between the quotes of token="…", and nothing else',
        )


def read_error(answer: Answer) -> ErrorBody | None:
    """Return what the lab says is wrong; None where the answer is a success.

    The documents show no error. A success is taken to be 2xx without ``error`` or ``errors`` in an
    object; of anything else the usual shapes are read: ``{"error": text}``, ``{"errors": [text]}``
    and ``{"errors": {field: [text]}}``. That one of these with 400, 401 or 422 refuses is an
    assumption; of anything else nobody says that the order was not placed.
    """
    fine = 200 <= answer.status < 300  # noqa: PLR2004 - the successes of HTTP
    if fine and answer.body[:64].lstrip()[:1] != b"{":
        return None  # a catalog's list may be large: it is decoded once, by its reader
    data = answer.json_or_none()
    note = _stated(data) if isinstance(data, dict) else None
    if fine and not note:
        return None
    problems = _problems(note)
    return ErrorBody(
        _message(note)[:300],
        problems,
        unauthorized=answer.status == _UNAUTHORIZED,
        documented=bool(note) and answer.status in _REFUSALS,
    )


def _stated(data: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the lab sends
    return data.get("errors") or data.get("error")


def _problems(stated: object) -> tuple[Problem, ...]:
    if not isinstance(stated, dict):
        return ()
    return tuple(Problem(str(name), _message(text)) for name, text in stated.items())


def _message(stated: object, depth: int = 0) -> str:
    if stated is None:
        return ""
    if depth > _DEEPEST:
        return "…"
    if isinstance(stated, dict):
        return "; ".join(f"{name}: {_message(text, depth + 1)}" for name, text in stated.items())
    if isinstance(stated, list):
        return ", ".join(_message(item, depth + 1) for item in stated)
    return str(stated)
