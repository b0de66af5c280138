"""Exporting frames to CSV and XLSX (safe from formula injection), Parquet and JSON."""

from __future__ import annotations

import csv
import importlib.util
import io
import math
from functools import partial
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from labkit.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

# A spreadsheet takes a cell that begins with one of these for a formula; the last four are the
# full-width forms, which some of them fold.
_FORMULA = "^([=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20])"
KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
_HEAD = {"bold": True, "border": 1, "align": "center", "valign": "top"}
_MOMENT = "yyyy-mm-dd hh:mm:ss"
_SHEET_ROWS = 1_048_575  # of a worksheet, below its headings


def to_bytes(frame: pd.DataFrame, kind: str) -> bytes:
    """Serialise a frame in a file format.

    Parameters
    ----------
    frame
        The frame.
    kind
        ``"csv"``, ``"xlsx"``, ``"parquet"`` or ``"json"``.

    Raises
    ------
    InputError
        If there is no such kind, XLSX cannot be written here or cannot hold as many rows.
    """
    if kind not in KINDS:
        raise InputError(f"there are no {kind!r} files", hint=did_you_mean(kind, KINDS))
    if kind == "csv":
        text = io.StringIO(newline="")
        write_csv(frame, text)
        return text.getvalue().encode("utf-8")
    if kind == "json":
        written: str = frame.to_json(
            orient="records", date_format="iso", force_ascii=False, indent=2
        )
        return written.encode("utf-8")
    buffer = io.BytesIO()
    if kind == "parquet":
        frame.to_parquet(buffer, index=False)
    else:
        _write_xlsx(frame, buffer)
    return buffer.getvalue()


def save(frame: pd.DataFrame, path: Path) -> Path:
    """Write a frame to a file; the suffix selects the format.

    Raises
    ------
    InputError
        As `to_bytes`, or if the file cannot be written.
    """
    content = to_bytes(frame, path.suffix.lower().lstrip("."))
    try:
        path.write_bytes(content)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
    return path


def write_csv(frame: pd.DataFrame, target: str | IO[str]) -> None:
    """Write CSV in which a spreadsheet reads no text as a formula."""
    harmless = _flat(frame)
    for name in harmless.columns:
        if harmless[name].dtype == "string":
            harmless[name] = harmless[name].str.replace(_FORMULA, r"'\1", regex=True)
    # Every text in quotes: a bare carriage return would otherwise begin a new record.
    harmless.to_csv(target, index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    flat = frame.copy()
    for name in flat.columns:
        if flat[name].dtype == object:
            flat[name] = flat[name].map(" ".join).astype("string")
    return flat


def _write_xlsx(frame: pd.DataFrame, buffer: io.BytesIO) -> None:
    if importlib.util.find_spec("xlsxwriter") is None:
        raise InputError(
            "XLSX needs XlsxWriter", hint="install it: python -m pip install 'labkit[report]'"
        )
    import xlsxwriter

    if len(frame) > _SHEET_ROWS:
        raise InputError(
            f"a worksheet has no room for {len(frame):,} rows", hint="use CSV or Parquet"
        )
    flat = _flat(frame)
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        head, day = book.add_format(_HEAD), book.add_format({"num_format": _MOMENT})
        page = book.add_worksheet("products")
        page.freeze_panes(1, 0)
        for column, name in enumerate(flat.columns):
            page.write_string(0, column, str(name), head)
            _write_column(page, column, flat[name], day)


def _write_column(page: Any, column: int, values: pd.Series, day: Any) -> None:  # noqa: ANN401 - XlsxWriter has no types
    """Write a column's known values; text is written as text, never as a formula or link."""
    import pandas as pd

    known = values.notna()
    if pd.api.types.is_bool_dtype(values.dtype):
        write = page.write_boolean
    elif pd.api.types.is_numeric_dtype(values.dtype):
        write, known = page.write_number, known & ~values.isin([math.inf, -math.inf])
    elif pd.api.types.is_datetime64_any_dtype(values.dtype):
        write, values = partial(_moment, page.write_datetime, day), values.dt.tz_localize(None)
    else:
        write, values = page.write_string, values.astype("string")
        known &= values != ""
    rows = np.flatnonzero(known.to_numpy(dtype=bool, na_value=False)) + 1
    for row, value in zip(rows.tolist(), values[known].tolist(), strict=True):
        write(row, column, value)


def _moment(write: Any, cell_format: Any, row: int, column: int, value: Any) -> None:  # noqa: ANN401 - as above
    write(row, column, value, cell_format)
