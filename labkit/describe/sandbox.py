"""The emulator of a described lab: its routes, what it keeps, its form of error, as data.

Written from the lab's document once more, on its own: of the client's half only what the document
prints (`labkit.describe.document`) may stand here, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from labkit.describe.kept_orders import Kept, KeptOrders
from labkit.describe.routes import Given, Route
from labkit.sandbox.emulator import Box, Emulator, Event, OrderRow
from labkit.sandbox.photo_store import DownloadFailedError, Photo
from labkit.sandbox.refusals import ErrorForm, Fault, Refusal, error_body, fetch_photo

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = [
    "Box",
    "Described",
    "DownloadFailedError",
    "Emulator",
    "ErrorForm",
    "Event",
    "Fault",
    "Given",
    "Kept",
    "KeptOrders",
    "OrderRow",
    "Photo",
    "Refusal",
    "Route",
    "emulator",
    "fetch_photo",
    "list_form",
]


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

    def build(self, box: Box) -> FastAPI:
        """Make the application for one sandbox."""
        from labkit.describe.sandbox_app import build

        return build(self, box)


def emulator(
    described: Described,
    orders: KeptOrders | None = None,
    *,
    mount: str,
    credentials: Mapping[str, str],
    assumptions: tuple[str, ...] = (),
) -> Emulator:
    """Return a lab's ``EMULATOR``.

    Parameters
    ----------
    described
        Its API.
    orders
        The orders it keeps.
    mount
        Where it is mounted, as the path of the lab's base URL: ``"/mylab/v1"``.
    credentials
        The sandbox's own.
    assumptions
        What it does beyond the document, one sentence each.
    """
    return Emulator(
        lab=described.lab,
        mount=mount,
        credentials=credentials,
        build=described.build,
        on_event=orders.on_event if orders else None,
        orders=orders.rows if orders else None,
        readings=described.readings,
        assumptions=assumptions,
        error=error_body(described.form, described.readings),
    )
