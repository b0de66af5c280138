"""What an order's state allows, for the order, its details and the products in them.

Source: the document, Order ("order_state": 0 to 6, of which 2 to 5 "no editable") and its table of
codes ("403 Forbidden. The request is not valid for the resource in its current state").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.providers.printofoto.sandbox.complete import missing_in
from labkit.providers.printofoto.sandbox.refusal import FORBIDDEN, Refusal
from labkit.providers.printofoto.sandbox.table import PRODUCT_NAMES, RESOURCES, STATE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from labkit.providers.printofoto.sandbox.desk import Desk
    from labkit.providers.printofoto.sandbox.model import Resource
    from labkit.sandbox.state_store import Document

VALIDATED = "1"
CANCELED = "6"
BY_LAB = ("2", "3", "4", "5")


def described(state: str) -> str:
    """Return a state with its name."""
    return f"{state} ({STATE_NAMES[int(state)]})"


def touched(
    desk: Desk, resource: Resource, number: int | None, body: Mapping[str, str]
) -> list[Document]:
    """Return the orders that a change of this resource changes.

    Parameters
    ----------
    number
        The resource's id; None while it is being made.
    body
        Its fields.
    """
    if resource.name == "order":
        return _orders(desk, [] if number is None else [number])
    if resource.name == "orderdetail":
        return _orders(desk, [int(body["id_order"])])
    if resource.parent:
        field = resource.field(resource.parent)
        target = field.target if field else ""
        return _ordering(desk, target, int(body[resource.parent]))
    return [] if number is None else _ordering(desk, resource.name, number)


def note_use(desk: Desk, number: int, body: Mapping[str, str]) -> None:
    """Note which product an order detail orders, so that its orders are found without a search."""
    product = PRODUCT_NAMES[int(body["id_product"])]
    desk.store.insert(_use(product), {"detail": number}, parent=int(body["id_custom"]))


def forget_use(desk: Desk, number: int, body: Mapping[str, str]) -> None:
    """Take back what `note_use` noted."""
    kind = _use(PRODUCT_NAMES[int(body["id_product"])])
    for use in desk.store.find(kind, parent=int(body["id_custom"])):
        if use.body["detail"] == number:
            desk.store.delete(kind, use.id)


def refuse_locked(desk: Desk, resource: Resource, orders: Sequence[Document]) -> None:
    """Refuse a change that touches an order which is not editable.

    Raises
    ------
    Refusal
        403, naming the order and its state.
    """
    locked = (*BY_LAB, CANCELED) if desk.reads("canceled_order") == "final" else BY_LAB
    # A canceled order takes nothing in any more, but it does not hold on to its products.
    if resource.name not in ("order", "orderdetail"):
        locked = BY_LAB
    for order in orders:
        state = order.body["order_state"]
        if state in locked:
            why = f"order {order.id} is in state {described(state)} and is not editable"
            raise Refusal(FORBIDDEN, {_named(resource): why})


def refuse_incomplete(desk: Desk, resource: Resource, orders: Sequence[Document]) -> None:
    """Refuse a change that leaves a validated order with something missing.

    Raises
    ------
    Refusal
        403, naming what is missing.
    """
    if desk.reads("incomplete_order") == "accept":
        return
    for order in orders:
        problems = missing_in(desk, order) if order.body["order_state"] == VALIDATED else []
        if problems:
            why = f"order {order.id} cannot be a validated order: {'; '.join(problems)}"
            raise Refusal(FORBIDDEN, {_named(resource): why})


def _named(resource: Resource) -> str:
    return "order_state" if resource.name == "order" else resource.parent or "id"


def _use(product: str) -> str:
    return f"use of {product}"


def _ordering(desk: Desk, product: str, number: int) -> list[Document]:
    """Return the orders with a detail that orders this product."""
    if product not in RESOURCES:
        return []
    uses = desk.store.find(_use(product), parent=number)
    details = [desk.store.get("orderdetail", use.body["detail"]) for use in uses]
    return _orders(desk, [int(detail.body["id_order"]) for detail in details if detail])


def _orders(desk: Desk, numbers: Sequence[int]) -> list[Document]:
    found = (desk.store.get("order", number) for number in dict.fromkeys(numbers))
    return [order for order in found if order is not None]
