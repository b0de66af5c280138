"""Bephoto's emulator, written from document 000 alone."""

from __future__ import annotations

from http.client import responses
from typing import TYPE_CHECKING

from labkit.providers.bephoto.sandbox import orders as orders
from labkit.sandbox.emulator import Emulator

if TYPE_CHECKING:
    from fastapi import FastAPI

    from labkit.sandbox.emulator import Box

READINGS = {
    "q56": ("401", "200"),
    "q57": ("null", "empty"),
    "q58": ("numbers", "text"),
    "q59": ("never", "hour", "after_requests"),
    "q62": ("text", "unix"),
    "q65": ("refuse", "accept"),
}
ASSUMPTIONS = (
    "Successful calls answer 200; the document shows no status codes.",
    'Errors answer {"error": "field: what is wrong"}, a failed login or token "Unauthorized".',
    "Errors have status 400 (not JSON), 401, 404, 409 (order closed), 413, 415 or 422 (a field).",
    "With the switch q56 on 200, errors have status 200 instead.",
    "Every field shown for a call but metadata is mandatory; a field that is not shown is refused.",
    "An empty body stands for {} where an order is created or closed.",
    "Numbers in requests are JSON numbers, not text; quantity and filesize are 1 or more.",
    "metadata is at most 255 characters (not bytes).",
    "A token is not ended by the next login; with the switch q59 it lives an hour or three calls.",
    "Timestamps are written YYYY-MM-DD HH:MM:SS in UTC, or as Unix seconds with the switch q62.",
    "Dates that are not set yet are null, or empty with the switch q57.",
    "totalorder is the sum of the lines; totalcost adds 4.95 of shipping once there is a line.",
    'shippingmethod is always "Livraison standard".',
    "An order is processed 24 hours after it was closed; nothing else happens to it.",
    "A product that is not in the catalog, or not sold on the paper, is refused when it is added.",
    "A file on the sandbox's photo shelf must be there, be a JPEG and have filesize bytes.",
    "A file anywhere else is not fetched: it is taken on trust.",
    "Adding to a closed order, closing an empty order and closing twice are refused.",
    "With the switch q65 on accept, both can be closed; the first dateconfirmation stands.",
    "Products, sizes and prices are samples; idpaper 3, on a few, is in no document.",
)


def build(box: Box) -> FastAPI:
    """Make Bephoto's application for one sandbox."""
    from labkit.providers.bephoto.sandbox import app

    return app.build(box)


def error(status: int) -> dict[str, str]:
    """Return the body of an error that only has a status code."""
    return {"error": responses.get(status, f"Status {status}")}


EMULATOR = Emulator(
    lab=orders.LAB,
    mount="/bephoto",
    credentials={"email": "sandbox@bephoto.example", "password": "sandbox-bephoto"},
    build=build,
    on_event=orders.on_event,
    orders=orders.rows,
    readings=READINGS,
    assumptions=ASSUMPTIONS,
    error=error,
)
