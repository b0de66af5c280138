"""Opens a lab's order form for a product of the explorer."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.widgets.basket import BasketLine


def form_for(lab: Lab, line: BasketLine) -> Any:  # noqa: ANN401 - a widget
    """Return the lab's order form with a product filled in."""
    from labkit.model.intent import Line, OrderIntent
    from labkit.widgets.order_form_widget import order_form

    product_line = Line(
        product_id=line.product_id, variant_id=line.variant_id, quantity=line.quantity
    )
    # A unique reference: the same one would mean the same order.
    reference = f"labkit-{secrets.token_hex(4)}"
    return order_form(lab, OrderIntent(reference=reference, lines=(product_line,))).widget


def empty_form(lab: Lab) -> Any:  # noqa: ANN401 - a widget
    """Return the lab's order form with its last draft, or empty."""
    from labkit.widgets.order_form_widget import order_form

    return order_form(lab).widget
