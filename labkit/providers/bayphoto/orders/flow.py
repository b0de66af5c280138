"""The one call of a Bay Photo order, and what a lost answer means (document 002, "Order").

The POST commits, its answer is not documented, and there is no way to read an order. A lost answer
stays unknown until a person decides; it is sent again only under the same name, which has to be
unique, so that the lab has at most one. A refusal of that name says that the lab has an order of
this name, or of one that it takes for the same; whose order that is and what is in it, no call
tells: it stays unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.errors import AnswerError, RefusedError
from labkit.http.flow import Flow, Step
from labkit.http.messages import Answer, Call
from labkit.lab_api.lenient import text
from labkit.lab_api.values import identity, objects
from labkit.ordering.results import OrderStatus, Outcome
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
    return _outcome((yield _place(order)), order)


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
        return _outcome((yield _place(order)), order)
    except RefusedError as error:
        if all(problem.field != _NAME for problem in error.problems):
            raise
        raise AnswerError(
            "it has an order of this name, this one or another: ask the lab what is in it",
            lab=error.lab,
            call=error.call,
            status=error.status,
        ) from error


def status(entry: Entry, service: OrderService) -> Flow[OrderStatus]:
    """Say that the API cannot tell: no call reads an order."""
    return OrderStatus("", final=False, raw=entry.raw)
    yield  # a generator, as every flow is


def _place(order: Order) -> Step:
    return Step(Call("POST", "/api/v1/orders.json", json=to_wire(order)), commits=True)


def _outcome(answer: Answer, order: Order) -> Outcome:
    # Nothing is said of the answer. Taken for a yes: a 2xx with nothing in it, or with an object
    # that names the order, by an id or by its name. Whatever else comes leaves open whether the
    # order arrived: the page of a proxy, a notice, half an answer.
    if not answer.body.strip():
        return Outcome(problem=_SILENT)
    data = answer.json_object()
    inner: dict[str, Any] = next(iter(objects(data.get("order"))), data)
    number = identity(inner.get("id"))
    name = inner.get(_NAME)
    if name not in (None, "", order.order_name) or not (number or name):
        raise answer.unlike("the answer does not name the order: ask the lab whether it has it")
    return Outcome(number, text(inner.get("status")), raw=data, problem=_SILENT)
