"""Production: a validated order goes through its states on the sandbox's clock.

Source: the document, Order ("order_state" 1 to 5) and OrderDetail ("shipping_state",
"shipping_tracking_url", "shipping_date_update"). The duration of each step is not in it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from labkit.providers.printofoto.sandbox.orders import VALIDATED
from labkit.providers.printofoto.sandbox.values import timestamp

if TYPE_CHECKING:
    from labkit.sandbox.clock import Event
    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.state_store import Document

STEPS = {
    2: dt.timedelta(minutes=30),
    3: dt.timedelta(days=1),
    4: dt.timedelta(days=1),
    5: dt.timedelta(days=2),
}
"""State → how long after the state before it."""

SHIPPED = 4
_EVENT = "state"
_VALIDATIONS = "_validations"


def start_production(context: EmulatorContext, before: Document | None, after: Document) -> None:
    """Start production when a client validates an order."""
    was = before.body["order_state"] if before else ""
    if after.body["order_state"] != VALIDATED or was == VALIDATED:
        return
    body = {**after.body, _VALIDATIONS: after.body.get(_VALIDATIONS, 0) + 1}
    context.store.put("order", after.id, body)
    _schedule(context, context.clock.now(), after.id, 2, body[_VALIDATIONS])


def on_event(context: EmulatorContext, event: Event) -> None:
    """Take an order to its next state, unless its state was changed meanwhile."""
    number, state = event.payload["order"], event.payload["state"]
    order = context.store.get("order", number)
    if order is None or order.body["order_state"] != str(state - 1):
        return
    if order.body.get(_VALIDATIONS) != event.payload["validations"]:
        # Validated again since: the later validation has its own events.
        return
    context.store.put("order", number, {**order.body, "order_state": str(state)})
    details = context.store.find("orderdetail", parent=number)
    each = context.readings["shipping_of_details"] == "each"
    if state == SHIPPED - 1 and each:
        _ship(context, details[:1], event.due)
    if state == SHIPPED:
        _ship(context, details[each:], event.due)
    if state + 1 in STEPS:
        _schedule(context, event.due, number, state + 1, event.payload["validations"])


def _schedule(
    context: EmulatorContext, since: dt.datetime, number: int, state: int, validations: int
) -> None:
    payload = {"order": number, "state": state, "validations": validations}
    context.clock.schedule(context.emulator.lab, since + STEPS[state], _EVENT, payload)


def _ship(context: EmulatorContext, details: list[Document], moment: dt.datetime) -> None:
    for detail in details:
        number = f"{detail.parent:06d}-{detail.id:06d}"
        shipped = {
            "shipping_state": "1",
            "shipping_tracking_url": f"https://tracking.example/{number}",
            "shipping_date_update": timestamp(moment),
        }
        context.store.put("orderdetail", detail.id, {**detail.body, **shipped})
