"""Orders and reprints: how the emulator stores and answers them.

Source: document 003, "Insert order", "Get order" and "Reprint order". An order is stored under its
``referenceId`` as text, whether it was sent as text or as a number (notes, 6).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from labkit.providers.profotonet.sandbox.checks import (
    check_against_catalog,
    duplicate_indexes,
    read_order,
    read_reprint,
)
from labkit.providers.profotonet.sandbox.states import (
    object_id,
    order_id,
    post_callback,
    set_status,
    start,
    status_text,
)
from labkit.providers.profotonet.sandbox.totals import Line, shipping_price, totals
from labkit.sandbox.refusals import Fault, Refusal
from labkit.sandbox.state_store import Document

if TYPE_CHECKING:
    from labkit.providers.profotonet.sandbox.catalog import Catalog
    from labkit.providers.profotonet.sandbox.request_models import OrderBody, ReprintBody
    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.readings import Readings

_STARTING_COSTS = 99
_REPRINT_DAYS = 28
_CONVERTED = ("prepare", "production", "shipped")
# The answer to a test: the document's made-up figures.
_TEST_ID = "507f1f77bcf86cd799439011"
_TEST_ORDER_ID = 1000023
_TEST_CODE = "3SYMFU0000001"
_TEST_LINES = (Line(1002201300190001, 1, 127), Line(1003705000500003, 1, 8195))
_TEST_SHIPPING = 575


def insert_order(context: EmulatorContext, catalog: Catalog, body: object) -> dict[str, Any]:
    """Store a new order as a cart, or only check it if it is a test.

    Raises
    ------
    Refusal
        400, 422; 409 if there is an order of this ``referenceId``.
    """
    order = read_order(body, context.readings["country_case"])
    products = check_against_catalog(order, catalog, context.readings["booklet_files"])
    if order.get("test", False):
        if context.readings["test_conflict"] == "409":
            _check_new(context, order)
        return _test_insert(context, order)
    figures = _order_totals(order, products)
    with context.store.transaction():
        _check_new(context, order)
        if context.readings["entry_reference"] == "account":
            _check_new_entries(context, order)
        stored = _store_order(context, order, figures)
    return {"id": order_id(stored), "status": "accepted"} | figures


def _check_new(context: EmulatorContext, order: OrderBody) -> None:
    earlier = context.store.by_key("order", order["referenceId"])
    if earlier is not None:
        words = "Already exists: there is an order of this referenceId"
        raise Refusal(409, {"referenceId": words}, order=_order_members(earlier))


def _check_new_entries(context: EmulatorContext, order: OrderBody) -> None:
    taken = {
        entry.get("referenceId")
        for stored in context.store.find("order")
        for entry in stored.body["request"]["entries"]
    }
    faults = [
        Fault(f"entries[{place}].referenceId", "Incorrect parameter: another order has it")
        for place, entry in enumerate(order["entries"])
        if "referenceId" in entry and entry["referenceId"] in taken
    ]
    if faults:
        raise Refusal(422, faults)


def show_order(context: EmulatorContext, reference: str) -> dict[str, Any]:
    """Return an order.

    Raises
    ------
    Refusal
        404 if there is none of this ``referenceId`` (by switch undownloaded_order also for carts).
    """
    return _order_record(_find(context, reference), context.readings)


def show_test_order(readings: Readings) -> dict[str, Any]:
    """Return the made-up order of ``test=true``, for any ``referenceId`` (notes, 2)."""
    figures = totals(_TEST_LINES, shipping=_TEST_SHIPPING, starting=_STARTING_COSTS)
    return {
        "id": _TEST_ID,
        "orderId": _TEST_ORDER_ID,
        "status": _shown_status("shipped", readings),
        **figures,
        "trackAndTrace": [{"code": _TEST_CODE}],
    }


def reprint_order(context: EmulatorContext, body: object) -> dict[str, Any]:
    """Store a reprint request, or only check it if it is a test.

    Raises
    ------
    Refusal
        400, 422; 404 if there is no such order; 403 if it is not processed yet, deleted, or older
        than 28 days.
    """
    reprint = read_reprint(body)
    with context.store.transaction():
        order = _find(context, reprint["referenceId"])
        _check_reprintable(context, order)
        faults = list(_reprint_faults(reprint, order))
        if faults:
            raise Refusal(422, faults)
        answer = {"id": _TEST_ID, "orderId": order.body["orderId"]}
        if not reprint.get("test", False):
            answer["id"] = _store_reprint(context, order, reprint)
    return answer


def _order_totals(order: OrderBody, products: dict[int, dict[str, Any]]) -> dict[str, Any]:
    lines = [
        Line(entry["productId"], entry["quantity"], products[entry["productId"]]["price"])
        for entry in order["entries"]
    ]
    prices = [
        shipping_price(product["shippingMethods"], order["shippingMethod"], order["country"])
        for product in products.values()
    ]
    # "The item with the highest shipping price is used"; check_against_catalog let no None through.
    highest = max(price for price in prices if price is not None)
    return totals(lines, shipping=highest, starting=_STARTING_COSTS)


def _store_order(context: EmulatorContext, order: OrderBody, figures: dict[str, Any]) -> Document:
    now = context.clock.now()
    body = {
        "request": order,
        "createdAt": now.isoformat(),
        "status": "accepted",
        "totals": figures,
        "codes": [],
        "downloads": 0,
    }
    number = context.store.insert("order", body, key=order["referenceId"])
    start(context, number, now)
    return Document(number, body)


def _test_insert(context: EmulatorContext, order: OrderBody) -> dict[str, Any]:
    free = [Line(entry["productId"], entry["quantity"], 0) for entry in order["entries"]]
    url = order.get("testNotificationUrl")
    if url:
        message = {
            "id": _TEST_ID,
            "orderId": _TEST_ORDER_ID,
            "referenceId": order["referenceId"],
            "status": "shipped",
            "trackAndTraceCode": _TEST_CODE,
        }
        post_callback(context, url, message)
    return {"id": _TEST_ID, "status": "accepted"} | totals(free, shipping=0, starting=0)


def _find(context: EmulatorContext, reference: str) -> Document:
    order = context.store.by_key("order", reference)
    hidden = context.readings["undownloaded_order"] == "404"
    if order is None or (hidden and "orderId" not in order.body):
        raise Refusal(404, {"referenceId": "Not found: no order of this referenceId"})
    return order


def _order_members(order: Document) -> dict[str, Any]:
    return {name: order.body[name] for name in ("orderId", "status") if name in order.body}


def _order_record(order: Document, readings: Readings) -> dict[str, Any]:
    number = {"orderId": order.body["orderId"]} if "orderId" in order.body else {}
    return {
        "id": order_id(order),
        **number,
        "status": _shown_status(order.body["status"], readings),
        **order.body["totals"],
        "trackAndTrace": [{"code": code} for code in order.body["codes"]],
    }


def _shown_status(status: str, readings: Readings) -> str:
    # The sample of GET has "order", which the list of statuses lacks (notes, 5).
    if readings["reprint_status"] == "order" and status in _CONVERTED:
        return "order"
    return status_text(status, readings)


def _check_reprintable(context: EmulatorContext, order: Document) -> None:
    reason = ""
    if "orderId" not in order.body:
        reason = "the order is not processed yet"
    elif order.body["status"] == "deleted":
        reason = "the order is deleted"
    elif _is_too_old(order, context.clock.now(), context.readings["reprint_period"]):
        reason = f"reprints can be requested within {_REPRINT_DAYS} days of the order"
    if reason:
        fault = {"referenceId": f"Illegal action: {reason}"}
        raise Refusal(403, fault, order=_order_members(order))


def _is_too_old(order: Document, now: dt.datetime, reading: str) -> bool:
    created = dt.datetime.fromisoformat(order.body["createdAt"])
    if reading == "dates":
        return (now.date() - created.date()).days > _REPRINT_DAYS
    return now - created > dt.timedelta(days=_REPRINT_DAYS)


def _reprint_faults(reprint: ReprintBody, order: Document) -> Iterator[Fault]:
    ordered = {
        entry["referenceId"]: entry["quantity"]
        for entry in order.body["request"]["entries"]
        if "referenceId" in entry
    }
    for place, entry in enumerate(reprint["entries"]):
        where = f"entries[{place}]"
        most = ordered.get(entry["referenceId"])
        if most is None:
            yield Fault(f"{where}.referenceId", "Incorrect parameter: no entry of this order")
        elif entry.get("quantity", most) > most:
            yield Fault(f"{where}.quantity", f"Incorrect parameter: only {most} were ordered")
    for place in duplicate_indexes([entry["referenceId"] for entry in reprint["entries"]]):
        yield Fault(f"entries[{place}].referenceId", "Incorrect parameter: is given twice")


def _store_reprint(context: EmulatorContext, order: Document, reprint: ReprintBody) -> str:
    now = context.clock.now().isoformat()
    number = context.store.insert(
        "reprint", {"request": reprint, "createdAt": now}, parent=order.id
    )
    set_status(context, order, "repint")
    return object_id(now, "6c61626b02", number)
