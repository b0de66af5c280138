"""Reading a Profotonet order, and which one a lost answer may be taken for (document 003).

An answer shows products, quantities and totals: no photo, no address, no date. So an order that
is found under a `referenceId` is taken for this attempt's only where the lab was asked just before
the POST and had none, or another one. An order that was there before is someone else's, or an
earlier attempt's; where nobody asked it cannot be told, and the outcome stays unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from labkit.errors import RefusedError
from labkit.http.flow import Flow, LostAnswerError, Step
from labkit.http.messages import Answer, Call
from labkit.lab_api.lenient import text
from labkit.lab_api.values import identity, objects, whole
from labkit.ordering.results import Outcome
from labkit.providers.profotonet import LAB

if TYPE_CHECKING:
    from labkit.providers.profotonet.orders.model import Order

EARLIER = "earlier"
"""What the journal keeps: the id of the order that was there before the POST, "" for none."""

_NOT_FOUND = 404
_TEST = "a test order: the lab checked it and ordered nothing; its totals of 0 mean nothing"
_ADOPTED = "the answer was lost; the lab shows this reference with these products and quantities"


def read(reference: str, *, test: bool = False) -> Call:
    """Return the call that reads an order."""
    params = {"referenceId": reference} | ({"test": "true"} if test else {})
    return Call("GET", "/order", params)


def earlier_order(reference: str) -> Flow[str]:
    """Return the id of the order the lab has under a reference before the POST; "" for none."""
    answer = yield from _find(reference)
    return "" if answer is None else _id(answer)


def adopt(order: Order, earlier: str | None) -> Flow[Outcome | None]:
    """Return the order as the lab shows it, if this attempt made it; None if it shows none.

    Parameters
    ----------
    earlier
        What `earlier_order` returned before the POST; None where it was not asked.

    Raises
    ------
    LostAnswerError
        If there is an order that this attempt did not make, or may not have made.
    """
    answer = yield from _find(order.referenceId)
    if answer is None:
        return None
    if earlier is None or _id(answer) == earlier:
        known = "was there before this attempt" if earlier else "may be older than this attempt"
        raise _not_ours(order, f"it {known}")
    if not _same(order, data_of(answer)):
        raise _not_ours(order, "its products or quantities are others")
    outcome = outcome_of(answer)
    return replace(outcome, problem="; ".join(filter(None, (_ADOPTED, outcome.problem))))


def _find(reference: str) -> Flow[Answer | None]:
    try:
        return (yield Step(read(reference)))
    except RefusedError as error:
        if error.status == _NOT_FOUND:
            return None
        raise


def _id(answer: Answer) -> str:
    # The order's `id` is the proof: every answer that shows an order has it.
    number = identity(data_of(answer).get("id"))
    if not number:
        raise answer.unlike("the answer names no id of an order: nothing proves that there is one")
    return number


def _not_ours(order: Order, why: str) -> LostAnswerError:
    return LostAnswerError(
        f"the lab has an order {order.referenceId!r}, and {why}: ask the lab whose it is",
        lab=LAB.name,
        call="GET /order",
    )


def _same(order: Order, data: Mapping[str, Any]) -> bool:
    ordered: Counter[str] = Counter()
    for entry in order.entries:
        ordered[entry.productId] += entry.quantity
    listed: Counter[str] = Counter()
    for total in objects(data.get("entryTotals")):
        listed[identity(total.get("productId"))] += whole(total.get("quantity")) or 0
    return ordered == listed


def outcome_of(answer: Answer, *, test: bool = False) -> Outcome:
    """Return the order that an answer shows."""
    number, data = _id(answer), data_of(answer)
    total, problem = (None, _TEST) if test else _total(data)
    return Outcome(
        lab_order_id=identity(data.get("orderId")) or number,
        lab_state=text(data.get("status")),
        total=total,
        currency=LAB.currency,
        raw=dict(data),
        problem=problem,
    )


def _total(data: Mapping[str, Any]) -> tuple[Decimal | None, str]:
    stated = data.get("total")
    cents = whole(stated)
    if cents is not None and cents >= 0:
        return Decimal(cents).scaleb(-2), ""
    return None, "" if stated in (None, "") else f"its total is no amount in cents: {stated!r:.40}"


def data_of(answer: Answer) -> Mapping[str, Any]:
    """Return the one object of an answer, which may stand in `data` or in a list of one."""
    found = answer.json()
    data = found.get("data", found) if isinstance(found, dict) else found
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise answer.unlike("the answer holds no order")
    return data
