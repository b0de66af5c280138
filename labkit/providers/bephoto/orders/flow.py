"""The calls of a Bephoto order, and what a lost answer means (API Bephoto: all of it).

Lost create: the draft, if there is one, is left and another is made. Lost line: it may be in the
draft twice if sent again, and lines cannot be read: the draft is tainted, never closed, and a new
one is begun. Lost close: the order is read; a `dateconfirmation` means it is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from labkit.errors import AnswerError, LabkitError
from labkit.http.flow import Flow, LostAnswerError, Step
from labkit.http.messages import Answer, Call
from labkit.lab_api.values import identity, moment, money
from labkit.ordering.results import OrderStatus, Outcome
from labkit.providers.bephoto import LAB
from labkit.providers.bephoto.orders.model import order_wire, product_wire

if TYPE_CHECKING:
    from decimal import Decimal

    from labkit.ordering.journal import Entry
    from labkit.ordering.service import OrderService
    from labkit.providers.bephoto.orders.model import Order, Product

# How many drafts are begun before it is left to a person.
_DRAFTS = 3


def plan(order: Order, service: OrderService) -> list[Step]:
    """Return the calls of an order; ``{idorder}`` stands for what the first answer brings."""
    lines = [_add("{idorder}", n, product) for n, product in enumerate(order.products)]
    return [_create(order), *lines, _close("{idorder}"), Step(_read("{idorder}"))]


def submit(order: Order, service: OrderService) -> Flow[Outcome]:
    """Create a draft, add the products, close it."""
    number = yield from _filled_draft(order)
    try:
        yield from _done(_close(number))
    except LostAnswerError:
        outcome = yield from _look(number)
        if outcome is None:
            raise
        return outcome
    return (yield from _closed(number))


def resolve(
    entry: Entry,
    order: Order,
    service: OrderService,
    *,
    resend: bool,
) -> Flow[Outcome | None]:
    """Read the order whose close was lost; close it again only on a person's word.

    Closing twice is not defined by the document: it is never done without having read, just
    before, that the order is still open.
    """
    number = str(entry.progress["idorder"])
    outcome = yield from _look(number)
    if outcome is None and resend:
        yield from _done(_close(number))
        outcome = yield from _closed(number)
    return outcome


def status(entry: Entry, service: OrderService) -> Flow[OrderStatus]:
    """Read the order; its state follows from its dates (`status` is the call's own)."""
    answer = yield Step(_read(entry.lab_order_id or str(entry.progress["idorder"])))
    data = _order(answer)
    return OrderStatus(_state(data), final=_state(data) == "processed", raw=data)


def _filled_draft(order: Order) -> Flow[str]:
    for attempt in range(1, _DRAFTS + 1):
        try:
            return (yield from _draft(order))
        except LostAnswerError:
            if attempt == _DRAFTS:
                raise
    raise AssertionError("the loop returns or raises")


def _draft(order: Order) -> Flow[str]:
    answer = yield _create(order)
    number = _number(answer)
    for n, product in enumerate(order.products):
        yield from _done(_add(number, n, product))
    return number


def _done(step: Step) -> Flow[None]:
    # Success is an object with status 1; a page of HTML with status 200 says nothing at all.
    answer = yield step
    try:
        answer.json_object()
    except AnswerError as error:
        call = f"{step.call.method} {step.call.path}"
        lost = LostAnswerError(
            f"the answer to {call} cannot be read", lab=LAB.name, call=call, hint=error.message
        )
        lost.answer = answer.kept
        raise lost from error


def _closed(number: str) -> Flow[Outcome]:
    # The order is closed; if reading it fails now, that changes nothing about it.
    try:
        outcome = yield from _look(number)
    except LabkitError as error:
        return Outcome(number, "confirmed", problem=f"its total could not be read: {error.message}")
    return outcome or Outcome(number, "confirmed", problem="the lab shows no dateconfirmation yet")


def _look(number: str) -> Flow[Outcome | None]:
    answer = yield Step(_read(number))
    data = _order(answer)
    if identity(data.get("idorder")) != number:
        raise answer.unlike(f"order {number} was asked for, and another one came")
    if not moment(data.get("dateconfirmation")):
        return None
    total, problem = _total(data)
    return Outcome(number, _state(data), total, LAB.currency, raw=data, problem=problem)


def _total(data: Mapping[str, Any]) -> tuple[Decimal | None, str]:
    # Neither is explained: the larger one is what the order may cost, and both are told.
    found = {name: money(data.get(name)) for name in ("totalorder", "totalcost")}
    problem = "the document does not say what totalorder and totalcost include"
    known = [amount for amount in found.values() if amount is not None and amount >= 0]
    if len(set(known)) > 1:
        text = " and ".join(f"{name} {amount}" for name, amount in found.items())
        problem = f"the lab says {text}; {problem}"
    return max(known, default=None), problem


def _create(order: Order) -> Step:
    return Step(Call("POST", "/orders", json=order_wire(order)))


def _add(number: str, n: int, product: Product) -> Step:
    call = Call("POST", f"/orders/{number}/products", json=product_wire(product))
    return Step(call, part=f"products[{n}]")


def _close(number: str) -> Step:
    call = Call("POST", f"/orders/{number}/close", json={})
    return Step(call, commits=True, remember={"idorder": number})


def _read(number: str) -> Call:
    return Call("GET", f"/orders/{number}")


def _order(answer: Answer) -> Mapping[str, Any]:
    found = answer.json_object().get("order")
    # A list is documented, of exactly one; a single object is taken too.
    orders = found if isinstance(found, list) else [found]
    if len(orders) != 1 or not isinstance(orders[0], dict):
        raise answer.unlike("the answer does not hold exactly one order")
    return orders[0]


def _number(answer: Answer) -> str:
    number = identity(_order(answer).get("idorder"))
    if not (number.isascii() and number.isdigit()):
        raise answer.unlike("the new order has no idorder")
    return number


def _state(data: Mapping[str, Any]) -> str:
    # The format of timestamps is not said; what is no date, or one of zeros, is none.
    if moment(data.get("dateprocessed")):
        return "processed"
    return "confirmed" if moment(data.get("dateconfirmation")) else "open"
