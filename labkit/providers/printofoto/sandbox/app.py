"""The emulator's application: credentials, the routes of 21 resources, the lab's error form.

Source: the document, "Authentication" and "Standard API return codes".
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from labkit.providers.printofoto.sandbox import operations, pictures
from labkit.providers.printofoto.sandbox.bodies import JSON, read_body
from labkit.providers.printofoto.sandbox.desk import Desk
from labkit.providers.printofoto.sandbox.openapi import document
from labkit.providers.printofoto.sandbox.refusal import FORBIDDEN, NOT_FOUND, UNAUTHORIZED, Refusal
from labkit.providers.printofoto.sandbox.table import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from labkit.providers.printofoto.sandbox.model import Resource
    from labkit.sandbox.emulator import EmulatorContext

    Endpoint = Callable[[Request], Awaitable[Response]]

HEADERS = ("api_key", "api_secret")


class PrintofotoApp(FastAPI):
    """The application, whose OpenAPI document is made from the table of resources."""

    def __init__(self, context: EmulatorContext) -> None:
        super().__init__(
            title="Printofoto API (labkit sandbox)",
            openapi_url="/openapi.json",
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            root_path_in_servers=False,
        )
        self.context = context

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, as the switches are set now."""
        return document(self.context.readings, self.context.base_url)


def build(context: EmulatorContext) -> FastAPI:
    """Return the lab's application for one sandbox."""
    app = PrintofotoApp(context)
    app.add_exception_handler(Refusal, _on_refusal)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(Exception, _on_error)
    for resource in RESOURCES.values():
        collection, single = _collection(context, resource), _single(context, resource)
        methods = ["GET", "PUT", "DELETE"] if resource.deletable else ["GET", "PUT"]
        app.add_route(f"/{resource.name}", collection, ["GET", "POST"], include_in_schema=False)
        app.add_route(f"/{resource.name}/{{id}}", single, methods, include_in_schema=False)
    app.add_route("/images/{name}", _images(context), ["GET"], include_in_schema=False)
    return app


def _collection(context: EmulatorContext, resource: Resource) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        desk = _admit(context, request)
        if request.method == "POST":
            sent = await read_body(request, resource)
            made = await run_in_threadpool(operations.create, desk, resource, sent)
            return _answer(made, 201)
        query = dict(request.query_params)
        return _answer(await run_in_threadpool(operations.list_all, desk, resource, query))

    return endpoint


def _single(context: EmulatorContext, resource: Resource) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        desk = _admit(context, request)
        number = request.path_params["id"]
        if request.method == "DELETE":
            await run_in_threadpool(operations.remove, desk, resource, number)
            return Response(status_code=204)
        if request.method == "PUT":
            sent = await read_body(request, resource)
            done = await run_in_threadpool(operations.update, desk, resource, number, sent)
            return _answer(done)
        shown = await run_in_threadpool(operations.show_one, desk, resource, number)
        return _answer([shown] if desk.reads("single_resource") == "list" else shown)

    return endpoint


def _images(context: EmulatorContext) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        name = request.path_params["name"]
        picture = await run_in_threadpool(pictures.find, _desk(context, request), name)
        if picture is None:
            raise Refusal(NOT_FOUND, {"name": f"there is no picture {name[:40]!r}"})
        headers = {"X-Content-Type-Options": "nosniff"}
        return Response(picture.content, media_type=picture.media_type, headers=headers)

    return endpoint


def _desk(context: EmulatorContext, request: Request) -> Desk:
    return Desk(context, (context.base_url or str(request.base_url)).rstrip("/"))


def _admit(context: EmulatorContext, request: Request) -> Desk:
    """Check the credentials.

    The names are read from the raw headers: an underscore in one is legal, and some servers drop
    or merge such names.
    """
    sent = dict(request.headers.raw)
    wrong = [
        name
        for name in HEADERS
        if not secrets.compare_digest(
            sent.get(name.encode("ascii"), b""), context.credentials[name].encode("utf-8")
        )
    ]
    if wrong:
        status = UNAUTHORIZED if context.readings["unauthorized_status"] == "401" else FORBIDDEN
        raise Refusal(status, dict.fromkeys(wrong, "this HTTP header is missing or not valid"))
    return _desk(context, request)


async def _on_refusal(_request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    return _answer({"errors": error.errors}, error.status)


async def _on_http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    field = "method" if error.status_code == 405 else "url"  # noqa: PLR2004 - Method Not Allowed
    why = f"there is no {request.method} of this path"
    return _answer({"errors": {field: why}}, error.status_code, error.headers)


async def _on_error(_request: Request, _error: Exception) -> Response:
    return _answer({"errors": {"server": "the sandbox itself failed; see its log"}}, 500)


def _answer(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status, headers, media_type=JSON)
