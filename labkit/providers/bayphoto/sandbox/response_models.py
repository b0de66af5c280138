"""The shapes of Bay Photo's answers, for the OpenAPI document alone.

Document 002, "Getting Data" and "Getting Shipping Methods". Where its samples show "" for a
number or a list, or null, the shape allows it.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Blank = Literal[""] | None
PriceText = Annotated[
    str, Field(pattern=r"^(\d+\.\d\d)?$", description="Suggested retail price, in US dollars")
]
Inches = Annotated[str, Field(pattern=r"^\d+\.\d+$", examples=["5.0"])]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Product(_Shape):
    """What an order takes: its id, price and printable area [in]."""

    billing_code: str
    id: Annotated[int, Field(description="Use the product id when placing an order")]
    name: str
    price: PriceText
    print_size_x: Inches
    print_size_y: Inches


class Node(_Shape):
    """A place for a picture (1) or a mask (2) on a product."""

    bounds: Annotated[str, Field(description="x,y,width,height [in]", examples=["0,0,5,4"])]
    id: int
    node_image: str
    node_type: Literal[1, 2]
    option_id: int | None
    template_id: int
    sort_order: int
    uid: str


class Template(_Shape):
    """A container of templates, something to order, or a label."""

    default: bool
    id: int
    name: str
    name_long: str
    read_only: bool
    slug: str
    shipping_group_id: int | Blank = None
    parent_id: int | None = None
    product: Product | None = None
    templates: "list[Template]"
    nodes: list[Node] | None = None


class Service(_Shape):
    """What an order takes to have an option."""

    id: Annotated[int, Field(description="Use the service id with your product")]
    name: str
    price: PriceText
    service_type: Literal[1, 2, 3]


class Option(_Shape):
    """A container of options, an option, or a label."""

    id: int
    default: bool
    disable_ids: Annotated[
        list[int] | str | None, Field(description="A list, comma-separated text, or nothing")
    ] = None
    handling_fee: str | None = None
    handling_group: str | None = None
    hidden: bool
    multiple: bool
    name: str
    name_long: str
    read_only: bool
    required: bool
    service_type: Literal[1, 2, 3] | Blank = None
    parent_id: int | None = None
    service: Service | None = None
    nodes: list[Node]
    options: "list[Option]"


class ShippingMethod(_Shape):
    """A shipping method; where prices are tiered, the thresholds are nowhere."""

    id: int
    billing_code: Annotated[str, Field(examples=["FEDEX G_DS"])]
    name: str
    tier_prices: str | None = None
    tier_type: str | None = None
    tooltip: str | None = None
    uses: str | None = None


class Accepted(_Shape):
    """The answer to an order (assumed: the document shows none)."""

    id: int
    order_name: str


class Error(_Shape):
    """A call is refused as a whole (assumed form)."""

    error: str


class Errors(_Shape):
    """Fields of an order are at fault: field → what is wrong with it (assumed form)."""

    errors: dict[str, list[str]]
