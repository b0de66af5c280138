"""Lenient parsing of labs' JSON: columns of ids, texts, numbers and flags.

Servers deviate from their documents: a number for a text or a text for a number, a single object
for a list, "" or nothing for null. These functions read whole columns, for the ``parse_*``
functions of a lab's ``catalog`` module.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np

from labkit.errors import AnswerError
from labkit.lab_api.values import money

Record = dict[str, Any]
Floats = np.ndarray[Any, np.dtype[np.float64]]

_HINT = (
    "this is not what the lab's document shows: check that the address is the lab's API; "
    "refresh=True reads it anew"
)
_CHUNK = 4096
_TRUE = frozenset({"true", "yes", "1"})


def records(data: object, *, lab: str, call: str, what: str) -> list[Record]:
    """Return the objects of a list; of a single object, a list of it; of nothing, none.

    Parameters
    ----------
    data
        The decoded JSON.
    lab, call
        For the error.
    what
        What the objects are, in the plural.

    Raises
    ------
    AnswerError
        If it is something else, or a list of something else.
    """
    if data is None or data == "":
        return []
    if isinstance(data, dict):
        return [data]
    if isinstance(data, list) and set(map(type, data)) <= {dict}:
        return data
    kind = type(data).__name__
    if isinstance(data, list):
        index, item = next((i, item) for i, item in enumerate(data) if not isinstance(item, dict))
        kind = f"a list with {type(item).__name__} at {index}"
    raise AnswerError(f"{what}: {kind} where objects belong", lab=lab, call=call, hint=_HINT)


def listed(data: object, *, lab: str, call: str, what: str) -> list[Record]:
    """Return the objects of an answer's own list: as `records`, but nothing at all is no list.

    Raises
    ------
    AnswerError
        As `records`, or if the answer is null or "".
    """
    if data is None or data == "":
        raise AnswerError(f"{what}: nothing where a list belongs", lab=lab, call=call, hint=_HINT)
    return records(data, lab=lab, call=call, what=what)


def field(found: list[Record], name: str) -> list[Any]:
    """Return one field of all objects; None where it is absent."""
    try:
        return list(map(itemgetter(name), found))
    except KeyError:
        return [item.get(name) for item in found]


def columns(data: object, *names: str, lab: str, call: str, what: str) -> list[list[Any]]:
    """Return fields of a list of objects, each as one column; None where one is absent.

    Parameters
    ----------
    data
        The decoded JSON; read as `records` reads it.
    *names
        The fields.
    lab, call, what
        As for `records`.

    Raises
    ------
    AnswerError
        As `records`.
    """
    if isinstance(data, list):
        try:
            return _columns(data, names)
        except (KeyError, TypeError):
            pass  # something is absent, or no object: look closer
    found = records(data, lab=lab, call=call, what=what)
    return [[item.get(name) for item in found] for name in names]


def _columns(found: list[Record], names: tuple[str, ...]) -> list[list[Any]]:
    # In chunks, so that an object is still in the CPU's cache when its next field is read.
    result: list[list[Any]] = [[] for _ in names]
    for start in range(0, len(found), _CHUNK):
        chunk = found[start : start + _CHUNK]
        for column, name in zip(result, names, strict=True):
            column.extend(map(itemgetter(name), chunk))
    return result


def ids(values: Sequence[object], *, lab: str, call: str, what: str) -> list[str]:
    """Return ids as text. They are never taken through a float, which changes long ones.

    Raises
    ------
    AnswerError
        If one is missing or neither a whole number nor text; the message says which.
    """
    if set(map(type, values)) <= {int}:
        return list(map(str, values))
    found = [identifier(value) for value in values]
    if "" in found:
        index = found.index("")
        raise AnswerError(
            f"{what} is missing or no id in record {index}: {values[index]!r:.40}",
            lab=lab,
            call=call,
            hint=_HINT,
        )
    return found


def identifier(value: object) -> str:
    """Return an id as text; "" where it is missing or cannot be one."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""


def texts(values: list[Any]) -> list[str]:
    """Return texts; null and what is neither text nor number becomes ""."""
    return values if set(map(type, values)) <= {str} else [text(value) for value in values]


def text(value: object) -> str:
    """Return a text; null and what is neither text nor number becomes ""."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def numbers(values: Sequence[Any]) -> Floats:
    """Return numbers, or NaN where there is none: null, "", or a text that is no number.

    A decimal comma is read where one or two digits follow it, and thousands beside decimals
    (``1,234.50``); ``1,234`` may be either and is unknown.
    """
    try:
        kinds = set(map(type, values))
        if kinds <= {int, float}:
            found = np.array(values, dtype=np.float64)
        else:
            read = float if kinds <= {int, float, str} else number
            found = np.array(list(map(read, values)), dtype=np.float64)
    except (ValueError, OverflowError):
        found = np.array([number(value) for value in values], dtype=np.float64)
    found[~np.isfinite(found)] = np.nan
    return found


def prices(values: Sequence[Any]) -> Floats:
    """Return the prices of products, as `numbers`; none is below 0: such a price is unknown."""
    found = numbers(values)
    found[found < 0] = np.nan
    return found


def number(value: object) -> float:
    """Return a number, or NaN where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return np.nan
    try:
        return float(value)
    except OverflowError:
        return np.nan
    except ValueError:
        amount = money(value)
        return np.nan if amount is None else float(amount)


def flag(value: object) -> bool:
    """Return whether a flag is set: true, 1, "true", "1" and "yes" are."""
    if isinstance(value, str):
        return value.strip().lower() in _TRUE
    return value is True or value == 1


def once(columns: Mapping[str, Any], keys: Sequence[object], doubtful: str) -> dict[str, Any]:
    """Keep the first row of each key.

    Where rows of one key disagree in the doubtful column, its value is unknown: NaN.

    Parameters
    ----------
    columns
        Columns of one length; the doubtful one is an array of floats.
    keys
        One for each row.
    doubtful
        The column's name.
    """
    first: dict[object, int] = {}
    conflicting = []
    values = columns[doubtful]
    for row, key in enumerate(keys):
        first_row = first.setdefault(key, row)
        if values[first_row] != values[row]:
            conflicting.append(first_row)
    values = values.copy()
    values[conflicting] = np.nan
    rows = list(first.values())
    result = {name: [column[row] for row in rows] for name, column in columns.items()}
    return result | {doubtful: values[rows]}
