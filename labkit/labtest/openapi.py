"""Holds an answer against what an OpenAPI document says of its call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from labkit.http import Answer


def problems(document: dict[str, Any], answer: Answer) -> Iterator[str]:
    """Yield what an OpenAPI document does not say of an answer; nothing where they agree."""
    call = answer.call
    operation = _operation(document, call.method, call.path)
    if operation is None:
        yield f"{call.method} {call.path} is in no path of the document"
        return
    response = _response(operation["responses"], answer.status)
    if response is None:
        yield f"{call.method} {call.path}: status {answer.status} is not documented"
        return
    schema = response.get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        if answer.body:
            yield f"{call.method} {call.path}: no body is documented for {answer.status}"
        return
    whole = {**schema, "components": document.get("components", {})}
    for error in Draft202012Validator(whole).iter_errors(answer.json()):
        yield f"{call.method} {call.path}: {error.json_path}: {error.message[:200]}"


def _operation(document: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    # A path without parameters stands before one with: /orders/all before /orders/{id}.
    for template in sorted(document["paths"], key=lambda each: each.count("{")):
        pattern = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(template))
        found: dict[str, Any] | None = document["paths"][template].get(method.lower())
        if found is not None and re.fullmatch(pattern, path):
            return found
    return None


def _response(responses: dict[str, Any], status: int) -> dict[str, Any] | None:
    for name in (str(status), f"{status // 100}XX", "default"):
        if name in responses:
            found: dict[str, Any] = responses[name]
            return found
    return None
