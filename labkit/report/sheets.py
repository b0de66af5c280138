"""What stands on the sheets of a workbook, cell by cell, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit import plots
from labkit.matrix import matrix_symbols
from labkit.report.pictures import draw
from labkit.styling import UNKNOWN, partial_symbols, symbols_of
from labkit.values import minor_digits

if TYPE_CHECKING:
    from labkit.report.content import Content, Source

# A sheet has 1,048,576 rows; some stand above the table.
MOST_ROWS = 1_048_000
_PRICE = "#,##0.00####"
_MM = "0.##"
_PERCENT = "0.0%"
_AMOUNTS = ("items_total", "options_total", "shipping_total", "total")
_TEXTS = ("lab", "name", "variant", "product_id", "variant_id")
_WIDTHS = (6, 14, 34, 18, 20, 12, 9, 9, 9, 9, 11, 9, 9, 12, 12, 12, 12, 7, 10, 12, 60, 40, 18)


@dataclass(frozen=True)
class Cell:
    """One cell: a number, a truth or a text; how it looks; its number format."""

    value: Any
    look: tuple[str, ...] = ()
    form: str = ""


@dataclass(frozen=True)
class Drawing:
    """A picture on a sheet: PNG, what it shows in words, how high it is."""

    png: bytes
    words: str
    height_inches: float


@dataclass(frozen=True)
class Sheet:
    """One sheet: lines above, a header with filters, rows, pictures below."""

    name: str
    widths: Sequence[float]
    above: list[list[Cell]] = field(default_factory=list)
    head: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    frozen: int = 0
    pictures: list[Drawing] = field(default_factory=list)


def sheets(content: Content) -> list[Sheet]:
    """Return the sheets of a report: what it is about, matrix, a table for each size, sources."""
    tables = [_offers(size, frame, content) for size, frame in content.comparisons.items()]
    return [_about(content), _matrix(content), *tables, _sources(content), _pictures(content)]


def _about(content: Content) -> Sheet:
    where = f"sent to {content.country}" if content.country else "items alone, without shipping"
    lines = [
        _title("Print prices"),
        _line(", ".join(content.comparisons)),
        _line(f"{content.quantity:,} of each, totals in {content.currency}, {where}"),
        _line(f"Made {content.made:%Y-%m-%d %H:%M} UTC with labkit {content.version}"),
    ]
    if content.rate_days:
        lines.append(_line(f"Exchange rates: ECB, {', '.join(content.rate_days)}"))
    lines += _sample(content)
    for lab, message in content.problems.items():
        said = " ".join(message.split())
        lines.append([Cell(f"Not read: {lab}: {said}", ("problem",))])
    lines += [[], _line("What the marks mean", "bold")]
    lines += [[Cell(f"{mark.symbol}  {mark.words}")] for mark in content.legend]
    lines.append(_line(f"{UNKNOWN}  not known, or not sold in this size"))
    if content.warning:
        lines.append(_line(f"{content.warning.capitalize()}.", "bold"))
    return Sheet("About", (110,), lines)


def _matrix(content: Content) -> Sheet:
    matrix, money = content.matrix, _money(content.currency)
    head = [Cell("Lab", ("head",))]
    for size in matrix.columns:
        names = (f"{size} [{content.currency}]", "Mark", f"Product in {size}")
        head += [Cell(name, ("head",)) for name in names]
    rows = []
    for row, symbols in zip(matrix.itertuples(), matrix_symbols(matrix), strict=True):
        cells = [Cell(row[0])]
        for amount, symbol, size in zip(row[1:], symbols, matrix.columns, strict=True):
            look = ("marked",) if symbol else ()
            product = matrix.attrs["products"][size].get(row[0], "")
            cells += [_number(amount, money, look), Cell(symbol, look), Cell(product, look)]
        rows.append(cells)
    without = "" if content.country else ", without shipping"
    above = [_title(f"The cheapest total of each lab{without}"), *_sample(content)]
    return Sheet("Labs against sizes", (18, *(16, 7, 34) * matrix.shape[1]), above, head, rows, 1)


def _offers(size: str, frame: pd.DataFrame, content: Content) -> Sheet:
    shown = frame.head(MOST_ROWS)
    above = [_title(f"{content.quantity:,} x {size}, by total"), *_sample(content)]
    if frame.attrs.get("nearest"):
        above.append(_line(frame.attrs["nearest"]))
    if len(shown) < len(frame):
        above.append(_line(f"{len(frame) - len(shown):,} more rows have no room on a sheet"))
    head = [Cell(name, ("head",)) for name in _headings(content.currency)]
    marked = zip(shown.itertuples(), symbols_of(shown), partial_symbols(shown), strict=True)
    money = _money(content.currency)
    rows = [
        _offer(place, row, (symbol, more), money)
        for place, (row, symbol, more) in enumerate(marked, 1)
    ]
    return Sheet(size, _WIDTHS, above, head, rows, 3)


def _headings(currency: str) -> list[str]:
    return [
        *("#", "Lab", "Product", "Variant", "Product id", "Variant id"),
        *("Width [mm]", "Height [mm]", "Off by", "Off by [mm]", "Price of one", "Currency"),
        "Quantity",
        *(f"{name} [{currency}]" for name in ("Items", "Options", "Shipping", "Total")),
        *("Mark", "Complete", "Rate of", "Notes", "Read from", "Read (UTC)"),
    ]


def _offer(place: int, row: Any, symbols: tuple[str, str], money: str) -> list[Cell]:  # noqa: ANN401 - a frame's row
    symbol, more = symbols
    look = ("marked",) if symbol else ()
    read = "" if row.fetched_at is pd.NaT else f"{row.fetched_at:%Y-%m-%d %H:%M}"
    lab, *texts = [Cell(getattr(row, name), look) for name in _TEXTS]
    return [
        Cell(place, look),
        lab,
        *texts,
        _number(row.width_mm, _MM, look),
        _number(row.height_mm, _MM, look),
        _number(row.size_error, _PERCENT, look),
        _number(row.size_error_mm, _MM, look),
        _number(row.price, _PRICE, look),
        Cell(row.currency, look),
        _number(row.quantity, "#,##0", look),
        *(_number(getattr(row, name), money, look) for name in _AMOUNTS),
        Cell(more + symbol, look),
        Cell(bool(row.complete), look),
        *(Cell(text, look) for text in (row.fx_date, row.notes, row.source_url, read)),
    ]


def _sources(content: Content) -> Sheet:
    names = ("Lab", "Its own name", "Read from", "Read", "Products", "Prices are", "Remarks")
    head = [Cell(name, ("head",)) for name in names]
    rows = [_source(source) for source in content.sources]
    above = [_title("Where it comes from"), *_sample(content)]
    taken = [
        [Cell(source.lab), Cell(source.title), Cell(f"Taken for granted: {assumption}")]
        for source in content.sources
        for assumption in source.assumptions
    ]
    return Sheet("Sources", (14, 22, 34, 22, 10, 60, 30), above, head, [*rows, *taken], 1)


def _source(source: Source) -> list[Cell]:
    remarks = ["sample data"] * source.sample + ["past its life"] * source.stale
    return [
        Cell(source.lab),
        Cell(source.title),
        Cell(source.host or UNKNOWN),
        Cell(source.read or UNKNOWN),
        Cell(source.products, (), "#,##0"),
        Cell(source.prices),
        Cell(", ".join(remarks)),
    ]


def _pictures(content: Content) -> Sheet:
    drawings = [
        Drawing(plots.to_bytes(each.figure, "png"), each.words, each.figure.get_figheight())
        for each in draw(content)
    ]
    return Sheet("Pictures", (100,), [_title("Pictures"), *_sample(content)], pictures=drawings)


def _sample(content: Content) -> list[list[Cell]]:
    if not content.samples:
        return []
    labs = ", ".join(content.samples)
    return [[Cell(f"SAMPLE DATA from labkit's own sandbox, not from the lab: {labs}", ("sample",))]]


def _title(text: str) -> list[Cell]:
    return [Cell(text, ("title",))]


def _line(text: str, *look: str) -> list[Cell]:
    return [Cell(text, look)]


def _money(currency: str) -> str:
    digits = minor_digits(currency)
    return "#,##0" + ("." + "0" * digits if digits else "")


def _number(value: Any, form: str, look: tuple[str, ...]) -> Cell:  # noqa: ANN401 - a number or <NA>
    # A word where it is unknown: an empty cell would count as 0 in a formula.
    return Cell(UNKNOWN, look) if pd.isna(value) else Cell(value, look, form)
