"""Bephoto's order, field by field (API Bephoto: Order Creation, Adding Products)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from labkit.model.order_values import Count, NotBlank, WebUrl

_OF_PHOTO: dict[str, Any] = {"labkit": {"of": "photo"}}


class Product(BaseModel):
    """One product of an order (Adding Products)."""

    model_config = ConfigDict(extra="forbid", validate_default=True)

    idproduct: Count = Field(
        description="The product's number.",
        json_schema_extra={"labkit": {"widget": "product"}},
    )
    idpaper: Count = Field(
        title="Paper",
        description="1 is glossy, 2 is lustre.",
        json_schema_extra={"labkit": {"widget": "option"}},
    )
    quantity: Count = Field(description="How many prints.")
    fileurl: WebUrl = Field(
        description="Public address of the JPEG; it has to stay up until the order is done.",
        json_schema_extra={"labkit": {"widget": "photo"}},
    )
    filename: NotBlank = Field(description="The picture's file name.", json_schema_extra=_OF_PHOTO)
    filesize: Count = Field(
        description="The file's size in bytes, to the byte.", json_schema_extra=_OF_PHOTO
    )


class Order(BaseModel):
    """An order (Order Creation), with its products."""

    model_config = ConfigDict(extra="forbid")

    metadata: NotBlank = Field(
        max_length=255,
        title="Your reference",
        description="The lab keeps it; put no personal data here.",
    )
    products: list[Product] = Field(min_length=1, description="What is to be printed.")


def order_wire(order: Order) -> dict[str, object]:
    """Return the body that creates an order."""
    return {"metadata": order.metadata}


def product_wire(product: Product) -> dict[str, object]:
    """Return the body that adds a product."""
    return product.model_dump(mode="json")
