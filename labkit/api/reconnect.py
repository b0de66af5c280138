"""From an order in the journal back to the endpoint it was sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.api.connection import connect
from labkit.errors import JournalError
from labkit.http.probe import read_health, read_index
from labkit.lab_api.endpoints import is_loopback

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.ordering.journal import Entry

_OWN = "sandbox:"  # how the place of an order at labkit's own sandbox begins


def reconnect(entry: Entry) -> Lab:
    """Connect to the sandbox that has an order, with that sandbox's own credentials.

    Only labkit's own sandbox, and only the one that has the order, is connected to by itself. An
    address alone says nothing about who listens there today: it never gets credentials of the
    environment or the keyring by this way.

    Raises
    ------
    JournalError
        If the sandbox is gone, or the order was sent elsewhere; the hint says what to do.
    """
    where = entry.base_url
    if not entry.place.startswith(_OWN):
        raise _elsewhere(entry, where or entry.place)
    if where and is_loopback(where) and _state(where) == entry.place:
        own = read_index(where).get(entry.lab, {})
        if own.get("base_url", "").rstrip("/") == where:
            return connect(entry.lab, base_url=where, **own.get("credentials", {}))
    raise JournalError(
        f"{entry.reference!r} was sent to a sandbox that is gone"
        + (f" ({where} is another one, or none)" if where else ""),
        lab=entry.lab,
        call="status",
        hint="an embedded sandbox ends with its program; labkit sandbox --db FILE keeps its orders",
    )


def _state(base_url: str) -> str:
    health = read_health(base_url)
    return f"{_OWN}{health.get('state') or health.get('instance')}"


def _elsewhere(entry: Entry, where: str) -> JournalError:
    return JournalError(
        f"{entry.reference!r} was sent to {where}, which is not labkit's own sandbox",
        lab=entry.lab,
        call="status",
        hint=f"if that is still the lab you mean, add --base-url {where}",
    )
