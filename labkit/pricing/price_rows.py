"""The rows of a price list: CSV or DataFrame → checked columns; every mistake with its place."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from labkit.errors import PriceListError, did_you_mean
from labkit.pricing.price_cells import READERS
from labkit.values import Tax

COLUMNS = ("product_id", "variant_id", "min_quantity", "price", "currency", "tax")
_OPTIONAL = {"variant_id": "", "min_quantity": 1, "tax": str(Tax.UNKNOWN)}

_MOST_SHOWN = 5
_SIMILAR = 0.6
_DELIMITERS = ",;\t"
_SEPARATOR = re.compile(r"\"?sep=[,;\t]\"?", re.IGNORECASE)

Problems = list[tuple[str, str]]


@dataclass(frozen=True)
class Rows:
    """A checked price list, column by column.

    Attributes
    ----------
    product_id, variant_id, currency, tax
        Texts, as long as each other.
    min_quantity
        Whole numbers of at least 1.
    price
        One unit, exact [major units of currency].
    place
        Where each row stands: ``"line 5"`` of a file, ``"row 4"`` (the first is 1) of a frame.
    source
        The file's name, or what stands for it in messages.
    """

    product_id: Sequence[str]
    variant_id: Sequence[str]
    min_quantity: Sequence[int]
    price: Sequence[Decimal]
    currency: Sequence[str]
    tax: Sequence[str]
    place: Sequence[str]
    source: str


def read_rows(source: str | Path | pd.DataFrame) -> Rows:
    """Read and check a price list.

    Parameters
    ----------
    source
        A CSV file (comma, semicolon or tab; UTF-8) or a DataFrame, with the columns product_id,
        price, currency and perhaps variant_id, min_quantity, tax. Other columns are left alone.

    Raises
    ------
    PriceListError
        If it cannot be read, lacks a column, or has rows that are wrong or contradict each other;
        the message says where.
    """
    if isinstance(source, pd.DataFrame):
        name = "the price list"
        cells = {str(column): source[column].tolist() for column in _once(source.columns, name)}
        places = [f"row {number}" for number in range(1, len(source) + 1)]
    elif isinstance(source, str | Path):
        name = Path(source).name
        cells, places = _read_csv(Path(source).expanduser())
    else:
        raise PriceListError(
            f"{type(source).__name__} is no price list", hint="give a CSV file or a DataFrame"
        )
    _refuse_several_labs(cells, name)
    return _checked(_named(cells, len(places), name), places, name)


def _refuse_several_labs(cells: Mapping[str, list[Any]], name: str) -> None:
    # The column says nothing here, so another lab's prices would be taken for this one's.
    column = next((key for key in cells if key.strip().lower() == "lab"), None)
    labs = sorted({str(lab) for lab in cells[column]}) if column is not None else []
    if len(labs) > 1:
        raise PriceListError(
            f"{name} has prices of several labs: {', '.join(labs[:_MOST_SHOWN])}",
            hint="give each lab a list of its own, as lk.connect(lab, prices=...)",
        )


def _read_csv(path: Path) -> tuple[dict[str, list[Any]], list[str]]:
    text = _read_text(path)
    text, skipped = _without_mark(text)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise PriceListError(f"{path.name} is empty", hint=f"its columns are {', '.join(COLUMNS)}")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows = _numbered(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise PriceListError(f"{path.name} is no CSV: {error}", hint="check its quotes") from error
    (_, header), body = rows[0], rows[1:]
    _check_widths(path.name, len(header), body)
    columns = zip(*(row for _, row in body), strict=True) if body else ((),) * len(header)
    cells = dict(zip(_once(header, path.name), map(list, columns), strict=True))
    return cells, [f"line {number + skipped}" for number, _ in body]


def _without_mark(text: str) -> tuple[str, int]:
    """Leave out the line by which a spreadsheet says what stands between cells."""
    first, _, rest = text.partition("\n")
    return (rest, 1) if _SEPARATOR.fullmatch(first.strip()) else (text, 0)


def _read_text(path: Path) -> str:
    try:
        # newline="" as the csv module wants it; utf-8-sig because spreadsheets write a mark.
        with path.open(encoding="utf-8-sig", newline="") as file:
            return file.read()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PriceListError(f"{path} cannot be read: {reason}", hint="check the path") from error
    except UnicodeDecodeError as error:
        raise PriceListError(
            f"{path.name} is not UTF-8", hint="save it again as 'CSV UTF-8'"
        ) from error


def _numbered(reader: Any) -> list[tuple[int, list[str]]]:  # noqa: ANN401 - csv's reader has no public type
    # A quoted cell may span lines: a row begins after the line the one before it ended on.
    rows = []
    begins = 1
    for row in reader:
        if any(cell.strip() for cell in row):
            rows.append((begins, row))
        begins = reader.line_num + 1
    return rows


def _check_widths(name: str, width: int, body: Iterable[tuple[int, list[str]]]) -> None:
    _refuse(
        name,
        [
            (f"line {number}", f"{len(row)} cells under {width} columns")
            for number, row in body
            if len(row) != width
        ],
    )


def _once(header: Iterable[object], name: str) -> list[str]:
    names = list(header)
    twice = sorted({str(column) for column in names if names.count(column) > 1})
    if twice:
        raise PriceListError(f"{name} has two columns {twice[0]!r}", hint="keep one of them")
    return names  # type: ignore[return-value]  # a frame's own labels are needed to index it


def _named(cells: Mapping[str, list[Any]], rows: int, name: str) -> dict[str, list[Any]]:
    folded = {str(column).strip().lower(): values for column, values in cells.items()}
    missing = [column for column in COLUMNS if column not in folded]
    others = [column for column in folded if column not in COLUMNS]
    for column in missing:
        # An optional column under a wrong name would go unnoticed and change every price.
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


def _checked(cells: Mapping[str, list[Any]], places: list[str], name: str) -> Rows:
    problems: Problems = []
    read = {column: _each(column, cells[column], places, problems) for column in COLUMNS}
    _refuse(name, problems)
    rows = Rows(**read, place=places, source=name)
    _refuse(name, _contradictions(rows))
    return rows


def _each(column: str, values: list[Any], places: list[str], problems: Problems) -> list[Any]:
    reader = READERS[column]
    found = []
    # The same text is the same thing, and most columns have few of them.
    known: dict[str, Any] = {}
    for value, place in zip(values, places, strict=True):
        if type(value) is str and value in known:
            found.append(known[value])
            continue
        try:
            found.append(reader(None if _is_missing(value) else value))
        except ValueError as error:
            problems.append((place, f"{column} {getattr(error, 'message', error)}"))
        else:
            if type(value) is str:
                known[value] = found[-1]
    return found


def _is_missing(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124 - NaN alone differs from itself


def _contradictions(rows: Rows) -> Problems:
    problems: Problems = []
    tiers: dict[tuple[str, str, int], str] = {}
    first: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in zip(*(getattr(rows, column) for column in COLUMNS), rows.place, strict=True):
        product, variant, quantity, _, currency, tax, place = row
        before = tiers.setdefault((product, variant, quantity), place)
        if before is not place:
            thing = f"product {product!r}, variant {variant!r}, min_quantity {quantity}"
            problems.append((place, f"{thing} stands on {before} already"))
        # Prices of one product in two currencies, or of one variant with and without tax, could
        # not be compared with each other.
        for key, said in (((product,), currency), ((product, variant), tax)):
            known, where = first.setdefault(key, (said, place))
            if known != said:
                problems.append((place, f"product {product!r} is {said}, but {known} on {where}"))
    return problems


def _refuse(name: str, problems: Problems) -> None:
    if not problems:
        return
    place, text = problems[0]
    others = [f"{where}: {what}" for where, what in problems[1:_MOST_SHOWN]]
    more = len(problems) - _MOST_SHOWN
    others += [f"and {more} more"] if more > 0 else []
    raise PriceListError(f"{name}, {place}: {text}", hint="\n  ".join(others))
