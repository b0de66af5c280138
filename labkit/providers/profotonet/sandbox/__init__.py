"""Profotonet's emulator, written from document 003 alone."""

from __future__ import annotations

from labkit.providers.profotonet.sandbox.errors import error_form
from labkit.providers.profotonet.sandbox.readings import ALIASES, READINGS
from labkit.providers.profotonet.sandbox.states import LAB, list_orders, on_event
from labkit.sandbox.emulator import Emulator, lazy_build, read_assumptions
from labkit.sandbox.refusals import error_body

EMULATOR = Emulator(
    lab=LAB,
    mount="/profotonet/v1",
    credentials={"key": "sample-profotonet-key"},
    build=lazy_build(f"{__name__}.app"),
    on_event=on_event,
    orders=list_orders,
    readings=READINGS,
    aliases=ALIASES,
    assumptions=read_assumptions(__file__),
    error=error_body(error_form, READINGS),
)
