"""Profotonet's order, field by field (document 003, "Insert order" and "Reprint order")."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from labkit.model.countries import parse_country
from labkit.model.order_values import Count, NotBlank, WebUrl, Whole

NO_FILE = "12000"
PDF = "11000"
LONGEST_NOTE = 60

_MD5 = r"^[0-9a-fA-F]{32}$"
_OF_PHOTO: dict[str, Any] = {"labkit": {"of": "photo"}}
_MORE: dict[str, Any] = {"labkit": {"of": "more"}}


def _as_text(value: object) -> object:
    # Samples show ids as texts and as numbers; text keeps all 16 digits.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _country(value: object) -> object:
    return parse_country(value) if isinstance(value, str) and value else value


Text = Annotated[str, BeforeValidator(_as_text)]
Reference = Annotated[NotBlank, BeforeValidator(_as_text)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class File(_Part):
    """The file of an entry."""

    name: NotBlank = Field(
        title="File name",
        description="Original file name with its extension: .jpg, or .pdf for 11000….",
        json_schema_extra=_OF_PHOTO,
    )
    url: WebUrl = Field(
        description="Where the lab downloads the file.",
        json_schema_extra={"labkit": {"widget": "photo"}},
    )
    md5: str = Field(
        default="",
        pattern=rf"{_MD5}|^$",
        description="MD5 of the file, 32 digits.",
        json_schema_extra=_OF_PHOTO,
    )


class Document(_Part):
    """A pdf that goes with the order: a packing slip or a label."""

    url: WebUrl = Field(description="Where the lab downloads the pdf.")
    md5: str = Field(default="", pattern=rf"{_MD5}|^$", description="MD5 of the file, 32 digits.")


class Option(_Part):
    """One choice of an entry."""

    code: NotBlank = Field(description="The option's code.")
    value: NotBlank = Field(
        description="The code of the chosen attribute.",
        json_schema_extra={"labkit": {"widget": "option", "group": "code"}},
    )


class Entry(_Part):
    """One line of an order."""

    referenceId: Whole | None = Field(
        default=None,
        title="Your number",
        description="Your number for this line; a reprint names it.",
        json_schema_extra=_MORE,
    )
    productId: Text = Field(
        pattern=r"^\d{1,19}$",
        description="The product's number, 16 digits.",
        json_schema_extra={"labkit": {"widget": "product"}},
    )
    quantity: Count = Field(description="How many.")
    backprint: str = Field(
        default="", max_length=LONGEST_NOTE, description="Printed on the back of the picture."
    )
    file: File | None = Field(
        default=None, description="The picture; products from 12000… need none."
    )
    options: list[Option] = Field(
        default_factory=list, description="Choices of the product, one value for each."
    )
    note: str = Field(
        default="", max_length=LONGEST_NOTE, description="For products without a file."
    )


class Order(_Part):
    """An order (Insert order)."""

    test: bool = Field(
        default=False,
        description="Only check it. Always on anywhere but labkit's own sandbox.",
        json_schema_extra=_MORE,
    )
    testNotificationUrl: WebUrl | Literal[""] = Field(
        default="",
        description="Gets a made-up status of a test order.",
        json_schema_extra=_MORE,
    )
    notificationUrl: WebUrl | Literal[""] = Field(
        default="",
        description="Gets the order's statuses.",
        json_schema_extra=_MORE,
    )
    referenceId: Reference = Field(
        title="Your reference",
        description="Your unique id of this order.",
    )
    reference: str = Field(
        default="",
        title="Internal reference",
        description="For the lab's support.",
        json_schema_extra=_MORE,
    )
    companyName: str = Field(default="", description="Company.")
    firstName: NotBlank = Field(description="First name.")
    lastName: NotBlank = Field(description="Last name.")
    street: NotBlank = Field(description="Street, without the number.")
    houseNumber: NotBlank = Field(description="House number with its addition.")
    zipCode: NotBlank = Field(description="Postcode.")
    city: NotBlank = Field(description="City.")
    state: str = Field(default="", description="State or province.")
    country: Annotated[str, BeforeValidator(_country)] = Field(
        min_length=2, max_length=2, description="Two letters of ISO 3166, as NL."
    )
    shippingMethod: Literal["pickup", "send", "sendaspackage"] = Field(
        default="send",
        description="Pick it up, have it sent, or have it sent as a package in any case.",
    )
    entries: list[Entry] = Field(min_length=1, description="What is to be made.")
    packingSlip: Document | None = Field(
        default=None, description="Your own packing slip (pdf).", json_schema_extra=_MORE
    )
    label: Document | None = Field(
        default=None, description="Your own label (pdf).", json_schema_extra=_MORE
    )


class ReprintEntry(_Part):
    """One line to be made again."""

    referenceId: Whole = Field(description="The line's number in the order.")
    quantity: Count | None = Field(
        default=None, description="How many of them; without it as many as were ordered."
    )


Reason = Literal[
    "damaged", "incomplete", "missing", "swappedpartially", "swappedcompletely", "quality"
]


class Reprint(_Part):
    """A request for a reprint."""

    test: bool = Field(
        default=False, description="Only check it. Always on anywhere but labkit's own sandbox."
    )
    referenceId: Reference = Field(description="The order's id.")
    entries: list[ReprintEntry] = Field(min_length=1, description="What is to be made again.")
    reason: Reason = Field(description="Why.")
    note: str = Field(default="", description="Helps the lab's support.")


def order_wire(order: Order, *, test: bool) -> dict[str, Any]:
    """Return the body that inserts an order: empty optional fields are left out.

    Parameters
    ----------
    test
        Whether `test` is forced to true.
    """
    body = _without_empty(order.model_dump(mode="json"))
    for entry in body["entries"]:
        # The document's type is Integer, of 16 digits: within what JSON's integers keep.
        entry["productId"] = int(entry["productId"])
    return _marked(body, test=test or order.test)


def reprint_wire(reprint: Reprint, *, test: bool) -> dict[str, Any]:
    """Return the body that asks for a reprint."""
    return _marked(_without_empty(reprint.model_dump(mode="json")), test=test or reprint.test)


def _marked(body: dict[str, Any], *, test: bool) -> dict[str, Any]:
    rest = {name: value for name, value in body.items() if name != "test"}
    return {"test": True, **rest} if test else rest


def _without_empty(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        pairs = ((name, _without_empty(part)) for name, part in value.items())
        return {name: part for name, part in pairs if part not in ("", None, [], {})}
    if isinstance(value, list):
        return [_without_empty(part) for part in value]
    return value
