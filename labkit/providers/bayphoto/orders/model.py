"""Bay Photo's order, field by field (documents 002 and 004, "Order")."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)

from labkit.model.order_values import NotBlank, WebUrl

_DATE = "%Y-%m-%d %H:%M:%S UTC"
_WHOLE = Decimal(100)
_CENTRE = Decimal(50)
_OF_PHOTO: dict[str, Any] = {"labkit": {"of": "photo"}}


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _moment(value: object) -> object:
    if isinstance(value, str) and value.endswith(" UTC"):
        return dt.datetime.strptime(value, _DATE).replace(tzinfo=dt.UTC)
    return value


def _utc(value: dt.datetime) -> dt.datetime:
    try:
        return value.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError("is not within the years 1 to 9999 in UTC") from None


def _capitals(value: object) -> object:
    return value.upper() if isinstance(value, str) and value.isascii() else value


Id = Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^\d{1,18}$")]
Percent = Annotated[Decimal, Field(ge=0, le=100, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Customer(_Part):
    """Who gets the parcel."""

    name: NotBlank = Field(description="First and last name.")
    email: str = Field(default="", title="E-mail address")
    phone: str = Field(default="", title="Telephone")
    address1: NotBlank = Field(title="Address", description="Street and number.")
    address2: str = Field(default="", title="Address, second line")
    city: NotBlank = Field(description="City.")
    state: str = Field(default="", description="State, as CA.")
    country: Annotated[str, BeforeValidator(_capitals)] = Field(
        pattern="^[A-Z]{2}$", description="Two letters, as US."
    )
    zip: NotBlank = Field(title="ZIP code")


class Photo(_Part):
    """One picture on one node of a product."""

    image_file_name: NotBlank = Field(
        description="Original file name.", json_schema_extra=_OF_PHOTO
    )
    image_source_path: WebUrl = Field(
        description="Where the lab picks the picture up.",
        json_schema_extra={"labkit": {"widget": "photo"}},
    )
    crop_height: Percent = Field(
        default=_WHOLE, description="Height of the crop [%].", json_schema_extra=_OF_PHOTO
    )
    crop_width: Percent = Field(
        default=_WHOLE, description="Width of the crop [%].", json_schema_extra=_OF_PHOTO
    )
    crop_x: Percent = Field(
        default=_CENTRE,
        description="Centre of the crop, from the left [%].",
        json_schema_extra=_OF_PHOTO,
    )
    crop_y: Percent = Field(
        default=_CENTRE,
        description="Centre of the crop, from the top [%].",
        json_schema_extra=_OF_PHOTO,
    )
    node_uid: Annotated[str, BeforeValidator(_as_text)] = Field(
        default="1",
        min_length=1,
        title="Place",
        description="The place on the product; mostly 1.",
        json_schema_extra=_OF_PHOTO,
    )


class Service(_Part):
    """One chosen option."""

    service_id: Id = Field(
        description="The option's service number.",
        json_schema_extra={"labkit": {"widget": "option"}},
    )


class Product(_Part):
    """One line of an order."""

    product_id: Id = Field(
        description="The product's number (not the template's).",
        json_schema_extra={"labkit": {"widget": "product"}},
    )
    qty: int = Field(ge=1, le=2**31 - 1, description="How many.")
    photos: list[Photo] = Field(description="The pictures, one for each place.")
    print_services: list[Service] = Field(
        default_factory=list, title="Options", description="Options of this product."
    )


class Order(_Part):
    """An order."""

    order_name: NotBlank = Field(
        title="Your reference",
        description="Your name for this order; unique.",
    )
    order_date: Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_utc)] = Field(
        description="When you received it, with its time zone; sent in UTC."
    )
    shipping_billing_code: str = Field(
        default="",
        description="How it is sent: the billing code of a shipping method.",
        json_schema_extra={"labkit": {"widget": "shipping"}},
    )
    return_shipping_id: str = Field(
        default="",
        description="Given by the lab, if at all.",
        json_schema_extra={"labkit": {"of": "more"}},
    )
    drop_ship: bool = Field(default=False, description="Without the lab's branding.")
    pick_up: bool = Field(default=False, description="Picked up at the lab; then no shipping.")
    customer: Customer = Field(description="Who gets the parcel.")
    products: list[Product] = Field(min_length=1, description="What is to be made.")
    order_services: list[Service] = Field(
        default_factory=list,
        title="Options of the order",
        description="Options of the whole order.",
    )


def to_wire(order: Order) -> dict[str, Any]:
    """Return the body of an order.

    `pick_up` is in no sample: it is only sent where it is true.
    """
    body: dict[str, Any] = {
        "order_name": order.order_name,
        "order_date": _written(order.order_date),
        "shipping_billing_code": order.shipping_billing_code,
        "return_shipping_id": order.return_shipping_id,
        "drop_ship": order.drop_ship,
        "customer": order.customer.model_dump(),
        "products": [_product(product) for product in order.products],
        "order_services": _services(order.order_services),
    }
    return {**body, "pick_up": True} if order.pick_up else body


def _written(moment: dt.datetime) -> str:
    # Not strftime, which writes the year 999 with three digits.
    return f"{moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(' ', 'seconds')} UTC"


def _product(product: Product) -> dict[str, Any]:
    return {
        "product_id": int(product.product_id),
        "qty": product.qty,
        "photos": [_photo(photo) for photo in product.photos],
        "print_services": _services(product.print_services),
    }


def _photo(photo: Photo) -> dict[str, str]:
    body = photo.model_dump()
    return {name: _text(value) for name, value in body.items()}


def _text(value: object) -> str:
    # Percents are shown as text with a decimal: "100.0".
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text if "." in text else f"{text}.0"
    return str(value)


def _services(services: list[Service]) -> list[dict[str, int]]:
    return [{"service_id": int(service.service_id)} for service in services]
