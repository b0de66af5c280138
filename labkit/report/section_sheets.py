"""Workbook sheets of landed cost, price history and photo resolution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit.display import price_notes
from labkit.report.cells import (
    PERCENT,
    PRICE,
    Cell,
    Sheet,
    header,
    heading,
    money_format,
    number_cell,
    text_row,
)
from labkit.report.tables import QUOTE_PARTS, quote_is_partial, quote_symbol

if TYPE_CHECKING:
    from labkit.report.content import Content

_OVER_TIME = ("lab", "product_id", "variant_id", "name", "variant")


def quotes(content: Content) -> list[Sheet]:
    """Return the sheet of the landed cost of all sizes as one order; none without a country."""
    frame = content.quotes
    if frame is None:
        return []
    sizes = ", ".join(f"{count:,} x {size}" for size, count in frame.attrs["sizes"])
    above = heading(content, f"{sizes}, delivered to {content.country} as one order")
    amounts = [f"{name} [{content.currency}]" for name in (*QUOTE_PARTS.values(), "Total")]
    head = header(["Lab", *amounts, "Mark", "Complete", "Products", "Rate date", "Notes"])
    number_format = money_format(content.currency)
    rows = [_quote(row, number_format) for row in frame.itertuples()]
    widths = (14, *(12,) * len(amounts), 8, 11, 40, 12, 60)
    return [Sheet("Landed cost", widths, above, head, rows, 1)]


def _quote(row: Any, number_format: str) -> list[Cell]:  # noqa: ANN401 - a frame's row
    more = price_notes.PARTIAL.symbol if quote_is_partial(row) else ""
    symbol = f"{more}{quote_symbol(row)}"
    style = ("marked",) if symbol else ()
    return [
        Cell(row.lab, style),
        *(
            number_cell(getattr(row, name), number_format, style)
            for name in (*QUOTE_PARTS, "known_total")
        ),
        Cell(symbol, style),
        Cell(bool(row.complete), style),
        *(Cell(text, (*style, "wrapped")) for text in (row.products, row.fx_date, row.notes)),
    ]


def history(content: Content) -> list[Sheet]:
    """Return the price history sheet; none with less than two days."""
    if not content.history:
        return []
    above = heading(content, "Price history of each lab's first product of a size")
    names = ("Lab", "Product id", "Variant id", "Product", "Variant", "Unit price", "Currency")
    head = header(["Size", "Date", *names, "Mark", "Endpoint"])
    rows = [
        _day(size, row) for size, frame in content.history.items() for row in frame.itertuples()
    ]
    widths = (12, 12, 12, 12, 12, 24, 12, 12, 10, 8, 12)
    return [Sheet("Price history", widths, above, head, rows, 2)]


def _day(size: str, row: Any) -> list[Cell]:  # noqa: ANN401 - a frame's row
    known = pd.notna(row.price) and row.price_kind and row.tax
    symbol = price_notes.symbol(row.price_kind, row.tax) if known else ""
    return [
        Cell(size),
        Cell(row.date),
        *(Cell(getattr(row, name)) for name in _OVER_TIME),
        number_cell(row.price, PRICE),
        *(Cell(text) for text in (row.currency, symbol, row.endpoint)),
    ]


def sharpness(content: Content) -> list[Sheet]:
    """Return the sheet of the photo's print resolution; none without a photo."""
    found = content.photo_fit
    if found is None:
        return []
    wide, high = found.pixels
    named = f"{found.name}: " if found.name else ""
    about = f"{named}{wide:,} x {high:,} pixels, good at {found.min_ppi:g} ppi or more"
    above = [*heading(content, "Print resolution of the photo"), text_row(about)]
    names = ("Size", "Lab", "Product", "Variant", "Product id", "Variant id", "ppi", "Crop loss")
    head = header([*names, "Blank border", "Orientation", "Verdict", "Notes"])
    rows = [_print(row) for row in found.first.itertuples()]
    widths = (12, 12, 24, 12, 12, 12, 9, 9, 9, 13, 12, 20)
    return [Sheet("Photo", widths, above, head, rows, 2)]


def _print(row: Any) -> list[Cell]:  # noqa: ANN401 - a frame's row
    texts = (row.size, row.lab, row.name, row.variant, row.product_id, row.variant_id)
    return [
        *(Cell(text) for text in texts),
        number_cell(row.ppi, "0.00"),
        number_cell(row.crop_loss, PERCENT),
        number_cell(row.border, PERCENT),
        *(Cell(text) for text in (row.orientation, row.verdict, row.notes)),
    ]
