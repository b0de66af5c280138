"""Frames as text tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from labkit import marks
from labkit.cli import console
from labkit.cli.console import Heading
from labkit.values import minor_digits

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN = "unknown"
# What a terminal has room for; a file has every column.
_SHOWN = {
    "products": ("lab", "product_id", "variant_id", "name", "variant", "size", "price", "currency"),
    "options": ("lab", "product_id", "group", "option_id", "option", "price", "currency", "level"),
    "shipping": ("lab", "product_id", "method_id", "method", "country", "price", "currency"),
}
_SHRINKS = {"name", "variant", "group", "option", "method"}


def comparison(result: pd.DataFrame, *, most: int, per_lab: int | None = None) -> str:
    """Return what `Catalog.compare` found, with its marks explained below.

    Parameters
    ----------
    result
        The frame.
    most
        How many rows at most.
    per_lab
        How many of each lab at most; None for all.
    """
    if result.empty:
        return str(result.attrs.get("nearest") or "nothing matches this size")
    shown = result if per_lab is None else result.groupby("lab", sort=False).head(per_lab)
    shown = shown.head(most)
    offers = list(_rows(shown))
    notes = [_notes(offer) for offer in offers]
    common = [note for note in notes[0] if all(note in own for own in notes)]
    cells = [
        (*_offer(offer), "; ".join(note for note in own if note not in common))
        for offer, own in zip(offers, notes, strict=True)
    ]
    lines = [console.table(_headings(result), cells), *_legend(shown)]
    if common:
        lines.append(f"  every row: {'; '.join(common)}")
    if len(shown) < len(result):
        lines.append(f"  {len(shown)} of {len(result):,} rows that match")
    return "\n".join(lines)


def records(frame: pd.DataFrame, table: str, *, most: int) -> str:
    """Return the first rows of one of the three frames of a catalog."""
    names = _SHOWN[table]
    headings = [Heading(_words(name), name == "price", name in _SHRINKS) for name in names]
    cells = [[_cell(row, name) for name in names] for row in _rows(frame.head(most))]
    lines = [console.table(headings, cells)] if cells else []
    return "\n".join([*lines, f"{len(cells):,} of {len(frame):,} rows"])


def amount(value: float | None, currency: str) -> str:
    """Return an amount with its currency's decimals; a unit price may have more of them."""
    if value is None:
        return UNKNOWN
    shortest = f"{value:,.{minor_digits(currency)}f}"
    exact = f"{value:,.4f}".rstrip("0")
    return max(shortest, exact, key=len)


def _headings(result: pd.DataFrame) -> list[Heading]:
    quantity = int(result["quantity"].iloc[0])
    return [
        Heading("lab"),
        Heading("product", shrinks=True),
        Heading("paper or format", shrinks=True),
        Heading("size [mm]", right=True),
        Heading("off", right=True),
        Heading("each", right=True),
        Heading(f"{quantity:,} in {result.attrs['currency']}", right=True),
        Heading("mark"),
        Heading("notes", shrinks=True),
    ]


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    plain = frame.astype(object)
    return plain.where(frame.notna(), None).itertuples(index=False)


def _offer(row: Any) -> tuple[str, ...]:  # noqa: ANN401 - a named tuple of a frame's row
    known = row.price is not None
    return (
        row.lab,
        row.name,
        row.variant,
        _size(row),
        f"{row.size_error:.1%}" if row.size_error else "",
        f"{amount(row.price, row.currency)} {row.currency}" if known else UNKNOWN,
        f"{row.total:,.2f}" if row.total is not None else "",
        marks.symbol(row.price_kind, row.tax) if known else "",
    )


def _notes(row: Any) -> list[str]:  # noqa: ANN401 - a named tuple of a frame's row
    # What a mark stands for is said once, below the table.
    said = {"", marks.kind_mark(row.price_kind).words, marks.tax_mark(row.tax).words}
    return [note for note in row.notes.split("; ") if note not in said]


def _legend(shown: pd.DataFrame) -> list[str]:
    pairs = marks.pairs(shown, "total")
    lines = [f"  {mark.symbol}  {mark.words}" for mark in marks.legend(pairs)]
    warning = marks.warning(pairs)
    return [*lines, f"  !  {warning}"] if warning else lines


def _cell(row: Any, name: str) -> str:  # noqa: ANN401 - a named tuple of a frame's row
    if name == "size":
        return _size(row)
    if name == "price":
        return amount(row.price, row.currency)
    return str(getattr(row, name))


def _size(row: Any) -> str:  # noqa: ANN401 - a named tuple of a frame's row
    if row.width_mm is None or row.height_mm is None:
        return UNKNOWN
    return f"{row.width_mm:g} x {row.height_mm:g}"


def _words(name: str) -> str:
    return "size [mm]" if name == "size" else name.replace("_", " ")
