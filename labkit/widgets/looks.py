"""What the explorer shows beside its table: pictures, and the live table of all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as widgets

from labkit.widgets import live
from labkit.widgets import table as t
from labkit.widgets.explorer_view import picture
from labkit.widgets.shown import Shown

if TYPE_CHECKING:
    import pandas as pd

_NOTHING = "Nothing is like that. Widen the filter, or clear it."


def remark(words: str) -> Shown:
    """Return a pane with a remark."""
    pane = Shown()
    pane.show(t.note(words))
    return pane


class Pictures(Shown):
    """Pictures of prices: by area, and by lab and size."""

    def draw(self, rows: pd.DataFrame, currency: str) -> None:
        """Draw products.

        Parameters
        ----------
        rows
            Columns of `labkit.frames.PRODUCTS`.
        currency
            What prices are brought to.
        """
        from labkit import plots

        if rows.empty:
            self.show(t.note(_NOTHING))
            return
        about = f"of {len(rows):,} products, in {currency}; each lab has its colour and shape"
        by_area = plots.to_bytes(plots.price_by_area(rows, currency=currency), "png")
        by_size = plots.to_bytes(plots.price_by_size(rows, currency=currency), "png")
        self.show(
            picture(by_area, f"Scatter plot: price of one by area {about}")
            + picture(by_size, f"Dot plot: what each lab asks for each size {about}")
        )


class LiveTable(widgets.VBox):  # type: ignore[misc] # ipywidgets has no types
    """All rows that are filtered, as a table that sorts and filters by itself."""

    def list(self, rows: pd.DataFrame) -> None:
        """Show a frame."""
        old = tuple(self.children)  # type: ignore[has-type] # a trait
        if rows.empty:
            self.children = [remark(_NOTHING)]
        elif not live.has_quak():
            words = "The live table needs quak: python -m pip install 'labkit[notebook]'"
            self.children = [remark(words)]
        else:
            self.children = [live.live_table(rows)]
        for widget in old:
            widget.close()
