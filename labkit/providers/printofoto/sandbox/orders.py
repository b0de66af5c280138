"""What an order's state allows, for the order, its details and the products in them.

Source: the document, Order ("order_state": 0 to 6, of which 2 to 5 "no editable") and its table of
codes ("403 Forbidden. The request is not valid for the resource in its current state").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.providers.printofoto.sandbox.completeness import missing_parts
from labkit.providers.printofoto.sandbox.resource_table import PRODUCT_NAMES, RESOURCES, STATE_NAMES
from labkit.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from labkit.providers.printofoto.sandbox.model import Resource
    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.state_store import Document

VALIDATED = "1"
CANCELED = "6"
LAB_ONLY = ("2", "3", "4", "5")


def state_text(state: str) -> str:
    """Return a state and its name."""
    return f"{state} ({STATE_NAMES[int(state)]})"


def affected_orders(
    context: EmulatorContext, resource: Resource, number: int | None, body: Mapping[str, str]
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
        return _orders(context, [] if number is None else [number])
    if resource.name == "orderdetail":
        return _orders(context, [int(body["id_order"])])
    if resource.parent:
        field = resource.field(resource.parent)
        target = field.target if field else ""
        return _ordering(context, target, int(body[resource.parent]))
    return [] if number is None else _ordering(context, resource.name, number)


def index_use(context: EmulatorContext, number: int, body: Mapping[str, str]) -> None:
    """Index an order detail by its product, so that a product's orders are found directly."""
    product = PRODUCT_NAMES[int(body["id_product"])]
    context.store.insert(_use(product), {"detail": number}, parent=int(body["id_custom"]))


def remove_use(context: EmulatorContext, number: int, body: Mapping[str, str]) -> None:
    """Remove an order detail from the index."""
    kind = _use(PRODUCT_NAMES[int(body["id_product"])])
    for use in context.store.find(kind, parent=int(body["id_custom"])):
        if use.body["detail"] == number:
            context.store.delete(kind, use.id)


def require_editable(
    context: EmulatorContext, resource: Resource, orders: Sequence[Document]
) -> None:
    """Refuse a change that touches an order which is not editable.

    Raises
    ------
    Refusal
        403, naming the order and its state.
    """
    locked = (*LAB_ONLY, CANCELED) if context.readings["canceled_order"] == "final" else LAB_ONLY
    # A canceled order accepts no changes, but does not lock its products.
    if resource.name not in ("order", "orderdetail"):
        locked = LAB_ONLY
    for order in orders:
        state = order.body["order_state"]
        if state in locked:
            why = f"order {order.id} is in state {state_text(state)} and is not editable"
            raise Refusal(403, {_named(resource): why})


def require_complete(
    context: EmulatorContext, resource: Resource, orders: Sequence[Document]
) -> None:
    """Refuse a change that leaves a validated order with something missing.

    Raises
    ------
    Refusal
        403, naming what is missing.
    """
    if context.readings["incomplete_order"] == "accept":
        return
    for order in orders:
        problems = missing_parts(context, order) if order.body["order_state"] == VALIDATED else []
        if problems:
            why = f"order {order.id} cannot be a validated order: {'; '.join(problems)}"
            raise Refusal(403, {_named(resource): why})


def _named(resource: Resource) -> str:
    return "order_state" if resource.name == "order" else resource.parent or "id"


def _use(product: str) -> str:
    return f"use of {product}"


def _ordering(context: EmulatorContext, product: str, number: int) -> list[Document]:
    """Return the orders with a detail that orders this product."""
    if product not in RESOURCES:
        return []
    uses = context.store.find(_use(product), parent=number)
    details = [context.store.get("orderdetail", use.body["detail"]) for use in uses]
    return _orders(context, [int(detail.body["id_order"]) for detail in details if detail])


def _orders(context: EmulatorContext, numbers: Sequence[int]) -> list[Document]:
    found = (context.store.get("order", number) for number in dict.fromkeys(numbers))
    return [order for order in found if order is not None]
