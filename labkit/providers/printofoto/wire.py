"""Printofoto's words on the wire: its two secret headers, and its errors.

Source: document 001, "Standard API return codes" and "Authentication".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from labkit.http.messages import ErrorBody
from labkit.model.values import Problem

if TYPE_CHECKING:
    from labkit.http.messages import Answer

# 204 is not in the document's table of codes, but each DELETE answers it.
_SUCCESS = range(200, 300)
_UNAUTHORIZED = 401
_LONGEST_ERROR = 100_000
_LONGEST_TEXT = 300
_ERRORS = ("errors", "error")
_MESSAGES = ("message", "error", "description", "msg")
_FIELDS = ("field", "parameter", "param", "name")
_ABOUT_CREDENTIALS = re.compile(
    r"api[_ -]?(key|secret)|credential|authenti|unauthori", re.IGNORECASE
)


def headers(credentials: Mapping[str, str], token: str) -> dict[str, str]:
    """Return the two secret headers of every request, with the underscores the document writes."""
    del token  # there is no log-in
    return {"api_key": credentials["api_key"], "api_secret": credentials["api_secret"]}


def read_error(answer: Answer) -> ErrorBody | None:
    """Return what the lab says is wrong; None if the answer is a success.

    A success is a 2xx that names no error. The body of an error is not documented ("error message
    should indicate which one and why"), nor is a 401: what comes is read as far as it goes, and
    a refusal that speaks of the key or the secret is taken to mean the credentials.
    """
    success = answer.status in _SUCCESS
    if success and (len(answer.body) > _LONGEST_ERROR or answer.body[:1] == b"["):
        return None
    data = answer.json_or_none()
    errors = _errors(data)
    if success and not errors:
        return None
    problems = tuple(_problem(error) for error in errors)
    message = _message(answer, data, problems)
    refused = not success and answer.status < 500  # noqa: PLR2004 - the failures of HTTP
    about = refused and bool(_ABOUT_CREDENTIALS.search(message))
    return ErrorBody(message, problems, answer.status == _UNAUTHORIZED or about)


def _errors(data: Any) -> list[Any]:  # noqa: ANN401 - whatever the lab sends
    if not isinstance(data, dict):
        return []
    errors: Any = next((data[name] for name in _ERRORS if data.get(name)), [])
    if isinstance(errors, list):
        return errors
    if isinstance(errors, dict) and not any(name in errors for name in _MESSAGES):
        return [{"field": field, "message": said} for field, said in errors.items()]
    return [errors]


def _problem(error: Any) -> Problem:  # noqa: ANN401 - whatever the lab sends
    if not isinstance(error, dict):
        return Problem("", str(error)[:_LONGEST_TEXT])
    return Problem(_first(error, _FIELDS), _first(error, _MESSAGES) or "refused")


def _message(answer: Answer, data: Any, problems: tuple[Problem, ...]) -> str:  # noqa: ANN401 - as above
    if problems:
        return "; ".join(f"{p.field}: {p.message}" if p.field else p.message for p in problems)
    if isinstance(data, dict) and _first(data, _MESSAGES):
        return _first(data, _MESSAGES)
    # Not the shape of an error: the beginning of what came is better than nothing.
    return " ".join(answer.body[:_LONGEST_TEXT].decode("utf-8", "replace").split())


def _first(body: Mapping[str, Any], names: tuple[str, ...]) -> str:
    found = next((body[name] for name in names if body.get(name)), "")
    return str(found)[:_LONGEST_TEXT]
