"""Profotonet's application: the routes, the key, the lab's form of error (document 003)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, StreamingResponse

from labkit.providers.profotonet.sandbox.catalog import Catalog
from labkit.providers.profotonet.sandbox.errors import (
    Problem,
    RefusalError,
    any_error,
    error_answer,
    error_body,
    status_code,
)
from labkit.providers.profotonet.sandbox.openapi import document
from labkit.providers.profotonet.sandbox.orders import (
    insert_order,
    reprint_order,
    show_order,
    show_test_order,
)
from labkit.sandbox.json_wire import BodyError, parse_body, read_body

if TYPE_CHECKING:
    from labkit.sandbox.emulator import EmulatorContext

_FLAGS = {None: False, "false": False, "true": True}


async def _json(request: Request) -> object:
    try:
        content_type = request.headers.get("content-type", "")
        return parse_body(await read_body(request), content_type)
    except BodyError as error:
        field, _, words = error.message.partition(": ")
        problem = Problem(field.lower(), f"Invalid parameter: {words}")
        raise RefusalError(400, [problem]) from None


Body = Annotated[Any, Depends(_json)]


def build(context: EmulatorContext) -> FastAPI:
    """Return the lab's application for one sandbox."""
    app = FastAPI(
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(_require_key(context))],
    )
    _refuse_in_the_labs_form(app, context)
    _route(app, context, Catalog(context.scale))
    app.openapi = lambda: document(app.version)  # type: ignore[method-assign]  # FastAPI's way
    return app


def _require_key(context: EmulatorContext) -> Any:  # noqa: ANN401 - whatever FastAPI may depend on
    right = context.credentials["key"].encode()

    async def require_key(request: Request) -> None:
        given = request.headers.get("key", "").encode("latin-1")
        if not secrets.compare_digest(given, right):
            words = "Unauthorized: the header key is absent or not the key of this account"
            raise RefusalError(401, [Problem("key", words)])

    return require_key


def _route(app: FastAPI, context: EmulatorContext, catalog: Catalog) -> None:
    @app.get("/products")
    def get_products() -> StreamingResponse:
        return StreamingResponse(
            _products(catalog, context.readings["product_list"]), media_type="application/json"
        )

    @app.post("/order")
    def post_order(body: Body) -> JSONResponse:
        return JSONResponse({"data": insert_order(context, catalog, body)})

    @app.get("/order")
    def get_order(request: Request) -> JSONResponse:
        reference, test = _asked(request)
        shown = show_test_order(context.readings) if test else show_order(context, reference)
        return JSONResponse({"data": shown})

    @app.post("/reprint")
    def post_reprint(body: Body) -> JSONResponse:
        return JSONResponse({"data": reprint_order(context, body)})


def _products(catalog: Catalog, reading: str) -> Iterator[bytes]:
    opening, closing = (b'{"data":[', b"]}") if reading == "data" else (b"[", b"]")
    if reading == "object" and len(catalog) == 1:
        opening = closing = b""
    yield opening
    yield from catalog.stream()
    yield closing


def _asked(request: Request) -> tuple[str, bool]:
    reference = request.query_params.get("referenceId", "")
    flag = request.query_params.get("test")
    problems = []
    if not reference.strip():
        problems.append(Problem("referenceId", "Invalid parameter: is mandatory"))
    if flag not in _FLAGS:
        problems.append(Problem("test", "Invalid parameter: must be true or false"))
    if problems:
        raise RefusalError(400, problems)
    return reference, _FLAGS[flag]


def _refuse_in_the_labs_form(app: FastAPI, context: EmulatorContext) -> None:
    @app.exception_handler(RefusalError)
    async def refused(_request: Request, refusal: RefusalError) -> JSONResponse:
        readings = context.readings
        return JSONResponse(
            error_body(refusal, readings["error_body"]),
            status_code(refusal, readings["error_codes"]),
        )

    @app.exception_handler(HTTPException)
    async def no_such_call(request: Request, _error: HTTPException) -> JSONResponse:
        words = f"Not found: there is no {request.method} of this path"
        return JSONResponse(error_answer("path", words), 404)

    @app.exception_handler(Exception)
    async def failed(_request: Request, _error: Exception) -> JSONResponse:
        return JSONResponse(any_error(500), 500)
