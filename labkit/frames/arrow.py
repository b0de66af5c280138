"""Conversion between Arrow tables and frames with the dtypes of `labkit.frames.columns`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from labkit.errors import ColumnError
from labkit.frames import arrays

if TYPE_CHECKING:
    from labkit.frames.columns import Table


def from_arrow(table: Table, data: pa.Table) -> pd.DataFrame:
    """Build a frame with a table's columns and dtypes from Arrow data.

    Raises
    ------
    ColumnError
        If a column is missing.
    """
    missing = [name for name in table.names if name not in data.column_names]
    if missing:
        raise ColumnError(f"the data lack {', '.join(missing)}", hint="they are another table's")
    arrays_by_name = {
        column.name: _READERS[column.kind](data.column(column.name)) for column in table.columns
    }
    return pd.DataFrame(arrays_by_name, copy=False)


def schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table; the same in every file, also in an empty one."""
    return pa.schema([(column.name, _TYPES[column.kind]) for column in table.columns])


def _text(values: pa.ChunkedArray) -> Any:  # noqa: ANN401 - an array of texts
    return arrays.text(pd.Series(pd.arrays.ArrowExtensionArray(values)), len(values))


def _number(values: pa.ChunkedArray) -> Any:  # noqa: ANN401 - an array of numbers
    return arrays.number(values.cast(pa.float64()).to_numpy().copy(), len(values))


def _whole(values: pa.ChunkedArray) -> Any:  # noqa: ANN401 - an array of whole numbers
    return arrays.whole(values.to_pylist(), len(values))


def _flag(values: pa.ChunkedArray) -> Any:  # noqa: ANN401 - an array of flags
    return arrays.flag(values.to_numpy(), len(values))


def _time(values: pa.ChunkedArray) -> Any:  # noqa: ANN401 - an array of moments
    return arrays.time(values.to_pandas(), len(values))


def _texts(values: pa.ChunkedArray) -> Any:  # noqa: ANN401 - an array of tuples
    if pa.types.is_null(values.type):
        return arrays.texts(None, len(values))
    longest = pc.max(pc.list_value_length(values)).as_py()
    return arrays.texts(values.to_pylist() if longest else None, len(values))


_TYPES = {
    "text": pa.large_string(),
    "number": pa.float64(),
    "whole": pa.int64(),
    "flag": pa.bool_(),
    "time": pa.timestamp("us", tz="UTC"),
    "texts": pa.list_(pa.string()),
}
_READERS = {
    "text": _text,
    "number": _number,
    "whole": _whole,
    "flag": _flag,
    "time": _time,
    "texts": _texts,
}
