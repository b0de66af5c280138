"""Bephoto's orders: create, add each product, close (API Bephoto: Order Creation to Confirming).

The API takes no address and no shipping; an order carries 255 characters of metadata and products.
It has no list of orders and cannot read or delete an order's lines, so a draft whose line may be
in it twice is never closed: it is left where it is, and a new one is begun.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from labkit.errors import Problem
from labkit.model.intent import Line, OrderIntent
from labkit.ordering.not_carried import known_fields, not_carried
from labkit.ordering.photo_check import check_photo, row_place
from labkit.ordering.product_rows import ProductRows, nearest_product
from labkit.ordering.publishing import is_stored, publish, stored_content
from labkit.providers.bephoto import LAB
from labkit.providers.bephoto.orders.flow import plan, resolve, status, submit
from labkit.providers.bephoto.orders.model import Order, Product

if TYPE_CHECKING:
    from labkit.ordering.ordering_lab import OrderingLab

__all__ = [
    "Order",
    "check",
    "from_intent",
    "plan",
    "reference",
    "resolve",
    "status",
    "submit",
    "to_intent",
]

# "Le fichier doit être au format JPEG" (Adding Products, fileurl).
FORMATS = ("JPEG",)


def reference(order: Order) -> str:
    """Return labkit's reference: the metadata, the one field an order has for it."""
    return order.metadata


def from_intent(intent: OrderIntent, lab: OrderingLab) -> tuple[Order, list[Problem]]:
    """Return an order for an intent, and what Bephoto cannot carry.

    Raises
    ------
    PhotoError
        If a picture is not there, or cannot be given an address.
    """
    dropped = _dropped(intent)
    products = [_product(line, f"lines[{n}]", lab, dropped) for n, line in enumerate(intent.lines)]
    return Order.model_construct(metadata=intent.reference, products=products), dropped


def _dropped(intent: OrderIntent) -> list[Problem]:
    found = []
    if any(intent.recipient.model_dump().values()):
        found.append(
            Problem("recipient", "the API takes no address; arrange it with the lab", "warning")
        )
    if intent.shipping:
        found.append(Problem("shipping", "the API takes no shipping method", "warning"))
    return found


def _product(line: Line, path: str, lab: OrderingLab, dropped: list[Problem]) -> Product:
    dropped += not_carried(line, path, lab)
    paper = line.variant_id or next(iter(line.options), "")
    unused = [option for option in line.options if option != paper]
    dropped += [
        Problem(f"{path}.options", f"{option!r} is not the paper of this line") for option in unused
    ]
    values: dict[str, Any] = {
        "idproduct": line.product_id,
        "idpaper": paper,
        "quantity": line.quantity,
    }
    if line.photos:
        photo = publish(line.photos[0], lab, crop=line.crop)
        dropped += photo.notes(f"{path}.photo")
        values |= {"fileurl": photo.url, "filename": photo.name, "filesize": photo.size}
    values |= known_fields(line, path, Product.model_fields, dropped)
    known = {name: value for name, value in values.items() if value is not None}
    return Product.model_construct(**known)


def check(order: Order, lab: OrderingLab) -> list[Problem]:
    """Return what the catalog says against an order."""
    found: list[Problem] = []
    products = ProductRows(lab.products())
    for n, line in enumerate(order.products):
        path = f"products[{n}]"
        row = products.find(str(line.idproduct), str(line.idpaper))
        if row is not None:
            found += check_photo(
                f"{path}.fileurl", line.fileurl, row_place(row), lab, formats=FORMATS
            )
        elif products.has(str(line.idproduct)):
            papers = ", ".join(products.variants(str(line.idproduct)))
            found.append(
                Problem(f"{path}.idpaper", f"product {line.idproduct} comes on paper {papers}")
            )
        else:
            found.append(Problem(f"{path}.idproduct", nearest_product(line.idproduct, LAB.title)))
        found += _file(line, path, lab)
    return found


def _file(line: Product, path: str, lab: OrderingLab) -> Iterator[Problem]:
    if not line.filename.lower().endswith((".jpg", ".jpeg")):
        yield Problem(f"{path}.filename", "the lab prints JPEG; is this one?", "warning")
    if not is_stored(line.fileurl, lab):
        return
    content = stored_content(line.fileurl)
    if content is None:
        yield Problem(f"{path}.fileurl", "there is no picture at this address")
    elif len(content) != line.filesize:
        yield Problem(f"{path}.filesize", f"the file has {len(content)} bytes")


def to_intent(order: Order) -> OrderIntent:
    """Return an order as any lab's; Bephoto's has no address and no way of sending."""
    lines = [
        Line(
            product_id=str(line.idproduct),
            variant_id=str(line.idpaper),
            quantity=line.quantity,
            photo=line.fileurl,
        )
        for line in order.products
    ]
    return OrderIntent(reference=order.metadata, lines=tuple(lines))
