"""Results of ordering: receipts, states, statuses, previews."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from labkit.display.reprs import Rich, facts, grid, problems_html
from labkit.errors import Problem

if TYPE_CHECKING:
    from decimal import Decimal


_MEANINGS = {
    "prepared": "nothing that places it has left",
    "unknown": "not a failure: the lab may have it; lab.resolve(reference) settles it",
    "confirmed": "the lab took it",
    "rejected": "the lab refused it",
    "abandoned": "given up",
}


class State(enum.StrEnum):
    """The state of an order.

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


@dataclass(frozen=True)
class Receipt(Rich):
    """The lab's answer to an order.

    Attributes
    ----------
    lab, reference
        Whose order, under which reference.
    lab_order_id
        The lab's own number; "" until it gave one.
    state
        See `State`. ``unknown`` is not a failure: the order may well exist. Do not resend it
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
        return receipt_html(self)


@dataclass(frozen=True)
class OrderStatus(Rich):
    """The status of an order at the lab.

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
        return status_html(self)


@dataclass(frozen=True)
class PlannedCall(Rich):
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
        return calls_html([self])


class Problems(list[Problem], Rich):
    """What is wrong with an order: a list that a notebook shows as a table."""

    def _html(self) -> str:
        return problems_html(self)


class PlannedCalls(list[PlannedCall], Rich):
    """The calls that submitting would make: a list that a notebook shows as a table."""

    def _html(self) -> str:
        return calls_html(self)


def receipt_html(receipt: Receipt) -> str:
    """Return a receipt without the lab's raw answer."""
    state = str(receipt.state)
    meaning = _MEANINGS.get(state, "")
    total = None if receipt.total is None else f"{receipt.total} {receipt.currency}"
    return facts(
        f"Receipt of {receipt.reference}",
        [
            ("lab", receipt.lab),
            ("state", f"{state}: {meaning}" if meaning else state),
            ("the lab's word", receipt.lab_state),
            ("the lab's number", receipt.lab_order_id),
            ("total", total or "not known"),
            ("to be known", receipt.problem),
            ("the lab's answer", "in .raw; it may hold names and addresses"),
        ],
    )


def status_html(status: OrderStatus) -> str:
    """Return where an order is, without the lab's raw answer."""
    return facts(
        "Order status",
        [
            ("the lab's word", status.lab_state or "the lab cannot tell"),
            ("final", "yes: nothing more will happen" if status.final else "no, or not known"),
            ("tracking", ", ".join(status.tracking)),
        ],
    )


def calls_html(calls: Sequence[PlannedCall]) -> str:
    """Return the calls an order would make; their bodies are counted, not shown."""
    rows = [
        (number, call.method, call.url, body_words(call), "places the order" * call.commits)
        for number, call in enumerate(calls, start=1)
    ]
    heads = ("", "method", "address", "body (shown by .body)", "")
    return grid("What would be sent; secrets are hidden", heads, rows)


def body_words(call: PlannedCall) -> str:
    """Say how much a call's body is; it holds names and addresses."""
    if call.body is None:
        return "none"
    if isinstance(call.body, Mapping):
        return f"{len(call.body)} fields"
    return f"{len(call.body)} items" if isinstance(call.body, Sequence) else "some"
