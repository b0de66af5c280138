"""Bephoto's application: its routes, its form of error, its examples.

Document 000 shows types where values would be, so the values of ``examples.json`` are made up;
products and prices are those of the sample catalog.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.providers.bephoto.sandbox import models
from labkit.providers.bephoto.sandbox.routes import private, public
from labkit.providers.bephoto.sandbox.wire import error_form
from labkit.sandbox.examples import read_examples
from labkit.sandbox.lab_app import lab_app

if TYPE_CHECKING:
    from fastapi import FastAPI

    from labkit.sandbox.emulator import EmulatorContext

_ORDER = {"idorder": "$response.body#/order/0/idorder"}
_LINKS = {
    "POST /orders": {
        "GET /orders/{idorder}": _ORDER,
        "POST /orders/{idorder}/products": _ORDER,
        "POST /orders/{idorder}/close": _ORDER,
    }
}


def build(context: EmulatorContext) -> FastAPI:
    """Return Bephoto's application for one sandbox."""
    return lab_app(
        context,
        title="Bephoto",
        form=error_form,
        routers=[public, private],
        models=[models.Login, models.NewOrder, models.NewLine, models.Close],
        examples=read_examples(__file__),
        links=_LINKS,
    )
