"""The orders a described emulator keeps: placed once for each key, shown, found, cancelled."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from labkit.describe.document import Fields, example, take
from labkit.describe.routes import Given, Route
from labkit.sandbox.emulator import EmulatorContext, OrderRow
from labkit.sandbox.refusals import Refusal
from labkit.sandbox.state_store import DuplicateKeyError

if TYPE_CHECKING:
    from labkit.sandbox.clock import Event

_ORDER = "order"
_NUMBER = re.compile("[0-9]{1,18}")
_SOME_TIME = "2026-03-10T14:05:06+00:00"


@dataclass(frozen=True)
class Kept:
    """One order as the emulator keeps it.

    Attributes
    ----------
    number, body, state
        Its number, the body as it came, and its state now.
    since
        When it came in (ISO 8601, UTC).
    more
        What `KeptOrders.accept` returned for it.
    """

    number: int
    body: dict[str, Any]
    state: str
    since: str
    more: Any = None


@dataclass(frozen=True)
class KeptOrders:
    """The orders an emulator keeps, and their way through the lab.

    Attributes
    ----------
    fields
        The body as the document prints it.
    write
        Writes a kept order as answers show it.
    states
        The state of a new order, then each later one with the time after which it comes.
    reference, lines
        Paths in the body, for the sandbox's own list.
    accept
        Raises `Refusal` for what the shapes cannot tell; what it returns is kept with the order
        (what it costs).
    key
        The idempotency key's path: the same body under the same key is the same order, another
        one is refused with 409. "" where there is none.
    cancellable, cancelled
        The states in which an order can be cancelled, and the one it then has.
    first_number
        The number of the first order.
    """

    fields: Fields
    write: Callable[[Kept], dict[str, Any]]
    states: Mapping[str, dt.timedelta]
    reference: str
    lines: str
    accept: Callable[[EmulatorContext, dict[str, Any]], Any] = lambda _box, _body: None
    key: str = ""
    cancellable: Collection[str] = ()
    cancelled: str = "cancelled"
    first_number: int = 1001

    def routes(  # noqa: PLR0913 - each has a name
        self,
        path: str,
        *,
        shown: Any = None,  # noqa: ANN401 - what `accept` returns
        at: str = "order",
        listed: str = "",
        query: str = "reference",
        cancel: str = "",
    ) -> tuple[Route, ...]:
        """Return the usual calls: place and read an order, find it by reference, cancel it.

        Parameters
        ----------
        path
            Where orders are: ``"/orders"``; one of them lies at ``"/orders/{id}"``.
        shown
            What `accept` returns for the document's example order.
        at
            What an answer wraps an order in; "" for nothing.
        listed, query
            What a list of orders is wrapped in and the parameter that names a reference; without
            `listed` there is no such call.
        cancel
            The call that cancels: ``"POST /orders/{id}/cancel"``; "" where there is none.
        """
        state = next(iter(self.states))
        order = self.write(Kept(self.first_number, example(self.fields), state, _SOME_TIME, shown))
        one = {at: order} if at else order

        def wrapped(
            answer: Callable[[EmulatorContext, Given], Any],
        ) -> Callable[[EmulatorContext, Given], Any]:
            return lambda context, given: (
                {at: answer(context, given)} if at else answer(context, given)
            )

        def found(context: EmulatorContext, given: Given) -> dict[str, Any]:
            return {listed: self.find(context, given.query.get(query, ""))}

        calls = [
            Route(f"POST {path}", wrapped(self.place), one, self.fields, (), (409, 422), 201),
            Route(f"GET {path}/{{id}}", wrapped(self.read), one, errors=(404,)),
        ]
        if listed:
            calls.append(Route(f"GET {path}", found, {listed: [order]}, query=(query,)))
        if cancel:
            calls.append(Route(cancel, wrapped(self.cancel), one, errors=(404, 409)))
        return tuple(calls)

    def place(self, context: EmulatorContext, given: Given) -> dict[str, Any]:
        """Take an order, once for each key."""
        more, now = self.accept(context, given.body), context.clock.now()
        key = str(take(given.body, self.key)) if self.key else None
        first, *later = self.states
        kept = {"body": given.body, "state": first, "since": now.isoformat(), "more": more}
        with context.store.transaction():
            try:
                number = context.store.insert(_ORDER, kept, key=key, first_id=self.first_number)
            except DuplicateKeyError:
                return self._again(context, str(key), given.body)
            for state in later:
                due = now + self.states[state]
                context.clock.schedule(context.emulator.lab, due, state, {"order": number})
        return self.write(Kept(number, **kept))

    def _again(self, context: EmulatorContext, key: str, body: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
        found = context.store.by_key(_ORDER, key)
        if found is None or found.body["body"] != body:
            raise Refusal(409, {self.key: "was used for another order"})
        return self.write(Kept(found.id, **found.body))

    def read(self, context: EmulatorContext, given: Given) -> dict[str, Any]:
        """Show one order, by the ``{id}`` of the path."""
        return self.write(self._one(context, given))

    def find(self, context: EmulatorContext, reference: str) -> list[dict[str, Any]]:
        """Show the orders of a reference."""
        return [self.write(each) for each in self._all(context) if self._named(each) == reference]

    def cancel(self, context: EmulatorContext, given: Given) -> dict[str, Any]:
        """Cancel an order, while it can be."""
        with context.store.transaction():
            kept = self._one(context, given)
            if kept.state not in self.cancellable:
                raise Refusal(409, {"id": f"an order that is {kept.state} cannot be cancelled"})
            return self.write(_change(context, kept, self.cancelled))

    def on_event(self, context: EmulatorContext, event: Event) -> None:
        """Give an order the state whose time has come."""
        found = context.store.get(_ORDER, event.payload["order"])
        if found is not None and found.body["state"] != self.cancelled:
            _change(context, Kept(found.id, **found.body), event.name)

    def rows(self, context: EmulatorContext) -> list[OrderRow]:
        """List all orders for the sandbox's own page."""
        return [
            OrderRow(
                id=str(kept.number),
                reference=self._named(kept),
                state=kept.state,
                created_at=kept.since,
                lines=len(take(kept.body, self.lines)),
                raw=kept.body,
            )
            for kept in self._all(context)
        ]

    def _named(self, kept: Kept) -> str:
        return str(take(kept.body, self.reference))

    def _all(self, context: EmulatorContext) -> list[Kept]:
        return [Kept(found.id, **found.body) for found in context.store.find(_ORDER)]

    def _one(self, context: EmulatorContext, given: Given) -> Kept:
        number = given.path["id"]
        found = context.store.get(_ORDER, int(number)) if _NUMBER.fullmatch(number) else None
        if found is None:
            raise Refusal(404, {"id": f"there is no order {number[:40]}"})
        return Kept(found.id, **found.body)


def _change(context: EmulatorContext, kept: Kept, state: str) -> Kept:
    changed = replace(kept, state=state)
    body = {name: value for name, value in vars(changed).items() if name != "number"}
    context.store.put(_ORDER, kept.number, body)
    return changed
