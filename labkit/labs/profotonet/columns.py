"""Whole columns out of what Profotonet sends: lenient where the meaning is plain, loud where not.

Numbers or texts either way, "" for null. What is of another shape raises an `AnswerError` that says
where: ``what`` is the path of a field as the document writes it, ``products[].price``.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from labkit.errors import AnswerError

Rows = list[dict[str, Any]]
Positions = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

# "default" is set for the rest of the possible countries.
DEFAULT = "default"

_TEXT = pa.large_string()
_PAST_INT64 = 2**63
_CALL = "GET /products"
_DOCUMENTED = "the document shows a list of products (003, Get products); see lab.raw('products')"


def pick(rows: Rows, field: str) -> list[Any]:
    """Return a field of each row; None where a row has none."""
    try:
        return list(map(itemgetter(field), rows))
    except KeyError:
        return [row.get(field) for row in rows]


def ids(rows: Rows, what: str) -> pa.Array:
    """Return ids as texts, digit by digit as they were written.

    Raises
    ------
    AnswerError
        If one is missing or no id (16 digits that went through a float may be others).
    """
    values = pick(rows, what.rpartition(".")[2])
    kinds = set(map(type, values))
    if not kinds <= {int, str} or "" in values:
        wrong = next(i for i, v in enumerate(values) if type(v) not in (int, str) or v == "")
        raise error(what, wrong, values[wrong], "an id")
    if kinds == {int} and max(values) < _PAST_INT64:
        return pa.array(values, pa.int64()).cast(_TEXT)
    return pa.array(list(map(str, values)), _TEXT)


def texts(rows: Rows, what: str) -> pa.Array:
    """Return texts; "" where there is none.

    Raises
    ------
    AnswerError
        If one is an object or a list.
    """
    values = pick(rows, what.rpartition(".")[2])
    if not set(map(type, values)) <= {str}:
        for position, value in enumerate(values):
            if isinstance(value, dict | list):
                raise error(what, position, value, "a text")
        values = ["" if value is None else str(value) for value in values]
    return pa.array(values, _TEXT)


def euros(cents: list[Any], what: str) -> Floats:
    """Return major units of whole cents; NaN where unknown.

    Raises
    ------
    AnswerError
        If one is no whole number of cents, or negative.
    """
    if not set(map(type, cents)) <= {int, type(None)}:
        cents = [_cents(value, what, position) for position, value in enumerate(cents)]
    whole = np.array(cents, dtype="float64")
    if (whole < 0).any():
        wrong = int(np.nanargmin(whole))
        raise error(what, wrong, cents[wrong], "a price")
    # Whole numbers are exact in a float; the one division gives the float nearest to the price.
    major: Floats = whole / 100
    return major


def _cents(value: Any, what: str, position: int) -> int | None:  # noqa: ANN401 - whatever the lab sends
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        whole = int(value)
    except (TypeError, ValueError):
        whole = None
    if whole is None or isinstance(value, bool) or (isinstance(value, float) and whole != value):
        raise error(what, position, value, "a number of cents")
    return whole


def countries(keys: list[str]) -> pa.Array:
    """Return pricing keys as countries: upper case, as an order takes them; default is "*"."""
    folded = [key.strip().upper() for key in keys]
    return pa.array(["*" if code == DEFAULT.upper() else code for code in folded], _TEXT)


def objects(values: list[Any], what: str) -> Rows:
    """Return the values, all of which are objects.

    Raises
    ------
    AnswerError
        If one is not.
    """
    if not set(map(type, values)) <= {dict}:
        wrong = next(i for i, value in enumerate(values) if type(value) is not dict)
        raise error(what, wrong, values[wrong], "an object")
    return values


def lengths(lists: Sequence[Any]) -> Positions:
    """Return the length of each list."""
    return np.fromiter(map(len, lists), dtype="int64", count=len(lists))


def at(values: pa.Array, positions: Positions) -> pd.api.extensions.ExtensionArray:
    """Return the texts at positions, as a pandas string array."""
    return strings(values.take(pa.array(positions)))


def strings(values: pa.Array) -> pd.api.extensions.ExtensionArray:
    """Return texts as a pandas string array, without copying them."""
    return pd.arrays.ArrowStringArray(values)


def error(what: str, position: int, value: Any, wanted: str) -> AnswerError:  # noqa: ANN401 - whatever the lab sends
    """Return the error for a value that is not what the document shows."""
    # Only products are met in the order of the answer; lists inside them are read once each.
    where = what.replace("products[]", f"products[{position}]")
    kinds: dict[type, str] = {dict: "an object", list: "a list"}
    shown = "missing" if value is None or value == "" else kinds.get(type(value), f"{value!r:.40}")
    return AnswerError(
        f"{where} is {shown}, not {wanted}", lab="profotonet", call=_CALL, hint=_DOCUMENTED
    )
