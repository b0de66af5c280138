"""Notebook representations of labkit's objects: static HTML.

All text is escaped. No secret, raw answer or request body is in it: those hold names and addresses,
and notebooks are passed on.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from labkit.errors import LabkitError, Problem

_DASH = "–"
_COLUMNS = ("lab", "name", "variant", "width_mm", "height_mm", "price", "currency")


class Rich:
    """Mixin: shown by ``_html`` in a notebook, by its repr elsewhere."""

    def _html(self) -> str:
        raise NotImplementedError

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002 - IPython's signature
        exclude: object = None,  # noqa: ARG002 - IPython's signature
    ) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._html()}


def text(value: object) -> str:
    """Return a value as HTML-escaped text; "–" for None or ""."""
    return html.escape(_DASH if value is None or value == "" else str(value), quote=True)


def facts(title: str, rows: Iterable[tuple[str, object]]) -> str:
    """Return names and values as an HTML table."""
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{text(name)}</th>'
        f'<td style="text-align:left">{text(value)}</td></tr>'
        for name, value in rows
    )
    return f"<table><caption>{text(title)}</caption><tbody>{body}</tbody></table>"


def grid(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as an HTML table."""
    left = 'style="text-align:left"'
    head = "".join(f'<th scope="col" {left}>{text(name)}</th>' for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td {left}>{text(value)}</td>" for value in row) + "</tr>"
        for row in rows
    )
    caption = f"<caption>{text(title)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def problems_html(problems: Sequence[Problem]) -> str:
    """Return an order's problems as an HTML table."""
    if not problems:
        return "<p>No problems: it may be sent.</p>"
    rows = [(problem.severity, problem.field, problem.message) for problem in problems]
    title = f"{len(rows)} problem{'s' * (len(rows) != 1)}"
    return grid(title, ("severity", "field", "what is wrong"), rows)


def failures_html(failures: Mapping[str, LabkitError], notes: pd.DataFrame) -> str:
    """Return the labs that failed, and why, and what of the others was not understood."""
    if not failures and notes.empty:
        return "<p>No problems: every lab answered.</p>"
    title = f"{len(failures)} lab{'s' * (len(failures) != 1)} failed"
    return grid(title, ("lab", "problem"), failures.items()) + notes_html(notes)


def notes_html(notes: pd.DataFrame) -> str:
    """Return what was not understood as an HTML table; "" where there is nothing."""
    if notes.empty:
        return ""
    rows = notes.itertuples(index=False)
    return grid("Not understood, and so unknown or set aside", list(notes.columns), rows)


def products_html(products: pd.DataFrame, title: str) -> str:
    """Return products as an HTML table."""
    rows: list[Any] = products[list(_COLUMNS)].astype(object).to_numpy().tolist()
    plain = [[_DASH if str(value) in {"<NA>", "nan"} else value for value in row] for row in rows]
    return grid(title, _COLUMNS, plain)
