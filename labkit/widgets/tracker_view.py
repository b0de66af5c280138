"""What the tracker looks like: orders in, HTML out; nothing is asked or changed here."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from labkit.model.money import Money
from labkit.ordering.capabilities import missing
from labkit.widgets import html_table as t

if TYPE_CHECKING:
    from labkit.ordering.journal import Entry

HEADS = ("Order", "Lab", "State", "The lab's word", "Lab's number", "Total")
TURNS = {
    "hours=1": "Turn by 1 hour",
    "hours=6": "6 hours",
    "days=1": "1 day",
    "days=7": "7 days",
}
# What a button asks once more before it does it: its question, and the word that does it.
SURE = {
    "resend": ("Send the very same order again? It may be the second time.", "Yes, send it again"),
    "cancel": ("Ask the lab to cancel this order?", "Yes, cancel it"),
    "reprint": ("Ask the lab to make it again?", "Yes, reprint it"),
    "confirmed": ("You know from elsewhere that the lab has it?", "Yes, it has it"),
    "abandoned": ("You know from elsewhere that the lab does not have it?", "Yes, give it up"),
}

# Read where the columns have no headings.
_TIGHT = '<span class="lk-tight">{}</span>'

# What is offered for an order the lab has or may have: the button and what it does, by the
# ability the lab's API needs for it; and what a person may decide without the lab.
PLACED = ("confirmed", "unknown")
_OFFERED = {
    "status": ("Refresh", "refresh"),
    "look_up": ("Resolve", "resolve"),
    "resend": ("Resend…", "ask"),
    "cancel": ("Cancel…", "ask"),
    "reprint": ("Reprint…", "ask"),
}
_SETTLING = ("look_up", "resend")
_DECIDING = {
    "confirmed": ("The lab has it…", "ask"),
    "abandoned": ("The lab does not have it…", "ask"),
}


@dataclass
class Row:
    """What the tracker knows of an order beside its journal entry.

    Attributes
    ----------
    said
        HTML of what the last action brought.
    asked
        The action that waits for a second word, and the token of that question.
    raw
        Whether the lab's raw answer is open.
    """

    said: str = ""
    asked: tuple[str, str] | None = None
    raw: bool = False
    tracking: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Can:
    """What can be done with an order.

    Attributes
    ----------
    here
        Whether it can be asked about: it was sent to where its lab is connected to now.
    abilities
        What the lab's API can do; see `labkit.ordering.capabilities`.
    meaning
        What the lab's word for its state means; "" where the word speaks for itself.
    reasons
        Why a reprint may be asked for, where one has to be given.
    """

    here: bool
    abilities: frozenset[str]
    meaning: str = ""
    reasons: tuple[str, ...] = ()


def order_rows(key: str, entry: Entry, row: Row, can: Can) -> str:
    """Return an order's table rows: what is known of it, and what can be done."""
    total = "–" if entry.total is None else str(Money(entry.total, entry.currency))
    cells = (
        t.cell(f"<strong>{t.text(entry.reference)}</strong><br>{_when(entry)}", "name"),
        t.cell(_with(entry.lab, entry.endpoint)),
        t.cell(t.chip(str(entry.state))),
        t.cell(_with(entry.lab_state or "–", can.meaning)),
        t.cell(_TIGHT.format("Lab's number: ") + t.text(entry.lab_order_id or "–")),
        t.cell(_TIGHT.format("Total: ") + t.text(total), "number"),
    )
    below = t.cell(_below(key, entry, row, can), span=len(HEADS))
    return f'<tr class="lk-first">{"".join(cells)}</tr><tr>{below}</tr>'


def _with(word: str, more: str) -> str:
    return t.text(word) + (f"<br>{_soft(more)}" if more else "")


def _soft(words: str) -> str:
    return f'<span class="lk-soft">{t.text(words)}</span>' if words else ""


def _when(entry: Entry) -> str:
    moment = dt.datetime.fromisoformat(entry.created_at)
    return _soft(f"{moment:%Y-%m-%d %H:%M} UTC")


def _below(key: str, entry: Entry, row: Row, can: Can) -> str:
    codes = "".join(f" <code>{t.text(code)}</code>" for code in row.tracking)
    parts = [
        t.note(entry.problem),
        f"<p>Tracking:{codes}</p>" if codes else "",
        _controls(key, entry, row, can),
        _question(key, row, can),
        row.said,
        f"<pre>{t.text(raw_text(entry))}</pre>" if row.raw else "",
    ]
    return "".join(parts)


def _controls(key: str, entry: Entry, row: Row, can: Can) -> str:
    look = t.button("Hide raw answer" if row.raw else "Raw answer", "raw", key)
    if entry.state not in PLACED:
        return t.bar(look, _soft(t.STATES.get(entry.state, "").capitalize() + "."))
    if not can.here:
        return t.bar(look, _soft("Sent to another endpoint, or a sandbox that is gone."))
    asked = [name for name in _OFFERED if entry.state == "unknown" or name not in _SETTLING]
    offered = [_offer(name, key) for name in asked if name in can.abilities]
    decide = [_offer(name, key) for name in _DECIDING if entry.state == "unknown"]
    return t.bar(*offered, *decide, look, _soft(missing(can.abilities, asked)))


def _offer(name: str, key: str) -> str:
    label, do = _OFFERED.get(name) or _DECIDING[name]
    return t.button(label, do, f"{name} {key}" if do == "ask" else key)


def _question(key: str, row: Row, can: Can) -> str:
    if row.asked is None:
        return ""
    name, token = row.asked
    question, word = SURE[name]
    words = {"": word}
    if name == "reprint" and can.reasons:
        question = f"{question} Say why:"
        words = {reason: f"Yes: {reason}" for reason in can.reasons}
    return t.bar(
        f"<strong>{t.text(question)}</strong>",
        *(
            t.button(label, "sure", f"{token}:{reason} {key}", tone="lk-sure")
            for reason, label in words.items()
        ),
        t.button("No, leave it", "leave", key),
    )


def raw_text(entry: Entry) -> str:
    """Return the lab's last answer as text."""
    if entry.raw is None:
        return "The journal holds no answer of the lab."
    return json.dumps(entry.raw, indent=2, ensure_ascii=False)


def clock_bar(now: dt.datetime | None) -> str:
    """Return the sandbox's clock and what turns it; "" where there is none."""
    if now is None:
        return ""
    shown = f"<span>Sandbox clock: <strong>{now:%a %Y-%m-%d %H:%M} UTC</strong></span>"
    return t.bar(shown, *(t.button(label, "turn", step) for step, label in TURNS.items()))


def states_line(states: Sequence[str]) -> str:
    """Say how many orders there are in each state, as plain text."""
    counted = [f"{states.count(state)} {state}" for state in t.STATES if state in states]
    many = "1 order" if len(states) == 1 else f"{len(states):,} orders"
    return f"{many}: {', '.join(counted)}" if counted else "No orders yet"
