"""Lenient reading of single values in what labs answer: money, whole numbers, dates, ids, lists.

None of these raises: a value that cannot be understood is None (an empty text, an empty list), and
whoever needs it says so. A guess is never made: ``1,234`` may be a thousand or one and a bit.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

_PLAIN = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})")
_COMMA = re.compile(r"([+-]?\d{1,15}),(\d{1,2})")
_ENGLISH = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d{1,4}")
_CONTINENTAL = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d{1,4}")
_MOST = Decimal(10) ** 15
_EPOCH = re.compile(r"\d{10}|\d{13}")
_EPOCH_MS = 10**12
# A slash or a point: day first, as the labs of Europe write it.
_FORMATS = ("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d-%m-%Y", "%d-%m-%Y %H:%M:%S")
# Outside of these stand the dates that mean none: 0000-00-00 (in PHP -0001-11-30), 0001-01-01,
# 1900-01-01, 1970-01-01, 9999-12-31.
_YEARS = range(2000, 2200)
_NO_ID = frozenset({"", "0", "null", "none", "nil", "undefined", "false", "true", "nan"})


def money(value: object) -> Decimal | None:
    """Return an exact amount, or None where there is none that can be understood.

    A text may have a decimal comma before one or two digits (``3,75``), or thousands and decimals
    that differ in their marks (``1,234.50``, ``1.234,50``). NaN, infinity, flags, words and
    amounts past 15 digits are none.

    Examples
    --------
    >>> money("3,75"), money("1,234.50"), money("1,234"), money(True)
    (Decimal('3.75'), Decimal('1234.50'), None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    written = _amount(value.strip()) if isinstance(value, str) else str(value)
    try:
        found = Decimal(written)
    except ArithmeticError:
        return None
    return found if found.is_finite() and abs(found) < _MOST else None


def _amount(text: str) -> str:
    if comma := _COMMA.fullmatch(text):
        return f"{comma[1]}.{comma[2]}"
    if _ENGLISH.fullmatch(text):
        return text.replace(",", "")
    if _CONTINENTAL.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    return text if text.isascii() and _PLAIN.fullmatch(text) else ""


def whole(value: object) -> int | None:
    """Return a whole number, or None: 3, 3.0, "3" and "3.0" are 3; "3,5" and True are none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = money(value)
    return int(found) if found is not None and found == found.to_integral_value() else None


def moment(value: object) -> dt.datetime | None:
    """Return a date as it was written, or None where there is none.

    ISO 8601, seconds and milliseconds since 1970, ``31/12/2026 14:00`` and the dates of e-mail are
    read. A year before 2000 or after 2199 is a placeholder, no date.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    found = _moment(str(value).strip().removesuffix(".0"))
    return found if found is not None and found.year in _YEARS else None


def _moment(text: str) -> dt.datetime | None:
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if int(text) >= _EPOCH_MS else 1)
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    readers = [dt.datetime.fromisoformat, email.utils.parsedate_to_datetime]
    for read in readers if not text.isdigit() else ():
        try:
            return read(text.removesuffix(" UTC"))
        except (ValueError, OverflowError, IndexError, TypeError):
            continue
    for pattern in _FORMATS:
        try:
            return dt.datetime.strptime(text, pattern)  # noqa: DTZ007 - as it was written
        except ValueError:
            continue
    return None


def identity(value: object) -> str:
    """Return the id of something a lab made; "" for what stands for none (0, null, true, [])."""
    if isinstance(value, float):
        value = whole(value)
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    found = str(value).strip()
    return "" if found.lower() in _NO_ID or not found.isprintable() else found


def objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list, or of one object alone; what is none is left out."""
    given: Sequence[object] = value if isinstance(value, list) else [value]
    return [one for one in given if isinstance(one, dict)]
