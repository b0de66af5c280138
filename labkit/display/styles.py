"""Styled tables of comparisons, with price marks; all text is escaped."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit import frames
from labkit.display import price_notes
from labkit.model.currencies import minor_digits

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

SHOWN = (
    "lab",
    "name",
    "variant",
    "width_mm",
    "height_mm",
    "size_error",
    "price",
    "currency",
    "quantity",
    "total",
    "fx_date",
    "complete",
    "notes",
)
UNKNOWN = "–"

# Not colour alone: a marked price also has a symbol, a bar at its left and a slanted face.
# Both colours are given, so that it can be read on a dark page too.
_MARKED = (
    "background-color: #fff3cd; color: #3d2f00; border-left: 4px solid #b45f06; font-style: italic"
)
_PARTIAL = "text-decoration: underline dotted"


def style(frame: pd.DataFrame, *, columns: Sequence[str] = SHOWN, rows: int = 100) -> Styler:
    """Style a comparison as a table in which unlike prices are marked.

    Parameters
    ----------
    frame
        What ``compare`` gave.
    columns
        The columns to show.
    rows
        The maximum number of rows; the caption says how many are left out.

    Returns
    -------
    pandas.io.formats.style.Styler
        Cells, index, columns and caption are escaped.

    Raises
    ------
    ColumnError
        If the frame is none of ``compare``, or lacks a column that was asked for.
    """
    frames.check(frame, frames.COMPARE)
    shown = frame.head(rows)
    symbols = symbols_of(shown)
    partial_marks = partial_symbols(shown)
    table = pd.DataFrame({name: frames.column(shown, name) for name in columns})
    if "price" in table:
        # A price stands in the lab's own currency and may have parts of a cent.
        table["price"] = with_symbols(shown["price"], symbols, None)
    if "total" in table:
        both = ["".join(pair) for pair in zip(partial_marks, symbols, strict=True)]
        digits = minor_digits(frame.attrs.get("currency", ""))
        table["total"] = with_symbols(shown["total"], both, digits)
    price_styles = [_MARKED if symbol else "" for symbol in symbols]
    total_styles = [_PARTIAL if symbol else "" for symbol in partial_marks]
    cells = [name for name in ("price", "total", "notes") if name in table]
    styler = table.style.format(_formats(table), escape="html", na_rep=UNKNOWN)
    styler = styler.format_index(escape="html", axis=0).format_index(escape="html", axis=1)
    styler = styler.apply(lambda _: price_styles, subset=cells)
    if "total" in table:
        styler = styler.apply(lambda _: total_styles, subset=["total"])
    return styler.set_caption(html.escape(caption(frame, len(shown))))


def symbols_of(frame: pd.DataFrame) -> list[str]:
    """Return the symbols of each row's price; "" where it is unknown or needs none."""
    known = frame["price"].notna()
    triples = zip(known, frame["price_kind"], frame["tax"], strict=True)
    return [price_notes.symbol(kind, tax) if is_known else "" for is_known, kind, tax in triples]


def partial_symbols(frame: pd.DataFrame) -> list[str]:
    """Return the symbol of each row's total where it is only partial; else ""."""
    incomplete = frame["total"].notna() & ~frame["complete"].astype(bool)
    return [price_notes.PARTIAL.symbol if is_partial else "" for is_partial in incomplete]


def with_symbols(amounts: pd.Series, symbols: Sequence[str], digits: int | None) -> list[str]:
    """Format amounts, each with its symbols; "–" where unknown."""
    pairs = zip(amounts.array, symbols, strict=True)
    return [f"{amount_text(amount, digits)} {symbol}".rstrip() for amount, symbol in pairs]


def amount_text(amount: Any, digits: int | None) -> str:  # noqa: ANN401 - a float or <NA>
    """Format an amount with the decimals of its currency (None: as many as it has, at least 2)."""
    if amount is pd.NA or amount is None or amount != amount:  # noqa: PLR0124 - NaN alone differs from itself
        return UNKNOWN
    if digits is not None:
        return f"{amount:,.{digits}f}"
    return f"{amount:,.2f}" if round(amount, 2) == amount else f"{amount:,}"


def caption(frame: pd.DataFrame, shown: int) -> str:
    """Return a comparison's caption: what it shows, its symbols and how many rows it leaves out."""
    about = frame.attrs
    parts = [
        f"{about['quantity']:,} x {about['size']}, totals in {about['currency']}"
        if {"quantity", "size", "currency"} <= about.keys()
        else "",
        about.get("nearest", ""),
        *explanations(price_notes.pairs(frame, "price")),
        f"{price_notes.PARTIAL.symbol} {price_notes.PARTIAL.words}"
        if any(partial_symbols(frame))
        else "",
        sample_note(about.get("sample", [])),
        f"{len(frame) - shown:,} more rows are not shown" if shown < len(frame) else "",
    ]
    return " · ".join(part for part in parts if part)


def explanations(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Return the explanations of the symbols of (price_kind, tax) pairs."""
    return [f"{mark.symbol} {mark.words}" for mark in price_notes.legend(pairs)]


def sample_note(labs: Sequence[str]) -> str:
    """Return a note naming the labs whose data are samples; "" where none are."""
    return f"SAMPLE DATA from labkit's own sandbox: {', '.join(labs)}" if labs else ""


def _formats(table: pd.DataFrame) -> Mapping[str, Any]:
    formats = {"size_error": "{:.1%}", "width_mm": "{:g}", "height_mm": "{:g}"}
    return {name: form for name, form in formats.items() if name in table}
