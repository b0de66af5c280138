"""Profotonet's application: its calls, the key, the lab's form of error (document 003)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from starlette.responses import JSONResponse

from labkit.providers.profotonet.sandbox.catalog import Catalog
from labkit.providers.profotonet.sandbox.errors import error_form
from labkit.providers.profotonet.sandbox.openapi import document
from labkit.providers.profotonet.sandbox.orders import (
    insert_order,
    reprint_order,
    show_order,
    show_test_order,
)
from labkit.sandbox.json_wire import stream
from labkit.sandbox.lab_app import Context, JsonBody, lab_app, wrong_headers
from labkit.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from labkit.sandbox.emulator import EmulatorContext

_FLAGS = {None: False, "false": False, "true": True}


def _require_key(request: Request, context: Context) -> None:
    if wrong_headers(request, context.credentials):
        words = "Unauthorized: the header key is absent or not the key of this account"
        raise Refusal(401, {"key": words})


def build(context: EmulatorContext) -> FastAPI:
    """Return the lab's application for one sandbox."""
    router = _router(context, Catalog(context.scale))
    app = lab_app(
        context, title="Profotonet", form=error_form, routers=[router], missing=_no_such_call
    )
    app.openapi = document  # type: ignore[method-assign]  # FastAPI's way
    return app


def _router(context: EmulatorContext, catalog: Catalog) -> APIRouter:
    router = APIRouter(dependencies=[Depends(_require_key)])

    @router.get("/products")
    def get_products() -> Response:
        reading = context.readings["product_list"]
        opening, closing = (b'{"data":[', b"]}") if reading == "data" else (b"[", b"]")
        if reading == "object" and len(catalog) == 1:
            opening = closing = b""
        return stream(chain((opening,), catalog.stream(), (closing,)))

    @router.post("/order")
    def post_order(body: JsonBody) -> Response:
        return JSONResponse({"data": insert_order(context, catalog, body.json())})

    @router.get("/order")
    def get_order(request: Request) -> Response:
        reference, test = _order_query(request)
        shown = show_test_order(context.readings) if test else show_order(context, reference)
        return JSONResponse({"data": shown})

    @router.post("/reprint")
    def post_reprint(body: JsonBody) -> Response:
        return JSONResponse({"data": reprint_order(context, body.json())})

    return router


def _order_query(request: Request) -> tuple[str, bool]:
    reference = request.query_params.get("referenceId", "")
    flag = request.query_params.get("test")
    faults = {}
    if not reference.strip():
        faults["referenceId"] = "Invalid parameter: is mandatory"
    if flag not in _FLAGS:
        faults["test"] = "Invalid parameter: must be true or false"
    if faults:
        raise Refusal(400, faults)
    return reference, _FLAGS[flag]


def _no_such_call(request: Request, _status: int, _words: str) -> Refusal:
    return Refusal(404, {"path": f"Not found: there is no {request.method} of this path"})
