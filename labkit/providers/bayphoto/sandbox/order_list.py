"""Bay Photo's orders in the sandbox's list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.sandbox.emulator import OrderRow

if TYPE_CHECKING:
    from labkit.sandbox.emulator import EmulatorContext

ORDER = "order"


def list_orders(context: EmulatorContext) -> list[OrderRow]:
    """Return all orders for the sandbox's list; the documents have no totals."""
    return [
        OrderRow(
            id=str(found.id),
            reference=found.body["order"]["order_name"],
            state="received",
            created_at=found.body["received_at"],
            lines=len(found.body["order"]["products"]),
            raw=found.body["order"],
        )
        for found in context.store.find(ORDER)
    ]
