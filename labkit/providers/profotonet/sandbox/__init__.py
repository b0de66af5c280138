"""Profotonet's emulator: the lab's API as document 003 describes it.

``EMULATOR`` is what the embedded sandbox mounts. It is written from the document alone and shares
nothing with the client.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.providers.profotonet.sandbox.assumptions import ALIASES, ASSUMPTIONS, READINGS
from labkit.providers.profotonet.sandbox.errors import any_error
from labkit.providers.profotonet.sandbox.rows import rows
from labkit.providers.profotonet.sandbox.states import LAB, on_event
from labkit.sandbox.emulator import Emulator

if TYPE_CHECKING:
    from fastapi import FastAPI

    from labkit.sandbox.emulator import EmulatorContext

__all__ = ["EMULATOR", "build"]


def build(context: EmulatorContext) -> FastAPI:
    """Return the lab's application for one sandbox."""
    from labkit.providers.profotonet.sandbox import app

    return app.build(context)


EMULATOR = Emulator(
    lab=LAB,
    mount="/profotonet/v1",
    credentials={"key": "sample-profotonet-key"},
    build=build,
    on_event=on_event,
    orders=rows,
    readings=READINGS,
    aliases=ALIASES,
    assumptions=ASSUMPTIONS,
    error=any_error,
)
