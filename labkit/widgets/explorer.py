"""The explorer: browse the catalogs of several labs."""

from __future__ import annotations

import asyncio
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from labkit.display.reprs import products_html
from labkit.errors import LabkitError
from labkit.frames import export
from labkit.model.currencies import parse_currency
from labkit.widgets import explorer_view as view
from labkit.widgets import html_elements as h
from labkit.widgets.basket import line_of
from labkit.widgets.basket_pane import BasketPane
from labkit.widgets.explorer_charts import ChartPane, LiveTable, note_pane
from labkit.widgets.filter_rows import RowFilter
from labkit.widgets.filter_terms import FilterTerms, with_input, with_lab
from labkit.widgets.html_pane import HtmlPane
from labkit.widgets.static_fallback import StaticDisplayMixin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from labkit.api.lab import Lab
    from labkit.api.merged_catalog import Catalog
    from labkit.widgets.basket import BasketLine

PAGE_SIZE = 20
TABLE, CHARTS, BASKET, LIVE, ORDER = range(5)
TITLES = ("Table", "Charts", "Basket", "All rows", "Order")
_DEBOUNCE = 0.4  # seconds without a change before charts are drawn again


def explore(
    catalog: Catalog | Sequence[str | Lab] | None = None,
    *,
    currency: str = "EUR",
    on_order: Callable[[Lab, BasketLine], None] | None = None,
) -> Explorer:
    """Browse catalogs: filter, sort, charts, basket, order, export.

    Parameters
    ----------
    catalog
        A `Catalog`, or labs as `labkit.catalog` takes them; all labs by default.
    currency
        What prices are brought to (ISO 4217).
    on_order
        Called by "Order this" with the lab and the product; by default the lab's order form
        opens next to the table.

    Returns
    -------
    Explorer
        A widget; ``explorer.shown`` is the frame of what is filtered.

    Raises
    ------
    LabkitError
        If no lab answered.
    """
    from labkit.api.merged_catalog import Catalog
    from labkit.api.open_catalog import catalog as take

    found = catalog if isinstance(catalog, Catalog) else take(catalog)
    return Explorer(found, currency=currency, on_order=on_order)


class Explorer(StaticDisplayMixin, widgets.VBox):  # type: ignore[misc] # ipywidgets has no types
    """A filter, the matching products, their charts and a basket.

    Parameters
    ----------
    catalog, currency, on_order
        As `explore`.
    """

    def __init__(
        self,
        catalog: Catalog,
        *,
        currency: str = "EUR",
        on_order: Callable[[Lab, BasketLine], None] | None = None,
    ) -> None:
        self.catalog = catalog
        self.terms = FilterTerms()
        self._on_order = on_order
        self._row_filter = RowFilter(catalog.products, parse_currency(currency))
        self._order = ("price", False)
        self._first, self._message = 0, ""
        self._timer: asyncio.TimerHandle | None = None
        self._drawn_for: dict[int, FilterTerms] = {}
        self.form = HtmlPane(self._on_filter)
        self.error_pane, self.table = HtmlPane(), HtmlPane(self._on_table_action)
        self.charts = ChartPane()
        self.basket_pane = BasketPane(catalog, self._row_filter.currency, self._count_basket)
        self._live, self._form_box = LiveTable(), widgets.VBox()
        shown = [self.table, self.charts, self.basket_pane, self._live]
        # With `on_order` the form is elsewhere.
        self._tabs = widgets.Tab(shown if on_order else [*shown, self._form_box])
        self._tabs.add_class("lk-tabs")
        self._tabs.titles = TITLES[: len(self._tabs.children)]
        self._tabs.observe(lambda _: self._guarded(self._draw_tab), "selected_index")
        super().__init__([self.form, self.error_pane, self._tabs])
        self._form_box.children = [note_pane('"Order this" in the table opens the form here.')]
        self._show_filter()
        self._apply(self.terms)

    # --- what a notebook can ask --------------------------------------------------------------

    @property
    def shown(self) -> pd.DataFrame:
        """The filtered products, in the table's order.

        The columns of `labkit.frames.PRODUCTS`, then those of `labkit.frames.CONVERTED`: the price
        in the explorer's currency.
        """
        return self._row_filter.frame(self._found)

    def filter(self, **terms: Any) -> Explorer:  # noqa: ANN401 - the fields of `FilterTerms`
        """Change some filter terms; the others stay.

        Parameters
        ----------
        **terms
            labs, size, tolerance, category, variant, low, high, text: see
            `labkit.widgets.filter_terms.FilterTerms`.

        Raises
        ------
        InputError
            If one cannot be read, or there is no such part.
        """
        self._apply(self.terms.replaced(terms))
        self._show_filter()
        return self

    def export(self, path: str | Path) -> Path:
        """Write the filtered products to a file: .csv, .xlsx, .parquet or .json.

        Raises
        ------
        InputError
            If there is no such kind of file, or it cannot be written.
        """
        return export.save(self.shown, Path(path))

    # --- the filter ---------------------------------------------------------------------------

    def _show_filter(self) -> None:
        problems = view.problems(self.catalog.problems, self.catalog.notes)
        labs = self._row_filter.encoded("lab")[1]
        self.form.show(problems + view.form(labs, self._row_filter, self.terms))

    def _on_filter(self, name: str, key: str, value: str) -> None:
        if name == "clear":
            self._apply(FilterTerms())
            self._show_filter()
            return
        try:
            if name == "lab":
                every = self._row_filter.encoded("lab")[1]
                self._apply(with_lab(self.terms, every, key, on=bool(value)))
            else:
                self._apply(with_input(self.terms, name, value))
        except LabkitError as error:
            # Invalid input stays in its field, and the table keeps the last valid filter.
            self.error_pane.show(h.error_box(error))

    def _apply(self, terms: FilterTerms) -> None:
        self._mask = self._row_filter.mask(terms)
        self.terms, self._first, self._message = terms, 0, ""
        self.error_pane.show("")
        self._sort()

    def _sort(self) -> None:
        column, descending = self._order
        self._found = self._row_filter.sorted_positions(self._mask, column, descending=descending)
        self._show_table()
        self._schedule_tab()

    # --- the table ----------------------------------------------------------------------------

    def _show_table(self) -> None:
        at = self._found[self._first : self._first + PAGE_SIZE]
        page = self._row_filter.products.iloc[at]
        html = view.results(
            page,
            self._row_filter.prices[at].tolist(),
            keys=at.tolist(),
            first=self._first,
            count=len(self._found),
            of=len(self._mask),
            order=self._order,
            currency=self._row_filter.currency,
            rates=self._row_filter.rates,
            samples=self._samples,
            message=self._message,
        )
        self.table.show(html)

    @cached_property
    def _samples(self) -> list[str]:
        return self.catalog.samples

    def _on_table_action(self, name: str, key: str, _value: str) -> None:
        self._message = ""
        if name == "sort" and key in view.COLUMNS:
            descending = self._order == (key, False)
            self._order, self._first = (key, descending), 0
            self._sort()
            return
        if name == "page":
            self._turn_page(key)
        elif name == "export":
            self._download(key)
        elif name in {"add", "order"}:
            self._on_product(name, key)
        self._show_table()

    def _turn_page(self, key: str) -> None:
        step = {"-1": -PAGE_SIZE, "1": PAGE_SIZE}.get(key, -self._first)
        if self._first + step < len(self._found):
            self._first = max(0, self._first + step)

    def _download(self, kind: str) -> None:
        # A workbook of 100,000 rows takes half a minute.
        self._message = h.note(f"Writing products.{kind}: {len(self._found):,} rows …")
        self._show_table()
        try:
            content = export.to_bytes(self.shown, kind)
        except LabkitError as error:
            self._message = h.error_box(error)
            return
        self.table.download(f"products.{kind}", content, export.KINDS[kind])
        self._message = h.note(f"products.{kind}: {len(self._found):,} rows.")

    def _on_product(self, name: str, key: str) -> None:
        line = line_of(self._row_filter.products.iloc[int(key)].to_dict())
        if name == "add":
            self.basket_pane.add(line)
            self._message = h.note(f"Added to the basket: {line.name} ({line.lab}).")
        else:
            self._open_form(line)

    def _open_form(self, line: BasketLine) -> None:
        lab = self.catalog.labs[line.lab]
        if self._on_order is not None:
            self._on_order(lab, line)
            return
        from labkit.widgets.order_from_product import form_for

        self._form_box.children = [form_for(lab, line)]
        self._tabs.selected_index = ORDER

    # --- the other tabs: drawn when they are selected ----------------------------------------

    def _schedule_tab(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._guarded(self._draw_tab)
            return
        self._timer = loop.call_later(_DEBOUNCE, lambda: self._guarded(self._draw_tab))

    def _draw_tab(self) -> None:
        tab = self._tabs.selected_index
        if tab not in {CHARTS, LIVE} or self._drawn_for.get(tab) == self.terms:
            return
        if tab == CHARTS:
            self.charts.draw(self.shown, self._row_filter.currency)
        else:
            self._live.list(self.shown)
        self._drawn_for[tab] = self.terms

    def _count_basket(self, count: int) -> None:
        self._tabs.set_title(BASKET, f"Basket ({count})" if count else "Basket")

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - an error in a callback is seen by nobody else
            self._message = h.error_box(error)
            self._show_table()
            self.charts.show(self._message)

    def fallback(self) -> tuple[str, str]:
        """Return the static fallback: plain text and HTML."""
        line = f"Explorer: {len(self._found):,} of {len(self._mask):,} products"
        return line, products_html(self._row_filter.frame(self._found[:PAGE_SIZE]), line)
