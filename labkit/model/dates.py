"""Days, as people write them."""

from __future__ import annotations

import datetime as dt

from labkit.errors import InputError


def parse_day(day: str | dt.date) -> dt.date:
    """Return a day.

    Raises
    ------
    InputError
        If it is none.
    """
    if isinstance(day, dt.datetime):
        return day.date()
    if isinstance(day, dt.date):
        return day
    try:
        return dt.date.fromisoformat(day)
    except (TypeError, ValueError):
        raise InputError(f"{day!r} is no day", hint="write it as 2026-11-01") from None
