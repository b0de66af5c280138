"""Bay Photo's application: the routes, the lab's form of error, the OpenAPI document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from labkit.providers.bayphoto.sandbox import models
from labkit.providers.bayphoto.sandbox.examples import EXAMPLES
from labkit.providers.bayphoto.sandbox.refusals import FaultyOrderError, RefusedError
from labkit.providers.bayphoto.sandbox.routes import router
from labkit.sandbox.json_response import answer
from labkit.sandbox.json_wire import BodyError, describe_bodies

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from labkit.sandbox.emulator import EmulatorContext


def build(context: EmulatorContext) -> FastAPI:
    """Make Bay Photo's application for one sandbox."""
    app = FastAPI(
        title="Bay Photo Lab (labkit's sandbox)",
        description="Made from Bay Photo's API documents; the lab has not seen it. The schemas "
        "show the sandbox's default readings.",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers={
            RefusedError: _refused,
            FaultyOrderError: _faulty,
            BodyError: _unreadable,
            RequestValidationError: _bad_parameter,
            HTTPException: _no_such_call,
        },
    )
    app.state.context = context
    app.include_router(router)
    describe_bodies(app, [models.Order], EXAMPLES)
    return app


async def _refused(_request: Request, error: RefusedError) -> Response:
    return answer({"error": error.text}, error.status)


async def _faulty(_request: Request, error: FaultyOrderError) -> Response:
    return answer({"errors": error.errors}, 422)


async def _unreadable(_request: Request, error: BodyError) -> Response:
    return answer({"error": error.message}, error.status)


async def _bad_parameter(_request: Request, error: RequestValidationError) -> Response:
    names = ", ".join(str(fault["loc"][-1]) for fault in error.errors())
    return answer({"error": f"{names}: is missing"}, 400)


async def _no_such_call(request: Request, error: HTTPException) -> Response:
    text = f"{request.method} {request.url.path}: {error.detail}"
    response = answer({"error": text}, error.status_code)
    response.headers.update(error.headers or {})
    return response
