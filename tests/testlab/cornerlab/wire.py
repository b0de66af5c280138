"""The Corner Lab's words on the wire."""

from __future__ import annotations

from collections.abc import Mapping

from labkit.errors import Problem
from labkit.http import Answer, ErrorBody


def headers(credentials: Mapping[str, str], _token: str) -> dict[str, str]:
    return {"X-Corner": credentials["word"]}


def read_error(answer: Answer) -> ErrorBody | None:
    if answer.status < 300:
        return None
    body = answer.json_or_none()
    fault = body.get("fault", "") if isinstance(body, dict) else ""
    at = body.get("at", "") if isinstance(body, dict) else ""
    problems = (Problem(at, str(fault)),) if at else ()
    return ErrorBody(message=str(fault), problems=problems, unauthorized=answer.status == 401)
