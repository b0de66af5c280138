"""Submitting an order: recorded in the journal first, sent once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from labkit.errors import (
    InvalidOrderError,
    JournalError,
    LabkitError,
    RefusedError,
    UnauthorizedError,
)
from labkit.http.flow import Flow, run
from labkit.ordering.journal import Entry
from labkit.ordering.journal_writer import JournalWriter, receipt
from labkit.ordering.photo_digests import photo_digests
from labkit.ordering.results import Outcome, Receipt, State
from labkit.ordering.service import OrderService, journal

if TYPE_CHECKING:
    from pydantic import BaseModel


def submit(service: OrderService, order: BaseModel) -> Receipt:
    """Submit an order to a sandbox, once.

    A reference that was submitted already is not resent: its receipt is returned.

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
    service.refuse_live("submit")
    # Before the check reads them: what is checked then is what is meant, or is found changed.
    photos = _digests(service, order)
    _refuse_invalid(service, order)
    valid = service.validated(order)
    entry = _new_entry(service, valid, photos)
    found = journal().claim(entry)
    if found is not None:
        return _earlier_receipt(service, found, entry)
    try:
        return _carry_out(service, entry, service.module.submit(valid, service))
    finally:
        journal().release(entry)


def _refuse_invalid(service: OrderService, order: BaseModel) -> None:
    errors = [problem for problem in service.check(order) if problem.severity == "error"]
    if errors:
        raise InvalidOrderError(
            f"the order has {len(errors)} problem{'s' * (len(errors) > 1)}; nothing was sent",
            lab=service.lab.name,
            call="submit",
            problems=errors,
        )


def _digests(service: OrderService, order: BaseModel) -> dict[str, str]:
    try:
        return photo_digests(service.validated(order))
    except ValidationError:
        return {}  # `check` names what is wrong


def _new_entry(service: OrderService, order: BaseModel, photos: dict[str, str]) -> Entry:
    return Entry(
        lab=service.lab.name,
        place=service.place,
        reference=service.module.reference(order),
        endpoint=str(service.lab.endpoint.kind),
        state=State.PREPARED,
        body=order.model_dump(mode="json", exclude_unset=True),
        base_url=service.lab.endpoint.base_url,
        photos=photos,
    )


def _earlier_receipt(service: OrderService, found: Entry, entry: Entry) -> Receipt:
    if not _same_content(service, found, entry):
        raise JournalError(
            f"{found.reference!r} was used for another order here",
            lab=service.lab.name,
            call="submit",
            hint="choose another reference",
        )
    return receipt(found)


def _same_content(service: OrderService, found: Entry, entry: Entry) -> bool:
    # What an older labkit wrote down has no digests.
    same_photos = found.photos is None or found.photos == entry.photos
    return same_photos and _content(service, found) == _content(service, entry)


def _content(service: OrderService, entry: Entry) -> dict[str, object]:
    volatile: frozenset[str] = getattr(service.module, "VOLATILE", frozenset())
    return {name: value for name, value in entry.body.items() if name not in volatile}


def _carry_out(service: OrderService, entry: Entry, flow: Flow[Outcome]) -> Receipt:
    writer = JournalWriter(entry)
    try:
        outcome = run(flow, service.lab.client, writer.before)
    except LabkitError as error:
        return _failed(writer, error)
    except BaseException as error:
        writer.change(problem=f"it was interrupted: {type(error).__name__}")
        raise
    return receipt(writer.settle(outcome))


def _failed(writer: JournalWriter, error: LabkitError) -> Receipt:
    refused = isinstance(error, RefusedError | UnauthorizedError)
    if refused and writer.refusable:
        writer.change(state=State.REJECTED, problem=str(error))
        raise error
    if writer.committed:
        return receipt(writer.doubt(error))
    writer.change(problem=str(error))
    raise error
