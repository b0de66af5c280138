"""Bephoto's application: its routes and its form of error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.providers.bephoto.sandbox import models
from labkit.providers.bephoto.sandbox.routes import private, public
from labkit.providers.bephoto.sandbox.wire import error_form
from labkit.sandbox.lab_app import lab_app

if TYPE_CHECKING:
    from fastapi import FastAPI

    from labkit.sandbox.emulator import EmulatorContext


def build(context: EmulatorContext) -> FastAPI:
    """Make Bephoto's application for one sandbox."""
    read = [models.Login, models.NewOrder, models.NewLine, models.Close]
    return lab_app(
        context, title="Bephoto", form=error_form, routers=[public, private], models=read
    )
