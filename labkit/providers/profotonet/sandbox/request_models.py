"""Request bodies, field by field: read from the tables of document 003.

The same declarations check requests and make the served OpenAPI document. The document's types are
enforced. Only the order's ``referenceId`` is shown as text and as a number in the document's
samples, so a number is accepted as its text (notes, 6). JSON has no integer type: 1.0 is 1.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    WithJsonSchema,
    with_config,
)
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from labkit.model.countries import ALPHA2
from labkit.sandbox.json_wire import whole

# Prefixes of a productId's decimal text (notes, 9).
NO_FILE = "12000"
PDF = "11000"

NOT_EMPTY = r"\S"
MD5 = "^[0-9A-Fa-f]{32}$"
FILE_NAME = r".\.([jJ][pP][gG]|[pP][dD][fF])$"
_USER = r"([^\x00-\x20\x7f/?#@\[\]]+@)?"
_HOST = r"([A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*\])"
_PORT = "(:([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
_REST = r"([/?#][^\x00-\x20\x7f]*)?"
URL = f"^[Hh][Tt][Tt][Pp][Ss]?://{_USER}{_HOST}{_PORT}{_REST}$"
_INT64 = 2**63 - 1
_LINE = 60


def _number_as_text(value: object) -> object:
    value = whole(value)
    return str(value) if type(value) is int and abs(value) <= _INT64 else value


def _iso_country(code: str) -> str:
    if code not in ALPHA2:
        raise PydanticCustomError(
            "country", "must be a two-letter ISO 3166-1 code in capitals, such as NL"
        )
    return code


def _require_file(entry: dict[str, Any]) -> dict[str, Any]:
    absent = [name for name in ("referenceId", "file") if name not in entry]
    if absent and not str(entry["productId"]).startswith(NO_FILE):
        raise PydanticCustomError(
            "absent",
            "is mandatory (unless the productId starts with 12000)",
            {"fields": absent},
        )
    return entry


Integer = Annotated[int, Field(ge=-_INT64, le=_INT64), BeforeValidator(whole)]
Count = Annotated[int, Field(ge=1, le=_INT64), BeforeValidator(whole)]
NonEmpty = Annotated[str, Field(pattern=NOT_EMPTY)]
Line = Annotated[str, Field(max_length=_LINE)]
Md5 = Annotated[str, Field(pattern=MD5, description="32 hexadecimal digits.")]
Url = Annotated[str, Field(pattern=URL)]
Test = Annotated[bool, Field(description="Only check the request; keep nothing.")]
# "String, default false": the default itself may be sent (notes, 16).
CallbackUrl = Annotated[
    Url,
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": URL}, {"const": False}]}),
]
Reference = Annotated[
    NonEmpty,
    BeforeValidator(_number_as_text),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": NOT_EMPTY},
                {"type": "integer", "minimum": -_INT64, "maximum": _INT64},
            ],
            "description": "The customer's own id of the order; a number stands for its text.",
        }
    ),
]
Country = Annotated[
    str,
    AfterValidator(_iso_country),
    WithJsonSchema({"type": "string", "enum": sorted(ALPHA2)}),
]


class FileObject(TypedDict):
    """The photo or document of an entry."""

    name: Annotated[
        str,
        Field(
            pattern=FILE_NAME,
            description="Original file name: .pdf if the productId starts with 11000, else .jpg.",
        ),
    ]
    url: Url
    md5: NotRequired[Md5]


class Download(TypedDict):
    """A pdf the lab puts into the parcel or on it."""

    url: Url
    md5: NotRequired[Md5]


class Choice(TypedDict):
    """One chosen attribute of an option."""

    code: NonEmpty
    value: NonEmpty


@with_config(
    ConfigDict(
        json_schema_extra={
            "if": {
                "properties": {
                    "productId": {"minimum": 1200000000000000, "maximum": 1200099999999999}
                }
            },
            "else": {"required": ["referenceId", "file"]},
        }
    )
)
class Entry(TypedDict):
    """One entry of an order."""

    referenceId: NotRequired[
        Annotated[Integer, Field(description="The customer's own id of the entry.")]
    ]
    productId: Integer
    quantity: Count
    backprint: NotRequired[Line]
    file: NotRequired[FileObject]
    options: NotRequired[list[Choice]]
    note: NotRequired[Line]


class OrderBody(TypedDict):
    """A new order."""

    test: NotRequired[Test]
    testNotificationUrl: NotRequired[CallbackUrl]
    notificationUrl: NotRequired[CallbackUrl]
    referenceId: Reference
    reference: NotRequired[str]
    companyName: NotRequired[str]
    firstName: NonEmpty
    lastName: NonEmpty
    street: NonEmpty
    houseNumber: NonEmpty
    zipCode: NonEmpty
    city: NonEmpty
    state: NotRequired[str]
    country: Country
    shippingMethod: Literal["pickup", "send", "sendaspackage"]
    entries: Annotated[list[Annotated[Entry, AfterValidator(_require_file)]], Field(min_length=1)]
    packingSlip: NotRequired[Download]
    label: NotRequired[Download]


class ReprintEntry(TypedDict):
    """One entry of a reprint."""

    referenceId: Integer
    quantity: NotRequired[Annotated[Count, Field(description="By default the quantity ordered.")]]


class ReprintBody(TypedDict):
    """A reprint request."""

    test: NotRequired[Test]
    referenceId: Reference
    entries: Annotated[list[ReprintEntry], Field(min_length=1)]
    reason: Literal[
        "damaged", "incomplete", "missing", "swappedpartially", "swappedcompletely", "quality"
    ]
    note: NotRequired[str]


ORDER: TypeAdapter[OrderBody] = TypeAdapter(OrderBody)
REPRINT: TypeAdapter[ReprintBody] = TypeAdapter(ReprintBody)
