"""Following an order and settling what is unknown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.errors import InputError, JournalError
from labkit.ordering.desk import Desk, journal
from labkit.ordering.flow import Flow, LostAnswerError, Outcome, run
from labkit.ordering.journal_writer import Bookkeeper, receipt, unknown
from labkit.ordering.results import OrderStatus, Receipt, State

if TYPE_CHECKING:
    from labkit.ordering.journal import Entry


def status(desk: Desk, reference: str) -> OrderStatus:
    """Ask the lab where an order is, and write it down."""
    entry = desk.placed(reference, "status")
    flow = desk.operation("status", "asking where an order is")(entry, desk)
    status: OrderStatus = run(flow, desk.lab.client)
    if status.lab_state:
        journal().update(entry, lab_state=status.lab_state)
    return status


def resolve(desk: Desk, reference: str, *, resend: bool = False, decide: str = "") -> Receipt:
    """Settle an order whose outcome is unknown.

    Parameters
    ----------
    resend
        Send the very same order again under the same reference, where the lab's rules allow
        it. Your word is needed: it may be the second time.
    decide
        ``"confirmed"`` or ``"abandoned"``: what you know from elsewhere (a telephone call).
    """
    desk.refuse_live("resolve")
    entry = desk.entry(reference, "resolve")
    if decide:
        return _decided(desk, entry, decide)
    if entry.state != State.UNKNOWN:
        return receipt(entry)
    if not journal().own(entry):
        raise JournalError(
            f"{reference!r} is being submitted or settled right now",
            lab=desk.lab.name,
            call="resolve",
            hint="wait for it, then ask status",
        )
    try:
        return _settled(desk, desk.entry(reference, "resolve"), resend=resend)
    finally:
        journal().release(entry)


def _settled(desk: Desk, entry: Entry, *, resend: bool) -> Receipt:
    # Read again once it is owned: somebody may just have settled it.
    if entry.state != State.UNKNOWN:
        return receipt(entry)
    resolve = desk.operation("resolve", "looking an order up")
    flow = resolve(entry, desk.validated(entry.body), desk, resend=resend)
    book = Bookkeeper(entry)
    try:
        outcome: Outcome | None = run(flow, desk.lab.client, book.before)
    except LostAnswerError as error:
        return receipt(book.change(state=State.UNKNOWN, problem=unknown(error)))
    if outcome is None:
        return receipt(book.entry)
    return receipt(book.settle(outcome))


def _decided(desk: Desk, entry: Entry, decide: str) -> Receipt:
    if decide not in {State.CONFIRMED, State.ABANDONED}:
        raise InputError(
            f"decide={decide!r} is no outcome",
            lab=desk.lab.name,
            call="resolve",
            hint="use 'confirmed' or 'abandoned'",
        )
    if decide == State.ABANDONED and entry.state == State.CONFIRMED:
        # Its reference would be free again, and the same order placed a second time.
        raise JournalError(
            f"{entry.reference!r} is confirmed: the lab has it",
            lab=desk.lab.name,
            call="resolve",
            hint="cancel it where the lab can; only what is unknown is for a person to decide",
        )
    return receipt(journal().update(entry, state=decide, problem="settled by a person"))


def cancel(desk: Desk, reference: str) -> Receipt:
    """Cancel an order, where the lab's API can."""
    desk.refuse_live("cancel")
    operation = desk.operation("cancel", "cancelling an order")
    entry = desk.placed(reference, "cancel")
    return _change(desk, entry, operation(entry, desk.validated(entry.body), desk), "cancel")


def reprint(desk: Desk, reference: str, **what: Any) -> Receipt:  # noqa: ANN401 - the lab's own fields
    """Ask for a reprint, where the lab's API can."""
    desk.refuse_live("reprint")
    operation = desk.operation("reprint", "asking for a reprint")
    entry = desk.placed(reference, "reprint")
    flow = operation(entry, desk.validated(entry.body), desk, **what)
    return _change(desk, entry, flow, "reprint")


def _change(desk: Desk, entry: Entry, flow: Flow[Outcome], call: str) -> Receipt:
    try:
        outcome = run(flow, desk.lab.client, Bookkeeper(entry).note)
    except LostAnswerError:
        journal().update(entry, problem=f"the answer to {call} was lost: ask status before again")
        raise
    changes = {"lab_state": outcome.lab_state, "raw": outcome.raw}
    return receipt(journal().update(entry, **changes, problem=outcome.problem))
