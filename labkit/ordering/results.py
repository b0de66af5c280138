"""What comes of an order: receipts, states, previews."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from labkit.display import reprs
from labkit.model.values import Problem

if TYPE_CHECKING:
    from decimal import Decimal


class State(enum.StrEnum):
    """What is known of an order's fate.

    ``prepared``: written down; nothing that commits it has left. ``unknown``: something that
    commits it may have left and its answer was lost. ``confirmed``: the lab took it. ``rejected``:
    the lab refused it. ``abandoned``: a person, or the flow itself, gave it up.
    """

    PREPARED = "prepared"
    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    ABANDONED = "abandoned"


@dataclass(frozen=True)
class Receipt(reprs.Rich):
    """What the lab answered to an order.

    Attributes
    ----------
    lab, reference
        Whose order, under which reference.
    lab_order_id
        The lab's own number; "" until it gave one.
    state
        See `State`. ``unknown`` is not a failure: the order may well exist. Do not send it again
        under another reference; `Lab.resolve` settles it.
    lab_state
        The lab's own word for the order's state, raw.
    total, currency
        What the lab charges [major units]; None where it did not say.
    raw
        The lab's answer as it came.
    problem
        What is to be known about it, in words.
    """

    lab: str
    reference: str
    lab_order_id: str
    state: str
    lab_state: str = ""
    total: Decimal | None = None
    currency: str = ""
    raw: Any = field(default=None, repr=False)
    problem: str = ""

    def _html(self) -> str:
        return reprs.receipt_html(self)


@dataclass(frozen=True)
class OrderStatus(reprs.Rich):
    """Where an order is.

    Attributes
    ----------
    lab_state
        The lab's own word, raw.
    final
        Whether nothing more will happen to it, as far as the document says.
    tracking
        Tracking codes or addresses.
    raw
        The lab's answer as it came.
    """

    lab_state: str
    final: bool
    tracking: tuple[str, ...] = ()
    raw: Any = field(default=None, repr=False)

    def _html(self) -> str:
        return reprs.status_html(self)


@dataclass(frozen=True)
class PlannedCall(reprs.Rich):
    """One call that submitting an order would make; secrets are hidden.

    Attributes
    ----------
    method, url
        As they would go out; ``{…}`` stands for what an earlier answer will bring.
    body
        The JSON or form fields; None without a body.
    headers
        Names and values, secrets as ``**********``.
    commits
        Whether this is the call that places the order.
    """

    method: str
    url: str
    body: Any = field(default=None, repr=False)
    headers: dict[str, str] = field(default_factory=dict)
    commits: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.url}"

    def _html(self) -> str:
        return reprs.calls_html([self])


class Problems(list[Problem], reprs.Rich):
    """What is wrong with an order: a list that a notebook shows as a table."""

    def _html(self) -> str:
        return reprs.problems_html(self)


class PlannedCalls(list[PlannedCall], reprs.Rich):
    """The calls that submitting would make: a list that a notebook shows as a table."""

    def _html(self) -> str:
        return reprs.calls_html(self)
