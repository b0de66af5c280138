"""What comes of an order: receipts, states, previews."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
class Receipt:
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
    raw: Any = None
    problem: str = ""


@dataclass(frozen=True)
class OrderStatus:
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
    raw: Any = None


@dataclass(frozen=True)
class PlannedCall:
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
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    commits: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.url}"
