"""Order states on the sandbox's clock, and their callbacks.

Source: document 003, "Order statuses", "Status callback" and "Insert order". The document gives no
durations; the ones below are assumptions. A state's callback and the next event are due relative
to the event before, so a clock that is advanced by days passes through every state.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from labkit.sandbox.emulator import OrderRow
from labkit.sandbox.photo_store import DownloadFailedError

if TYPE_CHECKING:
    from labkit.sandbox.clock import Event
    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.readings import Readings
    from labkit.sandbox.state_store import Document


LAB = "profotonet"
# A text that equals its value as a 64-bit integer.
_NUMBER = re.compile("0|[1-9][0-9]{0,17}")
# The document's 1000023 and 3SYMFU0000001 are the answer to a test.
FIRST_NUMBER = 1000024
_FIRST_PARCEL = 2

_BEFORE_DOWNLOAD = dt.timedelta(minutes=1)
_DOWNLOAD_TAKES = dt.timedelta(minutes=4)
_BEFORE_PRODUCTION = dt.timedelta(hours=2)
_PRODUCTION_TAKES = dt.timedelta(hours=22)
_BETWEEN_PARTS = dt.timedelta(days=1)
_HOLD_LASTS = dt.timedelta(days=1)
_MOST_DOWNLOADS = 15
_SPLIT_FROM = 3

_CALLBACK_EVERY = dt.timedelta(hours=2)
_CALLBACK_FOR = dt.timedelta(days=3)


def start(context: EmulatorContext, number: int, accepted: dt.datetime) -> None:
    """Schedule the first step of a new order."""
    _schedule(context, number, accepted + _BEFORE_DOWNLOAD, "download")


def on_event(context: EmulatorContext, event: Event) -> None:
    """Handle a due event of an order.

    In addition to the events of the emulator there is ``delete``: it deletes an order, as the lab's
    staff can (the API has no call for it). Payload: ``{"referenceId": "…"}``.
    """
    if event.name == "delete":
        order = context.store.by_key("order", str(event.payload["referenceId"]))
    else:
        order = context.store.get("order", event.payload["order"])
    if order is not None and order.body["status"] != "deleted":
        _HANDLERS[event.name](context, order, event)


def set_status(context: EmulatorContext, order: Document, status: str, **changes: object) -> None:
    """Set an order's status and other members, and send the callback."""
    body = order.body | {"status": status} | changes
    context.store.put("order", order.id, body)
    notify(context, order, body)


def notify(context: EmulatorContext, order: Document, body: dict[str, Any]) -> None:
    """Send the status callback of an order that has a ``notificationUrl``."""
    url = body["request"].get("notificationUrl")
    if not url:
        return
    message = {
        "id": order_id(order),
        "orderId": body.get("orderId"),
        "referenceId": body["request"]["referenceId"],
        "status": body["status"],
        "trackAndTraceCode": body["codes"][-1] if body["codes"] else None,
    }
    post_callback(context, url, message)


def post_callback(context: EmulatorContext, url: str, message: dict[str, Any]) -> None:
    """Send a status callback: every 2 hours, for 3 days, until accepted."""
    body = callback_body(message, context.readings)
    context.outbox.post(LAB, url, body, every=_CALLBACK_EVERY, give_up_after=_CALLBACK_FOR)


def callback_body(message: dict[str, Any], readings: Readings) -> dict[str, Any]:
    """Return a callback as it is sent: without unknown members; switch callback_reference."""
    body = {name: value for name, value in message.items() if value is not None}
    body["status"] = status_text(body["status"], readings)
    if readings["callback_reference"] == "number" and _NUMBER.fullmatch(body["referenceId"]):
        body["referenceId"] = int(body["referenceId"])
    return body


def status_text(status: str, readings: Readings) -> str:
    """Return a status by switch reprint_status: the document's ``repint``, or ``reprint``."""
    return "reprint" if status == "repint" and readings["reprint_status"] == "reprint" else status


def order_id(order: Document) -> str:
    """Return an order's ObjectId."""
    return object_id(order.body["createdAt"], "6c61626b01", order.id)


def object_id(created_at: str, maker: str, number: int) -> str:
    """Return 24 hexadecimal digits: a moment in seconds, five bytes of a maker, a counter."""
    seconds = int(dt.datetime.fromisoformat(created_at).timestamp())
    return f"{seconds:08x}{maker}{number % 2**24:06x}"


def list_orders(context: EmulatorContext) -> list[OrderRow]:
    """Return the orders for the sandbox's list; totals in euros."""
    return [
        OrderRow(
            id=order_id(order),
            reference=order.body["request"]["referenceId"],
            state=status_text(order.body["status"], context.readings),
            created_at=order.body["createdAt"],
            lines=len(order.body["request"]["entries"]),
            total=f"{Decimal(order.body['totals']['total']).scaleb(-2)} EUR",
            raw=order.body["request"],
        )
        for order in context.store.find("order")
    ]


def _schedule(context: EmulatorContext, number: int, due: dt.datetime, name: str) -> None:
    context.clock.schedule(LAB, due, name, {"order": number})


def _download(context: EmulatorContext, order: Document, event: Event) -> None:
    set_status(context, order, "downloading")
    _schedule(context, order.id, event.due + _DOWNLOAD_TAKES, "convert")


def _convert(context: EmulatorContext, order: Document, event: Event) -> None:
    """Convert the cart to an order if all its files are downloaded and correct."""
    attempts = order.body["downloads"] + 1
    if all(_is_downloaded(context, *file) for file in _files(order.body["request"])):
        number = context.store.insert("orderId", {"order": order.id}, first_id=FIRST_NUMBER)
        set_status(context, order, "prepare", orderId=number, downloads=attempts)
        _schedule(context, order.id, event.due + _BEFORE_PRODUCTION, "produce")
        return
    if order.body["status"] == "hold":
        context.store.put("order", order.id, order.body | {"downloads": attempts})
    else:
        set_status(context, order, "hold", downloads=attempts)
    if attempts < _MOST_DOWNLOADS:
        _schedule(context, order.id, event.due + _HOLD_LASTS, "convert")


def _files(request: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for entry in request["entries"]:
        if "file" in entry:
            is_pdf = entry["file"]["name"].lower().endswith(".pdf")
            yield entry["file"], "application/pdf" if is_pdf else "image/jpeg"
    for name in ("packingSlip", "label"):
        if name in request:
            yield request[name], "application/pdf"


def _is_downloaded(context: EmulatorContext, file: dict[str, Any], media_type: str) -> bool:
    try:
        photo = context.photos.fetch(file["url"])
    except DownloadFailedError:
        return False
    if photo is None:  # a URL elsewhere: not fetched, assumed to be as described
        return True
    return photo.media_type == media_type and file.get("md5", photo.md5).lower() == photo.md5


def _produce(context: EmulatorContext, order: Document, event: Event) -> None:
    set_status(context, order, "production")
    _schedule(context, order.id, event.due + _PRODUCTION_TAKES, "ship")


def _ship(context: EmulatorContext, order: Document, event: Event) -> None:
    request, codes = order.body["request"], order.body["codes"]
    if request["shippingMethod"] == "pickup":
        set_status(context, order, "shipped")
        return
    parcel = context.store.insert("parcel", {"order": order.id}, first_id=_FIRST_PARCEL)
    codes = [*codes, f"3SYMFU{parcel:07d}"]
    set_status(context, order, "shipped", codes=codes)
    if len(codes) == 1 and len(request["entries"]) >= _SPLIT_FROM:
        _schedule(context, order.id, event.due + _BETWEEN_PARTS, "ship")


def _delete(context: EmulatorContext, order: Document, _event: Event) -> None:
    set_status(context, order, "deleted")


_HANDLERS = {
    "download": _download,
    "convert": _convert,
    "produce": _produce,
    "ship": _ship,
    "delete": _delete,
}
