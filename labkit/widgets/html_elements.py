"""HTML elements for the widgets; all text is escaped here."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

STATES = {
    "prepared": "not submitted: no call that places it was sent",
    "unknown": "the order may exist: it has to be resolved",
    "confirmed": "accepted by the lab",
    "rejected": "rejected by the lab",
    "abandoned": "not placed, and closed",
}


def escape(value: object) -> str:
    """Return a value as text, escaped for HTML and its attributes."""
    return html.escape(str(value), quote=True)


def button(label: str, action: str, key: str = "", *, css: str = "", on: bool = True) -> str:
    """Return a button; its label is its accessible name."""
    disabled = "" if on else " disabled"
    return (
        f'<button type="button" class="{escape(css)}" data-action="{escape(action)}" '
        f'data-key="{escape(key)}"{disabled}>{escape(label)}</button>'
    )


def select(label: str, action: str, choices: Iterable[tuple[str, str]], chosen: str) -> str:
    """Return a labelled select; choices are (value, label)."""
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(shown)}'
        "</option>"
        for value, shown in choices
    )
    return (
        f'<label>{escape(label)} <select data-action="{escape(action)}">{options}</select></label>'
    )


def text_input(  # noqa: PLR0913 - a field's parts, by name
    label: str,
    action: str,
    value: object = "",
    *,
    key: str = "",
    hint: str = "",
    kind: str = "text",
) -> str:
    """Return a labelled text input; it sends its value after a pause in typing."""
    return (
        f'<label class="lk-field"><span>{escape(label)}</span><input type="{escape(kind)}" '
        f'data-action="{escape(action)}" data-key="{escape(key)}" value="{escape(value)}" '
        f'placeholder="{escape(hint)}" autocomplete="off" spellcheck="false"></label>'
    )


def checkbox(label: str, action: str, key: str, *, on: bool) -> str:
    """Return a checkbox with its label."""
    checked = " checked" if on else ""
    return (
        f'<label class="lk-checkbox"><input type="checkbox" data-action="{escape(action)}" '
        f'data-key="{escape(key)}"{checked}> {escape(label)}</label>'
    )


def stacked(content: str) -> str:
    """Return a labelled select with its label above it."""
    return content.replace("<label>", '<label class="lk-field"><span>', 1).replace(
        " <select", "</span><select", 1
    )


def toolbar(*parts: str) -> str:
    """Return controls in a row that wraps."""
    return f'<div class="lk-bar">{"".join(parts)}</div>'


def badge(state: str) -> str:
    """Return an order's state as a badge with a tooltip."""
    kind = state if state in STATES else "abandoned"
    return (
        f'<span class="lk-badge lk-{kind}" title="{escape(STATES.get(state, ""))}">'
        f"{escape(state)}</span>"
    )


def cell(content: str, kind: str = "", *, span: int = 1) -> str:
    """Return a table cell around HTML; ``kind`` is ``"number"``, ``"name"`` or ``""``."""
    named = f' class="lk-{kind}"' if kind else ""
    wide = f' colspan="{span}"' if span > 1 else ""
    return f"<td{named}{wide}>{content}</td>"


def table(heads: Sequence[str], rows: Iterable[str], *, caption: str = "", css: str = "") -> str:
    """Return a table that scrolls horizontally if it is too wide.

    Parameters
    ----------
    heads
        The ``<th>`` elements.
    rows
        The ``<tr>`` elements.
    caption
        Plain text below it.
    css
        A class of the body.
    """
    below = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div class="lk-scroll"><table>{below}<thead><tr>{"".join(heads)}</tr></thead>'
        f'<tbody class="{escape(css)}">{"".join(rows)}</tbody></table></div>'
    )


def header_cell(label: str, kind: str = "") -> str:
    """Return a table header cell."""
    named = f' class="lk-{kind}"' if kind else ""
    return f'<th scope="col"{named}>{escape(label)}</th>'


def error_box(error: BaseException) -> str:
    """Return an error message as an alert."""
    from labkit.errors import LabkitError

    words = str(error) if isinstance(error, LabkitError) else f"{type(error).__name__}: {error}"
    return f'<div class="lk-error" role="alert">{escape(words)}</div>'


def note(words: str) -> str:
    """Return a note; "" for an empty text."""
    return f'<div class="lk-note" role="status">{escape(words)}</div>' if words else ""
