"""Which of the lab's orders is this attempt's: no other one is adopted, changed or cancelled.

Several orders may have one `id_order_partner` (document 001 does not call it unique). The ids that
are there just before the POST are written down; after a lost answer an order is taken only if its
id is new, it has every value that was sent (`order_state` 0 too) and no line yet.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from labkit.errors import OrderError
from labkit.http.flow import Flow, LostAnswerError, Step
from labkit.http.messages import Call
from labkit.lab_api.values import money
from labkit.providers.printofoto import LAB
from labkit.providers.printofoto.orders.lookup import (
    Record,
    find,
    new_number,
    number_of,
    same,
    state_of,
    without,
)
from labkit.providers.printofoto.orders.model import order_wire

if TYPE_CHECKING:
    from collections.abc import Collection

    from labkit.providers.printofoto.orders.model import Order

# id_product, id_custom, shipping_type, and the price where one is given.
_Line = tuple[str, str, str, Decimal | None]
CREATED, VALIDATED, DELIVERED, CANCELLED = 0, 1, 5, 6


@dataclass(frozen=True)
class Draft:
    """An order that is not validated yet.

    Attributes
    ----------
    number
        Its `id_order`.
    answered
        Whether the lab answered its POST; else it was looked up.
    """

    number: str
    answered: bool


def order_call(order: Order) -> Call:
    """Return the POST of the order itself."""
    return Call("POST", "/order", json=order_wire(order, CREATED))


def create_draft(order: Order) -> Flow[Draft]:
    """Create the order; after a lost answer it is looked up, or else created again.

    Raises
    ------
    OrderError
        If the lab has a placed order of this reference.
    """
    earlier = yield from _of_reference(order)
    _refuse_placed(order, earlier)
    seen = {number_of(record, "order") for record in earlier}
    step = Step(order_call(order))
    try:
        answer = yield step
    except LostAnswerError:
        found = yield from _new_and_empty(order, seen)
        if found:
            return Draft(found, answered=False)
        answer = yield step
    return Draft(new_number("order", answer), answered=True)


def verify_draft(order: Order, draft: Draft) -> Flow[None]:
    """Make sure, just before it is validated, that the order is what was sent, and the only one.

    Raises
    ------
    OrderError
        If the lab shows other values, or another order of this reference was placed meanwhile.
    """
    listed = yield from _of_reference(order)
    others = without({draft.number}, "order", listed)
    _refuse_placed(order, others)
    matching = [record for record in listed if record not in others]
    if len(matching) != 1 or not same(order_wire(order, CREATED), matching[0]):
        raise OrderError(
            f"the lab shows order {draft.number} with other values than were sent",
            lab=LAB.name,
            call="submit",
            hint="submit it again: nothing was validated",
        )


def verify_lines(order: Order, draft: Draft, customs: list[str]) -> Flow[None]:
    """Make sure, just before it is validated, that the order has the lines meant and no other.

    Parameters
    ----------
    order
        What is meant.
    draft
        The order at the lab.
    customs
        The id of each detail's resource.

    Raises
    ------
    OrderError
        If it has not.
    """
    details = yield from find("orderdetail", id_order=draft.number)
    meant = _lines(order, customs)
    priced = {line[:3] for line in meant if line[3] is not None}
    if Counter(_listed(detail, priced) for detail in details) == meant:
        return
    if draft.answered:
        # One that was looked up may be another program's after all: it is left as it is.
        yield Step(Call("PUT", f"/order/{draft.number}", json=order_wire(order, CANCELLED)))
    raise OrderError(
        f"the lab's order {draft.number} has other lines than were meant",
        lab=LAB.name,
        call="submit",
        hint="submit it again: nothing was validated",
    )


def _lines(order: Order, customs: list[str]) -> Counter[_Line]:
    lines: Counter[_Line] = Counter()
    for detail, custom in zip(order.details, customs, strict=True):
        line = (str(detail.id_product), custom, detail.shipping_type, detail.price)
        lines[line] += detail.copies
    return lines


def _listed(detail: Record, priced: Collection[tuple[str, str, str]]) -> _Line:
    # What the lab shows as the price of a line that was given none says nothing.
    product, custom, shipping = (
        str(detail.get(name)) for name in ("id_product", "id_custom", "shipping_type")
    )
    line = (product, custom, shipping)
    return (*line, money(detail.get("price")) if line in priced else None)


def _of_reference(order: Order) -> Flow[list[Record]]:
    return (yield from find("order", id_order_partner=order.id_order_partner))


def _refuse_placed(order: Order, records: list[Record]) -> None:
    for record in records:
        if state_of(record) not in {str(CREATED), str(CANCELLED)}:
            number = number_of(record, "order")
            raise OrderError(
                f"the lab has order {number} under this reference, placed by another submission",
                lab=LAB.name,
                call="submit",
                hint=f"compare it with what is meant; {order.id_order_partner!r} is used up",
            )


def _new_and_empty(order: Order, seen: Collection[str]) -> Flow[str]:
    # Two that look alike: which one is this attempt's cannot be told, so it is neither.
    sent = order_wire(order, CREATED)
    listed = without(seen, "order", (yield from _of_reference(order)))
    found = [number_of(record, "order") for record in listed if same(sent, record)]
    if len(found) != 1 or (yield from find("orderdetail", id_order=found[0])):
        return ""
    return found[0]
