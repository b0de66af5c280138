"""A price list as it came, a file or a DataFrame, by the columns its headings stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from labkit.errors import InputError, PriceListError
from labkit.model.money import Tax
from labkit.pricing.price_csv import read_csv, unique_names
from labkit.pricing.price_headings import (
    COLUMNS,
    currency_in,
    currency_of,
    find_columns,
    missing_column,
)
from labkit.pricing.price_numbers import split_amount
from labkit.pricing.price_sheets import is_workbook, read_workbook

_OPTIONAL = {"variant_id": "", "min_quantity": 1, "tax": str(Tax.UNKNOWN)}
_MOST_SHOWN = 5


@dataclass
class PriceTable:
    """The cells of a price list, unread.

    Attributes
    ----------
    cells
        Column → its cells; every column of a price list, filled where it may be left out.
    locations
        Of each row: ``"line 5"``, ``"row 4"``.
    name
        The file's, or its substitute in messages.
    notes
        What was taken for granted.
    """

    cells: dict[str, list[Any]]
    locations: list[str]
    name: str
    notes: list[str] = field(default_factory=list)


def read_table(
    source: str | Path | pd.DataFrame, columns: Mapping[str, str | None] | None = None
) -> PriceTable:
    """Read a price list's cells.

    Parameters
    ----------
    source
        A file (CSV, XLSX, XLS, ODS) or a DataFrame.
    columns
        Heading → column of a price list; None leaves a heading out.

    Raises
    ------
    InputError
        If `columns` is no mapping, or names a column there is not.
    PriceListError
        If it cannot be read, lacks a column, or its headings may be two things.
    """
    if columns is not None and not isinstance(columns, Mapping):
        raise InputError(f"columns={columns!r} is no mapping", hint='use {"Artikel": "product_id"}')
    table = _as_it_came(source, columns or {})
    _refuse_several_labs(table)
    headings = list(table.cells)
    found, notes = find_columns(headings, columns or {}, table.name)
    cells = {column: table.cells[heading] for column, heading in found.items()}
    if "currency" not in cells and "price" in cells:
        cells |= _currencies(cells["price"], found["price"], notes)
    for column in COLUMNS:
        if column not in cells and column not in _OPTIONAL:
            raise missing_column(column, headings, table.name)
    rows = len(table.locations)
    filled = {
        column: cells[column] if column in cells else [_OPTIONAL[column]] * rows
        for column in COLUMNS
    }
    return PriceTable(filled, table.locations, table.name, [*table.notes, *notes])


def _as_it_came(source: Any, columns: Mapping[str, str | None]) -> PriceTable:  # noqa: ANN401 - whatever was passed in
    if isinstance(source, pd.DataFrame):
        name = "the price list"
        names = unique_names(source.columns, name)
        cells = {str(column): source[column].tolist() for column in names}
        return PriceTable(cells, [f"row {row}" for row in range(1, len(source) + 1)], name)
    if not isinstance(source, str | Path):
        raise PriceListError(
            f"{type(source).__name__} is no price list", hint="give a file or a DataFrame"
        )
    path = Path(source).expanduser()
    content = _content(path)
    has_header = partial(_has_header, columns=columns)
    if is_workbook(content):
        cells, locations, notes = read_workbook(path, has_header)
    else:
        cells, locations, notes = read_csv(content, path, COLUMNS, has_header)
    return PriceTable(cells, locations, path.name, notes)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PriceListError(f"{path} cannot be read: {reason}", hint="check the path") from error


def _has_header(headings: Sequence[str], columns: Mapping[str, str | None]) -> bool:
    with suppress(PriceListError):
        found, _ = find_columns(headings, columns, "")
        return {"product_id", "price"} <= set(found)
    return False


def _refuse_several_labs(table: PriceTable) -> None:
    # The column is not read, so another lab's prices would be taken for this lab's.
    column = next((key for key in table.cells if key.strip().lower() == "lab"), None)
    labs = sorted({str(lab) for lab in table.cells[column]}) if column is not None else []
    if len(labs) > 1:
        raise PriceListError(
            f"{table.name} has prices of several labs: {', '.join(labs[:_MOST_SHOWN])}",
            hint="give each lab a list of its own, as lk.connect(lab, prices=...)",
        )


def _currencies(prices: list[Any], heading: str, notes: list[str]) -> dict[str, list[Any]]:
    """Return the currency that stands with each price, or in their heading; {} if none does."""
    if currency := currency_in(heading):
        notes.append(f"prices are in {currency}, as {heading!r} says")
        return {"currency": [currency] * len(prices)}
    codes = {value: _sign(value) for value in {*map(str, prices)}}
    if not prices or not all(codes.values()):
        return {}
    notes.append(f"currencies ({', '.join(sorted(set(codes.values())))}) are those of the prices")
    return {"currency": [codes[str(value)] for value in prices]}


def _sign(price: str) -> str:
    amount = split_amount(price)
    return currency_of(amount.currency) if amount and amount.currency else ""
