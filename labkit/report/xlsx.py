"""A report as a workbook: numbers that can be reckoned with, and no name in it is a formula."""

from __future__ import annotations

import importlib.util
import io
import numbers
from typing import TYPE_CHECKING, Any

from labkit.errors import InputError
from labkit.report.content import Content, clean
from labkit.report.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from labkit.report.cells import Cell, Sheet

_LONGEST_CELL = 32_767
_LONGEST_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))
_MARKED = {"bg_color": "#fff3cd", "font_color": "#3d2f00", "italic": True}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "": {},
    "title": {"bold": True, "font_size": 14},
    "sample": {"bold": True, "bg_color": "#fff3cd", "font_color": "#3d2f00"},
    "problem": {"bg_color": "#fde8e8", "text_wrap": True, "valign": "top"},
    "head": {"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"},
    "bold": {"bold": True},
    "marked": _MARKED,
}


def check() -> None:
    """Make sure that a workbook can be made here.

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
    # Names come from labs: nothing but what is written as a number is one, and nothing a formula.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd hh:mm",
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": "Print prices", "comments": f"labkit {content.version}"})
        writer = _Writer(book)
        for sheet in sheets(content):
            writer.put(sheet)
    return buffer.getvalue()


class _Writer:
    """Puts sheets into a workbook; each look is made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - a workbook of XlsxWriter
        self._book = book
        self._formats: dict[tuple[str, ...], Any] = {}
        self._names: set[str] = set()

    def put(self, sheet: Sheet) -> None:
        page = self._book.add_worksheet(self._name(sheet.name))
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for row, cells in enumerate([*sheet.above, *([sheet.head] if sheet.head else [])]):
            for column, cell in enumerate(cells):
                self._cell(page, row, column, cell)
        first = len(sheet.above) + bool(sheet.head)
        for row, cells in enumerate(sheet.rows, first):
            for column, cell in enumerate(cells):
                self._cell(page, row, column, cell)
        if sheet.head:
            last = max(first + len(sheet.rows) - 1, first)
            page.autofilter(first - 1, 0, last, len(sheet.head) - 1)
            page.freeze_panes(first, sheet.frozen)
            page.repeat_rows(first - 1)
        self._pictures(page, sheet, first)
        page.set_landscape()
        page.fit_to_pages(1, 0)

    def _cell(self, page: Any, row: int, column: int, cell: Cell) -> None:  # noqa: ANN401 - a worksheet
        look = self._format(cell.look, cell.form)
        value = cell.value
        if isinstance(value, bool):
            page.write_boolean(row, column, value, look)
        elif isinstance(value, numbers.Real):
            page.write_number(row, column, value, look)
        else:
            page.write_string(row, column, _safe(value), look)

    def _pictures(self, page: Any, sheet: Sheet, row: int) -> None:  # noqa: ANN401 - a worksheet
        for picture in sheet.pictures:
            body = io.BytesIO(picture.png)
            about = {"image_data": body, "description": _safe(picture.words), "x_scale": 0.7}
            page.insert_image(row, 0, "picture.png", {**about, "y_scale": 0.7})
            # Rows are 20 pixels high, unless somebody changes them; pictures have 144 dpi.
            row += int(picture.height_inches * 96 * 0.7 / 20) + 3

    def _format(self, look: tuple[str, ...], form: str) -> Any:  # noqa: ANN401 - a format
        key = (*look, form)
        if key not in self._formats:
            traits = {name: value for each in look for name, value in _LOOKS[each].items()}
            self._formats[key] = self._book.add_format(
                {**traits, **({"num_format": form} if form else {})}
            )
        return self._formats[key]

    def _name(self, wanted: str) -> str:
        base = _safe(wanted).translate(_FORBIDDEN).strip() or "sheet"
        name, number = base[:_LONGEST_NAME], 1
        while name.lower() in self._names or name.lower() == "history":
            number += 1
            name = f"{base[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
        self._names.add(name.lower())
        return name


def _safe(value: object) -> str:
    # Half a character pair cannot be written at all.
    text = clean(value).encode("utf-8", errors="replace").decode()
    return text[:_LONGEST_CELL]
