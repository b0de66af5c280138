"""Recording an order's calls and outcome in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.http.upload import changed
from labkit.ordering import places
from labkit.ordering.results import Receipt, State
from labkit.ordering.service import journal

if TYPE_CHECKING:
    from labkit.errors import LabkitError
    from labkit.http.flow import Step
    from labkit.ordering.journal import Entry
    from labkit.ordering.results import Outcome


class JournalWriter:
    """Keeps one order's journal row up to date while its flow runs."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.committed = entry.state == State.UNKNOWN
        self._committing = False

    def before(self, step: Step) -> None:
        """Record a step of a submission before it is sent.

        Raises
        ------
        PhotoError
            If its file is another than the order was checked with.
        JournalError, UnreachableError
            If it commits the order, and another server answers by now, or none.
        """
        self._compare_photo(step)
        if step.commits:
            places.confirm(self.entry)
        if step.remember:
            self.change(progress={**self.entry.progress, **step.remember})
        self._committing = step.commits
        if step.commits:
            self.change(state=State.UNKNOWN, problem="the call that places it has left")
            self.committed = True
        self.note(step)

    def _compare_photo(self, step: Step) -> None:
        call = step.call
        if call.file is None:
            return
        _, path = call.file
        meant = (self.entry.photos or {}).get(str(path), call.file_sha256)
        if meant != call.file_sha256:
            raise changed(path.name, lab=self.entry.lab, call=str(call))

    @property
    def refusable(self) -> bool:
        """Whether a refusal now says that the order was not placed.

        The refusal of a call that only reads an order that may be placed already (an expired token,
        an order the lab does not find yet) does not refuse the order.
        """
        return self._committing or not self.committed

    def note(self, step: Step) -> None:
        """Record a call before it is sent."""
        call = step.call
        journal().note_call(self.entry, call.method, call.target, commits=step.commits)

    def change(self, **changes: Any) -> Entry:  # noqa: ANN401 - the row's fields
        """Change the row and return it."""
        self.entry = journal().update(self.entry, **changes)
        return self.entry

    def doubt(self, error: LabkitError) -> Entry:
        """Record that nothing proves whether the lab has the order, with the lab's answer."""
        kept = {} if error.answer is None else {"raw": error.answer}
        return self.change(state=State.UNKNOWN, problem=_unknown(error), **kept)

    def settle(self, outcome: Outcome) -> Entry:
        """Record that the lab has the order."""
        return self.change(
            state=State.CONFIRMED,
            lab_order_id=outcome.lab_order_id,
            lab_state=outcome.lab_state,
            total=outcome.total,
            currency=outcome.currency,
            raw=outcome.raw,
            problem=outcome.problem,
        )


def _unknown(error: LabkitError) -> str:
    return f"unknown, not failed: the lab may have it. {error.message}; settle it with resolve"


def receipt(entry: Entry) -> Receipt:
    """Return the receipt of a row."""
    return Receipt(
        lab=entry.lab,
        reference=entry.reference,
        lab_order_id=entry.lab_order_id,
        state=str(entry.state),
        lab_state=entry.lab_state,
        total=entry.total,
        currency=entry.currency,
        raw=entry.raw,
        problem=entry.problem,
    )
