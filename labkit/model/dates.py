"""Dates, as ``datetime.date`` or ISO text."""

from __future__ import annotations

import datetime as dt

from labkit.errors import InputError


def parse_day(day: str | dt.date) -> dt.date:
    """Read a date; an ISO text such as ``"2026-11-01"`` is parsed.

    Raises
    ------
    InputError
        If it is no date.
    """
    if isinstance(day, dt.datetime):
        return day.date()
    if isinstance(day, dt.date):
        return day
    try:
        return dt.date.fromisoformat(day)
    except (TypeError, ValueError):
        raise InputError(f"{day!r} is no day", hint="write it as 2026-11-01") from None
