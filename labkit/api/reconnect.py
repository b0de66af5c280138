"""Reconnecting to the endpoint that an order in the journal was sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.api.connection import connect
from labkit.errors import JournalError, UnreachableError
from labkit.http.probe import read_index
from labkit.lab_api.endpoints import is_loopback
from labkit.ordering import places

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.ordering.journal import Entry


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
    if not places.is_sandbox(entry.place):
        raise _elsewhere(entry, base_url or entry.place)
    if _is_there(entry):
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


def _is_there(entry: Entry) -> bool:
    if not entry.base_url or not is_loopback(entry.base_url):
        return False
    try:
        return places.place(entry.base_url) == entry.place
    except UnreachableError:
        return False


def _elsewhere(entry: Entry, address: str) -> JournalError:
    return JournalError(
        f"{entry.reference!r} was sent to {address}, which is not labkit's own sandbox",
        lab=entry.lab,
        call="status",
        hint=f"if that is still the lab you mean, add --base-url {address}",
    )
