"""A lab's API as its emulator serves it, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labkit.describe.routes import Route
    from labkit.sandbox.refusals import ErrorForm, Refusal


def list_form(refusal: Refusal, _readings: Mapping[str, str]) -> tuple[int, Any]:
    """Write an error as ``{"errors": [{"field": …, "message": …}]}``, the commonest form."""
    return refusal.status, {"errors": [fault._asdict() for fault in refusal.faults]}


@dataclass(frozen=True)
class Described:
    """A lab's API as its emulator serves it.

    Attributes
    ----------
    lab, title
        The lab's name, and its own.
    routes
        Its calls.
    headers
        The headers a request has to have, credentials in braces: ``{"X-Api-Key": "{key}"}``.
    form
        How it writes an error.
    readings
        The switches where the document can be read two ways.
    """

    lab: str
    title: str
    routes: tuple[Route, ...]
    headers: Mapping[str, str]
    form: ErrorForm = list_form
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
