"""The emulator of a described lab: its routes, what it keeps, its form of error, as data.

Written from the lab's document once more, on its own: of the client's half only what the document
prints (`labkit.describe.document`) may stand here, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from labkit.describe.described import Described, list_form
from labkit.describe.kept_orders import Kept, KeptOrders
from labkit.describe.routes import Given, Route
from labkit.sandbox.clock import Event
from labkit.sandbox.emulator import Emulator, EmulatorContext, OrderRow
from labkit.sandbox.photo_store import DownloadFailedError, Photo
from labkit.sandbox.refusals import ErrorForm, Fault, Refusal, error_body, fetch_photo

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = [
    "Described",
    "DownloadFailedError",
    "Emulator",
    "EmulatorContext",
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

    def build(context: EmulatorContext) -> FastAPI:
        from labkit.describe.sandbox_app import build_app

        return build_app(described, context)

    return Emulator(
        lab=described.lab,
        mount=mount,
        credentials=credentials,
        build=build,
        on_event=orders.on_event if orders else None,
        orders=orders.rows if orders else None,
        readings=described.readings,
        assumptions=assumptions,
        error=error_body(described.form, described.readings),
    )
