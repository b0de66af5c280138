"""What a connected lab can do with orders: the methods, each one line to where it is done."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from labkit.model.values import Problem
    from labkit.ordering.desk import Desk
    from labkit.ordering.intent import OrderIntent
    from labkit.ordering.results import OrderStatus, PlannedCall, Receipt


class OrderMethods:
    """The order side of `labkit.api.lab.Lab`; pydantic and the journal load on first use."""

    @cached_property
    def desk(self) -> Desk:
        """Where this lab's orders are built, checked and found again."""
        from labkit.ordering.desk import Desk

        return Desk(self)  # type: ignore[arg-type]

    def new_order(self, **fields: Any) -> BaseModel:  # noqa: ANN401 - the lab's own fields
        """Make an order in the lab's own terms; wrong values are kept, for `check` to name.

        Raises
        ------
        InputError
            If the lab's order has no field of that name.
        """
        return self.desk.new_order(**fields)

    def check(self, order: BaseModel | Mapping[str, Any]) -> list[Problem]:
        """Return what is wrong with an order; empty when it may be sent."""
        return self.desk.check(order)

    def from_intent(self, intent: OrderIntent) -> tuple[BaseModel, list[Problem]]:
        """Return this lab's order for an intent, and what the lab cannot carry."""
        return self.desk.from_intent(intent)

    def preview(self, order: BaseModel) -> list[PlannedCall]:
        """Return the calls that submitting would make; secrets are hidden.

        Raises
        ------
        InvalidOrderError
            If a value is missing or wrong, so that there are no such calls.
        """
        return self.desk.preview(order)

    def submit(self, order: BaseModel) -> Receipt:
        """Submit an order to a sandbox, once; the same reference again is the same order.

        Returns
        -------
        Receipt
            Its state is ``unknown`` where the answer was lost: `resolve` settles it.

        Raises
        ------
        LiveOrderError
            If the endpoint is live; nothing is sent.
        InvalidOrderError
            If `check` finds errors; nothing is sent.
        JournalError
            If the reference was used for another order, or is being submitted right now.
        RefusedError
            If the lab refuses it.
        """
        from labkit.ordering.submission import submit

        return submit(self.desk, order)

    def status(self, reference: str) -> OrderStatus:
        """Ask the lab where an order is.

        Raises
        ------
        JournalError
            If no order of this reference was placed here.
        UnsupportedError
            If the lab's API cannot tell.
        HttpError
            If the lab does not answer.
        """
        from labkit.ordering.tracking import status

        return status(self.desk, reference)

    def resolve(self, reference: str, *, resend: bool = False, decide: str = "") -> Receipt:
        """Settle an order whose outcome is unknown; see `labkit.ordering.tracking.resolve`."""
        from labkit.ordering.tracking import resolve

        return resolve(self.desk, reference, resend=resend, decide=decide)

    def cancel(self, reference: str) -> Receipt:
        """Cancel an order, where the lab's API can."""
        from labkit.ordering.tracking import cancel

        return cancel(self.desk, reference)

    def reprint(self, reference: str, **what: Any) -> Receipt:  # noqa: ANN401 - the lab's own fields
        """Ask for a reprint, where the lab's API can."""
        from labkit.ordering.tracking import reprint

        return reprint(self.desk, reference, **what)
