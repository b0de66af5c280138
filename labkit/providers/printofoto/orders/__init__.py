"""Printofoto's orders (document 001, Order, OrderDetail and the customisable products)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from labkit.errors import Problem, did_you_mean
from labkit.model.intent import Address, Line, OrderIntent
from labkit.ordering.not_carried import known_fields, not_carried
from labkit.providers.printofoto.orders.checks import check
from labkit.providers.printofoto.orders.copies import with_copies
from labkit.providers.printofoto.orders.countries import NAMES
from labkit.providers.printofoto.orders.flow import STATES, cancel, plan, resolve, status, submit
from labkit.providers.printofoto.orders.model import (
    CHILDREN,
    RESOURCES,
    Detail,
    Order,
    picture_fields,
)

if TYPE_CHECKING:
    from labkit.ordering.ordering_lab import OrderingLab
    from labkit.providers.printofoto.orders.fields import Part

__all__ = [
    "STATES",
    "Order",
    "cancel",
    "check",
    "from_intent",
    "plan",
    "reference",
    "resolve",
    "status",
    "submit",
    "to_intent",
]

_METHODS = ("normal", "express")
_ASPECTS = ("fit", "fill")
# Pictures that decorate; a line's photos never go there by themselves.
_DECORATION = frozenset({"logo_url", "stamp_url"})


def reference(order: Order) -> str:
    """Return labkit's reference: `id_order_partner`."""
    return order.id_order_partner


def from_intent(intent: OrderIntent, lab: OrderingLab) -> tuple[Order, list[Problem]]:
    """Return an order for an intent, and what Printofoto cannot carry.

    A line's photos fill the product's picture fields in the document's order: pages of a photo
    book, prints of a pack, months of a calendar. What a product needs beside pictures (a
    template, colours, a postcard's text) goes into the line's `fields`, under the lab's names.
    A file is cropped, and turned where less of it is cut off that way: the API does neither.
    """
    dropped: list[Problem] = []
    if intent.recipient.phone:
        dropped.append(Problem("recipient.phone", "the API has no field for it", "warning"))
    shipping = intent.shipping or _METHODS[0]
    if shipping not in _METHODS:
        dropped.append(Problem("shipping", did_you_mean(shipping, _METHODS)))
    address = _address(intent.recipient, dropped)
    details = [
        _detail(line, f"lines[{n}]", shipping, address, dropped, lab)
        for n, line in enumerate(intent.lines)
    ]
    values: dict[str, Any] = {**address, "details": details}
    return Order.model_construct(id_order_partner=intent.reference, **values), dropped


def _address(recipient: Address, dropped: list[Problem]) -> dict[str, str]:
    country = NAMES.get(recipient.country, "")
    if recipient.country and not country:
        message = f"the lab takes a country's French name; {recipient.country}'s is not known here"
        dropped.append(Problem("recipient.country", message))
    street = " ".join(filter(None, (recipient.house_number, recipient.street)))
    second = " ".join(filter(None, (recipient.line2, recipient.state)))
    given = {
        "shipping_firstname": recipient.first_name,
        "shipping_name": recipient.last_name,
        "shipping_email": recipient.email,
        "shipping_company": recipient.company,
        "shipping_address_1": street,
        "shipping_address_2": second,
        "shipping_zipcode": recipient.postcode,
        "shipping_city": recipient.city,
        "shipping_country": country,
    }
    return {name: value for name, value in given.items() if value}


def _detail(  # noqa: PLR0913, PLR0917 - handed on as they are
    line: Line,
    path: str,
    shipping: str,
    address: dict[str, str],
    dropped: list[Problem],
    lab: OrderingLab,
) -> Detail:
    number = int(line.product_id) if line.product_id.isdigit() else 0
    values: dict[str, Any] = {"id_product": number or line.product_id, "copies": line.quantity}
    values["shipping_type"] = shipping
    name = RESOURCES.get(number, "")
    if name:
        model = _model(name)
        fields = known_fields(line, path, {*model.model_fields, "price"}, dropped)
        values |= {n: fields.pop(n) for n in ("price",) if n in fields}
        resource = _resource(line, name, model, fields, address)
        values[name], changes = with_copies(resource, name, line, lab)
        dropped += [Problem(f"{path}.photo", text, "warning") for text in changes]
    dropped += not_carried(line, path, lab, photos=_places(name, _model(name)) if name else None)
    return Detail.model_construct(**values)


def _model(name: str) -> type[Part]:
    # `photobook: Photobook | None`: the model is the first of the two.
    annotation: Any = Detail.model_fields[name].annotation
    model: type[Part] = annotation.__args__[0]
    return model


def _resource(
    line: Line, name: str, model: type[Part], fields: dict[str, Any], address: dict[str, str]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "format" in model.model_fields and line.variant_id:
        values["format"] = line.variant_id
    photos = [str(photo) for photo in line.photos]
    aspect = next((option for option in line.options if option in _ASPECTS), "")
    if aspect and "image_aspect_ratio" in model.model_fields:
        values["image_aspect_ratio"] = aspect
    if name == "postcard":
        values |= {n: v for n, v in address.items() if n != "shipping_email"}
    part, _, _ = CHILDREN.get(name, ("", "", ""))
    if part and name != "calendar":
        values[part] = _parts(model, part, photos, aspect)
    else:
        # What has no place stays in the order, where `check` refuses it.
        more = [f"photo_{n}" for n in range(1, len(photos) + 1)]
        slots = _slots(model)
        values |= dict(zip([*slots, *more[len(slots) :]], photos, strict=False))
    return values | fields


def _places(name: str, model: type[Part]) -> float:
    # A list of parts takes any number; `check` counts them.
    part, _, _ = CHILDREN.get(name, ("", "", ""))
    return math.inf if part and name != "calendar" else len(_slots(model))


def _slots(model: type[Part]) -> list[str]:
    # Where a line's photos go, in this order.
    slots = [n for n in picture_fields(model) if n not in _DECORATION]
    months = [n for n in slots if n.startswith("image_url_")] or slots
    return [*months, *(n for n in slots if n not in months)]


def _parts(model: type[Part], part: str, photos: list[str], aspect: str) -> list[dict[str, Any]]:
    annotation: Any = model.model_fields[part].annotation
    child: type[Part] = annotation.__args__[0]
    slots = picture_fields(child)
    made: list[dict[str, Any]] = []
    for start in range(0, len(photos), len(slots)):
        one: dict[str, Any] = dict(zip(slots, photos[start : start + len(slots)], strict=False))
        if aspect and "image_aspect_ratio" in child.model_fields:
            one["image_aspect_ratio"] = aspect
        if "position" in child.model_fields:
            one["position"] = start // len(slots) + 1
        made.append(one)
    return made


def to_intent(order: Order) -> OrderIntent:
    """Return an order as any lab's; what is no picture goes into the lines' `fields`.

    An order has one way of sending here: that of its first detail.
    """
    codes = {name: code for code, name in NAMES.items()}
    recipient = Address(
        first_name=order.shipping_firstname,
        last_name=order.shipping_name,
        company=order.shipping_company,
        street=order.shipping_address_1,
        line2=order.shipping_address_2,
        postcode=order.shipping_zipcode,
        city=order.shipping_city,
        country=codes.get(order.shipping_country, ""),
        email=order.shipping_email,
    )
    return OrderIntent(
        reference=order.id_order_partner,
        recipient=recipient,
        lines=tuple(_line(detail) for detail in order.details),
        shipping=order.details[0].shipping_type,
    )


def _line(detail: Detail) -> Line:
    resource = getattr(detail, detail.resource) if detail.resource else None
    fields = resource.model_dump(exclude_unset=True) if resource is not None else {}
    fields.pop("format", None)
    form = str(getattr(resource, "format", ""))
    photos = _photos(detail, fields)
    if detail.price is not None:
        fields["price"] = detail.price
    return Line(
        product_id=str(detail.id_product),
        variant_id=form,
        quantity=detail.copies,
        photo=photos,
        fields=fields,
    )


def _photos(detail: Detail, fields: dict[str, Any]) -> tuple[str, ...] | str:
    # Pictures without a gap are a line's photos, which any lab takes; others stay fields.
    parts, _, _ = CHILDREN.get(detail.resource, ("", "", ""))
    if not detail.resource or (parts and detail.resource != "calendar"):
        return ""
    slots = _slots(_model(detail.resource))
    filled = [name for name in slots if fields.get(name)]
    if filled != slots[: len(filled)]:
        return ""
    photos = tuple(fields.pop(name) for name in filled)
    return photos[0] if len(photos) == 1 else photos
