"""Building and checking of labkit's public DataFrames.

Text columns are pandas strings, "" where a thing does not apply. Numbers are Float64 with <NA>
where unknown: unknown is never 0. Frames are built from columns, never row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from labkit.errors import ColumnError, did_you_mean
from labkit.frames import arrays

if TYPE_CHECKING:
    from labkit.frames.columns import Column, Table

Columns = Mapping[str, Any]

# pandas 3 copies a shallow copy's data when either is written to; pandas 2 does not.
_COPY_ON_WRITE = not pd.__version__.startswith("2.")


def build(table: Table, columns: Columns, *, rows: int | None = None) -> pd.DataFrame:
    """Build a frame with exactly a table's columns and dtypes.

    Parameters
    ----------
    table
        The table.
    columns
        Column → values, one value for all rows, or an array. What is missing becomes "" (text),
        <NA> (numbers, times), False (flags) or () (texts).
    rows
        The number of rows, where all columns are single values.

    Raises
    ------
    ColumnError
        If there is a column the table does not have, or columns differ in length.
    """
    for name in columns:
        if name not in table.names:
            raise ColumnError(
                f"{table.name} has no column {name!r}", hint=did_you_mean(name, table.names)
            )
    count = _count(table, columns) if rows is None else rows
    arrays_by_name = {
        column.name: _array(column, columns.get(column.name), count) for column in table.columns
    }
    return pd.DataFrame(arrays_by_name, copy=False)


def check(frame: pd.DataFrame, table: Table) -> None:
    """Check that a frame has a table's columns; further columns are allowed.

    Raises
    ------
    ColumnError
        If one is missing.
    """
    missing = [name for name in table.names if name not in frame.columns]
    if missing:
        raise ColumnError(
            f"this frame lacks {', '.join(missing)}",
            hint=f"{table.name} frames have: {', '.join(table.names)}",
        )


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column.

    Raises
    ------
    ColumnError
        If the frame has no such column; the message names the nearest.
    """
    if name not in frame.columns:
        hint = did_you_mean(name, [str(known) for known in frame.columns])
        raise ColumnError(f"there is no column {name!r}", hint=hint)
    return frame[name]


def shallow_copy(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy a caller may change: shallow under copy-on-write (pandas 3), else deep."""
    return frame.copy(deep=not _COPY_ON_WRITE)


_MAKERS = {
    "text": arrays.text,
    "number": arrays.number,
    "whole": arrays.whole,
    "flag": arrays.flag,
    "time": arrays.time,
    "texts": arrays.texts,
}


def _array(column: Column, values: object, rows: int) -> Any:  # noqa: ANN401 - array of any kind
    array = _MAKERS[column.kind](values, rows)
    if len(array) != rows:
        raise ColumnError(
            f"{column.name} has {len(array)} values, not {rows}", hint="columns have one length"
        )
    return array


def _count(table: Table, columns: Columns) -> int:
    lengths = [len(values) for values in columns.values() if _is_many(values)]
    if not lengths:
        raise ColumnError(f"{table.name} without a column of values", hint="give rows=")
    return lengths[0]


def _is_many(values: Any) -> bool:  # noqa: ANN401 - a column is anything that can be one
    if isinstance(values, str):
        return False
    return isinstance(values, Sequence | np.ndarray | pd.Series | pd.api.extensions.ExtensionArray)
