"""Printofoto's order: the order itself and its details (document 001, Order and OrderDetail).

There is no quantity: N copies are N order details of one resource. A detail names its product by
`id_product` and carries that product's own fields under the resource's name.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from labkit.model.order_values import Count, NotBlank
from labkit.providers.printofoto.orders import resources
from labkit.providers.printofoto.orders.fields import Part, optional_text

# id_product → the resource it is made of (Order Detail Item); the others have none documented.
RESOURCES = {
    1: "photobook",
    2: "calendar",
    3: "postcard",
    4: "bookmark",
    5: "card",
    6: "magnet",
    7: "magnetgrid",
    9: "notebook",
    10: "stickergrid",
    12: "businesscard",
    14: "poster",
    15: "polaroidbox",
    17: "photoprint",
    20: "factsheet",
}
# resource → (field of its parts, the parts' resource, the field that names the parent)
CHILDREN = {
    "photobook": ("pages", "photobookpage", "id_photobook"),
    "calendar": ("events", "calendarevent", "id_calendar"),
    "photoprint": ("items", "photoprintitem", "id_photoprint"),
    "factsheet": ("items", "factsheetitem", "id_factsheet"),
}


class Detail(Part):
    """One line of an order: a product, made of exactly one of the resources below."""

    id_product: int = Field(
        ge=1,
        le=20,
        description="The product's number, 1 to 20.",
        json_schema_extra={"labkit": {"widget": "product"}},
    )
    copies: Count = Field(default=1, description="How many; each is a detail of its own.")
    shipping_type: Literal["normal", "express"] = Field(
        default="normal", description="How fast this line is delivered."
    )
    price: Decimal | None = Field(
        default=None, ge=0, description="Your selling price of one; optional."
    )
    photobook: resources.Photobook | None = Field(default=None, description="Product 1.")
    calendar: resources.Calendar | None = Field(default=None, description="Product 2.")
    postcard: resources.Postcard | None = Field(default=None, description="Product 3.")
    bookmark: resources.Bookmark | None = Field(default=None, description="Product 4.")
    card: resources.Card | None = Field(default=None, description="Product 5.")
    magnet: resources.Magnet | None = Field(default=None, description="Product 6.")
    magnetgrid: resources.MagnetGrid | None = Field(default=None, description="Product 7.")
    notebook: resources.Notebook | None = Field(default=None, description="Product 9.")
    stickergrid: resources.StickerGrid | None = Field(default=None, description="Product 10.")
    businesscard: resources.BusinessCard | None = Field(default=None, description="Product 12.")
    poster: resources.Poster | None = Field(default=None, description="Product 14.")
    polaroidbox: resources.PolaroidBox | None = Field(default=None, description="Product 15.")
    photoprint: resources.Photoprint | None = Field(default=None, description="Product 17.")
    factsheet: resources.Factsheet | None = Field(default=None, description="Product 20.")

    @property
    def resource(self) -> str:
        """The resource of this product; "" where none is documented."""
        return RESOURCES.get(self.id_product, "")


class Order(Part):
    """An order and its details."""

    id_order_partner: NotBlank = Field(title="Your reference", description="Your own order id.")
    shipping_firstname: NotBlank = Field(title="First name")
    shipping_name: NotBlank = Field(title="Last name")
    shipping_email: str = optional_text("", title="E-mail address")
    shipping_company: str = optional_text("", title="Company")
    shipping_address_1: NotBlank = Field(title="Address", description="Street and number.")
    shipping_address_2: str = optional_text("", title="Address, second line")
    shipping_zipcode: NotBlank = Field(title="Postcode")
    shipping_city: NotBlank = Field(title="City")
    shipping_country: NotBlank = Field(
        title="Country", description="Its name in French, as France."
    )
    details: list[Detail] = Field(min_length=1, description="What is to be made.")


def order_wire(order: Order, state: int) -> dict[str, Any]:
    """Return the whole order as POST and PUT take it; PUT is sent whole, nothing left out."""
    return {**order.model_dump(exclude={"details"}), "order_state": state}


def resource_wire(resource: Part, pictures: dict[str, str], mark: str) -> dict[str, Any]:
    """Return a resource as POST takes it.

    Parameters
    ----------
    resource
        Any of the models of `labkit.providers.printofoto.orders.resources`.
    pictures
        Picture as given → URL of its image resource.
    mark
        Goes into `custom`; "" for parts, which have none.
    """
    body = {
        name: _value(value, name, type(resource), pictures)
        for name, value in resource.model_dump().items()
        if not isinstance(value, list) and value not in ("", None)
    }
    return {**body, "custom": mark} if mark else body


def picture_fields(model: type[Part]) -> list[str]:
    """Return the names of a model's picture fields, in the document's order."""
    return [name for name, field in model.model_fields.items() if _is_picture(field)]


def _is_picture(field: Any) -> bool:  # noqa: ANN401 - pydantic's FieldInfo
    extra = field.json_schema_extra
    return isinstance(extra, dict) and extra.get("labkit", {}).get("widget") == "photo"


def _value(value: Any, name: str, model: type[Part], pictures: dict[str, str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, bool):
        return int(value)
    return pictures[value] if name in picture_fields(model) else value
