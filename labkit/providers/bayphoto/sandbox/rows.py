"""The orders of Bay Photo's emulator as the sandbox's own page lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.sandbox.emulator import OrderRow

if TYPE_CHECKING:
    from labkit.sandbox.emulator import EmulatorContext

ORDER = "order"


def rows(context: EmulatorContext) -> list[OrderRow]:
    """List all orders for the sandbox's own page; what they cost is in no document."""
    return [
        OrderRow(
            id=str(found.id),
            reference=found.key or "",
            state="received",
            created_at=found.body["received_at"],
            lines=len(found.body["order"]["products"]),
            raw=found.body["order"],
        )
        for found in context.store.find(ORDER)
    ]
