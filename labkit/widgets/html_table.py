"""Pieces of HTML for the widgets; every text is escaped here."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

STATES = {
    "prepared": "nothing that places it has left",
    "unknown": "it may have been placed: it has to be settled",
    "confirmed": "the lab took it",
    "rejected": "the lab refused it",
    "abandoned": "given up",
}


def text(value: object) -> str:
    """Return anything as text that is safe in HTML and in its attributes."""
    return html.escape(str(value), quote=True)


def button(label: str, do: str, key: str = "", *, tone: str = "", on: bool = True) -> str:
    """Return a button; its label is its name, for eyes and for screen readers."""
    disabled = "" if on else " disabled"
    return (
        f'<button type="button" class="{text(tone)}" data-do="{text(do)}" '
        f'data-key="{text(key)}"{disabled}>{text(label)}</button>'
    )


def choice(label: str, do: str, choices: Iterable[tuple[str, str]], chosen: str) -> str:
    """Return a labelled list to choose from; choices are (value, label)."""
    options = "".join(
        f'<option value="{text(value)}"{" selected" if value == chosen else ""}>{text(shown)}'
        "</option>"
        for value, shown in choices
    )
    return f'<label>{text(label)} <select data-do="{text(do)}">{options}</select></label>'


def entry(  # noqa: PLR0913 - a field's parts, by name
    label: str, do: str, value: object = "", *, key: str = "", hint: str = "", kind: str = "text"
) -> str:
    """Return a labelled field to type in; it tells its value when the keys rest."""
    return (
        f'<label class="lk-field"><span>{text(label)}</span><input type="{text(kind)}" '
        f'data-do="{text(do)}" data-key="{text(key)}" value="{text(value)}" '
        f'placeholder="{text(hint)}" autocomplete="off" spellcheck="false"></label>'
    )


def tick(label: str, do: str, key: str, *, on: bool) -> str:
    """Return a box to tick."""
    checked = " checked" if on else ""
    return (
        f'<label class="lk-tick"><input type="checkbox" data-do="{text(do)}" '
        f'data-key="{text(key)}"{checked}> {text(label)}</label>'
    )


def field(content: str) -> str:
    """Return a labelled list set as a field: its label above it."""
    return content.replace("<label>", '<label class="lk-field"><span>', 1).replace(
        " <select", "</span><select", 1
    )


def bar(*parts: str) -> str:
    """Return controls side by side; they wrap where it is narrow."""
    return f'<div class="lk-bar">{"".join(parts)}</div>'


def chip(state: str) -> str:
    """Return an order's state as a word in a box, explained on hovering."""
    kind = state if state in STATES else "abandoned"
    return (
        f'<span class="lk-chip lk-{kind}" title="{text(STATES.get(state, ""))}">'
        f"{text(state)}</span>"
    )


def cell(content: str, kind: str = "", *, span: int = 1) -> str:
    """Return a table's cell around HTML; ``kind`` is ``"number"``, ``"name"`` or ``""``."""
    named = f' class="lk-{kind}"' if kind else ""
    wide = f' colspan="{span}"' if span > 1 else ""
    return f"<td{named}{wide}>{content}</td>"


def table(heads: Sequence[str], rows: Iterable[str], *, caption: str = "", tone: str = "") -> str:
    """Return a table that scrolls sideways where it is narrow.

    Parameters
    ----------
    heads
        The ``<th>`` elements.
    rows
        The ``<tr>`` elements.
    caption
        Plain text below it.
    tone
        A class of the body.
    """
    below = f"<caption>{text(caption)}</caption>" if caption else ""
    return (
        f'<div class="lk-scroll"><table>{below}<thead><tr>{"".join(heads)}</tr></thead>'
        f'<tbody class="{text(tone)}">{"".join(rows)}</tbody></table></div>'
    )


def head(label: str, kind: str = "") -> str:
    """Return a table's heading."""
    named = f' class="lk-{kind}"' if kind else ""
    return f'<th scope="col"{named}>{text(label)}</th>'


def failure(error: BaseException) -> str:
    """Return an error as a person is shown it."""
    from labkit.errors import LabkitError

    words = str(error) if isinstance(error, LabkitError) else f"{type(error).__name__}: {error}"
    return f'<div class="lk-error" role="alert">{text(words)}</div>'


def note(words: str) -> str:
    """Return a remark."""
    return f'<div class="lk-note" role="status">{text(words)}</div>' if words else ""
