"""The journal as a frame."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from labkit import frames

if TYPE_CHECKING:
    import pandas as pd

    from labkit.ordering.journal import Entry

_CONVERTED = ("total", "created_at", "updated_at")


def journal_frame(entries: Sequence[Entry]) -> pd.DataFrame:
    """Return orders as a frame; columns of `labkit.frames.ORDERS`."""
    columns: dict[str, Any] = {
        name: [getattr(entry, name) for entry in entries]
        for name in frames.ORDERS.names
        if name not in _CONVERTED
    }
    columns["total"] = [None if e.total is None else float(e.total) for e in entries]
    for name in _CONVERTED[1:]:
        columns[name] = [_moment(getattr(e, name)) for e in entries]
    return frames.build(frames.ORDERS, columns)


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None  # its row is damaged
