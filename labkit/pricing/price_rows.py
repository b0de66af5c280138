"""Reading and checking a price list's rows from CSV or DataFrame; errors name their location."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labkit.pricing.price_cells import readers
from labkit.pricing.price_csv import Problems, refuse
from labkit.pricing.price_headings import COLUMNS, currencies_of
from labkit.pricing.price_numbers import marks, split_amount
from labkit.pricing.price_table import PriceTable, read_table

__all__ = ["COLUMNS", "PriceRows", "read_rows"]

_MARKS = {".": "point", ",": "comma"}
_NUMBER_ID = re.compile("[0-9]{1,15}(?:[.,]0+)?")

Codes = NDArray[np.int64]
Reader = Callable[[object], Any]


@dataclass(frozen=True)
class PriceRows:
    """A checked price list, column by column.

    Attributes
    ----------
    product_id, variant_id, currency, tax
        Texts, as long as each other.
    min_quantity
        Whole numbers of at least 1.
    price
        One unit, exact [major units of currency].
    location
        Of each row: ``"line 5"`` of a file, ``"row 4"`` (from 1) of a frame.
    source
        The file's name, or its substitute in messages.
    notes
        What was taken for granted, as which heading is which column.
    """

    product_id: Sequence[str]
    variant_id: Sequence[str]
    min_quantity: Sequence[int]
    price: Sequence[Decimal]
    currency: Sequence[str]
    tax: Sequence[str]
    location: Sequence[str]
    source: str
    notes: tuple[str, ...] = ()


def read_rows(
    source: str | Path | pd.DataFrame, columns: Mapping[str, str | None] | None = None
) -> PriceRows:
    """Read and check a price list.

    Parameters
    ----------
    source
        A file (CSV, XLSX, XLS, ODS) or a DataFrame, with the columns product_id, price, currency
        and optionally variant_id, min_quantity, tax. Other columns are ignored.
    columns
        Heading → column, where a list has other words for them.

    Raises
    ------
    InputError
        If `columns` names a column there is not.
    PriceListError
        If it cannot be read, lacks a column, or has rows that are wrong or contradict each other;
        the message names the location.
    """
    table = read_table(source, columns)
    for column in ("product_id", "variant_id"):
        whole = _whole_numbers(table.cells[column])
        if whole is not None:
            table.cells[column] = whole
            table.notes.append(f"{column} is read without the '.0' that a spreadsheet added")
    return _checked(table)


def _whole_numbers(ids: list[Any]) -> list[str] | None:
    """Return ids without the ".0" of a column of numbers; None if it is no such column."""
    if set(map(type, ids)) != {str}:
        return None
    known = {text for text in set(ids) if text.strip()}
    if not all(map(_NUMBER_ID.fullmatch, known)) or all(map(str.isdigit, known)):
        return None
    return [re.split("[.,]", text)[0] for text in ids]


def _checked(table: PriceTable) -> PriceRows:
    cells, locations, name = table.cells, table.locations, table.name
    mark = _decimal_mark(table)
    problems: Problems = []
    read = {
        column: _read_column(reader, column, cells[column], locations, problems)
        for column, reader in readers(mark).items()
    }
    refuse(name, problems)
    rows = PriceRows(**read, location=locations, source=name, notes=tuple(table.notes))
    refuse(name, [*_foreign_signs(cells["price"], rows), *_contradictions(rows)])
    return rows


def _decimal_mark(table: PriceTable) -> str:
    """Return the decimal mark of the whole list; "" where nothing proves one."""
    proofs = marks([*_texts(table.cells["price"]), *_texts(table.cells["min_quantity"])])
    if len(proofs) > 1:
        (one, first), (two, second) = proofs.items()
        problem = (
            f"{second!r} has a decimal {_MARKS[two]}, but {first!r} on {_where(table, first)} a "
            f"decimal {_MARKS[one]}"
        )
        refuse(table.name, [(_where(table, second), problem)])
    return next(iter(proofs), "")


def _texts(cells: list[Any]) -> list[str]:
    """Return the distinct texts among cells, in order."""
    return list(dict.fromkeys(cell for cell in cells if isinstance(cell, str)))


def _where(table: PriceTable, text: str) -> str:
    rows = zip(table.cells["price"], table.cells["min_quantity"], table.locations, strict=True)
    return next(location for price, quantity, location in rows if text in {price, quantity})


def _foreign_signs(prices: list[Any], rows: PriceRows) -> Problems:
    """Return the prices with a sign of another currency than their row's."""
    signs = {text: amount.currency for text in _texts(prices) if (amount := split_amount(text))}
    meant = {text: currencies_of(sign) for text, sign in signs.items() if sign}
    if not meant:
        return []
    return [
        (location, f"price {price!r} is no amount of {currency}, which is the row's currency")
        for price, currency, location in zip(prices, rows.currency, rows.location, strict=True)
        if isinstance(price, str) and price in meant and currency not in meant[price]
    ]


def _read_column(
    reader: Reader, column: str, values: list[Any], locations: list[str], problems: Problems
) -> list[Any]:
    if set(map(type, values)) in ({str}, {int}):
        # Each distinct value is read once.
        with contextlib.suppress(ValueError):
            read = {value: reader(None if _is_missing(value) else value) for value in set(values)}
            return list(map(read.__getitem__, values))
    return _read_cells(reader, column, values, locations, problems)


def _read_cells(
    reader: Reader, column: str, values: list[Any], locations: list[str], problems: Problems
) -> list[Any]:
    """Read cells of mixed types, or some of which are wrong: each problem with its location."""
    found = []
    # Most columns have few distinct texts.
    known: dict[str, Any] = {}
    for value, location in zip(values, locations, strict=True):
        if type(value) is str and value in known:
            found.append(known[value])
            continue
        try:
            found.append(reader(None if _is_missing(value) else value))
        except ValueError as error:
            problems.append((location, f"{column} {getattr(error, 'message', error)}"))
        else:
            if type(value) is str:
                known[value] = found[-1]
    return found


def _is_missing(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124 - NaN alone differs from itself


def _contradictions(rows: PriceRows) -> Problems:
    return [] if _agree(rows) else _list_contradictions(rows)


def _agree(rows: PriceRows) -> bool:
    """Return whether no row contradicts another."""
    texts = (rows.product_id, rows.variant_id, rows.currency, rows.tax)
    product, variant, currency, tax = (pd.factorize(np.array(t, object))[0] for t in texts)
    item = _pairs(product, variant)
    tiers = _pairs(item, np.array(rows.min_quantity))
    return (
        _distinct(tiers) == len(tiers)
        and _distinct(_pairs(product, currency)) == _distinct(product)
        and _distinct(_pairs(item, tax)) == _distinct(item)
    )


def _pairs(first_codes: Codes, second_codes: Codes) -> Codes:
    """Return a code for each distinct pair of codes."""
    codes: Codes = pd.factorize(
        first_codes * (int(second_codes.max(initial=0)) + 1) + second_codes
    )[0]
    return codes


def _distinct(codes: Codes) -> int:
    return int(codes.max(initial=-1)) + 1


def _list_contradictions(rows: PriceRows) -> Problems:
    problems: Problems = []
    tiers: dict[tuple[str, str, int], str] = {}
    first: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in zip(*(getattr(rows, column) for column in COLUMNS), rows.location, strict=True):
        product, variant, quantity, _, currency, tax, location = row
        before = tiers.setdefault((product, variant, quantity), location)
        if before is not location:
            tier = f"product {product!r}, variant {variant!r}, min_quantity {quantity}"
            problems.append((location, f"{tier} stands on {before} already"))
        # Prices of one product in two currencies, or of one variant with and without tax, are not
        # comparable.
        for key, value in (((product,), currency), ((product, variant), tax)):
            known, before_at = first.setdefault(key, (value, location))
            if known != value:
                problems.append(
                    (location, f"product {product!r} is {value}, but {known} on {before_at}")
                )
    return problems
