"""Bay Photo's emulator, written from documents 002 and 004 alone."""

from __future__ import annotations

from http.client import responses
from typing import TYPE_CHECKING

from labkit.providers.bayphoto.sandbox.rows import rows
from labkit.sandbox.emulator import Emulator

if TYPE_CHECKING:
    from fastapi import FastAPI

    from labkit.sandbox.emulator import EmulatorContext

READINGS = {
    "order_answer": ("created", "empty"),
    "parent_id": ("children", "descendants", "nested"),
    "options_template": ("leaf", "container", "both"),
    "disable_ids": ("mixture", "lists"),
    "service_id": ("objects", "lists"),
    "pick_up_shipping": ("refuse", "accept"),
}
ALIASES = {
    "q66": "order_answer",
    "q74": "parent_id",
    "q75": "options_template",
    "q76": "disable_ids",
    "q78": "service_id",
    "q81": "pick_up_shipping",
}
"""Numbers of the notes on the labs' documents → switch."""
ASSUMPTIONS = (
    'Errors answer {"error": "…"}, those of an order\'s fields {"errors": {field: ["…"]}}.',
    "Errors have status 400 (not JSON, a parameter), 401, 404, 405, 413, 415 or 422 (a field).",
    "A parent_id or template_id that is no template's answers 404.",
    "A template opened by itself shows in templates all that lies below it, as the list does.",
    "parent_id= lists the children only, with what is in them left out.",
    "With the switch parent_id on descendants it is one flat list of all below, on nested a tree.",
    "options.json knows the ids of orderable templates; of any other the list is empty.",
    "With the switch options_template on container it knows containers instead, on both either.",
    "Options belong to the nearest container of a template that has any.",
    "disable_ids is text, a list, null or absent; with the switch disable_ids it is always a list.",
    'POST answers 201 with {"id", "order_name"}; by the switch order_answer 200 and an empty body.',
    "An order_name that was used before is refused with 422.",
    "Only return_shipping_id is marked optional, so the other fields of the table are mandatory.",
    "drop_ship and pick_up are false, print_services and order_services none, if they are absent.",
    "Of the customer all is mandatory but email, phone, address2 and, outside the US, state.",
    "A field the documents do not show is refused.",
    "country has two capital letters; state is mandatory in the US.",
    "shipping_billing_code is a listed code, spaces included; it may be left out for a pick_up.",
    "pick_up with a shipping_billing_code is refused, unless pick_up_shipping is accept.",
    "order_date is YYYY-MM-DD HH:MM:SS UTC, to the letter; any moment will do.",
    "product_id and qty are JSON numbers, node_uid is text, crops are text or numbers.",
    "A crop's centre less and plus half its size is within 0 to 100 percent, give or take 0.1.",
    "Whether a crop has its node's shape is not checked.",
    "Every image node of a product takes exactly one photo, a mask node none.",
    "A required container or option needs at least one of the services in it.",
    "A service that is not multiple can be chosen once for a product or an order.",
    "disable_ids holds both ways, of containers for all in them, and between product and order.",
    "Hidden options can be ordered, read_only ones cannot.",
    "Image services (service_type 2) are refused: an order has no place for them.",
    "service_id is one id in an object; with the switch service_id on lists it may be a list.",
    "order_services are checked against the options of all products of the order together.",
    "A picture on the sandbox's photo shelf must be there; any other URL is taken on trust.",
    "What an order costs is in no document, so the sandbox gives no total.",
    "Templates, options, shipping methods and prices are samples, but for the document's own.",
)


def build(context: EmulatorContext) -> FastAPI:
    """Make Bay Photo's application for one sandbox."""
    from labkit.providers.bayphoto.sandbox import app

    return app.build(context)


def error(status: int) -> dict[str, str]:
    """Return the body of an error that only has a status code."""
    return {"error": responses.get(status, f"Status {status}")}


EMULATOR = Emulator(
    lab="bayphoto",
    mount="/bayphoto",
    credentials={"token": "sandbox-bayphoto"},
    build=build,
    orders=rows,
    readings=READINGS,
    aliases=ALIASES,
    assumptions=ASSUMPTIONS,
    error=error,
)
