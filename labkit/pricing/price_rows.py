"""Reading and checking a price list's rows from CSV or DataFrame; errors name their location."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labkit.errors import PriceListError, did_you_mean
from labkit.model.money import Tax
from labkit.pricing.price_cells import READERS
from labkit.pricing.price_csv import Problems, read_csv, refuse, unique_names

COLUMNS = ("product_id", "variant_id", "min_quantity", "price", "currency", "tax")
_OPTIONAL = {"variant_id": "", "min_quantity": 1, "tax": str(Tax.UNKNOWN)}

_MOST_SHOWN = 5
_SIMILAR = 0.6

Codes = NDArray[np.int64]


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
    """

    product_id: Sequence[str]
    variant_id: Sequence[str]
    min_quantity: Sequence[int]
    price: Sequence[Decimal]
    currency: Sequence[str]
    tax: Sequence[str]
    location: Sequence[str]
    source: str


def read_rows(source: str | Path | pd.DataFrame) -> PriceRows:
    """Read and check a price list.

    Parameters
    ----------
    source
        A CSV file (comma, semicolon or tab; UTF-8) or a DataFrame, with the columns product_id,
        price, currency and optionally variant_id, min_quantity, tax. Other columns are ignored.

    Raises
    ------
    PriceListError
        If it cannot be read, lacks a column, or has rows that are wrong or contradict each other;
        the message names the location.
    """
    if isinstance(source, pd.DataFrame):
        name = "the price list"
        cells = {
            str(column): source[column].tolist() for column in unique_names(source.columns, name)
        }
        locations = [f"row {number}" for number in range(1, len(source) + 1)]
    elif isinstance(source, str | Path):
        name = Path(source).name
        cells, locations = read_csv(Path(source).expanduser(), COLUMNS)
    else:
        raise PriceListError(
            f"{type(source).__name__} is no price list", hint="give a CSV file or a DataFrame"
        )
    _refuse_several_labs(cells, name)
    return _checked(_named(cells, len(locations), name), locations, name)


def _refuse_several_labs(cells: Mapping[str, list[Any]], name: str) -> None:
    # The column is not read, so another lab's prices would be taken for this lab's.
    column = next((key for key in cells if key.strip().lower() == "lab"), None)
    labs = sorted({str(lab) for lab in cells[column]}) if column is not None else []
    if len(labs) > 1:
        raise PriceListError(
            f"{name} has prices of several labs: {', '.join(labs[:_MOST_SHOWN])}",
            hint="give each lab a list of its own, as lk.connect(lab, prices=...)",
        )


def _named(cells: Mapping[str, list[Any]], rows: int, name: str) -> dict[str, list[Any]]:
    folded = {str(column).strip().lower(): values for column, values in cells.items()}
    missing = [column for column in COLUMNS if column not in folded]
    others = [column for column in folded if column not in COLUMNS]
    for column in missing:
        # A misspelt optional column would be ignored silently and change every price.
        near = difflib.get_close_matches(column, others, n=1, cutoff=_SIMILAR)
        if near:
            hint = did_you_mean(near[0], COLUMNS)
            raise PriceListError(f"{name} has a column {near[0]!r} and no {column!r}", hint=hint)
        if column not in _OPTIONAL:
            raise PriceListError(
                f"{name} has no column {column!r}",
                hint=f"it has: {', '.join(folded)}; needed are product_id, price, currency",
            )
    return {column: folded.get(column) or [_OPTIONAL.get(column)] * rows for column in COLUMNS}


def _checked(cells: Mapping[str, list[Any]], locations: list[str], name: str) -> PriceRows:
    problems: Problems = []
    read = {column: _read_column(column, cells[column], locations, problems) for column in COLUMNS}
    refuse(name, problems)
    rows = PriceRows(**read, location=locations, source=name)
    refuse(name, _contradictions(rows))
    return rows


def _read_column(
    column: str, values: list[Any], locations: list[str], problems: Problems
) -> list[Any]:
    reader = READERS[column]
    if set(map(type, values)) in ({str}, {int}):
        # Each distinct value is read once.
        with contextlib.suppress(ValueError):
            read = {value: reader(None if _is_missing(value) else value) for value in set(values)}
            return list(map(read.__getitem__, values))
    return _read_cells(column, values, locations, problems)


def _read_cells(
    column: str, values: list[Any], locations: list[str], problems: Problems
) -> list[Any]:
    """Read cells of mixed types, or some of which are wrong: each problem with its location."""
    reader = READERS[column]
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
