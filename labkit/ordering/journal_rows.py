"""Rows of the journal of orders, and reading them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from labkit.ordering.journal_faults import damaged
from labkit.ordering.journal_schema import FIELDS, JSON_FIELDS
from labkit.ordering.results import State

if TYPE_CHECKING:
    from pathlib import Path

_Row = tuple[Any, ...]


@dataclass(frozen=True)
class Entry:
    """One order in the journal.

    Attributes
    ----------
    place
        Where it was sent, exactly: an address, or one particular embedded sandbox.
    endpoint
        The kind of endpoint, for people.
    body
        The order in the lab's own terms.
    progress
        What its flow recorded (a draft's number).
    base_url
        The address it was sent to; "" in journals older than this field.
    photos
        Path → SHA-256 of the files it names; None in journals older than this field.

    The others are as in `Receipt`.
    """

    lab: str
    place: str
    reference: str
    endpoint: str
    state: str
    body: dict[str, Any]
    lab_state: str = ""
    lab_order_id: str = ""
    total: Decimal | None = None
    currency: str = ""
    problem: str = ""
    progress: dict[str, Any] = field(default_factory=dict)
    raw: Any = None
    created_at: str = ""
    updated_at: str = ""
    base_url: str = ""
    photos: dict[str, str] | None = None


def read_row(row: _Row, path: Path) -> Entry:
    """Return a row.

    Raises
    ------
    JournalError
        If one of its cells is damaged: what was ordered is then not known.
    """
    try:
        return _read(row)
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        what = f"the row of {str(row[2])[:80]!r} cannot be read ({type(error).__name__})"
        raise damaged(path, what) from error


def read_or_note(row: _Row) -> Entry:
    """Return a row; of a damaged one what can be read of it, with a problem that says so."""
    try:
        return _read(row)
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        texts: dict[str, Any] = {
            name: str(value)
            for name, value in zip(FIELDS, row, strict=True)
            if name not in {*JSON_FIELDS, "total", "problem"} and value is not None
        }
        return Entry(**texts, body={}, problem="its row in the journal is damaged")


def _read(row: _Row) -> Entry:
    values = dict(zip(FIELDS, row, strict=True))
    for name in FIELDS:
        if name in JSON_FIELDS:
            values[name] = json.loads(values[name])
        elif name != "total" and not isinstance(values[name], str):
            raise TypeError(name)
    for name, kind in (("body", dict), ("progress", dict), ("photos", dict | None)):
        if not isinstance(values[name], kind):
            raise TypeError(name)
    State(values["state"])
    dt.datetime.fromisoformat(values["created_at"])
    values["total"] = None if values["total"] is None else Decimal(values["total"])
    return Entry(**values)
