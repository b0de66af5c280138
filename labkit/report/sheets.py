"""The sheets of a workbook as cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit import plots
from labkit.display.styles import UNKNOWN, partial_symbols, symbols_of
from labkit.pricing.matrix import matrix_symbols
from labkit.report.cells import (
    MM,
    PERCENT,
    PRICE,
    Cell,
    Sheet,
    SheetImage,
    header,
    heading,
    money_format,
    number_cell,
    sample_banner,
    text_row,
    title_row,
)
from labkit.report.charts import draw_charts
from labkit.report.section_sheets import history, quotes, sharpness

if TYPE_CHECKING:
    from labkit.report.content import Content, Source

# A sheet has 1,048,576 rows; some stand above the table.
MOST_ROWS = 1_048_000
_AMOUNTS = ("items_total", "options_total", "shipping_total", "total")
_TEXTS = ("lab", "name", "variant", "product_id", "variant_id")
_WIDTHS = (6, 12, 24, 12, 12, 11, 9, 9, 9, 9, 10, 10, 10, 11, 11, 11, 11, 8, 11, 12, 24, 18, 40)


def sheets(content: Content) -> list[Sheet]:
    """Return the sheets of a report: about, matrix, one per size, sections, sources, charts."""
    tables = [_offers(size, frame, content) for size, frame in content.comparisons.items()]
    more = [*quotes(content), *history(content), *sharpness(content)]
    return [
        _about(content),
        _matrix(content),
        *tables,
        *more,
        _sources(content),
        _charts(content),
    ]


def _about(content: Content) -> Sheet:
    where = f"delivered to {content.country}" if content.country else "items only, without shipping"
    lines = [
        title_row("Print prices"),
        text_row(", ".join(content.comparisons)),
        text_row(f"{content.quantity:,} of each, totals in {content.currency}, {where}"),
        *([text_row("; ".join(content.terms))] if content.terms else []),
        text_row(f"Created {content.created_at:%Y-%m-%d %H:%M} UTC with labkit {content.version}"),
    ]
    if content.rate_days:
        lines.append(text_row(f"Exchange rates: ECB, {', '.join(content.rate_days)}"))
    lines += sample_banner(content)
    for lab, message in content.problems.items():
        text = " ".join(message.split())
        lines.append([Cell(f"Could not be read: {lab}: {text}", ("problem",))])
    lines += [text_row(f"Not understood: {line}") for line in content.notes]
    lines += [[], text_row("Legend", "bold")]
    lines += [[Cell(f"{mark.symbol}  {mark.words}")] for mark in content.legend]
    lines.append(text_row(f"{UNKNOWN}  not known, or not sold in this size"))
    if content.warning:
        lines.append(text_row(f"{content.warning.capitalize()}.", "bold"))
    return Sheet("About", (110,), lines)


def _matrix(content: Content) -> Sheet:
    matrix, number_format = content.matrix, money_format(content.currency)
    head = [Cell("Lab", ("head",))]
    for size in matrix.columns:
        names = (f"{size} [{content.currency}]", "Mark", f"Product in {size}")
        head += [Cell(name, ("head",)) for name in names]
    rows = []
    for row, symbols in zip(matrix.itertuples(), matrix_symbols(matrix), strict=True):
        cells = [Cell(row[0])]
        for amount, symbol, size in zip(row[1:], symbols, matrix.columns, strict=True):
            style = ("marked",) if symbol else ()
            product = matrix.attrs["products"][size].get(row[0], "")
            cells += [
                number_cell(amount, number_format, style),
                Cell(symbol, style),
                Cell(product, style),
            ]
        rows.append(cells)
    without = "" if content.country else ", without shipping"
    above = heading(content, f"The lowest total of each lab{without}")
    widths = (14, *(12, 8, 24) * matrix.shape[1])
    return Sheet("Prices by lab and size", widths, above, head, rows, 1)


def _offers(size: str, frame: pd.DataFrame, content: Content) -> Sheet:
    shown = frame.head(MOST_ROWS)
    above = heading(content, f"{content.quantity:,} x {size}, by total")
    if frame.attrs.get("nearest"):
        above.append(text_row(frame.attrs["nearest"]))
    if len(shown) < len(frame):
        above.append(text_row(f"{len(frame) - len(shown):,} more rows do not fit on a sheet"))
    head = header(_headings(content.currency))
    marked = zip(shown.itertuples(), symbols_of(shown), partial_symbols(shown), strict=True)
    number_format = money_format(content.currency)
    rows = [
        _offer(place, row, (symbol, more), number_format)
        for place, (row, symbol, more) in enumerate(marked, 1)
    ]
    return Sheet(size, _WIDTHS, above, head, rows, 3)


def _headings(currency: str) -> list[str]:
    return [
        *("#", "Lab", "Product", "Variant", "Product id", "Variant id"),
        *("Width [mm]", "Height [mm]", "Size error", "Size error [mm]", "Unit price", "Currency"),
        "Quantity",
        *(f"{name} [{currency}]" for name in ("Items", "Options", "Shipping", "Total")),
        # Notes last: they may run on to the right.
        *("Mark", "Complete", "Rate date", "Source", "Retrieved (UTC)", "Notes"),
    ]


def _offer(place: int, row: Any, symbols: tuple[str, str], number_format: str) -> list[Cell]:  # noqa: ANN401 - a frame's row
    symbol, more = symbols
    style = ("marked",) if symbol else ()
    read = "" if row.fetched_at is pd.NaT else f"{row.fetched_at:%Y-%m-%d %H:%M}"
    lab, *texts = [Cell(getattr(row, name), style) for name in _TEXTS]
    return [
        Cell(place, style),
        lab,
        *texts,
        number_cell(row.width_mm, MM, style),
        number_cell(row.height_mm, MM, style),
        number_cell(row.size_error, PERCENT, style),
        number_cell(row.size_error_mm, MM, style),
        number_cell(row.price, PRICE, style),
        Cell(row.currency, style),
        number_cell(row.quantity, "#,##0", style),
        *(number_cell(getattr(row, name), number_format, style) for name in _AMOUNTS),
        Cell(more + symbol, style),
        Cell(bool(row.complete), style),
        *(Cell(text, style) for text in (row.fx_date, row.source_url, read, row.notes)),
    ]


def _sources(content: Content) -> Sheet:
    names = ("Lab", "Full name", "Source", "Retrieved", "Products", "Price basis", "Remarks")
    head = header(names)
    rows = [_source(source) for source in content.sources]
    above = heading(content, "Sources")
    taken = [
        [Cell(source.lab), Cell(source.title), Cell(f"Assumption: {assumption}")]
        for source in content.sources
        for assumption in source.assumptions
    ]
    return Sheet("Sources", (14, 22, 24, 22, 10, 30, 20), above, head, [*rows, *taken], 1)


def _source(source: Source) -> list[Cell]:
    remarks = ["sample data"] * source.sample + ["stale"] * source.stale
    return [
        Cell(source.lab),
        Cell(source.title),
        Cell(source.host or UNKNOWN),
        Cell(source.read or UNKNOWN),
        Cell(source.products, (), "#,##0"),
        Cell(source.prices),
        Cell(", ".join(remarks)),
    ]


def _charts(content: Content) -> Sheet:
    images = [
        SheetImage(plots.to_bytes(each.figure, "png"), each.alt_text, each.figure.get_figheight())
        for each in draw_charts(content)
    ]
    reasons = [text_row(why) for why in content.missing.values() if why]
    return Sheet("Charts", (100,), [*heading(content, "Charts"), *reasons], images=images)
