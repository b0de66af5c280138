"""Profotonet's orders (document 003, "Insert order" to "Reprint order")."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, get_args

from labkit.errors import InputError, Problem, did_you_mean
from labkit.model.intent import Address, Line, OrderIntent
from labkit.ordering.not_carried import known_fields, not_carried
from labkit.ordering.publishing import publish
from labkit.providers.profotonet import LAB
from labkit.providers.profotonet.orders.checks import check
from labkit.providers.profotonet.orders.flow import (
    plan,
    reprint,
    resolve,
    status,
    submit,
    tracking_url,
)
from labkit.providers.profotonet.orders.model import NO_FILE, Entry, File, Option, Order, Reason

if TYPE_CHECKING:
    import pandas as pd

    from labkit.ordering.ordering_lab import OrderingLab

__all__ = [
    "REASONS",
    "Order",
    "check",
    "from_intent",
    "plan",
    "read_callback",
    "reference",
    "reprint",
    "resolve",
    "status",
    "submit",
    "to_intent",
    "tracking_url",
]

REASONS: tuple[str, ...] = get_args(Reason)

_ADDRESS = {
    "companyName": "company",
    "firstName": "first_name",
    "lastName": "last_name",
    "street": "street",
    "houseNumber": "house_number",
    "zipCode": "postcode",
    "city": "city",
    "state": "state",
    "country": "country",
}
_NOT_CARRIED = ("line2", "email", "phone")
_METHODS = ("pickup", "send", "sendaspackage")


def reference(order: Order) -> str:
    """Return labkit's reference: `referenceId`."""
    return order.referenceId


def from_intent(intent: OrderIntent, lab: OrderingLab) -> tuple[Order, list[Problem]]:
    """Return an order for an intent, and what Profotonet cannot carry.

    Raises
    ------
    PhotoError
        If a picture is not there, or cannot be given an address.
    """
    dropped = [
        Problem(f"recipient.{name}", "the API has no field for it", "warning")
        for name in _NOT_CARRIED
        if getattr(intent.recipient, name)
    ]
    address = {
        field: value
        for field, name in _ADDRESS.items()
        if (value := getattr(intent.recipient, name))
    }
    if intent.shipping and intent.shipping not in _METHODS:
        dropped.append(
            Problem("shipping", f"{did_you_mean(intent.shipping, _METHODS)}; nothing maps others")
        )
    first = _first_number(intent.reference)
    entries = [_entry(line, n, first + n, lab, dropped) for n, line in enumerate(intent.lines)]
    shipping = {"shippingMethod": intent.shipping} if intent.shipping else {}
    values: dict[str, Any] = {**address, **shipping, "entries": entries}
    return Order.model_construct(referenceId=intent.reference, **values), dropped


def read_callback(data: Any) -> str:  # noqa: ANN401 - whatever was posted
    """Return the order's id a status callback names; its sample shows a number.

    Raises
    ------
    InputError
        If it names none.
    """
    reference = data.get("referenceId") if isinstance(data, dict) else None
    if isinstance(reference, bool) or not isinstance(reference, int | str) or reference == "":
        raise InputError("a callback without referenceId", lab=LAB.name, call="callback")
    return str(reference)


def _first_number(reference: str) -> int:
    # "Your unique entry id" may mean unique in the account: the number follows from the order's
    # reference. A thousand lines for each, and less than 2**53, which every reader of JSON keeps.
    digest = hashlib.sha256(reference.encode("utf-8", "replace")).digest()
    return (int.from_bytes(digest[:6]) >> 5) * 1000 + 1


def _entry(line: Line, n: int, number: int, lab: OrderingLab, dropped: list[Problem]) -> Entry:
    path = f"lines[{n}]"
    dropped += not_carried(line, path, lab)
    values: dict[str, Any] = {
        "referenceId": number,
        "productId": line.product_id,
        "quantity": line.quantity,
        "options": _options(line, path, lab, dropped),
    }
    if line.photos and line.product_id.startswith(NO_FILE):
        text = f"products from {NO_FILE}… need no file: it is not sent"
        dropped.append(Problem(f"{path}.photo", text, "warning"))
    elif line.photos:
        photo = publish(line.photos[0], lab, crop=line.crop)
        dropped += photo.notes(f"{path}.photo")
        values["file"] = File.model_construct(name=photo.name, url=photo.url, md5=photo.md5)
    values |= known_fields(line, path, Entry.model_fields, dropped)
    return Entry.model_construct(**values)


def _options(line: Line, path: str, lab: OrderingLab, dropped: list[Problem]) -> list[Option]:
    if not line.options:
        return []
    frame = lab.options()
    offered = frame[frame["product_id"] == line.product_id]
    found = []
    for n, option in enumerate(line.options):
        codes = _codes(offered, option)
        if len(codes) == 1:
            code, value = codes[0]
            found.append(Option.model_construct(code=code, value=value))
            continue
        choices = [f"{code}={value}" for code, value in codes] or [
            f"{code}={value}"
            for code, value in zip(offered["group_id"], offered["option_id"], strict=True)
        ]
        why = "belongs to several options" if codes else f"{LAB.title} has no such option here"
        dropped.append(Problem(f"{path}.options[{n}]", f"{option!r} {why}: {', '.join(choices)}"))
    return found


def _codes(offered: pd.DataFrame, option: str) -> list[tuple[str, str]]:
    # "checked" alone may be several options': "whiteborder=checked" says which.
    code, _, value = option.rpartition("=")
    pairs = zip(offered["group_id"], offered["option_id"], strict=True)
    return [pair for pair in pairs if pair[1] == value and code in {"", pair[0]}]


def to_intent(order: Order) -> OrderIntent:
    """Return an order as any lab's; what only Profotonet has goes into the lines' `fields`."""
    address = {name: getattr(order, field) for field, name in _ADDRESS.items()}
    lines = [
        Line(
            product_id=entry.productId,
            quantity=entry.quantity,
            photo=entry.file.url if entry.file else "",
            options=tuple(f"{option.code}={option.value}" for option in entry.options),
            fields={n: v for n in ("backprint", "note") if (v := getattr(entry, n))},
        )
        for entry in order.entries
    ]
    return OrderIntent(
        reference=order.referenceId,
        recipient=Address(**address),
        lines=tuple(lines),
        shipping=order.shippingMethod,
    )
