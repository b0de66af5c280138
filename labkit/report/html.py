"""A report as one HTML file: nothing is loaded from anywhere, and no name in it can do anything."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from labkit import plots
from labkit.matrix import matrix_symbols
from labkit.report.content import Content, clean, common_notes
from labkit.report.pictures import draw
from labkit.styling import UNKNOWN, amount_text, partial_symbols, symbols_of
from labkit.values import minor_digits

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

# What is longer stands once below the table; a kind of price is shorter and stays in its row.
_LONG_NOTE = 45
_FOLDER = Path(__file__).parent / "templates"


def render(content: Content, *, paper: bool = False) -> str:
    """Return a report as HTML.

    Parameters
    ----------
    content
        What `labkit.report.content.gather` put together.
    paper
        Lay it out for pages, not for a screen.
    """
    return _template().render(
        content=content,
        style=Markup(_style(paper=paper)),  # noqa: S704 - labkit's own file, nothing is put into it
        unknown=UNKNOWN,
        matrix=_matrix_rows(content.matrix),
        tables=[_table(size, frame, content) for size, frame in content.comparisons.items()],
        pictures=_pictures(content),
    )


def _table(size: str, frame: pd.DataFrame, content: Content) -> dict[str, Any]:
    common = common_notes(frame)
    footnotes = _footnotes(frame, common)
    digits = minor_digits(content.currency)
    rows = zip(frame.itertuples(), symbols_of(frame), partial_symbols(frame), strict=True)
    return {
        "size": size,
        "nearest": frame.attrs["nearest"],
        "common": common,
        "footnotes": list(footnotes),
        "rows": [
            _row(row, digits)
            | {"symbol": symbol, "more": more, "notes": _notes(row.notes, common, footnotes)}
            for row, symbol, more in rows
        ],
    }


def _row(row: Any, digits: int) -> dict[str, Any]:  # noqa: ANN401 - a frame's row
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
        "fx_date": row.fx_date,
    }


def _footnotes(frame: pd.DataFrame, common: list[str]) -> dict[str, int]:
    each = [note for notes in frame["notes"].drop_duplicates() for note in notes.split("; ")]
    long = dict.fromkeys(note for note in each if len(note) > _LONG_NOTE and note not in common)
    return {note: number for number, note in enumerate(long, 1)}


def _notes(notes: str, common: list[str], footnotes: dict[str, int]) -> str:
    own = [note for note in notes.split("; ") if note not in common]
    return "; ".join(f"({footnotes[note]})" if note in footnotes else note for note in own)


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
    return [
        {"title": drawn.title, "alt": drawn.words, "source": _embedded(drawn.figure)}
        for drawn in draw(content)
    ]


def _embedded(figure: Figure) -> str:
    body = base64.b64encode(plots.to_bytes(figure, "svg")).decode()
    return f"data:image/svg+xml;base64,{body}"


@lru_cache(maxsize=2)
def _style(*, paper: bool) -> str:
    names = ["report.css", *(["paper.css"] if paper else [])]
    return "\n".join((_FOLDER / name).read_text("utf-8") for name in names)


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    surroundings = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    surroundings.filters["clean"] = clean
    return surroundings.get_template("report.html")
