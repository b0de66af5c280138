"""The calls of a described emulator, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labkit.describe.document import Fields
    from labkit.sandbox.emulator import EmulatorContext


@dataclass(frozen=True)
class Given:
    """What a request brought: the values in its path, its query, its body (checked already)."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None


@dataclass(frozen=True)
class Route:
    """One call the emulator answers.

    Attributes
    ----------
    call
        Method and path: ``"GET /orders/{id}"``.
    answer
        Given the context and the request, returns the body; raises `Refusal` to refuse.
    shows
        An example of the answer, for the OpenAPI document.
    body
        The fields of the request's body, as the document prints them; () where it has none.
    query
        The names of the query's parameters.
    errors
        Which statuses it may be refused with, besides 401.
    status, summary
        The status of its success, and the document's heading.
    """

    call: str
    answer: Callable[[EmulatorContext, Given], Any]
    shows: Any = None
    body: Fields = ()
    query: tuple[str, ...] = ()
    errors: tuple[int, ...] = ()
    status: int = 200
    summary: str = ""
