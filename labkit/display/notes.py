"""Notes below tables and charts: where data were read, exchange rates, names cut to length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

LONGEST = 28
_TAIL = 9
_MOST_SOURCES = 12


def exchange_rate_notes(days: Sequence[str], *asked: Mapping[Any, Any]) -> list[str]:
    """Say which exchange rates amounts were converted at, and which of them were one's own.

    Parameters
    ----------
    days
        Of the ECB's rates, ISO.
    *asked
        The ``attrs`` of what is drawn.
    """
    own = sorted({note for attrs in asked for note in attrs.get("own_rates") or []})
    said = [f"Exchange rates (ECB) of {', '.join(days)}"] if days else []
    return [*said, *(note[0].upper() + note[1:] for note in own)]


def source_note(rows: pd.DataFrame) -> str:
    """Say where and when the rows were read; of more than a dozen labs, how many more there are."""
    said = []
    for lab, own in rows.groupby("lab", sort=True):
        hosts = sorted({urlsplit(url).netloc or url for url in own["source_url"].unique()} - {""})
        last = own["fetched_at"].max()
        day = f", {last:%Y-%m-%d}" if last is not pd.NaT else ""
        said.append(f"{shorten_name(lab)} ({', '.join(hosts) or 'source not known'}{day})")
    more = len(said) - _MOST_SOURCES
    named = [*said[:_MOST_SOURCES], *([f"and {more:,} more labs"] if more > 0 else [])]
    return f"Sources: {'; '.join(named)}" if said else ""


def shorten_name(name: object) -> str:
    """Return a name no longer than a picture has room for; where it ends tells it from others."""
    text = str(name)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - _TAIL - 1]}…{text[-_TAIL:]}"


def truncate(text: object, longest: int = LONGEST) -> str:
    """Return a text no longer than a picture has room for."""
    name = str(text)
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"
