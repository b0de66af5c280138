"""A frame as a worksheet: cells of the kinds a spreadsheet has, and nothing that runs."""

import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest

from labkit.errors import InputError
from labkit.frames import export


def sheet(frame):
    book = openpyxl.load_workbook(io.BytesIO(export.to_bytes(frame, "xlsx")))
    return book.active


def test_each_cell_is_of_its_own_kind_and_unknown_is_empty():
    page = sheet(
        pd.DataFrame(
            {
                "id": pd.array(["1002201300190001", "", "007"], dtype="string"),
                "price": pd.array([0.14, None, float("inf")], dtype="Float64"),
                "pieces": pd.array([3, None, 5], dtype="Int64"),
                "stale": [True, False, False],
                "read": pd.to_datetime(["2026-11-01 10:00:00+00:00", None, None]),
                "excludes": [("1", "2"), (), ("3",)],
            }
        )
    )
    found = [[cell.value for cell in row] for row in page.iter_rows()]
    assert found == [
        ["id", "price", "pieces", "stale", "read", "excludes"],
        ["1002201300190001", 0.14, 3, True, dt.datetime(2026, 11, 1, 10, 0), "1 2"],  # noqa: DTZ001 - a spreadsheet knows no zone
        [None, None, None, False, None, None],
        ["007", None, 5, False, None, "3"],
    ]
    assert page["E2"].number_format == "yyyy-mm-dd hh:mm:ss"
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "http://a.example/", "{=1}"])
def test_no_text_becomes_a_formula_or_a_link(text):
    page = sheet(pd.DataFrame({"=name": pd.array([text], dtype="string")}))
    assert [(cell.value, cell.data_type) for (cell,) in page.iter_rows()] == [
        ("=name", "s"),
        (text, "s"),
    ]
    assert page["A2"].hyperlink is None


def test_more_rows_than_a_sheet_has_are_refused():
    with pytest.raises(InputError, match="no room for 1,048,576 rows"):
        export.to_bytes(pd.DataFrame({"a": range(1_048_576)}), "xlsx")
