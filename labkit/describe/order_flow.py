"""The calls of a described lab's order, and what a lost answer means.

The one call that places it commits. Where its answer is lost, the order is looked up by your
reference, if the lab can; else it stays unknown. It is sent again only on a person's word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from labkit.describe.document import take
from labkit.describe.order_checks import check
from labkit.describe.order_mapping import Mapped, OrderMapper
from labkit.errors import RefusedError
from labkit.http.flow import Flow, LostAnswerError, Step
from labkit.http.messages import Call
from labkit.ordering.results import OrderStatus, Outcome

if TYPE_CHECKING:
    from pydantic import BaseModel

    from labkit.http.messages import Answer
    from labkit.lab_api.spec import LabSpec
    from labkit.ordering.journal import Entry
    from labkit.ordering.service import OrderService

_NOT_FOUND = 404


@dataclass(frozen=True)
class Calls:
    """Which call does what, and where its answer says what; ``{id}`` is the lab's own number.

    Attributes
    ----------
    place
        Places the order: ``"POST /orders"``.
    read, cancel
        ``"GET /orders/{id}"``, ``"POST /orders/{id}/cancel"``; "" where there is none.
    find
        Finds it by your reference: ``"GET /orders?reference={reference}"``.
    at, listed
        Where the order stands in an answer, and the list of orders in that of `find`.
    id, state, total, tracking
        In the order: its number, its state, what it costs [major units], its parcels' codes.
    final
        The states after which nothing more happens.
    states
        What the lab's words for a state mean: all of them, or none where they speak for themselves.
    """

    place: str
    read: str = ""
    cancel: str = ""
    find: str = ""
    at: str = ""
    listed: str = ""
    id: str = "id"
    state: str = "status"
    total: str = ""
    tracking: str = ""
    final: frozenset[str] = frozenset()
    states: Mapping[str, str] = field(default_factory=dict)


def orders(spec: LabSpec, mapped: Mapped, calls: Calls) -> SimpleNamespace:
    """Return a lab's ``orders``: what its `calls` have no path for is not there.

    Parameters
    ----------
    spec
        The lab.
    mapped
        Which field of the body is what.
    calls
        Which call does what.
    """
    mapper = OrderMapper(mapped)
    flows = OrderFlows(spec, mapper, calls)
    found = SimpleNamespace(
        Order=mapper.model,
        CANNOT=frozenset() if calls.find else frozenset({"look_up"}),
        reference=mapper.reference,
        from_intent=mapper.from_intent,
        to_intent=mapper.to_intent,
        check=partial(check, mapped, spec.title),
        plan=flows.plan,
        submit=flows.submit,
        resolve=flows.resolve,
    )
    if calls.states:
        found.STATES = dict(calls.states)
    for name in ("read", "cancel"):
        if getattr(calls, name):
            flow = "status" if name == "read" else name
            setattr(found, flow, getattr(flows, flow))
    return found


class OrderFlows:
    """The flows of one lab's orders.

    Parameters
    ----------
    spec
        The lab.
    mapper
        Writes its bodies.
    calls
        Which call does what.
    """

    def __init__(self, spec: LabSpec, mapper: OrderMapper, calls: Calls) -> None:
        self.spec = spec
        self.mapper = mapper
        self.calls = calls

    def plan(self, order: BaseModel, service: OrderService) -> list[Step]:  # noqa: ARG002 - every orders module's signature
        """Return the one call of an order."""
        return [self._place(order)]

    def submit(self, order: BaseModel, service: OrderService) -> Flow[Outcome]:  # noqa: ARG002 - as above
        """Place the order; a lost answer is looked up, never sent again."""
        try:
            answer = yield self._place(order)
        except LostAnswerError:
            outcome = yield from self._look(order)
            if outcome is None:
                raise
            return outcome
        return self._outcome(self._record(answer))

    def resolve(
        self,
        entry: Entry,  # noqa: ARG002 - every orders module's signature
        order: BaseModel,
        service: OrderService,  # noqa: ARG002 - as above
        *,
        resend: bool,
    ) -> Flow[Outcome | None]:
        """Look an order up; send the same one again only on a person's word."""
        outcome = yield from self._look(order)
        if outcome is not None or not resend:
            return outcome
        return self._outcome(self._record((yield self._place(order))))

    def status(self, entry: Entry, service: OrderService) -> Flow[OrderStatus]:  # noqa: ARG002 - as above
        """Read where an order is."""
        calls = self.calls
        record = self._record((yield Step(_call(calls.read, id=entry.lab_order_id))))
        state = str(take(record, calls.state) or "")
        codes = take(record, calls.tracking) if calls.tracking else []
        listed = codes if isinstance(codes, list) else [codes]
        tracking = tuple(str(code) for code in listed if code)
        return OrderStatus(state, final=state in calls.final, tracking=tracking, raw=record)

    def cancel(self, entry: Entry, order: BaseModel, service: OrderService) -> Flow[Outcome]:  # noqa: ARG002 - as above
        """Cancel an order."""
        call = _call(self.calls.cancel, id=entry.lab_order_id)
        return self._outcome(self._record((yield Step(call))))

    def _place(self, order: BaseModel) -> Step:
        body = self.mapper.wire(order)
        return Step(_call(self.calls.place, json=body), commits=True)

    def _look(self, order: BaseModel) -> Flow[Outcome | None]:
        calls = self.calls
        if not calls.find:
            return None
        try:
            reference = self.mapper.reference(order)
            answer = yield Step(_call(calls.find, reference=reference))
        except RefusedError as error:
            if error.status == _NOT_FOUND:
                return None
            raise
        listed = take(answer.json(), calls.listed)
        records = listed if isinstance(listed, list) else [listed]
        same = [each for each in records if isinstance(each, dict) and self._same(order, each)]
        return self._outcome(same[0]) if len(same) == 1 else None

    def _same(self, order: BaseModel, record: Mapping[str, Any]) -> bool:
        # Of the same reference, and of the same products as often, where the lab shows them.
        mapped, body = self.mapper.mapped, self.mapper.wire(order)
        if take(record, mapped.reference) != take(body, mapped.reference):
            return False
        shown = take(record, mapped.lines)
        return not isinstance(shown, list) or _count(shown, mapped) == _count(
            take(body, mapped.lines), mapped
        )

    def _record(self, answer: Answer) -> dict[str, Any]:
        record = take(answer.json_object(), self.calls.at)
        if not isinstance(record, dict) or not take(record, self.calls.id):
            raise answer.unlike("the answer holds no order")
        return record

    def _outcome(self, record: Mapping[str, Any]) -> Outcome:
        calls = self.calls
        return Outcome(
            lab_order_id=str(take(record, calls.id)),
            lab_state=str(take(record, calls.state) or ""),
            total=_amount(take(record, calls.total)) if calls.total else None,
            currency=self.spec.currency,
            raw=dict(record),
        )


def _call(template: str, *, json: Any = None, **values: str) -> Call:  # noqa: ANN401 - a body
    method, target = template.split()
    path, _, query = target.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    params = {name: value.format_map(values) for name, _, value in pairs}
    body = {} if json is None and method == "POST" else json
    return Call(method, path.format_map(_quoted(values)), params, json=body)


def _quoted(values: Mapping[str, str]) -> dict[str, str]:
    from urllib.parse import quote

    return {name: quote(value, safe="") for name, value in values.items()}


def _count(lines: Any, mapped: Mapped) -> Counter[str]:  # noqa: ANN401 - whatever the lab shows
    found: Counter[str] = Counter()
    for line in lines:
        found[str(take(line, mapped.product))] += int(take(line, mapped.quantity) or 0)
    return found


def _amount(value: object) -> Decimal | None:
    try:
        found = None if value in {None, ""} else Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found is None or found.is_finite() else None
