"""Printofoto's emulator: 21 resources, 103 operations, written from the lab's document alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.providers.printofoto.sandbox.orders import state_text
from labkit.providers.printofoto.sandbox.production import on_event
from labkit.providers.printofoto.sandbox.readings import ALIASES, READINGS
from labkit.sandbox.emulator import Emulator, OrderRow, lazy_build, read_assumptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from labkit.sandbox.emulator import EmulatorContext


def list_orders(context: EmulatorContext) -> Sequence[OrderRow]:
    """Return all orders for the sandbox's list.

    There is no total: the document has no prices, and a detail's `price` is the client's.
    """
    with context.store.transaction():
        orders = context.store.find("order")
        details = context.store.find("orderdetail")
    lines: dict[int, int] = {}
    for detail in details:
        number = int(detail.body["id_order"])
        lines[number] = lines.get(number, 0) + 1
    return [
        OrderRow(
            id=str(order.id),
            reference=order.body["id_order_partner"],
            state=state_text(order.body["order_state"]),
            created_at=order.body["date_creation"],
            lines=lines.get(order.id, 0),
            raw={name: value for name, value in order.body.items() if not name.startswith("_")},
        )
        for order in orders
    ]


EMULATOR = Emulator(
    lab="printofoto",
    mount="/printofoto/api",
    credentials={"api_key": "printofoto-sandbox-key", "api_secret": "printofoto-sandbox-secret"},
    build=lazy_build(f"{__name__}.app"),
    on_event=on_event,
    orders=list_orders,
    readings=READINGS,
    aliases=ALIASES,
    assumptions=read_assumptions(__file__),
)
