"""Example bodies in a lab's OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def add_examples(document: dict[str, Any], examples: Mapping[str, Mapping[str, Any]]) -> None:
    """Add example bodies to an OpenAPI document, in place.

    Parameters
    ----------
    document
        The document.
    examples
        For each call, written as ``"POST /orders"``, the body of its request (``"request"``) and
        those of its answers by status (``"200"``, ``"422"``, ``"4XX"``). A status that the call
        does not declare is skipped, so that one table serves all calls.

    Raises
    ------
    KeyError
        If the document has no such call.
    """
    for call, bodies in examples.items():
        method, path = call.split()
        operation = document["paths"][path][method.lower()]
        targets = {"request": operation.get("requestBody"), **operation["responses"]}
        for name, body in bodies.items():
            for content in (targets.get(name) or {}).get("content", {}).values():
                content["example"] = body
