"""``Retry-After``: how long a busy server asks to wait (RFC 9110, 10.2.3)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

BUSY = frozenset({408, 425, 429, 503})  # come again later: no refusal
_SECONDS = re.compile(r"-?[0-9]+(\.[0-9]*)?")
_LONGEST_NUMBER = 15  # digits
_UNITS = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))
_A_YEAR = 366 * 86_400


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the wait a server asks for [s], 0 where it is over; None where it asks for none.

    Seconds or a date; infinite where it is beyond all dates.
    """
    value = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(value):
        return max(0.0, float(value)) if len(value) <= _LONGEST_NUMBER else _endless(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (aware - dt.datetime.now(dt.UTC)).total_seconds())


def _endless(value: str) -> float:
    return 0.0 if value.startswith("-") else float("inf")


def in_words(seconds: float) -> str:
    """Return a wait as a person says it, rounded up in its largest unit.

    Examples
    --------
    >>> in_words(3600), in_words(90), in_words(2.5), in_words(float("inf"))
    ('1 h', '2 min', '3 s', 'more than a year')
    """
    if seconds > _A_YEAR:
        return "more than a year"
    size, unit = next((each for each in _UNITS if seconds >= each[0]), _UNITS[-1])
    return f"{-int(-seconds // size)} {unit}"
