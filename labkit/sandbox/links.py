"""Links in a lab's OpenAPI document: which calls can follow a call, and what they take from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Links = dict[str, dict[str, dict[str, str]]]


def add_links(
    document: dict[str, Any], links: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> None:
    """Add links to an OpenAPI document, in place.

    Parameters
    ----------
    document
        The document.
    links
        For each call, written as ``"POST /orders"``, the calls that can follow its success, each
        with its parameters as OpenAPI's runtime expressions (``"$response.body#/id"``).

    Raises
    ------
    KeyError
        If the document has no such call.
    """
    for call, following in links.items():
        answers = _operation(document, call)["responses"]
        success = next(answer for status, answer in answers.items() if str(status)[0] == "2")
        for follower, parameters in following.items():
            name = _operation(document, follower)["operationId"]
            link = {"operationId": name, "parameters": dict(parameters)}
            success.setdefault("links", {})[name] = link


def _operation(document: dict[str, Any], call: str) -> dict[str, Any]:
    method, path = call.split()
    operation: dict[str, Any] = document["paths"][path][method.lower()]
    return operation
