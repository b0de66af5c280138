"""A report as one HTML file: nothing is loaded from anywhere, and no name in it can do anything."""

from __future__ import annotations

import base64
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from labkit import marks, plots
from labkit.matrix import matrix_symbols
from labkit.report.content import Content, common_notes
from labkit.styling import UNKNOWN, amount_text, symbols_of
from labkit.values import minor_digits

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_FOLDER = Path(__file__).parent / "templates"


def render(content: Content) -> str:
    """Return a report as HTML.

    Parameters
    ----------
    content
        What `labkit.report.content.gather` put together.
    """
    return _template().render(
        content=content,
        style=Markup(_style()),  # noqa: S704 - labkit's own file, nothing is put into it
        unknown=UNKNOWN,
        matrix=_matrix_rows(content.matrix),
        tables=[_table(size, frame, content) for size, frame in content.comparisons.items()],
        pictures=_pictures(content),
    )


def _table(size: str, frame: pd.DataFrame, content: Content) -> dict[str, Any]:
    common = common_notes(frame)
    digits = minor_digits(content.currency)
    symbols = symbols_of(frame)
    rows = zip(frame.itertuples(), symbols, strict=True)
    return {
        "size": size,
        "nearest": frame.attrs["nearest"],
        "common": common,
        "rows": [_row(row, symbol, digits, common) for row, symbol in rows],
    }


def _row(row: Any, symbol: str, digits: int, common: list[str]) -> dict[str, Any]:  # noqa: ANN401 - a frame's row
    price = amount_text(row.price, None)
    return {
        "lab": row.lab,
        "name": row.name,
        "variant": row.variant,
        "ids": " / ".join(part for part in (row.product_id, row.variant_id) if part),
        "size": f"{row.width_mm:g} × {row.height_mm:g}",
        "off": f"{row.size_error:.1%}" if row.size_error else "",
        "off_mm": f"{row.size_error_mm:g} mm" if row.size_error else "",
        "price": price if price == UNKNOWN else f"{price} {row.currency}",
        "total": amount_text(row.total, digits),
        "symbol": symbol,
        "complete": bool(row.complete),
        "fx_date": row.fx_date,
        "notes": [note for note in row.notes.split("; ") if note not in common],
    }


def _matrix_rows(matrix: pd.DataFrame) -> list[dict[str, Any]]:
    digits = minor_digits(matrix.attrs["currency"])
    about = matrix.attrs
    rows = zip(matrix.itertuples(), matrix_symbols(matrix), strict=True)
    return [
        {
            "lab": row[0],
            "cells": [
                {
                    "amount": amount_text(amount, digits),
                    "symbol": symbol,
                    "product": about["products"][size].get(row[0], ""),
                    "note": about["notes"][size].get(row[0], ""),
                }
                for amount, symbol, size in zip(row[1:], symbols, matrix.columns, strict=True)
            ],
        }
        for row, symbols in rows
    ]


def _pictures(content: Content) -> list[dict[str, str]]:
    compared = list(content.comparisons.values())
    currency = content.currency
    figures: list[tuple[str, Figure, str]] = [
        (
            "Labs against sizes",
            plots.matrix_heatmap(content.matrix),
            "Heat map of the table above: the darker a cell, the dearer beside its column's best.",
        ),
        (
            "Price by size",
            plots.price_by_size(compared, currency=currency),
            f"Each lab's offers for each size. {_cheapest(content, 'total')}",
        ),
        (
            "Price per area",
            plots.price_per_area(compared, currency=currency),
            f"What one square metre costs at each lab, by size, in {currency}.",
        ),
    ]
    return [
        {"title": title, "alt": alt, "source": _embedded(figure)} for title, figure, alt in figures
    ]


def _cheapest(content: Content, value: str) -> str:
    digits = minor_digits(content.currency)
    found = []
    for size, frame in content.comparisons.items():
        known = frame[frame[value].notna()]
        if len(known):
            first = known.iloc[0]
            symbol = marks.symbol(first["price_kind"], first["tax"])
            amount = f"{amount_text(first[value], digits)} {symbol}".strip()
            found.append(f"{size}: {amount} ({first['lab']})")
    return f"First in rank, in {content.currency}: {'; '.join(found)}." if found else ""


def _embedded(figure: Figure) -> str:
    body = base64.b64encode(plots.to_bytes(figure, "svg")).decode()
    return f"data:image/svg+xml;base64,{body}"


def _clean(text: object) -> str:
    """Drop control characters, which have no place in HTML; escaping is the template's."""
    return "".join(letter for letter in str(text) if unicodedata.category(letter) != "Cc")


@lru_cache(maxsize=1)
def _style() -> str:
    return (_FOLDER / "report.css").read_text("utf-8")


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    surroundings = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    surroundings.filters["clean"] = _clean
    return surroundings.get_template("report.html")
