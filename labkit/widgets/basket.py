"""The explorer's basket: order lines, and their landed cost at one lab and at all labs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from labkit.errors import LabkitError
from labkit.model.countries import parse_country
from labkit.model.money import Money
from labkit.model.quantity import parse_quantity
from labkit.model.size import Size
from labkit.widgets import html_elements as h
from labkit.widgets.explorer_view import UNKNOWN, size_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from labkit.api.merged_catalog import Catalog


@dataclass(frozen=True)
class BasketLine:
    """A product of one lab and its quantity.

    Attributes
    ----------
    lab, product_id, variant_id, name, variant
        As in `labkit.frames.PRODUCTS`.
    size
        Its size; None where it is not known.
    quantity
        How many.
    """

    lab: str
    product_id: str
    variant_id: str
    name: str
    variant: str
    size: Size | None
    quantity: int = 1


def line_of(record: Mapping[str, Any]) -> BasketLine:
    """Return the basket line of a product."""
    size = None
    if size_text(record) != UNKNOWN:
        size = Size(float(record["width_mm"]), float(record["height_mm"]))
    names = ("lab", "product_id", "variant_id", "name", "variant")
    lab, product_id, variant_id, name, variant = (str(record[part]) for part in names)
    return BasketLine(lab, product_id, variant_id, name, variant, size)


class Basket:
    """Basket lines in the order they were added."""

    def __init__(self) -> None:
        self.lines: list[BasketLine] = []
        self.country = "NL"

    def add(self, line: BasketLine) -> None:
        """Add a product; adding it twice increases its quantity."""
        for place, known in enumerate(self.lines):
            if replace(known, quantity=1) == replace(line, quantity=1):
                more = replace(known, quantity=known.quantity + line.quantity)
                self.lines[place] = more
                return
        self.lines.append(line)

    def set_quantity(self, place: int, value: str) -> None:
        """Set a line's quantity.

        Raises
        ------
        InputError
            If it is no quantity.
        """
        self.lines[place] = replace(self.lines[place], quantity=parse_quantity(value))

    def html(self, quoted: str = "") -> str:
        """Return the basket as an HTML table with its controls and a quote below it."""
        if not self.lines:
            return h.note('The basket is empty. "Add to basket" puts a product in.')
        names = ("Lab", "Product", "Paper or format", "Size [mm]", "Quantity", "Actions")
        rows = [_row(place, line) for place, line in enumerate(self.lines)]
        tools = h.toolbar(
            h.text_input("Country", "country", self.country, hint="NL"),
            h.button("Get quote", "quote"),
            h.button("Empty basket", "empty"),
        )
        heads = [h.header_cell(name, "number" if name == "Size [mm]" else "") for name in names]
        return h.table(heads, rows, css="lk-banded lk-cards lk-basket") + tools + quoted


def _row(place: int, line: BasketLine) -> str:
    size = f"{line.size.width_mm:g} × {line.size.height_mm:g}" if line.size else UNKNOWN
    label = h.escape(f"Quantity of {line.name}")
    count = (
        f'<input class="lk-count" type="number" min="1" data-action="quantity" data-key="{place}" '
        f'value="{line.quantity}" aria-label="{label}">'
    )
    cells = (
        h.cell(h.escape(line.lab)),
        h.cell(h.escape(line.name), "name"),
        h.cell(h.escape(line.variant or UNKNOWN), "name"),
        h.cell(h.escape(size), "number"),
        h.cell(count),
        h.cell(h.button("Remove", "remove", str(place))),
    )
    return f"<tr>{''.join(cells)}</tr>"


def quote_html(catalog: Catalog, basket: Basket, currency: str) -> str:
    """Return the basket's landed cost as HTML: as it is, and the same sizes at every lab.

    Raises
    ------
    CountryError
        If the country is none.
    """
    country = parse_country(basket.country)
    lab_quotes = "".join(
        _lab_quote(catalog, basket, lab, country, currency) for lab in _labs(basket)
    )
    return (
        f"<h4>The basket as it is, delivered to {h.escape(country)}</h4>{lab_quotes}"
        + _quotes_across(catalog, basket, country, currency)
    )


def _labs(basket: Basket) -> list[str]:
    return list(dict.fromkeys(line.lab for line in basket.lines))


def _lab_quote(catalog: Catalog, basket: Basket, lab: str, country: str, currency: str) -> str:
    lines = [
        (line.product_id, line.variant_id, line.quantity)
        for line in basket.lines
        if line.lab == lab
    ]
    try:
        quote = catalog.labs[lab].quote(lines, country, currency=currency)
    except LabkitError as error:
        return h.error_box(error)
    return f'<div class="lk-scroll lk-quote">{quote._repr_html_()}</div>'


def _quotes_across(catalog: Catalog, basket: Basket, country: str, currency: str) -> str:
    known = [line for line in basket.lines if line.size]
    title = f"<h4>The same sizes at every lab, in {h.escape(currency)}</h4>"
    if not known:
        return title + h.note("No product in the basket has a known size.")
    left = len(basket.lines) - len(known)
    rest = h.note(f"{left} without a known size are left out.") if left else ""
    lines = [(line.size, line.quantity) for line in known if line.size]
    try:
        found = catalog.quote(lines, country=country, currency=currency)
    except LabkitError as error:
        return title + rest + h.error_box(error)
    return title + rest + _quote_table(found, currency)


def _quote_table(found: pd.DataFrame, currency: str) -> str:
    heads = [
        h.header_cell("Lab"),
        h.header_cell("Total", "number"),
        h.header_cell("Known subtotal", "number"),
    ]
    rows = []
    for row in found.to_dict("records"):
        cells = (
            h.cell(h.escape(row["lab"])),
            h.cell(h.escape(_money(row["total"], currency)), "number"),
            h.cell(h.escape(_money(row["known_total"], currency)), "number"),
            h.cell(h.escape(row["notes"] or UNKNOWN), "name"),
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    about = f"The best-ranked product of each size, as one order. {UNKNOWN}: not known."
    warning = h.note(str(found.attrs.get("warning", "")))
    return warning + h.table([*heads, h.header_cell("Notes")], rows, caption=about, css="lk-banded")


def _money(amount: Any, currency: str) -> str:  # noqa: ANN401 - a number, <NA> or None
    # Unknown amounts are None, <NA> or NaN; NaN differs from itself.
    if not isinstance(amount, Decimal | float | int) or amount != amount:  # noqa: PLR0124 - NaN
        return UNKNOWN
    return str(Money(Decimal(str(amount)), currency))
