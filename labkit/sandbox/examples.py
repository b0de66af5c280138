"""Whole bodies as examples in a lab's OpenAPI document, beside the schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def add_examples(document: dict[str, Any], examples: Mapping[str, Mapping[str, Any]]) -> None:
    """Put example bodies into an OpenAPI document, in place.

    Parameters
    ----------
    document
        The document.
    examples
        For each call, written as ``"POST /orders"``, the body of its request (``"request"``) and
        those of its answers by status (``"200"``, ``"422"``, ``"4XX"``). A status the call's
        answers do not have is left out, so that one table serves all calls.

    Raises
    ------
    KeyError
        If the document has no such call: an example nobody would see is a mistake.
    """
    for call, bodies in examples.items():
        method, path = call.split()
        operation = document["paths"][path][method.lower()]
        places = {"request": operation.get("requestBody"), **operation["responses"]}
        for place, body in bodies.items():
            for content in (places.get(place) or {}).get("content", {}).values():
                content["example"] = body
