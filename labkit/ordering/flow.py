"""How an order's flow ends (`Outcome`); flows themselves are `labkit.http.flow`'s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labkit.http.flow import Flow, LostAnswerError, Step, run

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Flow", "LostAnswerError", "Outcome", "Step", "run"]


@dataclass(frozen=True)
class Outcome:
    """How a flow ended: the lab has the order.

    Attributes
    ----------
    lab_order_id, lab_state
        As the lab says; "" where it does not.
    total, currency
        What it charges [major units]; None where it did not say.
    raw
        Its last answer.
    problem
        Something to be known about it.
    """

    lab_order_id: str = ""
    lab_state: str = ""
    total: Decimal | None = None
    currency: str = ""
    raw: Any = None
    problem: str = ""
