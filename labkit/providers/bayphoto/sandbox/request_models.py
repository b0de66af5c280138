"""An order as models, from Bay Photo's documents; the OpenAPI document is made of them.

Document 002, "Placing Orders" (004 is the same text). Which references exist, and whether they
fit together, is checked afterwards.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, TypeGuard

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from labkit.sandbox.json_wire import NOT_BLANK, WEB_URL, is_blank, is_web_url, whole

LARGEST = 2**31 - 1
WHOLE = 100
# The reading by which one service_id may hold several ids, given as validation context.
LISTS = "lists"
_DATE = (
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r" ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9] UTC$"
)
_PERCENT = r"^(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)$"


def _not_blank(text: str) -> str:
    if is_blank(text):
        raise ValueError("can't be blank")
    return text


def _web_url(text: str) -> str:
    if not is_web_url(text):
        raise ValueError("must be an http or https URL")
    return text


def _date(text: str) -> str:
    if re.fullmatch(_DATE, text, re.ASCII):
        try:
            dt.date.fromisoformat(text[:10])
        except ValueError:
            pass
        else:
            return text
    raise ValueError("must be a date like 2015-03-10 03:03:46 UTC")


def _percent(value: object) -> Decimal:
    # The sample shows text where the table shows numbers.
    if isinstance(value, str) and re.fullmatch(_PERCENT, value, re.ASCII):
        return Decimal(value)
    if _is_number(value) and 0 <= value <= WHOLE:
        return Decimal(str(value))
    raise ValueError("must be a percentage from 0 to 100, like 100.0")


def _service_ids(value: object, info: ValidationInfo) -> list[int]:
    several = value if isinstance(value, list) and info.context == LISTS else [value]
    given = [whole(each) for each in several]
    ids = [each for each in given if _is_whole(each) and 1 <= each <= LARGEST]
    if len(ids) < len(given):
        raise ValueError("must be the id of a service, a whole number")
    return ids


def _id_or_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    number = whole(value)
    if _is_whole(number):
        return str(number)
    raise ValueError("must be an id")


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> TypeGuard[int | float]:
    return _is_whole(value) or isinstance(value, float)


Id = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(whole)]
Text = Annotated[str, AfterValidator(_not_blank), Field(json_schema_extra={"pattern": NOT_BLANK})]
Url = Annotated[str, AfterValidator(_web_url), Field(json_schema_extra={"pattern": WEB_URL})]
Date = Annotated[
    str,
    AfterValidator(_date),
    Field(json_schema_extra={"pattern": _DATE}, examples=["2015-03-10 03:03:46 UTC"]),
]
Percent = Annotated[
    Decimal,
    BeforeValidator(_percent),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _PERCENT},
                {"type": "number", "minimum": 0, "maximum": WHOLE},
            ],
        }
    ),
]
ServiceIds = Annotated[
    list[int],
    BeforeValidator(_service_ids),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LARGEST}),
]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Customer(_Part):
    """The customer the order is shipped to; no table of the document lists these fields."""

    name: Annotated[Text, Field(examples=["John Doe"])]
    email: str | None = None
    phone: str | None = None
    address1: Annotated[Text, Field(examples=["123 first street"])]
    address2: str | None = None
    city: Annotated[Text, Field(examples=["Santa Cruz"])]
    country: Annotated[str, Field(pattern="^[A-Z]{2}$", examples=["US"])]
    state: Annotated[
        str | None,
        Field(description="Mandatory in the US", examples=["CA"], validate_default=True),
    ] = None
    zip: Annotated[Text, Field(examples=["95426"])]

    @field_validator("state")
    @classmethod
    def _state(cls, state: str | None, info: ValidationInfo) -> str | None:
        # Most countries have none; no address in the US is without.
        if info.data.get("country") == "US":
            _not_blank(state or "")
        return state


class Photo(_Part):
    """A picture and the node of the template it goes to."""

    image_file_name: Annotated[
        Text, Field(description="Original file name", examples=["original_filename.jpg"])
    ]
    image_source_path: Annotated[
        Url,
        Field(
            description="URL where Bay Photo Lab can pick up the image for order processing",
            examples=["https://www.host.com/1WaPD3YHTwaLJ3y1RhZC"],
        ),
    ]
    crop_width: Annotated[Percent, Field(description="100 is the full image", examples=["100.0"])]
    crop_height: Annotated[Percent, Field(description="100 is the full image", examples=["100.0"])]
    crop_x: Annotated[Percent, Field(description="50 is the center", examples=["50.0"])]
    crop_y: Annotated[Percent, Field(description="50 is the center", examples=["50.0"])]
    node_uid: Annotated[
        Text,
        Field(description="uid of the node the photo will be applied to", examples=["1"]),
    ]


class OrderedService(_Part):
    """A service, in an object as the document's sample shows it."""

    service_id: Annotated[ServiceIds, Field(description="`service.id`, not the option's id")]


class OrderedProduct(_Part):
    """A product, its photos and its print services."""

    product_id: Annotated[
        Id, Field(description="`product.id`, not the template's id", examples=[686])
    ]
    qty: Annotated[
        Id, Field(description="Number of products you would like produced", examples=[2])
    ]
    photos: list[Photo]
    print_services: Annotated[
        list[OrderedService] | None,
        Field(
            description="Services of service_type 1 for this product",
            examples=[[{"service_id": 3010}, {"service_id": 4616}]],
        ),
    ] = None


class OrderFields(_Part):
    """``POST /api/v1/orders.json``, but for the customer."""

    order_name: Annotated[
        Text,
        Field(
            description="Your internal name for this order. This must be unique.",
            examples=["your order name"],
        ),
    ]
    order_date: Annotated[Date, Field(description="Date you received this order in UTC format")]
    shipping_billing_code: Annotated[
        str | None,
        Field(
            description="Billing code for shipping method; from /api/v1/shipping_methods.json",
            examples=["FEDEX2"],
        ),
    ] = None
    return_shipping_id: Annotated[
        str | None,
        BeforeValidator(_id_or_text),
        WithJsonSchema({"type": ["string", "integer", "null"]}),
        Field(description="Id for customizing shipping labels and more (optional)"),
    ] = None
    drop_ship: Annotated[
        bool, Field(description="Set this to true to remove Bay Photo Lab branding from order")
    ] = False
    pick_up: Annotated[
        bool, Field(description="Set this to true if order is being picked up locally")
    ] = False
    products: Annotated[list[OrderedProduct], Field(min_length=1)]
    order_services: Annotated[
        list[OrderedService] | None,
        Field(
            description="Services of service_type 3, for the entire order",
            examples=[[{"service_id": 100501}]],
        ),
    ] = None


class Order(OrderFields):
    """``POST /api/v1/orders.json``."""

    customer: Customer


class PickUpOrder(OrderFields):
    """An order by the reading that one that is picked up needs no customer."""

    customer: Annotated[Customer | None, Field(validate_default=True)] = None

    @field_validator("customer")
    @classmethod
    def _customer(cls, customer: Customer | None, info: ValidationInfo) -> Customer | None:
        if customer is None and not info.data.get("pick_up"):
            raise ValueError("is missing")
        return customer
