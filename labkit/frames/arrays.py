"""Typed arrays for frame columns: text, number, whole, flag, time, texts; unknown is <NA>."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from pandas.api.extensions import ExtensionArray

STRING = pd.StringDtype("pyarrow", na_value=pd.NA)


def text(values: object, rows: int) -> ExtensionArray:
    """Return a pandas string array from a sequence (None becomes "") or from one text."""
    if values is None or isinstance(values, str):
        array = pa.repeat(pa.scalar(values or "", pa.large_string()), rows)
    elif isinstance(values, pd.Series | pd.api.extensions.ExtensionArray):
        return pd.array(values, dtype=STRING)
    else:
        # PyArrow before 20 makes no long strings of NumPy's own texts.
        plain = values.astype(object) if isinstance(values, np.ndarray) else values
        array = pa.array(plain, pa.large_string(), from_pandas=True)
        array = array.fill_null("") if array.null_count else array
    return pd.array(pd.arrays.ArrowStringArray(array), dtype=STRING)


def number(values: object, rows: int) -> ExtensionArray:
    """Return a Float64 array; None and NaN become <NA>."""
    if isinstance(values, pd.Series | pd.api.extensions.ExtensionArray):
        return pd.array(values, dtype="Float64")
    if values is None or isinstance(values, int | float):
        floats = np.full(rows, np.nan if values is None else float(values))
    else:
        floats = np.array(values, dtype="float64")
    return pd.arrays.FloatingArray(floats, np.isnan(floats))


def whole(values: object, rows: int) -> ExtensionArray:
    """Return an Int64 array; None becomes <NA>."""
    return pd.array(_spread(values, rows), dtype="Int64")


def flag(values: object, rows: int) -> ExtensionArray:
    """Return a boolean array; None becomes False."""
    if values is None or isinstance(values, bool):
        truth = np.full(rows, bool(values))
    else:
        truth = np.asarray(values, dtype=bool)
    return pd.arrays.BooleanArray(truth, np.zeros(rows, dtype=bool))


def time(values: object, rows: int) -> ExtensionArray:
    """Return an array of timestamps (UTC, microseconds)."""
    if values is None or isinstance(values, dt.datetime):
        moment = pd.Timestamp(values) if values is not None else pd.NaT
        single = pd.to_datetime([moment], utc=True).as_unit("us")
        return single.repeat(rows).array
    moments = pd.to_datetime(pd.Series(values), utc=True)
    return moments.dt.as_unit("us").array


def texts(values: Any, rows: int) -> np.ndarray[Any, Any]:  # noqa: ANN401 - any sequence of sequences
    """Return an object array of tuples of texts."""
    array = np.empty(rows, dtype=object)
    array[:] = [()] * rows if values is None else [tuple(item) for item in values]
    return array


def _spread(values: Any, rows: int) -> Any:  # noqa: ANN401 - one value or many
    return [values] * rows if values is None or isinstance(values, int) else values
