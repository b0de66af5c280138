"""The texts of a report's tables, for HTML, PDF and alternative texts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit.display import price_notes
from labkit.display.styles import UNKNOWN, amount_text, partial_symbols, symbols_of
from labkit.model.currencies import minor_digits
from labkit.pricing.matrix import matrix_symbols

if TYPE_CHECKING:
    from labkit.report.content import Content

# Longer notes become footnotes; the price kind stays in its row.
_LONG_NOTE = 45
_KIND_WORDS = frozenset(
    [
        price_notes.NO_PRICE,
        *(mark.words for mark in (*price_notes.KINDS.values(), *price_notes.TAXES.values())),
    ]
)
# The parts of an order that add up to its total, in the order they are shown.
QUOTE_PARTS = {
    "items_total": "Items",
    "options_total": "Options",
    "shipping_total": "Shipping",
    "starting_total": "Starting costs",
}


def common_notes(frame: pd.DataFrame) -> list[str]:
    """Return the notes that all rows of a comparison have in common."""
    each = [note.split("; ") for note in frame["notes"].drop_duplicates()]
    return (
        [note for note in each[0] if all(note in row_notes for row_notes in each)] if each else []
    )


def offers(size: str, frame: pd.DataFrame, content: Content) -> dict[str, Any]:
    """Return the rows of a comparison, with their common notes and footnotes."""
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
            _offer(row, digits)
            | {"symbol": symbol, "more": more, "notes": _notes(row.notes, common, footnotes)}
            for row, symbol, more in rows
        ],
    }


def _offer(row: Any, digits: int) -> dict[str, Any]:  # noqa: ANN401 - a frame's row
    price = amount_text(row.price, None)
    return {
        "lab": row.lab,
        "name": row.name,
        "variant": row.variant,
        "ids": " / ".join(part for part in (row.product_id, row.variant_id) if part),
        "size": f"{row.width_mm:g} × {row.height_mm:g}",
        "off": f"{row.size_error:.1%}" if row.size_error else "",
        "off_mm": f"{row.size_error_mm:g}\u00a0mm" if row.size_error else "",
        "price": price if price == UNKNOWN else f"{price} {row.currency}",
        "total": amount_text(row.total, digits),
        "parts": _parts(row, digits),
        "fx_date": row.fx_date,
    }


def _parts(row: Any, digits: int) -> str:  # noqa: ANN401 - a frame's row
    """Return the components of a total; "" if it is the items only."""
    named = ("items", row.items_total), ("options", row.options_total)
    known = [
        f"{name} {amount_text(amount, digits)}"
        for name, amount in (*named, ("shipping", row.shipping_total))
        if pd.notna(amount)
    ]
    return " + ".join(known) if len(known) > 1 else ""


def _footnotes(frame: pd.DataFrame, common: list[str]) -> dict[str, int]:
    each = (_split_notes(notes, common)[1] for notes in frame["notes"].drop_duplicates())
    long = dict.fromkeys(rest for rest in each if len(rest) > _LONG_NOTE)
    return {rest: number for number, rest in enumerate(long, 1)}


def _notes(notes: str, common: list[str], footnotes: dict[str, int]) -> str:
    kind, rest = _split_notes(notes, common)
    return price_notes.join([kind, f"({footnotes[rest]})" if rest in footnotes else rest])


def _split_notes(notes: str, common: list[str]) -> tuple[str, str]:
    """Split a row's notes into price kind and others."""
    row_notes = [note for note in notes.split("; ") if note not in common]
    kind = [note for note in row_notes if note in _KIND_WORDS]
    return "; ".join(kind), "; ".join(note for note in row_notes if note not in _KIND_WORDS)


def matrix(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a matrix."""
    digits = minor_digits(frame.attrs["currency"])
    about = frame.attrs
    rows = zip(frame.itertuples(), matrix_symbols(frame), strict=True)
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
                for amount, symbol, size in zip(row[1:], symbols, frame.columns, strict=True)
            ],
        }
        for row, symbols in rows
    ]


def quotes(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of what ``Catalog.quote`` gave."""
    digits = minor_digits(frame.attrs["currency"])
    return [
        {
            "lab": row.lab,
            "products": row.products,
            "parts": [amount_text(getattr(row, name), digits) for name in QUOTE_PARTS],
            "total": amount_text(row.known_total, digits),
            "symbol": quote_symbol(row),
            "more": price_notes.PARTIAL.symbol if quote_is_partial(row) else "",
            "notes": row.notes,
            "fx_date": row.fx_date,
        }
        for row in frame.itertuples()
    ]


def quote_is_partial(row: Any) -> bool:  # noqa: ANN401 - a frame's row
    """Return whether only a part of an order's total is known."""
    return bool(pd.notna(row.known_total) and not row.complete)


def quote_symbol(row: Any) -> str:  # noqa: ANN401 - a frame's row
    """Return the symbols of an order's prices; "" where none is known."""
    if pd.isna(row.known_total):
        return ""
    return price_notes.joined_symbol(row.price_kind, row.tax)


def quote_amount(row: Any) -> str:  # noqa: ANN401 - a frame's row
    """Return an order's total with its marks, as ``"96.48 ↑?"``."""
    amount = amount_text(row.known_total, minor_digits(row.currency))
    more = price_notes.PARTIAL.symbol if quote_is_partial(row) else ""
    return f"{amount} {more}{quote_symbol(row)}".strip()


def sharpness(first: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a photo's resolution on each lab's first product of each size."""
    return [
        {
            "size": row.size,
            "lab": row.lab,
            "name": f"{row.name}, {row.variant}" if row.variant not in row.name else row.name,
            # Rounded down: 199.97 is not yet 200, and its verdict says so.
            "ppi": UNKNOWN if pd.isna(row.ppi) else f"{math.floor(row.ppi):,}",
            "crop_loss": UNKNOWN if pd.isna(row.crop_loss) else f"{row.crop_loss:.1%}",
            "orientation": row.orientation,
            "verdict": row.verdict,
            "notes": row.notes,
        }
        for row in first.itertuples()
    ]
