"""Cells, images and sheets of a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit.display.styles import UNKNOWN
from labkit.model.currencies import minor_digits

if TYPE_CHECKING:
    from labkit.report.content import Content

PRICE = "#,##0.00####"
MM = "0.##"
PERCENT = "0.0%"


@dataclass(frozen=True)
class Cell:
    """A cell: its value (number, bool or text), styles and number format."""

    value: Any
    style: tuple[str, ...] = ()
    number_format: str = ""


@dataclass(frozen=True)
class SheetImage:
    """An image on a sheet: PNG, alternative text, height [in]."""

    png: bytes
    alt_text: str
    height_inches: float


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows above, a header with filters, rows, images below.

    A column is as wide as its cells need, and at least as its width says.
    """

    name: str
    widths: Sequence[float]
    above: list[list[Cell]] = field(default_factory=list)
    head: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    frozen: int = 0
    images: list[SheetImage] = field(default_factory=list)


def sample_banner(content: Content) -> list[list[Cell]]:
    """Return the row that marks sample data; none without sample data."""
    if not content.samples:
        return []
    labs = ", ".join(content.samples)
    return [[Cell(f"SAMPLE DATA from labkit's own sandbox, not from the lab: {labs}", ("sample",))]]


def heading(content: Content, title: str) -> list[list[Cell]]:
    """Return the rows above every table: its title and the sample banner."""
    return [title_row(title), *sample_banner(content)]


def title_row(text: str) -> list[Cell]:
    """Return a title row."""
    return [Cell(text, ("title",))]


def text_row(text: str, *style: str) -> list[Cell]:
    """Return a row with one text."""
    return [Cell(text, style)]


def money_format(currency: str) -> str:
    """Return the number format of a currency's amounts."""
    digits = minor_digits(currency)
    return "#,##0" + ("." + "0" * digits if digits else "")


def number_cell(value: Any, number_format: str, style: tuple[str, ...] = ()) -> Cell:  # noqa: ANN401 - a number or <NA>
    """Return a numeric cell; a text if unknown."""
    # Text if unknown: an empty cell would count as 0 in a formula.
    return Cell(UNKNOWN, (*style, "right")) if pd.isna(value) else Cell(value, style, number_format)


def header(names: Sequence[str]) -> list[Cell]:
    """Return a header row."""
    return [Cell(name, ("head",)) for name in names]
