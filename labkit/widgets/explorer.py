"""The explorer: walk through the catalogs of several labs with the mouse."""

from __future__ import annotations

import asyncio
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from labkit.display.reprs import products_html
from labkit.errors import LabkitError
from labkit.frames import export
from labkit.model.values import parse_currency
from labkit.widgets import explorer_view as view
from labkit.widgets import html_table as t
from labkit.widgets.basket import line_of
from labkit.widgets.basket_pane import BasketPane
from labkit.widgets.explorer_pictures import LiveTable, Pictures, remark
from labkit.widgets.filter_rows import Sieve
from labkit.widgets.filter_terms import Wanted, changed, ticked
from labkit.widgets.html_pane import Shown
from labkit.widgets.static_fallback import WithStatic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from labkit.api.lab import Lab
    from labkit.api.merged_catalog import Catalog
    from labkit.widgets.basket import BasketLine

PAGE = 20
TABLE, PICTURES, BASKET, LIVE, ORDER = range(5)
TITLES = ("Table", "Pictures", "Basket", "All rows", "Order")
_REST = 0.4  # seconds without a change before pictures are drawn again


def explore(
    catalog: Catalog | Sequence[str | Lab] | None = None,
    *,
    currency: str = "EUR",
    on_order: Callable[[Lab, BasketLine], None] | None = None,
) -> Explorer:
    """Walk through catalogs: filter, sort, look at pictures, fill a basket, order, export.

    Parameters
    ----------
    catalog
        A `Catalog`, or labs as `labkit.catalog` takes them; all labs by default.
    currency
        What prices are brought to (ISO 4217).
    on_order
        Called by "Order this" with the lab and the product; by default the lab's order form
        opens beside the table.

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


class Explorer(WithStatic, widgets.VBox):  # type: ignore[misc] # ipywidgets has no types
    """A filter, the products it leaves, their pictures and a basket.

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
        self.wanted = Wanted()
        self._on_order = on_order
        self._sieve = Sieve(catalog.products, parse_currency(currency))
        self._order = ("price", False)
        self._first, self._said = 0, ""
        self._waiting: asyncio.TimerHandle | None = None
        self._looked: dict[int, Wanted] = {}
        self.form = Shown(self._asked)
        self.trouble, self.table = Shown(), Shown(self._pressed)
        self.pictures = Pictures()
        self.bag = BasketPane(catalog, self._sieve.currency, self._count_basket)
        self._live, self._form_box = LiveTable(), widgets.VBox()
        shown = [self.table, self.pictures, self.bag, self._live]
        # Who takes orders elsewhere needs no form here.
        self._tabs = widgets.Tab(shown if on_order else [*shown, self._form_box])
        self._tabs.add_class("lk-tabs")
        self._tabs.titles = TITLES[: len(self._tabs.children)]
        self._tabs.observe(lambda _: self._guarded(self._look), "selected_index")
        super().__init__([self.form, self.trouble, self._tabs])
        self._form_box.children = [remark('"Order this" in the table opens the form here.')]
        self._show_form()
        self._apply(self.wanted)

    # --- what a notebook can ask --------------------------------------------------------------

    @property
    def shown(self) -> pd.DataFrame:
        """Exactly what is filtered, in the order of the table.

        The columns of `labkit.frames.PRODUCTS`, then those of `labkit.frames.CONVERTED`: the price
        in the explorer's currency.
        """
        return self._sieve.frame(self._found)

    def filter(self, **wanted: Any) -> Explorer:  # noqa: ANN401 - the fields of `Wanted`
        """Set parts of the filter; the others stay.

        Parameters
        ----------
        **wanted
            labs, size, tolerance, category, variant, low, high, text: see
            `labkit.widgets.filter_terms.Wanted`.

        Raises
        ------
        InputError
            If one cannot be read, or there is no such part.
        """
        self._apply(self.wanted.having(wanted))
        self._show_form()
        return self

    def export(self, path: str | Path) -> Path:
        """Write what is filtered to a file: .csv, .xlsx, .parquet or .json.

        Raises
        ------
        InputError
            If there is no such kind of file, or it cannot be written.
        """
        return export.save(self.shown, Path(path))

    # --- the filter ---------------------------------------------------------------------------

    def _show_form(self) -> None:
        troubles = "".join(t.failure(error) for _, error in sorted(self.catalog.problems.items()))
        labs = self._sieve.coded("lab")[1]
        self.form.show(troubles + view.form(labs, self._sieve, self.wanted))

    def _asked(self, name: str, key: str, value: str) -> None:
        if name == "clear":
            self._apply(Wanted())
            self._show_form()
            return
        try:
            if name == "lab":
                every = self._sieve.coded("lab")[1]
                self._apply(ticked(self.wanted, every, key, on=bool(value)))
            else:
                self._apply(changed(self.wanted, name, value))
        except LabkitError as error:
            # What was typed stays, and so does all below until it can be read.
            self.trouble.show(t.failure(error))

    def _apply(self, wanted: Wanted) -> None:
        self._mask = self._sieve.keep(wanted)
        self.wanted, self._first, self._said = wanted, 0, ""
        self.trouble.show("")
        self._sort()

    def _sort(self) -> None:
        column, falling = self._order
        self._found = self._sieve.sorted(self._mask, column, falling=falling)
        self._show_table()
        self._look_later()

    # --- the table ----------------------------------------------------------------------------

    def _show_table(self) -> None:
        at = self._found[self._first : self._first + PAGE]
        page = self._sieve.products.iloc[at]
        html = view.results(
            page,
            self._sieve.prices[at].tolist(),
            keys=at.tolist(),
            first=self._first,
            count=len(self._found),
            of=len(self._mask),
            order=self._order,
            currency=self._sieve.currency,
            rates=self._sieve.rates,
            samples=self._samples,
            said=self._said,
        )
        self.table.show(html)

    @cached_property
    def _samples(self) -> list[str]:
        return self.catalog.samples

    def _pressed(self, name: str, key: str, _value: str) -> None:
        self._said = ""
        if name == "sort" and key in view.COLUMNS:
            falling = self._order == (key, False)
            self._order, self._first = (key, falling), 0
            self._sort()
            return
        if name == "page":
            self._turn(key)
        elif name == "export":
            self._download(key)
        elif name in {"add", "order"}:
            self._product(name, key)
        self._show_table()

    def _turn(self, key: str) -> None:
        step = {"-1": -PAGE, "1": PAGE}.get(key, -self._first)
        if self._first + step < len(self._found):
            self._first = max(0, self._first + step)

    def _download(self, kind: str) -> None:
        # A workbook of 100,000 rows takes half a minute.
        self._said = t.note(f"Writing products.{kind}: {len(self._found):,} rows …")
        self._show_table()
        try:
            content = export.to_bytes(self.shown, kind)
        except LabkitError as error:
            self._said = t.failure(error)
            return
        self.table.download(f"products.{kind}", content, export.KINDS[kind])
        self._said = t.note(f"products.{kind}: {len(self._found):,} rows.")

    def _product(self, name: str, key: str) -> None:
        line = line_of(self._sieve.products.iloc[int(key)].to_dict())
        if name == "add":
            self.bag.add(line)
            self._said = t.note(f"In the basket: {line.name} of {line.lab}.")
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

    # --- what is beside the table: drawn where somebody looks at them ----------------------

    def _look_later(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._guarded(self._look)
            return
        self._waiting = loop.call_later(_REST, lambda: self._guarded(self._look))

    def _look(self) -> None:
        tab = self._tabs.selected_index
        if tab not in {PICTURES, LIVE} or self._looked.get(tab) == self.wanted:
            return
        if tab == PICTURES:
            self.pictures.draw(self.shown, self._sieve.currency)
        else:
            self._live.list(self.shown)
        self._looked[tab] = self.wanted

    def _count_basket(self, count: int) -> None:
        self._tabs.set_title(BASKET, f"Basket ({count})" if count else "Basket")

    def _guarded(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - a lab's broken module must not take the others with it
            self._said = t.failure(error)
            self._show_table()
            self.pictures.show(self._said)

    def fallback(self) -> tuple[str, str]:
        """Return what stands where no widget can run."""
        line = f"Explorer: {len(self._found):,} of {len(self._mask):,} products"
        return line, products_html(self._sieve.frame(self._found[:PAGE]), line)
