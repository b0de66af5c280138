"""The orders of Profotonet's emulator as the sandbox's own page lists them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from labkit.providers.profotonet.sandbox.states import order_id, spelled
from labkit.sandbox.emulator import OrderRow

if TYPE_CHECKING:
    from labkit.sandbox.emulator import EmulatorContext


def rows(context: EmulatorContext) -> list[OrderRow]:
    """List the orders for the sandbox's own page; totals in euros."""
    return [
        OrderRow(
            id=order_id(order),
            reference=order.body["request"]["referenceId"],
            state=spelled(order.body["status"], context.readings),
            created_at=order.body["createdAt"],
            lines=len(order.body["request"]["entries"]),
            total=f"{Decimal(order.body['totals']['total']).scaleb(-2)} EUR",
            raw=order.body["request"],
        )
        for order in context.store.find("order")
    ]
