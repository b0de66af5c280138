"""The explorer's charts, and its live table of all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as widgets

from labkit.widgets import html_elements as h
from labkit.widgets import live_table
from labkit.widgets.explorer_view import UNKNOWN, picture
from labkit.widgets.html_pane import HtmlPane

if TYPE_CHECKING:
    import pandas as pd

_MOST_ROWS = 200
_NEEDS_QUAK = "To sort and filter all rows: python -m pip install 'labkit[notebook]'"
_NOTHING = "No product matches. Widen the filter, or clear it."


def note_pane(words: str) -> HtmlPane:
    """Return a pane with a note."""
    pane = HtmlPane()
    pane.show(h.note(words))
    return pane


def static_table(rows: pd.DataFrame) -> HtmlPane:
    """Return a static table of the first rows, for use without quak."""
    pane = HtmlPane()
    heads = [h.header_cell(name) for name in rows.columns]
    first = rows.head(_MOST_ROWS).astype(object).to_numpy().tolist()
    lines = (
        f"<tr>{''.join(h.cell(h.escape(_plain(value))) for value in row)}</tr>" for row in first
    )
    about = f"{min(len(rows), _MOST_ROWS):,} of {len(rows):,} rows. {_NEEDS_QUAK}"
    pane.show(h.note(about) + h.table(heads, lines, css="lk-banded"))
    return pane


def _plain(value: object) -> str:
    return UNKNOWN if str(value) in {"<NA>", "nan", "NaT"} else str(value)


class ChartPane(HtmlPane):
    """Charts of prices: by area, and by lab and size."""

    def draw(self, rows: pd.DataFrame, currency: str) -> None:
        """Draw products.

        Parameters
        ----------
        rows
            Columns of `labkit.frames.PRODUCTS`.
        currency
            What prices are brought to.
        """
        if rows.empty:
            self.show(h.note(_NOTHING))
            return
        self.show(h.note("Drawing …"))
        from labkit import plots

        about = f"of {len(rows):,} products, in {currency}; each lab has its colour and shape"
        by_area = plots.to_bytes(plots.price_by_area(rows, currency=currency), "png")
        by_size = plots.to_bytes(plots.price_by_size(rows, currency=currency), "png")
        self.show(
            picture(by_area, f"Scatter plot: unit price by area {about}")
            + picture(by_size, f"Dot plot: price by size and lab {about}")
        )


class LiveTable(widgets.VBox):  # type: ignore[misc] # ipywidgets has no types
    """All filtered rows as an interactive table."""

    def __init__(self) -> None:
        super().__init__()
        self.add_class("lk-live")

    def list(self, rows: pd.DataFrame) -> None:
        """Show a frame."""
        old = tuple(self.children)  # type: ignore[has-type] # a trait
        if rows.empty:
            self.children = [note_pane(_NOTHING)]
        elif not live_table.has_quak():
            self.children = [static_table(rows)]
        else:
            self.children = [live_table.live_table(rows)]
        for widget in old:
            widget.close()
