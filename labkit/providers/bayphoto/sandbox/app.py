"""Bay Photo's application: the routes, the lab's form of error, the OpenAPI document.

The examples of ``examples.json`` are the samples of document 002, with what its tables add; the
document shows neither the answer to an order nor an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.providers.bayphoto.sandbox import request_models
from labkit.providers.bayphoto.sandbox.errors import error_form
from labkit.providers.bayphoto.sandbox.routes import router
from labkit.sandbox.examples import read_examples
from labkit.sandbox.lab_app import lab_app
from labkit.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

    from labkit.sandbox.emulator import EmulatorContext

_FIRST = {"id": "$response.body#/0/id"}
_LINKS = {
    "GET /api/v1/templates.json": {
        "GET /api/v1/templates/{id}.json": _FIRST,
        "GET /api/v1/options.json": {"template_id": "$response.body#/0/id"},
    },
    "GET /api/v1/options.json": {"GET /api/v1/options/{id}.json": _FIRST},
    "GET /api/v1/shipping_methods.json": {"GET /api/v1/shipping_methods/{id}.json": _FIRST},
}


def build(context: EmulatorContext) -> FastAPI:
    """Return Bay Photo's application for one sandbox."""
    return lab_app(
        context,
        title="Bay Photo Lab",
        form=error_form,
        routers=[router],
        models=[request_models.Order],
        examples=read_examples(__file__),
        links=_LINKS,
        missing=_no_such_call,
        bad_parameter=400,
    )


def _no_such_call(request: Request, status: int, words: str) -> Refusal:
    return Refusal(status, {f"{request.method} {request.url.path}": words})
