"""Bephoto's emulator, written from document 000 alone."""

from __future__ import annotations

from labkit.providers.bephoto.sandbox import orders as orders
from labkit.providers.bephoto.sandbox.wire import error_form
from labkit.sandbox.emulator import Emulator, lazy_build
from labkit.sandbox.refusals import error_body

ASSUMPTIONS = (
    "Successful calls answer 200; the document shows no status codes.",
    'Errors answer {"error": "field: what is wrong"}, a failed login or token "Unauthorized".',
    "Errors have status 400 (not JSON), 401, 404, 409 (order closed), 413, 415 or 422 (a field).",
    "With the switch error_status on 200, errors have status 200 instead.",
    "Every field shown for a call but metadata is mandatory; a field that is not shown is refused.",
    "An empty body stands for {} where an order is created or closed.",
    "Numbers in requests are JSON numbers, not text; quantity and filesize are 1 or more.",
    "metadata is at most 255 characters (not bytes).",
    "A token is not ended by the next login; by the switch token_life it lasts an hour or 3 calls.",
    "Timestamps are YYYY-MM-DD HH:MM:SS in UTC, or Unix seconds by the switch timestamp_format.",
    "Dates that are not set yet are null, or empty with the switch unset_dates.",
    "totalorder is the sum of the lines; totalcost adds 4.95 of shipping once there is a line.",
    'shippingmethod is always "Livraison standard".',
    "An order is processed 24 hours after it was closed; nothing else happens to it.",
    "A product that is not in the catalog, or not sold on the paper, is refused when it is added.",
    "A file on the sandbox's photo shelf must be there, be a JPEG and have filesize bytes.",
    "A file anywhere else is not fetched: it is taken on trust.",
    "Adding to a closed order, closing an empty order and closing twice are refused.",
    "By the switch invalid_close both can be closed; the first dateconfirmation is kept.",
    "Products, sizes and prices are samples; idpaper 3, on a few, is in no document.",
)

EMULATOR = Emulator(
    lab=orders.LAB,
    mount="/bephoto",
    credentials={"email": "sandbox@bephoto.example", "password": "sandbox-bephoto"},
    build=lazy_build(f"{__name__}.app"),
    on_event=orders.on_event,
    orders=orders.rows,
    readings=orders.READINGS,
    aliases=orders.ALIASES,
    assumptions=ASSUMPTIONS,
    error=error_body(error_form, orders.READINGS),
)
