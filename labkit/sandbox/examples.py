"""Example bodies in a lab's OpenAPI document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_examples(module_file: str) -> dict[str, dict[str, Any]]:
    """Return the ``examples.json`` next to a module, as `add_examples` takes it."""
    path = Path(module_file).with_name("examples.json")
    examples: dict[str, dict[str, Any]] = orjson.loads(path.read_bytes())
    return examples


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
