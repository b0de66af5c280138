"""HTML of the order tracker; no I/O and no state changes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from labkit.model.money import Money
from labkit.ordering.capabilities import missing
from labkit.widgets import html_elements as h

if TYPE_CHECKING:
    from labkit.ordering.journal import Entry

HEADS = ("Order", "Lab", "State", "Lab status", "Lab order no.", "Total")
CLOCK_STEPS = {
    "hours=1": "Advance clock by 1 hour",
    "hours=6": "6 hours",
    "days=1": "1 day",
    "days=7": "7 days",
}
# Actions that need a confirmation: question and button label.
CONFIRMATIONS = {
    "resend": ("Submit the same order again? This may create a duplicate.", "Yes, resubmit it"),
    "cancel": ("Ask the lab to cancel this order?", "Yes, cancel it"),
    "reprint": ("Ask the lab for a reprint?", "Yes, reprint it"),
    "confirmed": ("Do you know from another source that the lab has it?", "Yes, mark as confirmed"),
    "abandoned": (
        "Do you know from another source that the lab does not have it?",
        "Yes, mark as abandoned",
    ),
}

# Shown in the narrow layout, where columns have no headings.
_NARROW_LABEL = '<span class="lk-tight">{}</span>'

# Actions for a confirmed or unknown order, by the capability of the lab's API they need:
# button label and action. Decisions need no API.
PLACED = ("confirmed", "unknown")
_LAB_ACTIONS = {
    "status": ("Refresh", "refresh"),
    "look_up": ("Resolve", "resolve"),
    "resend": ("Resend…", "ask"),
    "cancel": ("Cancel…", "ask"),
    "reprint": ("Reprint…", "ask"),
}
_RESOLVING = ("look_up", "resend")
_DECISIONS = {
    "confirmed": ("Mark as confirmed…", "ask"),
    "abandoned": ("Mark as abandoned…", "ask"),
}


@dataclass
class RowState:
    """The tracker's state for an order.

    Attributes
    ----------
    message
        HTML of what the last action brought.
    confirming
        The action that waits for a second word, and the token of that question.
    raw
        Whether the lab's raw answer is open.
    """

    message: str = ""
    confirming: tuple[str, str] | None = None
    raw: bool = False
    tracking: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class OrderActions:
    """The actions available for an order.

    Attributes
    ----------
    here
        Whether the lab is connected to where the order was sent.
    abilities
        What the lab's API can do; see `labkit.ordering.capabilities`.
    meaning
        What the lab's word for its state means; "" where the word speaks for itself.
    reasons
        The reasons for a reprint, where the lab requires one.
    """

    here: bool
    abilities: frozenset[str]
    meaning: str = ""
    reasons: tuple[str, ...] = ()


def order_rows(key: str, entry: Entry, row: RowState, actions: OrderActions) -> str:
    """Return an order's table rows: its data and its actions."""
    total = "–" if entry.total is None else str(Money(entry.total, entry.currency))
    cells = (
        h.cell(f"<strong>{h.escape(entry.reference)}</strong><br>{_when(entry)}", "name"),
        h.cell(_with_detail(entry.lab, entry.endpoint)),
        h.cell(h.badge(str(entry.state))),
        h.cell(_with_detail(entry.lab_state or "–", actions.meaning)),
        h.cell(_NARROW_LABEL.format("Lab order no.: ") + h.escape(entry.lab_order_id or "–")),
        h.cell(_NARROW_LABEL.format("Total: ") + h.escape(total), "number"),
    )
    below = h.cell(_details(key, entry, row, actions), span=len(HEADS))
    return f'<tr class="lk-first">{"".join(cells)}</tr><tr>{below}</tr>'


def _with_detail(word: str, more: str) -> str:
    return h.escape(word) + (f"<br>{_muted(more)}" if more else "")


def _muted(words: str) -> str:
    return f'<span class="lk-soft">{h.escape(words)}</span>' if words else ""


def _when(entry: Entry) -> str:
    moment = dt.datetime.fromisoformat(entry.created_at)
    return _muted(f"{moment:%Y-%m-%d %H:%M} UTC")


def _details(key: str, entry: Entry, row: RowState, actions: OrderActions) -> str:
    codes = "".join(f" <code>{h.escape(code)}</code>" for code in row.tracking)
    parts = [
        h.note(entry.problem),
        f"<p>Tracking:{codes}</p>" if codes else "",
        _controls(key, entry, row, actions),
        _confirmation(key, row, actions),
        row.message,
        f"<pre>{h.escape(raw_text(entry))}</pre>" if row.raw else "",
    ]
    return "".join(parts)


def _controls(key: str, entry: Entry, row: RowState, actions: OrderActions) -> str:
    look = h.button("Hide raw response" if row.raw else "Raw response", "raw", key)
    if entry.state not in PLACED:
        return h.toolbar(look, _muted(h.STATES.get(entry.state, "").capitalize() + "."))
    if not actions.here:
        return h.toolbar(look, _muted("Sent to another endpoint, or a sandbox that is gone."))
    names = [name for name in _LAB_ACTIONS if entry.state == "unknown" or name not in _RESOLVING]
    offered = [_action_button(name, key) for name in names if name in actions.abilities]
    decide = [_action_button(name, key) for name in _DECISIONS if entry.state == "unknown"]
    return h.toolbar(*offered, *decide, look, _muted(missing(actions.abilities, names)))


def _action_button(name: str, key: str) -> str:
    label, do = _LAB_ACTIONS.get(name) or _DECISIONS[name]
    return h.button(label, do, f"{name} {key}" if do == "ask" else key)


def _confirmation(key: str, row: RowState, actions: OrderActions) -> str:
    if row.confirming is None:
        return ""
    name, token = row.confirming
    question, word = CONFIRMATIONS[name]
    words = {"": word}
    if name == "reprint" and actions.reasons:
        question = f"{question} Reason:"
        words = {reason: f"Yes: {reason}" for reason in actions.reasons}
    return h.toolbar(
        f"<strong>{h.escape(question)}</strong>",
        *(
            h.button(label, "confirm", f"{token}:{reason} {key}", css="lk-confirm")
            for reason, label in words.items()
        ),
        h.button("No, leave it", "dismiss", key),
    )


def raw_text(entry: Entry) -> str:
    """Return the lab's last response as text."""
    if entry.raw is None:
        return "The journal holds no response from the lab."
    return json.dumps(entry.raw, indent=2, ensure_ascii=False)


def clock_bar(now: dt.datetime | None) -> str:
    """Return the sandbox's clock with its buttons; "" without one."""
    if now is None:
        return ""
    shown = f"<span>Sandbox clock: <strong>{now:%a %Y-%m-%d %H:%M} UTC</strong></span>"
    return h.toolbar(
        shown, *(h.button(label, "advance", step) for step, label in CLOCK_STEPS.items())
    )


def states_line(states: Sequence[str]) -> str:
    """Return the number of orders by state as plain text."""
    counted = [f"{states.count(state)} {state}" for state in h.STATES if state in states]
    many = "1 order" if len(states) == 1 else f"{len(states):,} orders"
    return f"{many}: {', '.join(counted)}" if counted else "No orders yet"
