"""Explorer, order form and tracker as one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from labkit.api.open_catalog import catalog
from labkit.widgets import html_elements as h
from labkit.widgets.explorer import explore
from labkit.widgets.html_pane import HtmlPane
from labkit.widgets.order_from_product import empty_form, form_for
from labkit.widgets.static_fallback import StaticDisplayMixin
from labkit.widgets.tracker import Tracker

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.widgets.basket import BasketLine

EXPLORE, ORDER, FOLLOW = range(3)


def dashboard(labs: Sequence[str | Lab] | None = None) -> Dashboard:
    """Show explorer, order form and tracker as tabs of one page.

    Parameters
    ----------
    labs
        Names and connected labs, as `labkit.catalog` takes them; all labs by default.

    Returns
    -------
    Dashboard
        A widget with ``explorer`` and ``tracker``.
    """
    return Dashboard(labs)


class Dashboard(StaticDisplayMixin, widgets.VBox):  # type: ignore[misc] # ipywidgets has no types
    """Three tabs: explorer, order form, order tracker.

    Parameters
    ----------
    labs
        As `dashboard`.
    """

    def __init__(self, labs: Sequence[str | Lab] | None = None) -> None:
        # Voila shows a page only when it is complete: no progress bar.
        self.explorer = explore(catalog(labs, progress=False), on_order=self._order)
        self._labs = self.explorer.catalog.labs
        self.tracker = Tracker(list(self._labs.values()))
        self._which, self._form = HtmlPane(self._choose), widgets.VBox()
        self._tabs = widgets.Tab(
            [self.explorer, widgets.VBox([self._which, self._form]), self.tracker]
        )
        self._tabs.add_class("lk-tabs")
        for place, title in enumerate(("Explore", "Order", "Track")):
            self._tabs.set_title(place, title)
        self._tabs.observe(self._turned, "selected_index")
        super().__init__([self._tabs])
        self._ask_which("")

    def _ask_which(self, chosen: str) -> None:
        choices = [("", "choose a lab"), *((name, lab.title) for name, lab in self._labs.items())]
        hint = "" if chosen else h.note('Or find a product under "Explore" and press "Order this".')
        self._which.show(h.toolbar(h.select("Order at", "lab", choices, chosen)) + hint)

    def _choose(self, _name: str, _key: str, value: str) -> None:
        if value in self._labs:
            self._put(empty_form(self._labs[value]), value)

    def _order(self, lab: Lab, line: BasketLine) -> None:
        self._put(form_for(lab, line), lab.name)
        self._tabs.selected_index = ORDER

    def _put(self, form: Any, lab: str) -> None:  # noqa: ANN401 - a widget
        self._form.children = [form]
        self._ask_which(lab)

    def _turned(self, _change: object) -> None:
        if self._tabs.selected_index == FOLLOW:
            self.tracker.refresh()

    def fallback(self) -> tuple[str, str]:
        """Return the static fallback: plain text and HTML."""
        line = f"Dashboard of {', '.join(self._labs)}: explore, order, track"
        return line, "".join(part.fallback()[1] for part in (self.explorer, self.tracker))
