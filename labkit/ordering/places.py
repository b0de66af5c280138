"""The place of an order: the exact server it was sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from labkit.errors import JournalError
from labkit.http.probe import read_health
from labkit.lab_api.endpoints import is_loopback

if TYPE_CHECKING:
    from labkit.ordering.journal import Entry

_SANDBOX = "sandbox:"


def place(base_url: str) -> str:
    """Return where orders go, exactly: the address, or the state of labkit's own sandbox.

    The server is asked each time: another one may have come to the address, and a sandbox that
    was reset has forgotten every order.

    Raises
    ------
    UnreachableError
        If it is not known now which server it is: nothing can be sent.
    """
    health = read_health(base_url) if is_loopback(base_url) else {}
    return f"{_SANDBOX}{health['state']}" if health else address(base_url)


def is_sandbox(place: str) -> bool:
    """Say whether a place is labkit's own sandbox, where nothing can cost money."""
    return place.startswith(_SANDBOX)


def address(base_url: str) -> str:
    """Return an address in one spelling: localhost and 127.0.0.1 are the same."""
    parts = urlsplit(base_url)
    host = parts.netloc.lower()
    if parts.hostname == "localhost":
        host = host.replace("localhost", "127.0.0.1", 1)
    return parts._replace(netloc=host).geturl()


def confirm(entry: Entry) -> None:
    """Check that the server is still the one an order is recorded at.

    Raises
    ------
    JournalError
        If it is another one by now.
    UnreachableError
        If that is not known.
    """
    # A journal of an older labkit has no address.
    if entry.base_url and place(entry.base_url) != entry.place:
        raise JournalError(
            f"another server answers at {entry.base_url} than the one {entry.reference!r} is "
            "recorded at; nothing was sent to it",
            lab=entry.lab,
            call="submit",
            hint="start the first one, or submit the order anew to this one",
        )
