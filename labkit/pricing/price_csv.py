"""Reading a price list's CSV: its columns, and the line number of each row."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from labkit.errors import PriceListError

if TYPE_CHECKING:
    from pathlib import Path

Problems = list[tuple[str, str]]
HasHeader = Callable[[Sequence[str]], bool]

# The title of a list takes no more rows above its headings.
MOST_ABOVE = 20
_MOST_SHOWN = 5
# Rows transposed at a time: few, to save memory.
_CHUNK_ROWS = 1000
_DELIMITERS = ",;\t"
_UTF_16_BEGINS = (b"\xff\xfe", b"\xfe\xff")
_SAMPLE = 64
_SEPARATOR = re.compile(r"\"?sep=[,;\t]\"?", re.IGNORECASE)


def read_csv(
    content: bytes, path: Path, columns: Sequence[str], has_header: HasHeader
) -> tuple[dict[str, list[Any]], list[str], list[str]]:
    """Return the cells of each column, the location of each row, and notes.

    Parameters
    ----------
    content
        The file's: comma, semicolon or tab between cells; UTF-8, UTF-16 or Windows-1252.
    path
        The file, for messages.
    columns
        The expected columns, for messages.
    has_header
        Whether the texts of a row are a price list's headings; rows above it are no prices.

    Raises
    ------
    PriceListError
        If it cannot be read, is empty or uneven, or names a column twice.
    """
    text, notes = _decode(content, path.name)
    text, skipped = _without_separator_line(text)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise PriceListError(f"{path.name} is empty", hint=f"its columns are {', '.join(columns)}")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        rows, numbers = _columns(text, delimiter, path.name)
    except csv.Error as error:
        raise PriceListError(f"{path.name} is no CSV: {error}", hint="check its quotes") from error
    above = zip(*(column[:MOST_ABOVE] for column in rows), strict=True)
    place = header_place(above, has_header) or 0
    # A column without a heading is a margin.
    named = [column for column in rows if column[place].strip()]
    names = unique_names([column[place] for column in named], path.name)
    cells = {name: column[place + 1 :] for name, column in zip(names, named, strict=True)}
    return cells, [f"line {number + skipped}" for number in numbers[place:]], notes


def header_place(rows: Iterable[Sequence[Any]], has_header: HasHeader) -> int | None:
    """Return which row has the headings; None where none is known to have them."""
    texts = ([cell.strip() for cell in row if isinstance(cell, str)] for row in rows)
    found = (place for place, row in enumerate(texts) if has_header(list(filter(None, row))))
    return next(found, None)


def _columns(text: str, delimiter: str, name: str) -> tuple[list[list[str]], Sequence[int]]:
    """Return the columns, headers first, and the line number of each row."""
    columns = _even_columns(text, delimiter)
    if columns:
        return columns, range(2, len(columns[0]) + 1)
    rows = _numbered(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    (_, header), *body = rows
    _check_widths(name, len(header), body)
    columns = [list(column) for column in zip(*(row for _, row in rows), strict=True)]
    return columns, [number for number, _ in body]


def _even_columns(text: str, delimiter: str) -> list[list[str]]:
    """Return the columns of a CSV in which each line is a row; [] if one is not."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    columns: list[list[str]] = []
    try:
        while chunk := list(itertools.islice(reader, _CHUNK_ROWS)):
            columns = columns or [[] for _ in chunk[0]]
            for column, cells in zip(columns, zip(*chunk, strict=True), strict=True):
                column.extend(cells)
    except ValueError:
        return []
    # Quoted cells that span lines, and blank rows, need reading row by row.
    even = reader.line_num == len(columns[0]) and all(map(str.strip, columns[0]))
    return columns if even else []


def _without_separator_line(text: str) -> tuple[str, int]:
    """Strip the line ``sep=`` that spreadsheets write to name the delimiter."""
    first, _, rest = text.partition("\n")
    return (rest, 1) if _SEPARATOR.fullmatch(first.strip()) else (text, 0)


def _decode(content: bytes, name: str) -> tuple[str, list[str]]:
    """Return a file's text, and a note where its encoding is no certainty."""
    try:
        if content.startswith(_UTF_16_BEGINS):
            return content.decode("utf-16"), []
        if b"\x00" in content[:_SAMPLE]:
            # Text of labs is Latin: every other byte of it is 0.
            return content.decode("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"), []
        # Spreadsheets write a mark at the beginning.
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), ["it is read as Windows-1252"]
    except UnicodeDecodeError as error:
        raise PriceListError(
            f"{name} is neither UTF-8, UTF-16 nor Windows-1252",
            hint="save it again as 'CSV UTF-8'",
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


def unique_names(header: Iterable[object], name: str) -> list[str]:
    """Return the names of columns; raise if one occurs twice."""
    names = list(header)
    duplicates = sorted({str(column) for column in names if names.count(column) > 1})
    if duplicates:
        raise PriceListError(f"{name} has two columns {duplicates[0]!r}", hint="keep one of them")
    return names  # type: ignore[return-value]  # a frame's own labels are needed to index it


def refuse(name: str, problems: Problems) -> None:
    """Raise a `PriceListError` naming the first problems with their locations, if there are any."""
    if not problems:
        return
    location, text = problems[0]
    further = [f"{location}: {message}" for location, message in problems[1:_MOST_SHOWN]]
    hidden = len(problems) - _MOST_SHOWN
    further += [f"and {hidden} more"] if hidden > 0 else []
    raise PriceListError(f"{name}, {location}: {text}", hint="\n  ".join(further))
