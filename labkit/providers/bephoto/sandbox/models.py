"""The bodies as models, from Bephoto's document; the OpenAPI document is made of them.

The schemas show the default readings: ``unset_dates``, ``number_format`` and ``timestamp_format``
change how dates and numbers are written in answers, ``error_status`` the status code of an error.
"""

import re
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
)

from labkit.sandbox.json_wire import NOT_BLANK, WEB_URL, is_blank, is_web_url, whole

LARGEST = 2**31 - 1
METADATA_LENGTH = 255
# The reading by which numbers may be sent as text, given as validation context.
AS_TEXT = "accept"


def _not_blank(text: str) -> str:
    if is_blank(text):
        raise ValueError("must not be blank")
    return text


def _web_url(text: str) -> str:
    if not is_web_url(text):
        raise ValueError("must be an http or https URL")
    return text


def _whole(value: object, info: ValidationInfo) -> object:
    if info.context == AS_TEXT and isinstance(value, str) and re.fullmatch("[0-9]{1,10}", value):
        return int(value)
    return whole(value)


Text = Annotated[str, AfterValidator(_not_blank), Field(json_schema_extra={"pattern": NOT_BLANK})]
Url = Annotated[
    str,
    AfterValidator(_web_url),
    Field(json_schema_extra={"pattern": WEB_URL}),
]
Number = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_whole)]
Amount = Annotated[float, Field(ge=0)]
Stamp = Annotated[
    str, Field(pattern=r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", examples=["2026-03-10 14:05:06"])
]


class _Request(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Login(_Request):
    """``POST /user/login`` (document 000, "Login")."""

    email: Annotated[
        Text,
        Field(description="L'adresse email de l'utilisateur.", examples=["user@studio.example"]),
    ]
    password: Annotated[
        Text, Field(description="Le mot de passe de l'utilisateur.", examples=["your-password"])
    ]


class NewOrder(_Request):
    """``POST /orders`` (document 000, "Order Creation")."""

    metadata: Annotated[
        str,
        Field(
            max_length=METADATA_LENGTH,
            description="Métadonnées personnalisées associées à la commande.",
            examples=["commande 2026-0042"],
        ),
    ] = ""


class NewLine(_Request):
    """``POST /orders/{IDORDER}/products`` (document 000, "Adding Products")."""

    idproduct: Annotated[
        Number, Field(description="L'ID unique du produit à ajouter.", examples=[101])
    ]
    idpaper: Annotated[
        Number,
        Field(
            description="ID du type de papier (1 pour brillant, 2 pour lustre).", examples=[1, 2]
        ),
    ]
    quantity: Annotated[Number, Field(description="Quantité de produit à ajouter.", examples=[1])]
    fileurl: Annotated[
        Url,
        Field(
            description="URL publique du fichier image à imprimer. Le fichier doit être au format "
            "JPEG et rester disponible pendant le traitement de la commande.",
            examples=["https://photos.example/1.jpg"],
        ),
    ]
    filename: Annotated[
        Text, Field(description="Nom du fichier image à imprimer.", examples=["1.jpg"])
    ]
    filesize: Annotated[
        Number, Field(description="Taille du fichier en octets.", examples=[482133])
    ]


class Close(_Request):
    """``POST /orders/{IDORDER}/close`` (document 000, "Confirming Order")."""


class Done(BaseModel):
    """The answer of calls that have nothing else to say."""

    status: Literal[1]


class Token(Done):
    """The answer to a login."""

    token: str


class OrderRecord(BaseModel):
    """An order as answers show it; the state of an order is in its dates."""

    idorder: Number
    datestart: Stamp
    totalorder: Annotated[Amount, Field(description="Sum of the lines, in euros (assumed).")]
    totalcost: Annotated[
        Amount, Field(description="Sum of the lines and shipping, in euros (assumed).")
    ]
    dateconfirmation: Stamp | None
    dateprocessed: Stamp | None
    shippingmethod: str
    metadata: Annotated[str, Field(max_length=METADATA_LENGTH)]


class OrderAnswer(Done):
    """The answer that shows an order: a list of exactly one."""

    order: Annotated[list[OrderRecord], Field(min_length=1, max_length=1)]


class Price(BaseModel):
    """What a product costs on one paper."""

    price: Annotated[Amount, Field(description="In euros (assumed).")]
    idpaper: Number


class Product(BaseModel):
    """A product of the catalog."""

    idproduct: Number
    product: str
    dimensions: Annotated[
        str,
        Field(
            description="Les dimensions du produit (en millimètres): free text.",
            examples=["100x150", "127 x 90mm"],
        ),
    ]
    prices: list[Price]


class ProductsAnswer(Done):
    """The answer of ``GET /products``."""

    products: list[Product]


class ErrorAnswer(BaseModel):
    """Every error: "Unauthorized" as documented, or the field at fault and what is wrong."""

    error: str
