"""The lab's answers, field by field: read from the tables of document 003.

Used for the served OpenAPI document only; ``orders`` makes the answers.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

__all__ = ["Callback", "Errors", "InsertAnswer", "OrderAnswer", "Product", "ReprintAnswer"]

ObjectId = Annotated[str, Field(pattern="^[0-9a-f]{24}$", examples=["507f1f77bcf86cd799439011"])]
Cents = Annotated[int, Field(ge=0, description="In euro cents.")]
TaxedCents = Annotated[int, Field(ge=0, description="In euro cents, tax included.")]
OrderId = Annotated[int, Field(ge=1, examples=[1000023])]
Status = Annotated[
    Literal[
        "accepted",
        "downloading",
        "prepare",
        "hold",
        "production",
        "shipped",
        "repint",
        "deleted",
        "reprint",
        "order",
    ],
    Field(
        description="`repint` is the document's spelling; `reprint` and `order` (the document's "
        "sample of GET) come under switch reprint_status only."
    ),
]


class Error(TypedDict):
    """One field at fault."""

    field: Annotated[str, Field(examples=["entries[0].file.url"])]
    message: str


class Errors(TypedDict):
    """A refusal; `orderId` and `status` come under switch error_body only."""

    errors: Annotated[list[Error], Field(min_length=1)]
    orderId: NotRequired[OrderId]
    status: NotRequired[Status]


class Attribute(TypedDict):
    """One value of an option."""

    name: str
    code: str


class Option(TypedDict):
    """An option of a product."""

    name: str
    code: str
    attributes: list[Attribute]


class ShippingMethod(TypedDict):
    """A way a product may be sent."""

    name: str
    pricing: Annotated[
        dict[str, TaxedCents],
        Field(description="Country in lower case, or `default` for all others, to its price."),
    ]


class Product(TypedDict):
    """A product that can be ordered."""

    productId: Annotated[int, Field(examples=[1002201300190001])]
    name: str
    price: TaxedCents
    options: list[Option]
    shippingMethods: list[ShippingMethod]


class EntryTotal(TypedDict):
    """All entries of one product."""

    productId: int
    quantity: int
    total: TaxedCents
    taxTotal: Cents


class Totals(TypedDict):
    """An order's totals."""

    total: TaxedCents
    taxTotal: Cents
    subTotal: TaxedCents
    shippingTotal: TaxedCents
    shippingTaxTotal: Cents
    startingCostsTotal: TaxedCents
    startingCostsTaxTotal: Cents
    entryTotals: list[EntryTotal]


class TrackAndTrace(TypedDict):
    """One part of the order on its way."""

    code: Annotated[str, Field(examples=["3SYMFU0000001"])]


class InsertedOrder(Totals):
    """An order as it was taken in; totals are 0 in a test."""

    id: ObjectId
    status: Status


class ShownOrder(InsertedOrder):
    """An order as it stands; `orderId` is absent until its files are downloaded."""

    orderId: NotRequired[OrderId]
    trackAndTrace: list[TrackAndTrace]


class Reprint(TypedDict):
    """A reprint that is being evaluated."""

    id: ObjectId
    orderId: OrderId


class InsertAnswer(TypedDict):
    """The answer to a new order."""

    data: InsertedOrder


class OrderAnswer(TypedDict):
    """The answer to a question for an order."""

    data: ShownOrder


class ReprintAnswer(TypedDict):
    """The answer to a request to print again."""

    data: Reprint


class Callback(TypedDict):
    """A change of an order's status, as it is posted to the `notificationUrl`."""

    id: ObjectId
    orderId: NotRequired[OrderId]
    referenceId: Annotated[
        str | int,
        Field(description="Text; a number under switch callback_reference, if it is one."),
    ]
    status: Status
    trackAndTraceCode: NotRequired[str]
