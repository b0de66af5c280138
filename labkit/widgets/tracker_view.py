"""What the tracker looks like: orders in, HTML out; nothing is asked or changed here."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from labkit.values import Money
from labkit.widgets import table as t

if TYPE_CHECKING:
    from labkit.orders.journal import Entry

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


def order_rows(key: str, entry: Entry, row: Row, *, here: bool) -> str:
    """Return an order's table rows: what is known of it, and what can be done."""
    total = "–" if entry.total is None else str(Money(entry.total, entry.currency))
    cells = (
        t.cell(f"<strong>{t.text(entry.reference)}</strong><br>{_when(entry)}", "name"),
        t.cell(f'{t.text(entry.lab)}<br><span class="lk-soft">{t.text(entry.endpoint)}</span>'),
        t.cell(t.chip(str(entry.state))),
        t.cell(t.text(entry.lab_state or "–")),
        t.cell(t.text(entry.lab_order_id or "–")),
        t.cell(t.text(total), "number"),
    )
    below = t.cell(_below(key, entry, row, here=here), span=len(HEADS))
    return f'<tr class="lk-first">{"".join(cells)}</tr><tr>{below}</tr>'


def _when(entry: Entry) -> str:
    moment = dt.datetime.fromisoformat(entry.created_at)
    return f'<span class="lk-soft">{moment:%Y-%m-%d %H:%M} UTC</span>'


def _below(key: str, entry: Entry, row: Row, *, here: bool) -> str:
    codes = "".join(f" <code>{t.text(code)}</code>" for code in row.tracking)
    parts = [
        t.note(entry.problem),
        f"<p>Tracking:{codes}</p>" if codes else "",
        _controls(key, entry, row, here=here),
        _question(key, row),
        row.said,
        f"<pre>{t.text(raw_text(entry))}</pre>" if row.raw else "",
    ]
    return "".join(parts)


def _controls(key: str, entry: Entry, row: Row, *, here: bool) -> str:
    look = t.button("Hide raw answer" if row.raw else "Raw answer", "raw", key)
    if not here:
        gone = '<span class="lk-soft">Sent to another endpoint, or a sandbox that is gone.</span>'
        return t.bar(look, gone)
    open_ = entry.state == "unknown"
    placed = entry.state in {"confirmed", "unknown"}
    settle = (
        t.button("Resolve", "resolve", key),
        t.button("Resend…", "ask", f"resend {key}"),
        t.button("The lab has it…", "ask", f"confirmed {key}"),
        t.button("The lab has it not…", "ask", f"abandoned {key}"),
    )
    return t.bar(
        t.button("Refresh", "refresh", key, on=placed),
        *(settle if open_ else ()),
        t.button("Cancel…", "ask", f"cancel {key}", on=placed),
        t.button("Reprint…", "ask", f"reprint {key}", on=placed),
        look,
    )


def _question(key: str, row: Row) -> str:
    if row.asked is None:
        return ""
    name, token = row.asked
    question, word = SURE[name]
    return t.bar(
        f"<strong>{t.text(question)}</strong>",
        t.button(word, "sure", f"{token} {key}", tone="lk-sure"),
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
