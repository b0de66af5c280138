"""An order's status, and settling unknown outcomes; cancelling and reprinting."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from labkit.errors import AnswerError, InputError, JournalError, UnreachableError
from labkit.http.flow import Flow, LostAnswerError, run
from labkit.ordering.journal_writer import JournalWriter, receipt
from labkit.ordering.results import OrderStatus, Outcome, Receipt, State
from labkit.ordering.service import OrderService, journal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from labkit.ordering.journal import Entry


def status(service: OrderService, reference: str) -> OrderStatus:
    """Ask the lab for an order's status, and record it in the journal."""
    entry = service.placed(reference, "status")
    flow = service.operation("status", "an order's status")(entry, service)
    status: OrderStatus = run(flow, service.lab.client)
    if status.lab_state:
        journal().update(entry, lab_state=status.lab_state)
    return status


def resolve(
    service: OrderService, reference: str, *, resend: bool = False, decide: str = ""
) -> Receipt:
    """Settle an order whose outcome is unknown.

    Parameters
    ----------
    resend
        Resend the same order under the same reference, where the lab's rules allow
        it. Your word is needed: it may be the second time.
    decide
        ``"confirmed"`` or ``"abandoned"``: what you know from elsewhere (a telephone call).
    """
    service.refuse_live("resolve")
    # A person may settle it while its server does not answer, or is gone.
    entry = _entry_to_decide(service, reference) if decide else service.entry(reference, "resolve")
    if not decide and entry.state != State.UNKNOWN:
        return receipt(entry)
    with _leased(service, entry, "resolve"):
        # Read again once it is acquired: another process may just have settled it.
        entry = journal().find(entry.lab, entry.place, entry.reference) or entry
        if decide:
            return _decided(service, entry, decide)
        return _settled(service, entry, resend=resend)


def _entry_to_decide(service: OrderService, reference: str) -> Entry:
    # The row here, else the only one that is unknown elsewhere, of this address before others.
    try:
        return service.entry(reference, "resolve")
    except (JournalError, UnreachableError):
        named = (service.lab.name, reference, State.UNKNOWN)
        rows = journal().entries()
        unknown = [each for each in rows if (each.lab, each.reference, each.state) == named]
        address = service.lab.endpoint.base_url
        found = [each for each in unknown if each.base_url == address] or unknown
        if len(found) != 1:
            raise
        return found[0]


@contextlib.contextmanager
def _leased(service: OrderService, entry: Entry, call: str) -> Iterator[None]:
    if not journal().acquire(entry):
        raise JournalError(
            f"{entry.reference!r} is being submitted or settled right now",
            lab=service.lab.name,
            call=call,
            hint="wait for it, then ask status",
        )
    try:
        yield
    finally:
        journal().release(entry)


def _settled(service: OrderService, entry: Entry, *, resend: bool) -> Receipt:
    if entry.state != State.UNKNOWN:
        return receipt(entry)
    resolve = service.operation("resolve", "looking an order up")
    flow = resolve(entry, service.validated(entry.body), service, resend=resend)
    writer = JournalWriter(entry)
    try:
        outcome: Outcome | None = run(flow, service.lab.client, writer.before)
    except (LostAnswerError, AnswerError) as error:
        return receipt(writer.doubt(error))
    if outcome is None:
        return receipt(writer.entry)
    return receipt(writer.settle(outcome))


def _decided(service: OrderService, entry: Entry, decide: str) -> Receipt:
    if decide not in {State.CONFIRMED, State.ABANDONED}:
        raise InputError(
            f"decide={decide!r} is no outcome",
            lab=service.lab.name,
            call="resolve",
            hint="use 'confirmed' or 'abandoned'",
        )
    if decide == State.ABANDONED and entry.state == State.CONFIRMED:
        # Its reference would be released, and the same order placed a second time.
        raise JournalError(
            f"{entry.reference!r} is confirmed: the lab has it",
            lab=service.lab.name,
            call="resolve",
            hint="cancel it where the lab can; only what is unknown is for a person to decide",
        )
    return receipt(journal().update(entry, state=decide, problem="settled by a person"))


def cancel(service: OrderService, reference: str) -> Receipt:
    """Cancel an order, where the lab's API can."""
    service.refuse_live("cancel")
    operation = service.operation("cancel", "cancelling an order")
    entry = service.placed(reference, "cancel")
    flow = operation(entry, service.validated(entry.body), service)
    return _change(service, entry, flow, "cancel")


def reprint(service: OrderService, reference: str, **fields: Any) -> Receipt:  # noqa: ANN401 - the lab's own fields
    """Ask for a reprint, where the lab's API can."""
    service.refuse_live("reprint")
    operation = service.operation("reprint", "requesting a reprint")
    entry = service.placed(reference, "reprint")
    flow = operation(entry, service.validated(entry.body), service, **fields)
    return _change(service, entry, flow, "reprint")


def _change(service: OrderService, entry: Entry, flow: Flow[Outcome], call: str) -> Receipt:
    doubt = f"nothing proves what became of {call}: ask for the status before repeating it"
    with _leased(service, entry, call):
        try:
            outcome = run(flow, service.lab.client, JournalWriter(entry).note)
        except (LostAnswerError, AnswerError):
            journal().update(entry, problem=doubt)
            raise
        changes = {"lab_state": outcome.lab_state, "raw": outcome.raw}
        return receipt(journal().update(entry, **changes, problem=outcome.problem))
