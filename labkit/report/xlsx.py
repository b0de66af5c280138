"""A report as a workbook: numbers are numeric, and no text becomes a formula."""

from __future__ import annotations

import importlib.util
import io
import itertools
import numbers
from typing import TYPE_CHECKING, Any

from labkit.errors import InputError
from labkit.report.cells import Cell
from labkit.report.content import Content, clean
from labkit.report.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from labkit.report.cells import Sheet

_LONGEST_CELL = 32_767
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))
_MARKED = {"bg_color": "#fff3cd", "font_color": "#3d2f00", "italic": True}
_STYLES: Mapping[str, Mapping[str, Any]] = {
    "": {},
    "title": {"bold": True, "font_size": 14},
    "sample": {"bold": True, "bg_color": "#fff3cd", "font_color": "#3d2f00"},
    "problem": {"bg_color": "#fde8e8", "text_wrap": True, "valign": "top"},
    "head": {"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"},
    "bold": {"bold": True},
    "marked": _MARKED,
    "right": {"align": "right"},
    "wrapped": {"text_wrap": True, "valign": "top"},
}
# Maximal column width; longer texts are wrapped or overflow.
_MAX_WIDTH = 60
# Rows that are measured for column widths.
_MEASURED_ROWS = 2000
_HEAD_POINTS = 32
_LINE_POINTS = 15
_A4 = 9


def check() -> None:
    """Check that workbooks can be created here.

    Raises
    ------
    InputError
        If XlsxWriter is not installed.
    """
    if importlib.util.find_spec("xlsxwriter") is None:
        raise InputError(
            "an .xlsx report needs XlsxWriter", hint='pip install "labkit[report]"; or write .html'
        )


def render(content: Content) -> bytes:
    """Return a report as a workbook.

    Parameters
    ----------
    content
        What `labkit.report.content.gather` put together.

    Raises
    ------
    InputError
        If XlsxWriter is not installed.
    """
    check()
    import xlsxwriter

    buffer = io.BytesIO()
    # Texts come from labs: they must never become numbers, links or formulas.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd hh:mm",
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "Print prices", "comments": f"labkit {content.version}"})
        writer = _WorkbookWriter(book)
        for sheet in sheets(content):
            writer.put(sheet)
    return buffer.getvalue()


class _WorkbookWriter:
    """Writes sheets to a workbook; formats are cached."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - a workbook of XlsxWriter
        self._book = book
        self._formats: dict[tuple[str, ...], Any] = {}
        self._names: set[str] = set()

    def put(self, sheet: Sheet) -> None:
        page = self._book.add_worksheet(self._name(sheet.name))
        widths = _widths(sheet)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        for row, cells in enumerate(_rows_above(sheet)):
            self._row(page, row, cells)
        first = len(sheet.above) + bool(sheet.head)
        for row, cells in enumerate(sheet.rows, first):
            self._row(page, row, cells)
            if (lines := _line_count(cells, widths)) > 1:
                page.set_row(row, lines * _LINE_POINTS)
        if sheet.head:
            self._row(page, first - 1, sheet.head)
            page.set_row(first - 1, _HEAD_POINTS)
            last = max(first + len(sheet.rows) - 1, first)
            page.autofilter(first - 1, 0, last, len(sheet.head) - 1)
            page.freeze_panes(first, sheet.frozen)
            page.repeat_rows(first - 1)
        self._pictures(page, sheet, first)
        page.set_paper(_A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)

    def _row(self, page: Any, row: int, cells: Sequence[Cell]) -> None:  # noqa: ANN401 - a worksheet
        for column, cell in enumerate(cells):
            self._cell(page, row, column, cell)

    def _cell(self, page: Any, row: int, column: int, cell: Cell) -> None:  # noqa: ANN401 - a worksheet
        style = self._format(cell.style, cell.number_format)
        value = cell.value
        if isinstance(value, bool):
            # Some programs show booleans as 0 and 1.
            page.write_string(row, column, "yes" if value else "no", style)
        elif isinstance(value, numbers.Real):
            page.write_number(row, column, value, style)
        else:
            page.write_string(row, column, _cell_text(value), style)

    def _pictures(self, page: Any, sheet: Sheet, row: int) -> None:  # noqa: ANN401 - a worksheet
        breaks = []
        for image in sheet.images:
            body = io.BytesIO(image.png)
            about = {"image_data": body, "description": _cell_text(image.alt_text), "x_scale": 0.7}
            page.insert_image(row, 0, "image.png", {**about, "y_scale": 0.7})
            # Rows are 20 pixels high, unless somebody changes them; pictures have 144 dpi.
            row += int(image.height_inches * 96 * 0.7 / 20) + 3
            breaks.append(row)
        # No image is split across pages.
        page.set_h_pagebreaks(breaks[:-1])

    def _format(self, style: tuple[str, ...], number_format: str) -> Any:  # noqa: ANN401 - a format
        key = (*style, number_format)
        if key not in self._formats:
            traits = {name: value for each in style for name, value in _STYLES[each].items()}
            self._formats[key] = self._book.add_format(
                {
                    "valign": "top",
                    **traits,
                    **({"num_format": number_format} if number_format else {}),
                }
            )
        return self._formats[key]

    def _name(self, title: str) -> str:
        base = _cell_text(title).translate(_FORBIDDEN).strip() or "sheet"
        name, number = base[:_LONGEST_NAME], 1
        while name.lower() in self._names or name.lower() == "history":
            number += 1
            name = f"{base[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
        self._names.add(name.lower())
        return name


def _rows_above(sheet: Sheet) -> list[list[Cell]]:
    """Return the rows above a table; the sample banner spans all columns."""
    across = len(sheet.head)
    return [
        [*row, *(Cell("", row[0].style) for _ in range(across - 1))]
        if row and row[0].style == ("sample",)
        else row
        for row in sheet.above
    ]


def _widths(sheet: Sheet) -> list[float]:
    """Return the column widths: as wide as the cells need, at least the sheet's widths."""
    columns = itertools.zip_longest(*sheet.rows[:_MEASURED_ROWS], fillvalue=Cell(""))
    needed = [max(len(_display_text(cell)) for cell in cells) + 2 for cells in columns]
    needed += [0] * (len(sheet.widths) - len(needed))
    return [
        max(least, min(need, _MAX_WIDTH)) for least, need in zip(sheet.widths, needed, strict=True)
    ]


def _line_count(cells: Sequence[Cell], widths: Sequence[float]) -> int:
    """Return the number of lines of a row; not every program computes row heights."""
    wrapped = [
        -(-len(str(cell.value)) // int(width))
        for cell, width in zip(cells, widths, strict=False)
        if "wrapped" in cell.style
    ]
    return max(wrapped, default=1)


def _display_text(cell: Cell) -> str:
    return f"{cell.value:,.2f}" if isinstance(cell.value, float) else str(cell.value)


def _cell_text(value: object) -> str:
    return clean(value)[:_LONGEST_CELL]
