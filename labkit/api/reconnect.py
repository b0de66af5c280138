"""Reconnecting to the endpoint that an order in the journal was sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.api.connection import connect
from labkit.errors import JournalError
from labkit.http.probe import read_health, read_index
from labkit.lab_api.endpoints import is_loopback

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.ordering.journal import Entry

_OWN_SANDBOX = "sandbox:"  # how the place of an order at labkit's own sandbox begins


def reconnect(entry: Entry) -> Lab:
    """Connect to the sandbox that has an order, with that sandbox's own credentials.

    Only labkit's own sandbox, and only the one that has the order, is connected to by itself. An
    address alone says nothing about who listens there today: it never gets credentials of the
    environment or the keyring from here.

    Raises
    ------
    JournalError
        If the sandbox is gone, or the order was sent elsewhere; the hint says what to do.
    """
    base_url = entry.base_url
    if not entry.place.startswith(_OWN_SANDBOX):
        raise _elsewhere(entry, base_url or entry.place)
    if base_url and is_loopback(base_url) and _state(base_url) == entry.place:
        listed = read_index(base_url).get(entry.lab, {})
        if listed.get("base_url", "").rstrip("/") == base_url:
            return connect(entry.lab, base_url=base_url, **listed.get("credentials", {}))
    raise JournalError(
        f"{entry.reference!r} was sent to a sandbox that is gone"
        + (f" ({base_url} is another one, or none)" if base_url else ""),
        lab=entry.lab,
        call="status",
        hint="an embedded sandbox ends with its program; labkit sandbox --db FILE keeps its orders",
    )


def _state(base_url: str) -> str:
    health = read_health(base_url)
    return f"{_OWN_SANDBOX}{health.get('state') or health.get('instance')}"


def _elsewhere(entry: Entry, address: str) -> JournalError:
    return JournalError(
        f"{entry.reference!r} was sent to {address}, which is not labkit's own sandbox",
        lab=entry.lab,
        call="status",
        hint=f"if that is still the lab you mean, add --base-url {address}",
    )
