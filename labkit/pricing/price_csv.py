"""A price list's CSV → its cells, column by column, and the line each row stands on."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from labkit.errors import PriceListError

if TYPE_CHECKING:
    from pathlib import Path

Problems = list[tuple[str, str]]

_MOST_SHOWN = 5
# So many rows are turned into columns at once: few enough to be gone before they cost memory.
_PART = 1000
_DELIMITERS = ",;\t"
_SEPARATOR = re.compile(r"\"?sep=[,;\t]\"?", re.IGNORECASE)


def read_csv(path: Path, columns: Sequence[str]) -> tuple[dict[str, list[Any]], list[str]]:
    """Return the cells of each column, and where each row stands.

    Parameters
    ----------
    path
        The file: comma, semicolon or tab between cells; UTF-8.
    columns
        What it should have, for messages.

    Raises
    ------
    PriceListError
        If it cannot be read, is empty or uneven, or names a column twice.
    """
    text = _read_text(path)
    text, skipped = _without_mark(text)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise PriceListError(f"{path.name} is empty", hint=f"its columns are {', '.join(columns)}")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        given, numbers = _columns(text, delimiter, path.name)
    except csv.Error as error:
        raise PriceListError(f"{path.name} is no CSV: {error}", hint="check its quotes") from error
    names = once([header for header, *_ in given], path.name)
    cells = {name: column[1:] for name, column in zip(names, given, strict=True)}
    return cells, [f"line {number + skipped}" for number in numbers]


def _columns(text: str, delimiter: str, name: str) -> tuple[list[list[str]], Iterable[int]]:
    """Return the columns, headers first, and the line each row of prices begins on."""
    columns = _even_columns(text, delimiter)
    if columns:
        return columns, range(2, len(columns[0]) + 1)
    rows = _numbered(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    (_, header), *body = rows
    _check_widths(name, len(header), body)
    columns = [list(column) for column in zip(*(row for _, row in rows), strict=True)]
    return columns, [number for number, _ in body]


def _even_columns(text: str, delimiter: str) -> list[list[str]]:
    """Return the columns of a table in which each line is a row; none where one is not."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    columns: list[list[str]] = []
    try:
        while part := list(itertools.islice(reader, _PART)):
            columns = columns or [[] for _ in part[0]]
            for column, more in zip(columns, zip(*part, strict=True), strict=True):
                column.extend(more)
    except ValueError:
        return []
    # A quoted cell may span lines, and a row may be blank: those are looked at one by one.
    even = reader.line_num == len(columns[0]) and all(map(str.strip, columns[0]))
    return columns if even else []


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
    refuse(
        name,
        [
            (f"line {number}", f"{len(row)} cells under {width} columns")
            for number, row in body
            if len(row) != width
        ],
    )


def once(header: Iterable[object], name: str) -> list[str]:
    """Return the names of columns; refuse a list that has one twice."""
    names = list(header)
    twice = sorted({str(column) for column in names if names.count(column) > 1})
    if twice:
        raise PriceListError(f"{name} has two columns {twice[0]!r}", hint="keep one of them")
    return names  # type: ignore[return-value]  # a frame's own labels are needed to index it


def refuse(name: str, problems: Problems) -> None:
    """Tell of the first problems there are, each with its place."""
    if not problems:
        return
    place, text = problems[0]
    others = [f"{where}: {what}" for where, what in problems[1:_MOST_SHOWN]]
    more = len(problems) - _MOST_SHOWN
    others += [f"and {more} more"] if more > 0 else []
    raise PriceListError(f"{name}, {place}: {text}", hint="\n  ".join(others))
