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
from labkit.lab_api import notes
from labkit.lab_api.notes import HINT
from labkit.lab_api.values import money

Record = dict[str, Any]
Floats = np.ndarray[Any, np.dtype[np.float64]]

_CHUNK = 4096
_TRUE = frozenset({"true", "yes", "1"})


def records(data: object, *, lab: str, call: str, what: str, key: str = "") -> list[Record]:
    """Return the objects of a list; of a single object, a list of it; of nothing, none.

    What is no object, or has no id, is set aside and noted (`labkit.lab_api.notes`).

    Parameters
    ----------
    data
        The decoded JSON.
    lab, call
        For the error.
    what
        What the objects are, in the plural.
    key
        The field with their id; "" where they need none.

    Raises
    ------
    AnswerError
        If it is something else, or more than half of it has to be set aside.
    """
    if data is None or data == "":
        return []
    found: list[Any] = data if isinstance(data, list) else [data]
    bad = [] if _all_sound(found, key) else [one for one in found if _fault(one, key)]
    reason = _fault(bad[0], key) if bad else ""
    notes.set_aside(what, bad, len(found), reason, {"lab": lab, "call": call})
    return [one for one in found if not _fault(one, key)] if bad else found


def _all_sound(found: list[Any], key: str) -> bool:
    # Quick, for catalogs of a million products.
    if not set(map(type, found)) <= {dict}:
        return False
    values = field(found, key) if key else []
    return set(map(type, values)) <= {int} or all(map(identifier, values))


def _fault(one: object, key: str) -> str:
    if not isinstance(one, dict):
        return f"{type(one).__name__} where objects belong"
    return f"{key} is missing or no id" if key and not identifier(one.get(key)) else ""


def listed(data: object, *, lab: str, call: str, what: str, key: str = "") -> list[Record]:
    """Return the objects of an answer's own list: as `records`, but nothing at all is no list.

    Raises
    ------
    AnswerError
        As `records`, or if the answer is null or "".
    """
    if data is None or data == "":
        raise AnswerError(f"{what}: nothing where a list belongs", lab=lab, call=call, hint=HINT)
    return records(data, lab=lab, call=call, what=what, key=key)


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
            f"{what} is missing or no id in record {index}: {notes.shown(values[index])}",
            lab=lab,
            call=call,
            hint=HINT,
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


def numbers(values: Sequence[Any], column: str = "") -> Floats:
    """Return numbers, or NaN where there is none: null, "", or a text that is no number.

    A decimal comma is read where one or two digits follow it, and thousands beside decimals
    (``1,234.50``); ``1,234`` may be either and is unknown. What is there and is not understood is
    noted under the column's name.
    """
    try:
        read = float if _is_plain(values) else number
        found = np.array(list(map(read, values)), dtype=np.float64)
    except (ValueError, OverflowError):
        found = np.array([number(value) for value in values], dtype=np.float64)
    found[~np.isfinite(found)] = np.nan
    notes.unread(column, values, np.isnan(found), "no number that can be understood")
    return found


def _is_plain(values: Sequence[Any]) -> bool:
    # What `float` reads as we do: it also takes "1_000" and digits of other scripts.
    if not set(map(type, values)) <= {int, float, str}:
        return False
    text = "".join(value for value in values if type(value) is str)
    return text.isascii() and "_" not in text


def prices(values: Sequence[Any], column: str = "price") -> Floats:
    """Return the prices of products, as `numbers`; none is below 0: such a price is unknown."""
    found = numbers(values, column)
    notes.unread(column, values, found < 0, "a price below 0")
    found[found < 0] = np.nan
    return found


def number(value: object) -> float:
    """Return a number, or NaN where there is none."""
    if isinstance(value, str):
        if not value.isascii() or "_" in value:
            return np.nan
    elif isinstance(value, bool) or not isinstance(value, int | float):
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

    Where rows of one key disagree in the doubtful column, its value is unknown: NaN, and noted.

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
    conflicting: dict[int, list[float]] = {}
    values = columns[doubtful]
    for row, key in enumerate(keys):
        first_row = first.setdefault(key, row)
        if values[first_row] != values[row]:
            conflicting.setdefault(first_row, [values[first_row]]).append(values[row])
    examples = [f"{keys[row]}: {', '.join(map(str, found))}" for row, found in conflicting.items()]
    notes.note(doubtful, examples, notes.TWO_PRICES)
    values = values.copy()
    values[list(conflicting)] = np.nan
    rows = list(first.values())
    result = {name: [column[row] for row in rows] for name, column in columns.items()}
    return result | {doubtful: values[rows]}
