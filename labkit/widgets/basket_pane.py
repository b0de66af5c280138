"""The basket's pane: shows the basket and handles its controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.errors import LabkitError
from labkit.widgets import html_elements as h
from labkit.widgets.basket import Basket, quote_html
from labkit.widgets.html_pane import HtmlPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from labkit.api.merged_catalog import Catalog
    from labkit.widgets.basket import BasketLine


class BasketPane(HtmlPane):
    """Shows a basket.

    Parameters
    ----------
    catalog
        Whose labs quote it.
    currency
        What quotes are in.
    on_count
        Told how many lines there are, whenever that may have changed.
    """

    def __init__(self, catalog: Catalog, currency: str, on_count: Callable[[int], None]) -> None:
        super().__init__(self._on_action)
        self.basket = Basket()
        self._catalog, self._currency, self._on_count = catalog, currency, on_count
        self.show(self.basket.html())

    def add(self, line: BasketLine) -> None:
        """Add a product."""
        self.basket.add(line)
        self._show("")

    def _show(self, below: str) -> None:
        self._on_count(len(self.basket.lines))
        self.show(self.basket.html(below))

    def _on_action(self, name: str, key: str, value: str) -> None:
        try:
            below = self._apply(name, key, value)
        except LabkitError as error:
            below = h.error_box(error)
        self._show(below)

    def _apply(self, name: str, key: str, value: str) -> str:
        if name == "quote":
            return quote_html(self._catalog, self.basket, self._currency)
        if name == "country":
            self.basket.country = value
        elif name == "empty":
            self.basket.lines.clear()
        elif name in {"quantity", "remove"} and 0 <= int(key) < len(self.basket.lines):
            if name == "quantity":
                self.basket.set_quantity(int(key), value)
            else:
                del self.basket.lines[int(key)]
        return ""
