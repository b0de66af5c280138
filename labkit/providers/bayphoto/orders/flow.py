"""The one call of a Bay Photo order, and what a lost answer means (document 002, "Order").

The POST commits, its answer is not documented, and there is no way to read an order. A lost answer
stays unknown until a person decides; it is sent again only under the same name, which has to be
unique: a refusal of that name then means that the first one arrived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.errors import AnswerError, RefusedError
from labkit.http.messages import Answer, Call
from labkit.ordering.flow import Flow, Outcome, Step
from labkit.ordering.results import OrderStatus
from labkit.providers.bayphoto.orders.model import to_wire

if TYPE_CHECKING:
    from labkit.ordering.journal import Entry
    from labkit.ordering.service import OrderService
    from labkit.providers.bayphoto.orders.model import Order

_NAME = "order_name"
_SILENT = "the API cannot be asked about orders: the lab itself tells what becomes of it"


def plan(order: Order, service: OrderService) -> list[Step]:
    """Return the one call of an order."""
    return [_place(order)]


def submit(order: Order, service: OrderService) -> Flow[Outcome]:
    """Place the order; whatever gets lost on the way leaves it unknown."""
    return _outcome((yield _place(order)))


def resolve(
    entry: Entry,
    order: Order,
    service: OrderService,
    *,
    resend: bool,
) -> Flow[Outcome | None]:
    """Send the same name again, on a person's word; else it stays unknown."""
    if not resend:
        return None
    try:
        return _outcome((yield _place(order)))
    except RefusedError as error:
        if any(problem.field == _NAME for problem in error.problems) or _NAME in error.message:
            return Outcome(problem="the lab has an order of this name: the first one arrived")
        raise


def status(entry: Entry, service: OrderService) -> Flow[OrderStatus]:
    """Say that the API cannot tell: no call reads an order."""
    return OrderStatus("", final=False, raw=entry.raw)
    yield  # a generator, as every flow is


def _place(order: Order) -> Step:
    return Step(Call("POST", "/api/v1/orders.json", json=to_wire(order)), commits=True)


def _outcome(answer: Answer) -> Outcome:
    # Nothing is said of the answer: what looks like the order's number is taken, if there is one.
    data: Any = answer.json_or_none()
    if data is None and answer.body.strip().startswith(b"<"):
        # A page of a proxy or a maintenance notice: whether the order arrived is open.
        raise AnswerError(
            "the answer is a page, not the lab's",
            lab=answer.lab,
            call=f"{answer.call.method} {answer.call.path}",
            hint="ask the lab whether it has the order, then settle it with resolve",
            status=answer.status,
        )
    body = data if isinstance(data, dict) else {}
    order = body.get("order")
    inner: dict[str, Any] = order if isinstance(order, dict) else body
    return Outcome(
        lab_order_id=str(inner.get("id") or ""),
        lab_state=str(inner.get("status") or ""),
        raw=data,
        problem=_SILENT,
    )
