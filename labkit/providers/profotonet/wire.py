"""Profotonet's words on the wire: the header that carries the key, and its errors.

Source: document 003, "Basic implementation" and "Response error".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from labkit.http.messages import ErrorBody
from labkit.model.values import Problem

if TYPE_CHECKING:
    from labkit.http.messages import Answer

_UNAUTHORIZED = 401
_SUCCESS = range(200, 300)
# Error bodies are short; a catalog is not decoded a second time to look for errors in it.
_LONGEST_ERROR = 100_000
_LONGEST_TEXT = 300
_MESSAGES = ("message", "error", "description", "msg")


def headers(credentials: Mapping[str, str], token: str) -> dict[str, str]:
    """Return the headers of every request: the key, and the content type the document asks for.

    The 401 text speaks of "APIid and APIkey"; the only header documented is ``key``.
    """
    del token  # there is no log-in
    return {"key": credentials["key"], "Content-Type": "application/json"}


def read_error(answer: Answer) -> ErrorBody | None:
    """Return what the lab says is wrong; None if the answer is a success.

    A success is a 2xx without ``errors``. The document's table has ``errors`` twice, as an array
    and as an integer: whatever stands there is read as far as it goes.
    """
    success = answer.status in _SUCCESS
    if success and len(answer.body) > _LONGEST_ERROR:
        return None
    data = answer.json_or_none()
    errors = data.get("errors") if isinstance(data, dict) else None
    if success and not errors:
        return None
    problems = tuple(_problem(error) for error in _listed(errors))
    unauthorized = answer.status == _UNAUTHORIZED
    return ErrorBody(_message(answer, data, problems), problems, unauthorized)


def _listed(errors: Any) -> list[Any]:  # noqa: ANN401 - whatever the lab sends
    if isinstance(errors, list):
        return errors
    if isinstance(errors, dict) and "field" not in errors and "message" not in errors:
        return [{"field": field, "message": message} for field, message in errors.items()]
    return [] if errors in (None, "") else [errors]


def _problem(error: Any) -> Problem:  # noqa: ANN401 - whatever the lab sends
    if not isinstance(error, dict):
        return Problem("", str(error)[:_LONGEST_TEXT])
    field = error.get("field")
    return Problem("" if field is None else str(field), _said(error) or "refused")


def _message(answer: Answer, data: Any, problems: tuple[Problem, ...]) -> str:  # noqa: ANN401 - as above
    if problems:
        return "; ".join(f"{p.field}: {p.message}" if p.field else p.message for p in problems)
    if isinstance(data, dict) and _said(data):
        return _said(data)
    # Not the documented shape: the beginning of what came is better than nothing.
    return " ".join(answer.body[:_LONGEST_TEXT].decode("utf-8", "replace").split())


def _said(body: Mapping[str, Any]) -> str:
    for name in _MESSAGES:
        if body.get(name):
            return str(body[name])[:_LONGEST_TEXT]
    return ""
