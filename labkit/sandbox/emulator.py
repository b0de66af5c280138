"""What a lab's emulator says of itself (`Emulator`) and what it is given to work with (`Box`).

A lab's emulator is the module ``labkit.labs.<lab>.sandbox``. It holds one constant, ``EMULATOR``,
and is written from the lab's document alone: it imports neither the lab's ``catalog`` nor its
``orders``, so that client and sandbox stay two independent readings of one document.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fastapi import FastAPI

    from labkit.sandbox.clock import Clock
    from labkit.sandbox.outbox import Outbox
    from labkit.sandbox.photo_store import Shelf
    from labkit.sandbox.readings import Readings
    from labkit.sandbox.state_store import LabStore


@dataclass(frozen=True)
class Event:
    """Something that is due at a moment of the sandbox's clock.

    Attributes
    ----------
    name
        What is to happen, in the emulator's own words: ``"ship"``.
    payload
        JSON-able data the emulator stored with it.
    due
        The moment it was due (aware, UTC): a clock turned by days hands over each event with its
        own moment, in order.
    """

    name: str
    payload: dict[str, Any]
    due: Any  # datetime.datetime; Any keeps pydantic and FastAPI from resolving it


@dataclass(frozen=True)
class OrderRow:
    """One order as the sandbox's own list of orders shows it (``/_labkit/orders``)."""

    id: str
    reference: str
    state: str
    created_at: str
    lines: int
    total: str = ""
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Emulator:
    """A lab's emulator, as data.

    Attributes
    ----------
    lab
        The lab's name.
    mount
        Where its application is mounted: ``"/mylab/v1"``. Documented paths follow unchanged.
    credentials
        The sandbox's own credentials, under the names the client's constructor takes.
    build
        Makes the lab's FastAPI application for one `Box`. It must not do work at import or build
        time that grows with the catalog.
    on_event
        Called, in order of time, for each event the emulator scheduled with ``box.clock.schedule``.
    orders
        Lists the lab's orders for the sandbox's own page and Python API.
    readings
        Where the document can be read two ways: switch → its values, the first being the default
        (the safest one). Names are ``q<number in the notes>``:
        ``{"q31": ("reversed", "straight")}``.
    assumptions
        One sentence for each thing the emulator does beyond the document.
    error
        Makes the lab's own error body (JSON-able) for a status: what the sandbox's fault switch
        "status" answers with. Without it that answer is plain text.
    """

    lab: str
    mount: str
    credentials: Mapping[str, str]
    build: Callable[[Box], FastAPI]
    on_event: Callable[[Box, Event], None] | None = None
    orders: Callable[[Box], Sequence[OrderRow]] | None = None
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    error: Callable[[int], Any] | None = None


@dataclass
class Box:
    """What one running sandbox gives to one lab's emulator.

    Attributes
    ----------
    emulator
        The emulator it belongs to.
    base_url
        The lab's base URL, known once the server listens (``preview_url`` needs it).
    scale
        Number of products to serve; None serves the sample catalog of ``data/`` as it stands.
    store
        The lab's own part of the sandbox's SQLite state.
    clock
        The sandbox's clock; also keeps the events that are due later.
    readings
        The values of the switches: ``box.readings["q31"] == "reversed"``.
    shelf
        The photo shelf; ``box.shelf.fetch(url)`` reads pictures that lie on it.
    outbox
        Sends callbacks to loopback receivers.
    """

    emulator: Emulator
    store: LabStore
    clock: Clock
    readings: Readings
    shelf: Shelf
    outbox: Outbox
    base_url: str = ""
    scale: int | None = None

    @property
    def credentials(self) -> Mapping[str, str]:
        """The credentials the sandbox accepts for this lab."""
        return self.emulator.credentials
