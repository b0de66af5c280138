"""The calls of a Profotonet order, and what a lost answer means (document 003).

The POST commits. Where its answer is lost the order is asked for by its `referenceId`; see
`lookup` for what may be adopted. A 404 is no proof that it is not there (until its files are
downloaded it is a cart), so it stays unknown. It is sent again only on a person's word, the same
id and the same body; a 409 then means that an order is there, and it is read and compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from labkit.errors import InputError, RefusedError
from labkit.http.flow import Flow, LostAnswerError, Step
from labkit.http.messages import Call
from labkit.lab_api.lenient import text
from labkit.lab_api.values import identity, objects
from labkit.ordering.results import OrderStatus, Outcome
from labkit.providers.profotonet import LAB
from labkit.providers.profotonet.orders.lookup import (
    EARLIER,
    adopt,
    data_of,
    earlier_order,
    outcome_of,
    read,
)
from labkit.providers.profotonet.orders.model import Reprint, order_wire, reprint_wire

if TYPE_CHECKING:
    from labkit.ordering.journal import Entry
    from labkit.ordering.service import OrderService
    from labkit.providers.profotonet.orders.model import Order

_CONFLICT = 409
# "within 28 days of the initial orderdate", whose time zone is not said.
_REPRINT_DAYS = 27


def plan(order: Order, service: OrderService) -> list[Step]:
    """Return the one call that places an order; what looks for an earlier one only reads."""
    return [_insert(order, service)]


def submit(order: Order, service: OrderService) -> Flow[Outcome]:
    """Insert the order; a lost answer is looked up, never sent again."""
    step = _insert(order, service)
    if step.call.json.get("test"):
        return (yield from _submit_test(step))
    earlier = yield from earlier_order(order.referenceId)
    try:
        answer = yield replace(step, remember={EARLIER: earlier})
    except LostAnswerError:
        outcome = yield from adopt(order, earlier)
        if outcome is None:
            raise
        return outcome
    return outcome_of(answer)


def _submit_test(step: Step) -> Flow[Outcome]:
    try:
        answer = yield step
    except LostAnswerError:
        # Nothing is ordered by a test: it may be sent again.
        answer = yield step
    return outcome_of(answer, test=True)


def resolve(
    entry: Entry,
    order: Order,
    service: OrderService,
    *,
    resend: bool,
) -> Flow[Outcome | None]:
    """Look an order up; send the same body again only on a person's word."""
    step = _insert(order, service)
    if step.call.json.get("test"):
        # Only tests go to another host, and what it says of them is made up.
        return outcome_of((yield step), test=True) if resend else None
    earlier = entry.progress.get(EARLIER)
    outcome = yield from adopt(order, earlier)
    if outcome is not None or not resend:
        return outcome
    try:
        answer = yield step
    except RefusedError as error:
        if error.status != _CONFLICT:
            raise
        return (yield from adopt(order, earlier))
    return outcome_of(answer)


def status(entry: Entry, service: OrderService) -> Flow[OrderStatus]:
    """Read the order's status.

    With ``test=true`` the lab makes its answer up, even for an id that exists: it is handed on as
    `raw` and says nothing about the order.
    """
    test = not service.own_sandbox
    data = data_of((yield Step(read(entry.reference, test=test))))
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
    data = data_of(answer)
    if not identity(data.get("id")):
        raise answer.unlike("the answer names no id of a reprint: ask the lab before asking again")
    return Outcome(identity(data.get("orderId")), "reprint requested", raw=data)


def _reprint(reference: str, order: Order, what: Mapping[str, Any]) -> Reprint:
    ordered = {
        line.referenceId: line.quantity for line in order.entries if line.referenceId is not None
    }
    entries = [{"referenceId": number} for number in ordered]
    try:
        asked = Reprint.model_validate({"referenceId": reference, "entries": entries, **what})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InputError(
            f"{field}: {first['msg']}", lab=LAB.name, call="reprint", hint="see its help"
        ) from None
    # It may be left out, and what that means is not said for an entry of several: it is sent.
    for entry in asked.entries:
        entry.quantity = entry.quantity or ordered.get(entry.referenceId)
    return asked


def _insert(order: Order, service: OrderService) -> Step:
    body = order_wire(order, test=not service.own_sandbox)
    return Step(Call("POST", "/order", json=body), commits=True)


def _tracking(data: Mapping[str, Any]) -> tuple[str, ...]:
    codes = (text(part.get("code")) for part in objects(data.get("trackAndTrace")))
    return tuple(code for code in codes if code)


def tracking_url(code: str, country: str, postcode: str) -> str:
    """Return PostNL's tracking page of a code; "" for a code that is not PostNL's (3S…).

    Source: document 003, "Status callback", the example of the trace url.
    """
    if not code.startswith("3S"):
        return ""
    place = f"{country.upper()}/{postcode.replace(' ', '')}"
    return f"https://jouw.postnl.nl/?lang=nl#!/track-en-trace/{code}/{place}"
