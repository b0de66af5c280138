"""A lab's order service: building, checking and previewing orders, and looking them up."""

from __future__ import annotations

import datetime as dt
import functools
import threading
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from labkit.errors import (
    InputError,
    InvalidOrderError,
    JournalError,
    LiveOrderError,
    Problem,
    UnsupportedError,
    did_you_mean,
)
from labkit.http.signing import preview_headers
from labkit.lab_api.endpoints import Kind
from labkit.ordering import capabilities, places
from labkit.ordering.journal import Entry, Journal
from labkit.ordering.order_text import field_path, surrogates
from labkit.ordering.results import PlannedCall, PlannedCalls, Problems, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

    import pandas as pd

    from labkit.catalogs.connected import ConnectedLab
    from labkit.http.flow import Flow, Step
    from labkit.http.messages import Call
    from labkit.model.intent import OrderIntent

_OPENING = threading.Lock()


@functools.lru_cache(maxsize=8)
def _journal_at(path: str) -> Journal:
    from pathlib import Path

    return Journal(Path(path))


def journal() -> Journal:
    """Return the user's journal."""
    from labkit import folders

    # One for each file: lru_cache alone lets two threads make one each.
    with _OPENING:
        return _journal_at(str(folders.state_dir() / "journal.sqlite"))


def orders() -> pd.DataFrame:
    """Return the journal of submitted orders, newest first.

    Returns
    -------
    DataFrame
        The columns of `labkit.frames.ORDERS`; totals in major units, <NA> where unknown.
    """
    from labkit.ordering.journal_frame import journal_frame

    return journal_frame(journal().entries())


class OrderService:
    """One lab's orders; passed to the lab's flows.

    Parameters
    ----------
    lab
        The connected lab.
    """

    def __init__(self, lab: ConnectedLab) -> None:
        self.lab = lab

    @functools.cached_property
    def module(self) -> ModuleType:
        """The lab's own ``orders`` module."""
        return self.lab.spec.module("orders")

    @functools.cached_property
    def abilities(self) -> frozenset[str]:
        """The operations the lab's API supports on an order; see `labkit.ordering.capabilities`."""
        return capabilities.abilities(self.module)

    @property
    def own_sandbox(self) -> bool:
        """Whether the endpoint is labkit's own sandbox; raises as `place`."""
        return places.is_sandbox(self.place)

    @property
    def place(self) -> str:
        """Where orders go, as `labkit.ordering.places.place`; asked anew each time."""
        return places.place(self.lab.endpoint.base_url)

    def now(self) -> dt.datetime:
        """Return the time (aware, UTC)."""
        return dt.datetime.now(dt.UTC)

    # --- building and checking -------------------------------------------------------------

    def new_order(self, **fields: Any) -> BaseModel:  # noqa: ANN401 - the lab's own fields
        """Make an order; wrong values are kept, for `check` to name each of them.

        Raises
        ------
        InputError
            If the lab's order has no field of that name.
        """
        model: type[BaseModel] = self.module.Order
        known = model.model_fields
        for name in fields:
            if name not in known:
                hint = did_you_mean(name, known)
                raise InputError(
                    f"its order has no field {name!r}",
                    lab=self.lab.name,
                    call="new_order",
                    hint=hint,
                )
        try:
            return model.model_validate(fields)
        except ValidationError:
            return model.model_construct(**fields)

    def check(self, order: BaseModel | Mapping[str, Any]) -> list[Problem]:
        """Return what is wrong with an order: by the document first, then by the catalog."""
        try:
            valid = self.validated(order)
        except ValidationError as error:
            return Problems(_problem(item) for item in error.errors(include_url=False))
        if unsendable := list(surrogates(valid.model_dump())):
            return Problems(unsendable)
        return Problems(self.module.check(valid, self.lab))

    def from_intent(self, intent: OrderIntent) -> tuple[BaseModel, list[Problem]]:
        """Make this lab's order from an intent, and say what it cannot carry."""
        order, dropped = self.module.from_intent(intent, self.lab)
        return order, Problems(dropped)

    def preview(self, order: BaseModel) -> list[PlannedCall]:
        """Return the calls that submitting the order would make; secrets are hidden.

        Raises
        ------
        InvalidOrderError
            If a value is missing or wrong, so that there are no such calls.
        """
        try:
            valid = self.validated(order)
        except ValidationError as error:
            problems = [_problem(item) for item in error.errors(include_url=False)]
            raise InvalidOrderError(
                "the order cannot be written out",
                lab=self.lab.name,
                call="preview",
                problems=problems,
            ) from None
        steps: list[Step] = self.module.plan(valid, self)
        return PlannedCalls(
            PlannedCall(
                method=step.call.method,
                url=self.lab.endpoint.base_url + step.call.target,
                body=_body(step.call),
                headers={**step.call.headers, **preview_headers(self.lab.client, step.call)},
                commits=step.commits,
            )
            for step in steps
        )

    def validated(self, order: BaseModel | Mapping[str, Any]) -> BaseModel:
        """Return the order with every value checked (raises pydantic's ValidationError)."""
        model: type[BaseModel] = self.module.Order
        data = (
            order.model_dump(warnings=False, exclude_unset=True)
            if isinstance(order, BaseModel)
            else dict(order)
        )
        return model.model_validate(data)

    # --- what the operations share -----------------------------------------------------------

    def refuse_live(self, call: str) -> None:
        """Raise `LiveOrderError` at a live endpoint, before anything is sent."""
        if self.lab.endpoint.kind is Kind.LIVE:
            raise LiveOrderError(
                "labkit never sends an order to a live endpoint",
                lab=self.lab.name,
                call=call,
                hint="connect without endpoint and base_url to use the embedded sandbox",
            )

    def entry(self, reference: str, call: str) -> Entry:
        """Return the journal's row of a reference at this endpoint.

        Raises
        ------
        JournalError
            If there is none here; the message says where there is one.
        """
        # While it was not known which server this is, older labkits recorded the address.
        for place in (self.place, places.address(self.lab.endpoint.base_url)):
            if (found := journal().find(self.lab.name, place, reference)) is not None:
                return found
        elsewhere = journal().latest(self.lab.name, reference)
        hint = "lk.orders() lists what was submitted"
        if elsewhere is not None:
            where = elsewhere.base_url or elsewhere.endpoint
            hint = (
                f"it was submitted at another endpoint ({where}): connect there, "
                "or settle it with resolve(decide=) if that server is gone"
            )
        raise JournalError(f"no order {reference!r} here", lab=self.lab.name, call=call, hint=hint)

    def placed(self, reference: str, call: str) -> Entry:
        """Return the row of an order the lab may have.

        Raises
        ------
        JournalError
            If there is none, it was never placed, or the lab never took it.
        """
        entry = self.entry(reference, call)
        if entry.state == State.PREPARED:
            raise JournalError(
                f"{reference!r} was written down and not placed: the lab has no such order",
                lab=self.lab.name,
                call=call,
                hint=entry.problem or "submit it anew",
            )
        if entry.state in {State.REJECTED, State.ABANDONED}:
            raise JournalError(
                f"{reference!r} was {entry.state}: the lab has no such order",
                lab=self.lab.name,
                call=call,
                hint=entry.problem,
            )
        return entry

    def operation(self, name: str, purpose: str) -> Callable[..., Flow[Any]]:
        """Return one of the lab's optional flows, or raise `UnsupportedError`."""
        found: Callable[..., Flow[Any]] | None = getattr(self.module, name, None)
        if found is None:
            raise UnsupportedError(
                f"its API has no call for {purpose}",
                lab=self.lab.name,
                call=name,
                hint="ask the lab itself",
            )
        return found


def _body(call: Call) -> Any:  # noqa: ANN401 - JSON, or the fields of a form
    if call.json is not None or call.file is None:
        return call.json if call.json is not None else call.form
    name, path = call.file
    return {**(call.form or {}), name: f"the file {path.name}"}


def _problem(item: Any) -> Problem:  # noqa: ANN401 - pydantic's ErrorDetails
    message = "is required" if item["type"] == "missing" else item["msg"]
    return Problem(field_path(item["loc"]), message.removeprefix("Value error, "))
