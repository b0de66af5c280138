"""Submitting an order: written down first, sent once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.errors import (
    InvalidOrderError,
    JournalError,
    LabkitError,
    RefusedError,
    UnauthorizedError,
)
from labkit.ordering.desk import Desk, journal
from labkit.ordering.flow import Flow, Outcome, run
from labkit.ordering.journal import Entry
from labkit.ordering.journal_writer import Bookkeeper, receipt, unknown
from labkit.ordering.results import Receipt, State

if TYPE_CHECKING:
    from pydantic import BaseModel


def submit(desk: Desk, order: BaseModel) -> Receipt:
    """Submit an order to a sandbox, once.

    A reference that was submitted already is not sent again: its receipt is returned.

    Raises
    ------
    LiveOrderError
        If the endpoint is live; nothing is sent, not even a catalog read.
    InvalidOrderError
        If `check` finds errors; nothing is sent.
    JournalError
        If the reference was used for another order, or is being submitted right now.
    RefusedError
        If the lab refuses it; the journal says ``rejected``.
    """
    desk.refuse_live("submit")
    _refuse_invalid(desk, order)
    valid = desk.validated(order)
    entry = _new_entry(desk, valid)
    found = journal().claim(entry)
    if found is not None:
        return _again(desk, found, entry)
    try:
        return _carry_out(desk, entry, desk.module.submit(valid, desk))
    finally:
        journal().release(entry)


def _refuse_invalid(desk: Desk, order: BaseModel) -> None:
    errors = [problem for problem in desk.check(order) if problem.severity == "error"]
    if errors:
        raise InvalidOrderError(
            f"the order has {len(errors)} problem{'s' * (len(errors) > 1)}; nothing was sent",
            lab=desk.lab.name,
            call="submit",
            problems=errors,
        )


def _new_entry(desk: Desk, order: BaseModel) -> Entry:
    return Entry(
        lab=desk.lab.name,
        place=desk.place,
        reference=desk.module.reference(order),
        endpoint=str(desk.lab.endpoint.kind),
        state=State.PREPARED,
        body=order.model_dump(mode="json", exclude_unset=True),
        base_url=desk.lab.endpoint.base_url,
    )


def _again(desk: Desk, found: Entry, entry: Entry) -> Receipt:
    if journal().busy(found):
        raise JournalError(
            f"{found.reference!r} is being submitted right now",
            lab=desk.lab.name,
            call="submit",
            hint="wait for it, then ask status",
        )
    if _content(desk, found) != _content(desk, entry):
        raise JournalError(
            f"{found.reference!r} was used for another order here",
            lab=desk.lab.name,
            call="submit",
            hint="choose another reference",
        )
    return receipt(found)


def _content(desk: Desk, entry: Entry) -> dict[str, object]:
    volatile: frozenset[str] = getattr(desk.module, "VOLATILE", frozenset())
    return {name: value for name, value in entry.body.items() if name not in volatile}


def _carry_out(desk: Desk, entry: Entry, flow: Flow[Outcome]) -> Receipt:
    book = Bookkeeper(entry)
    try:
        outcome = run(flow, desk.lab.client, book.before)
    except LabkitError as error:
        return _failed(book, error)
    except BaseException as error:
        book.change(problem=f"it was interrupted: {type(error).__name__}")
        raise
    return receipt(book.settle(outcome))


def _failed(book: Bookkeeper, error: LabkitError) -> Receipt:
    refused = isinstance(error, RefusedError | UnauthorizedError)
    if refused and book.refusable:
        book.change(state=State.REJECTED, problem=str(error))
        raise error
    if book.committed:
        entry = book.change(state=State.UNKNOWN, problem=unknown(error))
        return receipt(entry)
    book.change(problem=str(error))
    raise error
