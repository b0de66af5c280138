"""Where and when prices and exchange rates are from, in words short enough for a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

LONGEST = 28
_END = 9
_MOST_SOURCES = 12


def rate_notes(days: Sequence[str], *asked: Mapping[Any, Any]) -> list[str]:
    """Say which exchange rates amounts were converted at, and which of them were one's own.

    Parameters
    ----------
    days
        Of the ECB's rates, ISO.
    *asked
        The ``attrs`` of what is drawn.
    """
    own = sorted({note for attrs in asked for note in attrs.get("user_rates") or []})
    days_note = [f"Exchange rates (ECB) of {', '.join(days)}"] if days else []
    return [*days_note, *(note[0].upper() + note[1:] for note in own)]


def sources(rows: pd.DataFrame) -> str:
    """Say where and when the rows were read; of more than a dozen labs, how many more there are."""
    found = []
    for lab, own in rows.groupby("lab", sort=True):
        hosts = sorted({urlsplit(url).netloc or url for url in own["source_url"].unique()} - {""})
        last = own["fetched_at"].max()
        day = f", {last:%Y-%m-%d}" if last is not pd.NaT else ""
        found.append(f"{short_name(lab)} ({', '.join(hosts) or 'source not known'}{day})")
    more = len(found) - _MOST_SOURCES
    named = [*found[:_MOST_SOURCES], *([f"and {more:,} more labs"] if more > 0 else [])]
    return f"Sources: {'; '.join(named)}" if found else ""


def short_name(name: object) -> str:
    """Return a name no longer than a picture has room for; where it ends tells it from others."""
    text = str(name)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - _END - 1]}…{text[-_END:]}"


def shorten(text: object, longest: int = LONGEST) -> str:
    """Return a text no longer than a picture has room for."""
    name = str(text)
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"
