"""Bephoto's emulator, written from document 000 alone."""

from __future__ import annotations

from labkit.providers.bephoto.sandbox import orders as orders
from labkit.providers.bephoto.sandbox.wire import error_form
from labkit.sandbox.emulator import Emulator, lazy_build, read_assumptions
from labkit.sandbox.refusals import error_body

EMULATOR = Emulator(
    lab=orders.LAB,
    mount="/bephoto",
    credentials={"email": "sandbox@bephoto.example", "password": "sandbox-bephoto"},
    build=lazy_build(f"{__name__}.app"),
    on_event=orders.on_event,
    orders=orders.list_orders,
    readings=orders.READINGS,
    aliases=orders.ALIASES,
    assumptions=read_assumptions(__file__),
    error=error_body(error_form, orders.READINGS),
)
