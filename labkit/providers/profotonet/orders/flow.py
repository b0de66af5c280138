"""The calls of a Profotonet order, and what a lost answer means (document 003).

The POST commits. Where its answer is lost the order is asked for by its `referenceId`; a 404 is
no proof that it is not there (until its files are downloaded it is a cart), so it stays unknown.
It is sent again only on a person's word, the same id and the same body; a 409 then means that the
first one arrived, and the order is read and compared.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from labkit.errors import InputError, RefusedError
from labkit.http.flow import Flow, LostAnswerError, Step
from labkit.http.messages import Answer, Call
from labkit.lab_api.lenient import text
from labkit.lab_api.values import identity, objects, whole
from labkit.ordering.results import OrderStatus, Outcome
from labkit.providers.profotonet import LAB
from labkit.providers.profotonet.orders.model import Reprint, order_wire, reprint_wire

if TYPE_CHECKING:
    from labkit.ordering.journal import Entry
    from labkit.ordering.service import OrderService
    from labkit.providers.profotonet.orders.model import Order

_NOT_FOUND = 404
_CONFLICT = 409
# "within 28 days of the initial orderdate", whose time zone is not said.
_REPRINT_DAYS = 27
_TEST = "a test order: the lab checked it and ordered nothing; its totals of 0 mean nothing"


def plan(order: Order, service: OrderService) -> list[Step]:
    """Return the one call of an order."""
    return [_insert(order, service)]


def submit(order: Order, service: OrderService) -> Flow[Outcome]:
    """Insert the order; a lost answer is looked up, never sent again."""
    step = _insert(order, service)
    test = bool(step.call.json.get("test"))
    try:
        answer = yield step
    except LostAnswerError:
        if test:
            # Nothing is ordered by a test: it may be sent again.
            return _outcome((yield step), test=True)
        outcome = yield from _look(order)
        if outcome is None:
            raise
        return outcome
    return _outcome(answer, test=test)


def resolve(
    entry: Entry,
    order: Order,
    service: OrderService,
    *,
    resend: bool,
) -> Flow[Outcome | None]:
    """Look an order up; send the same body again only on a person's word."""
    if not service.own_sandbox:
        # Only tests go to another host, and what it says of them is made up.
        step = _insert(order, service)
        return _outcome((yield step), test=True) if resend else None
    outcome = yield from _look(order)
    if outcome is not None or not resend:
        return outcome
    try:
        answer = yield _insert(order, service)
    except RefusedError as error:
        if error.status != _CONFLICT:
            raise
        return (yield from _look(order))
    return _outcome(answer, test=False)


def status(entry: Entry, service: OrderService) -> Flow[OrderStatus]:
    """Read the order's status.

    With ``test=true`` the lab makes its answer up, even for an id that exists: it is handed on as
    `raw` and says nothing about the order.
    """
    test = not service.own_sandbox
    data = _data((yield Step(_read(entry.reference, test=test))))
    if test or entry.body.get("test"):
        return OrderStatus("", final=False, raw=data)
    state = text(data.get("status"))
    return OrderStatus(state, final=state == "deleted", tracking=_tracking(data), raw=data)


def reprint(entry: Entry, order: Order, service: OrderService, **what: Any) -> Flow[Outcome]:  # noqa: ANN401 - the fields of a reprint
    """Ask for entries to be made again.

    Parameters
    ----------
    entries
        ``[{"referenceId": 1, "quantity": 1}]``; all of the order's by default.
    reason
        damaged, incomplete, missing, swappedpartially, swappedcompletely or quality.
    note
        For the lab's support.
    """
    created = dt.datetime.fromisoformat(entry.created_at)
    if service.now() - created > dt.timedelta(days=_REPRINT_DAYS):
        raise InputError(
            f"{entry.reference!r} is older than {_REPRINT_DAYS} days",
            lab=LAB.name,
            call="reprint",
            hint="the API reprints within 28 days; ask the lab's support",
        )
    request = _reprint(entry.reference, order, what)
    body = reprint_wire(request, test=not service.own_sandbox)
    answer = yield Step(Call("POST", "/reprint", json=body), commits=True)
    data = _data(answer)
    if not identity(data.get("id")):
        raise answer.unlike("the answer names no id of a reprint: ask the lab before asking again")
    return Outcome(identity(data.get("orderId")), "reprint requested", raw=data)


def _reprint(reference: str, order: Order, what: Mapping[str, Any]) -> Reprint:
    lines = [
        {"referenceId": line.referenceId, "quantity": line.quantity}
        for line in order.entries
        if line.referenceId is not None
    ]
    try:
        return Reprint.model_validate({"referenceId": reference, "entries": lines, **what})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"{field}: {first['msg']}", lab=LAB.name, call="reprint", hint="see its help"
        ) from None


def _insert(order: Order, service: OrderService) -> Step:
    body = order_wire(order, test=not service.own_sandbox)
    return Step(Call("POST", "/order", json=body), commits=True)


def _read(reference: str, *, test: bool) -> Call:
    params = {"referenceId": reference} | ({"test": "true"} if test else {})
    return Call("GET", "/order", params)


def _look(order: Order) -> Flow[Outcome | None]:
    try:
        answer = yield Step(_read(order.referenceId, test=False))
    except RefusedError as error:
        if error.status == _NOT_FOUND:
            return None
        raise
    return _outcome(answer, test=False) if _same(order, _data(answer)) else None


def _same(order: Order, data: Mapping[str, Any]) -> bool:
    ordered: Counter[str] = Counter()
    for entry in order.entries:
        ordered[entry.productId] += entry.quantity
    listed: Counter[str] = Counter()
    for total in objects(data.get("entryTotals")):
        listed[identity(total.get("productId"))] += whole(total.get("quantity")) or 0
    return ordered == listed


def _outcome(answer: Answer, *, test: bool) -> Outcome:
    # The order's `id` is the proof: both answers that show an order have it.
    data = _data(answer)
    number = identity(data.get("id"))
    if not number:
        raise answer.unlike("the answer names no id of an order: nothing proves that there is one")
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


def _tracking(data: Mapping[str, Any]) -> tuple[str, ...]:
    codes = (text(part.get("code")) for part in objects(data.get("trackAndTrace")))
    return tuple(code for code in codes if code)


def _data(answer: Answer) -> Mapping[str, Any]:
    found = answer.json()
    data = found.get("data", found) if isinstance(found, dict) else found
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise answer.unlike("the answer holds no order")
    return data


def tracking_url(code: str, country: str, postcode: str) -> str:
    """Return PostNL's tracking page of a code; "" for a code that is not PostNL's (3S…).

    Source: document 003, "Status callback", the example of the trace url.
    """
    if not code.startswith("3S"):
        return ""
    place = f"{country.upper()}/{postcode.replace(' ', '')}"
    return f"https://jouw.postnl.nl/?lang=nl#!/track-en-trace/{code}/{place}"
