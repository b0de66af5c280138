"""Bay Photo's emulator, written from documents 002 and 004 alone."""

from __future__ import annotations

from labkit.providers.bayphoto.sandbox.errors import error_form
from labkit.providers.bayphoto.sandbox.order_list import list_orders
from labkit.sandbox.emulator import Emulator, lazy_build, read_assumptions
from labkit.sandbox.refusals import error_body

READINGS = {
    "order_answer": ("created", "empty"),
    "parent_id": ("children", "descendants", "nested"),
    "options_template": ("leaf", "container", "both"),
    "disable_ids": ("mixture", "lists"),
    "service_id": ("objects", "lists"),
    "pick_up_shipping": ("refuse", "accept"),
    "crop_position": ("centre", "alignment"),
    "unknown_template": ("missing", "empty"),
    "ruled_out_group": ("waived", "required"),
    "option_nodes": ("chosen", "always"),
    "order_name": ("exact", "folded"),
    "pick_up_customer": ("mandatory", "optional"),
}
ALIASES = {
    "q66": "order_answer",
    "q74": "parent_id",
    "q75": "options_template",
    "q76": "disable_ids",
    "q78": "service_id",
    "q81": "pick_up_shipping",
    "q89": "crop_position",
    "q90": "unknown_template",
    "q91": "ruled_out_group",
    "q92": "option_nodes",
    "q93": "order_name",
    "q94": "pick_up_customer",
}
"""Numbers of the notes on the labs' documents → switch."""

EMULATOR = Emulator(
    lab="bayphoto",
    mount="/bayphoto",
    credentials={"token": "sandbox-bayphoto"},
    build=lazy_build(f"{__name__}.app"),
    orders=list_orders,
    readings=READINGS,
    aliases=ALIASES,
    assumptions=read_assumptions(__file__),
    error=error_body(error_form),
)
