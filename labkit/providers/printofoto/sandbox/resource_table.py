"""The 21 resources as the document describes them: those that are not products.

Source: the Printofoto API document, for each resource its item table, the parameters of its POST
and PUT and the filters of its list.
"""

from __future__ import annotations

from labkit.providers.printofoto.sandbox.common_fields import (
    address,
    aspect,
    parent_id,
    picture,
    text,
)
from labkit.providers.printofoto.sandbox.model import Field, Kind, Resource
from labkit.providers.printofoto.sandbox.product_table import PRODUCTS

PRODUCT_NAMES = {
    1: "photobook",
    2: "calendar",
    3: "postcard",
    4: "bookmark",
    5: "card",
    6: "magnet",
    7: "magnetgrid",
    8: "mug",
    9: "notebook",
    10: "stickergrid",
    11: "label",
    12: "businesscard",
    13: "photoalbum",
    14: "poster",
    15: "polaroidbox",
    16: "unitphotoprint",
    17: "photoprint",
    18: "tshirt",
    19: "puzzle",
    20: "factsheet",
}
"""What an order detail's `id_product` stands for."""

STATE_NAMES = (
    "creation order",
    "validated order",
    "awaiting print order",
    "printed order",
    "shipped order",
    "delivered order",
    "canceled order",
)
"""What an order's `order_state` stands for."""

_ORDER_STATES = "; ".join(f"{number} {name}" for number, name in enumerate(STATE_NAMES))
_PRODUCT_LIST = "; ".join(f"{number} {name}" for number, name in PRODUCT_NAMES.items())

_OTHERS: tuple[Resource, ...] = (
    Resource(
        "calendarevent",
        "id_calendar_event",
        "calendar event",
        (
            parent_id("id_calendar", "calendar"),
            Field("date_event", Kind.DATE, "mm", "Day of the event."),
            text("text", "mm", "Text of the event."),
            picture("image_url", "oo", "Background of the day's box; 4x3.4 cm, 472x402 px."),
        ),
        ("id_calendar", "date_event_from", "date_event_to"),
        parent="id_calendar",
    ),
    Resource(
        "factsheetitem",
        "id_factsheet_item",
        "factsheet item",
        (
            parent_id("id_factsheet", "factsheet"),
            picture(
                "front_image_url", description="21x14.8 or 14.8x21 cm, 2480x1748 or 1748x2480 px."
            ),
            picture("back_image_url", description="The other side."),
        ),
        ("id_factsheet",),
        parent="id_factsheet",
    ),
    Resource(
        "image",
        "id_image",
        "image",
        (
            Field("image", Kind.PICTURE, "mm", "A URL, or a file sent as multipart/form-data."),
            text("name", description="Name of the picture."),
            Field("preview_url", Kind.SET_BY_LAB, "--", "URL of the stored picture."),
            text("tag", description="Tags, separated by commas."),
            Field("public", Kind.BOOLEAN, "mm", "Whether the picture can be used for all."),
        ),
        ("tag",),
    ),
    Resource(
        "order",
        "id_order",
        "order",
        (
            text("id_order_partner", "mm", "Your own identifier of the order."),
            Field(
                "order_state",
                Kind.INTEGER,
                description=_ORDER_STATES,
                maximum=6,
                default="0",
                lab_only=("2", "3", "4", "5"),
                kept_if_empty=True,
            ),
            *address("order", email=True),
        ),
        ("id_order_partner", "order_state"),
        deletable=False,
    ),
    Resource(
        "orderdetail",
        "id_order_detail",
        "order detail",
        (
            parent_id("id_order", "order"),
            Field("id_product", Kind.INTEGER, "mm", _PRODUCT_LIST, minimum=1, maximum=20),
            Field("id_custom", Kind.INTEGER, "mm", "Id of the product that is printed.", minimum=1),
            Field("price", Kind.PRICE, "-m", "Selling price of the product on your website."),
            Field("shipping_type", Kind.CHOICE, "mm", "How fast.", choices=("normal", "express")),
            Field(
                "shipping_state", Kind.SET_BY_LAB, "--", "0 not shipped, 1 shipped.", default="0"
            ),
            Field("shipping_tracking_url", Kind.SET_BY_LAB, "--", "Where to follow it."),
            Field(
                "shipping_date_update",
                Kind.SET_BY_LAB,
                "--",
                "When the shipping state changed.",
                default="0000-00-00 00:00:00",
            ),
        ),
        ("id_order", "shipping_date_update_from", "shipping_date_update_to"),
        parent="id_order",
        deletable=False,
    ),
    Resource(
        "photobookpage",
        "id_photobook_page",
        "photobook page",
        (
            parent_id("id_photobook", "photobook"),
            picture("image_url", description="15x15 cm, 1772x1772 px."),
            aspect("page"),
            Field(
                "position",
                Kind.INTEGER,
                "mm",
                "Place of the page in the book.",
                minimum=1,
                maximum=10,
            ),
        ),
        ("id_photobook",),
        parent="id_photobook",
    ),
    Resource(
        "photoprintitem",
        "id_photoprint_item",
        "photoprint item",
        (
            parent_id("id_photoprint", "photoprint"),
            picture("image_url", description="15x11 or 11x15 cm, 1772x1299 or 1299x1772 px."),
        ),
        ("id_photoprint",),
        parent="id_photoprint",
    ),
)

RESOURCES: dict[str, Resource] = {
    resource.name: resource
    for resource in sorted((*PRODUCTS, *_OTHERS), key=lambda resource: resource.name)
}
"""The 21 resources by name."""
