"""Printofoto's application: credentials, the routes of 21 resources, the lab's form of error.

Source: the document, "Authentication" and "Standard API return codes". It has no sample of an
error. It calls a list's answer an "object containing information on any errors" and says that the
message "should indicate which one and why", so an error is ``{"errors": {"<field>": "<why>"}}``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from labkit.providers.printofoto.sandbox import operations, pictures
from labkit.providers.printofoto.sandbox.bodies import read_body
from labkit.providers.printofoto.sandbox.openapi import document
from labkit.providers.printofoto.sandbox.resource_table import RESOURCES
from labkit.sandbox.json_response import answer
from labkit.sandbox.lab_app import lab_app, wrong_headers
from labkit.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from fastapi import FastAPI
    from starlette.requests import Request

    from labkit.providers.printofoto.sandbox.model import Resource
    from labkit.sandbox.emulator import EmulatorContext

    Endpoint = Callable[[Request], Awaitable[Response]]


def build(context: EmulatorContext) -> FastAPI:
    """Return the lab's application for one sandbox."""
    app = lab_app(context, title="Printofoto", form=_error_form, missing=_no_such_call)
    app.root_path_in_servers = False  # the document names its server
    app.openapi = lambda: document(context.readings, context.base_url)  # type: ignore[method-assign]  # FastAPI's way
    for resource in RESOURCES.values():
        collection, single = _collection(context, resource), _single(context, resource)
        methods = ["GET", "PUT", "DELETE"] if resource.deletable else ["GET", "PUT"]
        app.add_route(f"/{resource.name}", collection, ["GET", "POST"], include_in_schema=False)
        app.add_route(f"/{resource.name}/{{id}}", single, methods, include_in_schema=False)
    app.add_route("/images/{name}", _images(context), ["GET"], include_in_schema=False)
    return app


def _error_form(refusal: Refusal, _readings: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    return refusal.status, {"errors": {field or "server": why for field, why in refusal.faults}}


def _no_such_call(request: Request, status: int, _words: str) -> Refusal:
    field = "method" if status == 405 else "url"  # noqa: PLR2004 - Method Not Allowed
    return Refusal(status, {field: f"there is no {request.method} of this path"})


def _collection(context: EmulatorContext, resource: Resource) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        _authenticate(context, request)
        if request.method == "POST":
            sent = await read_body(request, resource)
            return answer(await run_in_threadpool(operations.create, context, resource, sent), 201)
        query = dict(request.query_params)
        return answer(await run_in_threadpool(operations.list_all, context, resource, query))

    return endpoint


def _single(context: EmulatorContext, resource: Resource) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        _authenticate(context, request)
        number = request.path_params["id"]
        if request.method == "DELETE":
            await run_in_threadpool(operations.remove, context, resource, number)
            return Response(status_code=204)
        if request.method == "PUT":
            sent = await read_body(request, resource)
            return answer(
                await run_in_threadpool(operations.update, context, resource, number, sent)
            )
        shown = await run_in_threadpool(operations.show_one, context, resource, number)
        return answer([shown] if context.readings["single_resource"] == "list" else shown)

    return endpoint


def _images(context: EmulatorContext) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        name = request.path_params["name"]
        picture = await run_in_threadpool(pictures.find, context, name)
        if picture is None:
            raise Refusal(404, {"name": f"there is no picture {name[:40]!r}"})
        headers = {"X-Content-Type-Options": "nosniff"}
        return Response(picture.content, media_type=picture.media_type, headers=headers)

    return endpoint


def _authenticate(context: EmulatorContext, request: Request) -> None:
    wrong = wrong_headers(request, context.credentials)
    if wrong:
        status = int(context.readings["unauthorized_status"])
        raise Refusal(status, dict.fromkeys(wrong, "this HTTP header is missing or not valid"))
