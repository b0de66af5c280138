"""Short notes on the sources and dates of prices and exchange rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

LONGEST = 28
_END = 9
_MOST_SOURCES = 12


def rate_notes(days: Sequence[str], *attrs_of: Mapping[Any, Any]) -> list[str]:
    """Return notes on the exchange rates used: the ECB's, and user-supplied ones.

    Parameters
    ----------
    days
        Of the ECB's rates, ISO.
    *asked
        The ``attrs`` of the frames.
    """
    user_notes = sorted({note for attrs in attrs_of for note in attrs.get("user_rates") or []})
    days_note = [f"Exchange rates (ECB) of {', '.join(days)}"] if days else []
    return [*days_note, *(note[0].upper() + note[1:] for note in user_notes)]


def sources(rows: pd.DataFrame) -> str:
    """Return where and when rows were read, lab by lab; beyond a dozen labs only their number."""
    found = []
    for lab, lab_rows in rows.groupby("lab", sort=True):
        hosts = sorted(
            {urlsplit(url).netloc or url for url in lab_rows["source_url"].unique()} - {""}
        )
        last = lab_rows["fetched_at"].max()
        day = f", {last:%Y-%m-%d}" if last is not pd.NaT else ""
        found.append(f"{short_name(lab)} ({', '.join(hosts) or 'source not known'}{day})")
    hidden = len(found) - _MOST_SOURCES
    listed = [*found[:_MOST_SOURCES], *([f"and {hidden:,} more labs"] if hidden > 0 else [])]
    return f"Sources: {'; '.join(listed)}" if found else ""


def short_name(name: object) -> str:
    """Return a name shortened in the middle to fit a plot; its end is kept to tell it apart."""
    text = str(name)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - _END - 1]}…{text[-_END:]}"


def shorten(text: object, longest: int = LONGEST) -> str:
    """Return a text shortened at its end to fit a plot."""
    name = str(text)
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"
