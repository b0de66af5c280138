"""Reading a price list's worksheet: XLSX, XLS, ODS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit import extras
from labkit.errors import PriceListError
from labkit.pricing.price_csv import MOST_ABOVE, HasHeader, header_place, unique_names

if TYPE_CHECKING:
    from pathlib import Path

# ZIP (XLSX, ODS) and the compound files of older spreadsheets.
_BEGINS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MOST_WHOLE = 10**15

Rows = list[tuple[int, list[Any]]]


def is_workbook(content: bytes) -> bool:
    """Return whether a file's content is a spreadsheet's, whatever its name says."""
    return content.startswith(_BEGINS)


def read_workbook(
    path: Path, has_header: HasHeader
) -> tuple[dict[str, list[Any]], list[str], list[str]]:
    """Return the cells of each column, the location of each row, and notes.

    Parameters
    ----------
    path
        The file.
    has_header
        Whether a row's texts are the headings of a price list: what stands above is no row of
        prices, and the first sheet that has them is read.

    Raises
    ------
    PriceListError
        If it cannot be read or is empty.
    """
    sheets = {name: rows for name, rows in _sheets(path).items() if rows}
    if not sheets:
        raise PriceListError(f"{path.name} is empty", hint="its first sheet has to have the prices")
    for name, rows in sheets.items():
        place = header_place((row for _, row in rows[:MOST_ABOVE]), has_header)
        if place is not None:
            notes = [f"sheet {name!r} is read"] if len(sheets) > 1 else []
            return *_table(rows[place:], path.name), notes
    return *_table(next(iter(sheets.values())), path.name), []


def _sheets(path: Path) -> dict[str, Rows]:
    extras.need("python_calamine", "python-calamine", "spreadsheet")
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            shown = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible
            ]
            return {name: _rows(book.get_sheet_by_name(name)) for name in shown}
    except (CalamineError, OSError, ValueError) as error:
        raise PriceListError(
            f"{path.name} is no spreadsheet that can be read: {error}",
            hint="save it again as XLSX or CSV, without a password",
        ) from error


def _rows(sheet: Any) -> Rows:  # noqa: ANN401 - calamine's sheet
    """Return the rows that have something, with their numbers as a spreadsheet shows them."""
    rows = sheet.to_python(skip_empty_area=False)
    return [
        (number, [_cell(value) for value in row])
        for number, row in enumerate(rows, 1)
        if any(str(value).strip() for value in row)
    ]


def _cell(value: Any) -> Any:  # noqa: ANN401 - whatever a cell has
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    # A spreadsheet keeps 15 digits: what comes after is what its arithmetic left over. A longer
    # whole number stays a float, which no id is read from.
    kept = float(f"{value:.15g}")
    return int(kept) if kept.is_integer() and abs(kept) < _MOST_WHOLE else kept


def _table(rows: Rows, file_name: str) -> tuple[dict[str, list[Any]], list[str]]:
    (_, header), *body = rows
    # A column without a heading is a margin.
    places = [place for place, heading in enumerate(header) if str(heading).strip()]
    names = unique_names([str(header[place]) for place in places], file_name)
    cells = {
        name: [row[place] for _, row in body] for name, place in zip(names, places, strict=True)
    }
    return cells, [f"row {number}" for number, _ in body]
