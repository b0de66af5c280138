"""Orders independent of a lab: `OrderIntent`, `Address`, `Line`, `Crop`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from labkit.errors import InputError
from labkit.model.countries import parse_country
from labkit.model.quantity import parse_quantity


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def __init__(self, /, **values: Any) -> None:  # noqa: ANN401 - the part's fields
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise InputError(_message(error), call=type(self).__name__) from None


class Address(_Part):
    """The recipient's postal address.

    Every field is text; "" where there is none. Which are required depends on the lab.
    """

    first_name: str = ""
    last_name: str = ""
    company: str = ""
    street: str = ""
    house_number: str = Field(default="", description="with its addition, as 1A")
    line2: str = ""
    postcode: str = ""
    city: str = ""
    state: str = ""
    country: str = Field(default="", description="two letters of ISO 3166, as NL")
    email: str = ""
    phone: str = ""

    @field_validator("country")
    @classmethod
    def _country(cls, value: str) -> str:
        return parse_country(value) if value else ""


class Crop(_Part):
    """The part of a picture that is printed, as fractions of its upright width and height.

    Attributes
    ----------
    x, y
        The upper left corner, 0 to 1.
    width, height
        Its extent, over 0, at most to the picture's edge.
    """

    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)
    width: float = Field(gt=0, le=1)
    height: float = Field(gt=0, le=1)

    @field_validator("width", "height")
    @classmethod
    def _inside(cls, value: float, info: Any) -> float:  # noqa: ANN401 - pydantic's
        start = info.data.get("x" if info.field_name == "width" else "y", 0.0)
        # A rounded fraction may stand out by less than a pixel of any picture.
        if start + value > 1 + 1e-6:
            raise ValueError("the crop goes past the picture's edge")
        return value


class Line(_Part):
    """One line of an order.

    Attributes
    ----------
    product_id, variant_id
        As in the `products` frame.
    quantity
        Copies.
    photo
        A path or a URL; several where a product takes several.
    options
        option_ids, as in the `options` frame.
    crop
        The part of the picture to print, a `Crop` or (x, y, width, height); None leaves it to the
        lab.
    fields
        The lab's own further fields for this line, by their own names.
    """

    product_id: str
    variant_id: str = ""
    quantity: int = 1
    photo: str | Path | tuple[str | Path, ...] = ""
    options: tuple[str, ...] = ()
    crop: Crop | None = None
    fields: dict[str, Any] = Field(default_factory=dict)

    @field_validator("product_id", "variant_id", mode="before")
    @classmethod
    def _text(cls, value: object) -> object:
        # Ids are text; a whole number is taken for the text it was meant as.
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("crop", mode="before")
    @classmethod
    def _crop(cls, value: object) -> object:
        # (x, y, width, height) is short for a Crop.
        if isinstance(value, tuple | list) and len(value) == len(Crop.model_fields):
            return dict(zip(Crop.model_fields, value, strict=True))
        return value

    @field_validator("quantity", mode="before")
    @classmethod
    def _quantity(cls, value: object) -> int:
        return parse_quantity(value)

    @property
    def photos(self) -> tuple[str | Path, ...]:
        """The photos, one or several."""
        if isinstance(self.photo, tuple):
            return self.photo
        return (self.photo,) if self.photo else ()


class OrderIntent(_Part):
    """An order independent of a lab; any lab's order can be made from it.

    Attributes
    ----------
    reference
        Your own reference; unique for lab and endpoint. It is what keeps an order from being
        placed twice.
    recipient
        Where the parcel goes.
    lines
        At least one.
    shipping
        The lab's method_id, as in the `shipping` frame; "" leaves the choice to the lab's default
        where it has one.
    """

    reference: str = Field(min_length=1)
    recipient: Address = Address()
    lines: tuple[Line, ...] = Field(min_length=1)
    shipping: str = ""

    @field_validator("reference")
    @classmethod
    def _printable(cls, value: str) -> str:
        if not value.isprintable() or value != value.strip():
            raise ValueError("a reference is one line of printable text")
        return value


def _message(error: ValidationError) -> str:
    parts = []
    for item in error.errors(include_url=False):
        path = ".".join(str(part) for part in item["loc"])
        parts.append(f"{path}: {item['msg'].removeprefix('Value error, ')}")
    return "; ".join(parts)
