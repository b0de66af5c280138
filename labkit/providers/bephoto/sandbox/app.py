"""Bephoto's application: the routes, the lab's form of error, the OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from labkit.providers.bephoto.sandbox import models
from labkit.providers.bephoto.sandbox.examples import EXAMPLES
from labkit.providers.bephoto.sandbox.routes import private, public
from labkit.providers.bephoto.sandbox.wire import answer_errors
from labkit.sandbox.json_wire import describe_bodies

if TYPE_CHECKING:
    from labkit.sandbox.emulator import Box


def build(box: Box) -> FastAPI:
    """Make Bephoto's application for one sandbox."""
    app = FastAPI(
        title="Bephoto (labkit's sandbox)",
        description="Made from Bephoto's API document; the lab has not seen it. The schemas show "
        "the sandbox's default readings.",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.box = box
    app.include_router(public)
    app.include_router(private)
    answer_errors(app)
    describe_bodies(app, [models.Login, models.NewOrder, models.NewLine, models.Close], EXAMPLES)
    return app
