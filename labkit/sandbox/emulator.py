"""The interface of a lab's emulator: its declaration (`Emulator`) and its `EmulatorContext`.

A lab's emulator is the module ``sandbox`` of the lab's package. It defines one constant,
``EMULATOR``, and is written from the lab's document alone: it imports neither the lab's
``catalog`` nor its ``orders``, so that client and sandbox stay two independent readings.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fastapi import FastAPI

    from labkit.sandbox.clock import Clock, Event
    from labkit.sandbox.outbox import Outbox
    from labkit.sandbox.photo_store import PhotoStore
    from labkit.sandbox.readings import Readings
    from labkit.sandbox.state_store import DocumentStore


@dataclass(frozen=True)
class OrderRow:
    """One order in the sandbox's list of orders (``/_labkit/orders``)."""

    id: str
    reference: str
    state: str
    created_at: str
    lines: int
    total: str = ""
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Emulator:
    """The declaration of a lab's emulator.

    Attributes
    ----------
    lab
        The lab's name.
    mount
        Path prefix of its application: ``"/mylab/v1"``. Documented paths follow unchanged.
    credentials
        The credentials the sandbox accepts, by the names the client's constructor takes.
    build
        Builds the lab's FastAPI application for one `EmulatorContext`. Work at import and build
        time must not grow with the catalog.
    on_event
        Called, in order of time, for each event scheduled with ``context.clock.schedule``.
    orders
        Lists the lab's orders for the sandbox's page and Python API.
    readings
        Ambiguous passages of the document: switch → its values, the first being the default (the
        safest one): ``{"date_filters": ("reversed", "straight")}``. A switch's full name is
        ``<lab>:<switch>``.
    aliases
        Other names of the switches: ``{"q31": "date_filters"}``.
    assumptions
        One sentence for each behaviour that is not in the document.
    error
        Returns the lab's own error body (JSON) for a status, for the fault "status". Without it
        that fault answers plain text.
    """

    lab: str
    mount: str
    credentials: Mapping[str, str]
    build: Callable[[EmulatorContext], FastAPI]
    on_event: Callable[[EmulatorContext, Event], None] | None = None
    orders: Callable[[EmulatorContext], Sequence[OrderRow]] | None = None
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    error: Callable[[int], Any] | None = None


def lazy_build(module: str) -> Callable[[EmulatorContext], FastAPI]:
    """Return ``build`` of a module that is imported at the lab's first request.

    FastAPI and a lab's models are slow to import.
    """

    def build(context: EmulatorContext) -> FastAPI:
        app: FastAPI = importlib.import_module(module).build(context)
        return app

    return build


@dataclass
class EmulatorContext:
    """What a running sandbox provides to one lab's emulator.

    Attributes
    ----------
    emulator
        The emulator it belongs to.
    base_url
        The lab's base URL.
    scale
        Number of products to serve; None serves the sample catalog of ``data/`` unscaled.
    store
        The lab's documents in the sandbox's SQLite database.
    clock
        The sandbox's clock; also keeps scheduled events.
    readings
        The values of the switches: ``context.readings["date_filters"] == "reversed"``.
    photos
        The photo store; ``context.photos.fetch(url)`` reads the photos in it.
    outbox
        Sends callbacks to loopback receivers.
    """

    emulator: Emulator
    store: DocumentStore
    clock: Clock
    readings: Readings
    photos: PhotoStore
    outbox: Outbox
    base_url: str = ""
    scale: int | None = None

    @property
    def credentials(self) -> Mapping[str, str]:
        """The credentials the sandbox accepts for this lab."""
        return self.emulator.credentials


def read_assumptions(package_file: str) -> tuple[str, ...]:
    """Return the sentences of the ``assumptions.txt`` next to a module, one a line.

    Parameters
    ----------
    package_file
        The module's ``__file__``.
    """
    return tuple(Path(package_file).with_name("assumptions.txt").read_text("utf-8").splitlines())
