"""The sandbox's own pages under ``/_labkit``: health, clock, orders, log, switches, photos."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from labkit.errors import LabkitError, SandboxError
from labkit.sandbox import page
from labkit.sandbox.discovery import ADMIN
from labkit.sandbox.photo_store import MAX_PHOTO, PATH

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from labkit.sandbox.state import World

    Handler = Callable[[Request], Awaitable[Response]]

_CLOCK_PARTS = ("days", "hours", "minutes", "seconds")
_NUMBERS = {"times": int, "status": int, "size": int, "delay": float}
# Starlette's own for a form it cannot read, the others for JSON it cannot read or of wrong types.
_REFUSALS = (LabkitError, HTTPException, ValueError, TypeError, RecursionError)
_SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}


class Admin:
    """The endpoints of one sandbox; each takes JSON or a form, and answers JSON or goes back.

    Parameters
    ----------
    world
        What they show and change.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Return the routes."""
        world = self._world
        show = [
            ("/health", world.health),
            ("/clock", lambda: {"now": world.clock.now().isoformat()}),
            ("/orders", lambda: {"orders": world.orders()}),
            ("/log", lambda: {"requests": world.log.list()}),
            ("/readings", lambda: {"readings": world.readings()}),
            ("/faults", lambda: {"faults": world.faults.list()}),
            ("/photos", lambda: {"photos": list(map(dataclasses.asdict, world.shelf.list()))}),
            ("/callbacks", lambda: {"callbacks": world.outbox.log()}),
        ]
        change = [
            ("POST", "/reset", self._reset),
            ("POST", "/clock", self._turn_clock),
            ("POST", "/readings", self._set_reading),
            ("POST", "/faults", self._add_fault),
            ("POST", "/faults/clear", self._clear_faults),
            ("DELETE", "/faults", self._clear_faults),
        ]
        return [
            Route(f"{ADMIN}/", self._page),
            Route(ADMIN, lambda _request: RedirectResponse(f"{ADMIN}/", 307)),
            Route(f"{PATH}{{file}}", self._photo),
            Route(f"{ADMIN}/photos", self._put_photo, methods=["POST"]),
            *(Route(ADMIN + path, _shows(what)) for path, what in show),
            *(Route(ADMIN + path, self._does(act), methods=[verb]) for verb, path, act in change),
        ]

    def _page(self, _request: Request) -> Response:
        return HTMLResponse(page.render(self._world), headers=page.HEADERS)

    def _photo(self, request: Request) -> Response:
        photo = self._world.shelf.read(request.path_params["file"])
        if photo is None:
            return JSONResponse({"error": "there is no such photo"}, 404)
        return Response(photo.content, media_type=photo.media_type, headers=_SAFE)

    def _does(self, act: Callable[[dict[str, Any]], Any]) -> Handler:
        async def handle(request: Request) -> Response:
            try:
                given = await _read(request)
                done = await run_in_threadpool(act, given)
            except _REFUSALS as error:
                return self._refusal(request, error)
            return _back(request) or JSONResponse(done)

        return handle

    async def _put_photo(self, request: Request) -> Response:
        try:
            name, content = await _read_photo(request)
            url = await run_in_threadpool(self._world.shelf.put, name, content)
        except _REFUSALS as error:
            return self._refusal(request, error)
        return _back(request) or JSONResponse({"url": url}, 201)

    def _refusal(self, request: Request, error: Exception) -> Response:
        reason = error.detail if isinstance(error, HTTPException) else str(error)
        if _is_browser(request):
            html = page.render(self._world, notice=reason)
            return HTMLResponse(html, 400, headers=page.HEADERS)
        return JSONResponse({"error": reason}, 400)

    def _reset(self, _given: dict[str, Any]) -> dict[str, Any]:
        self._world.reset()
        return {"ok": True}

    def _turn_clock(self, given: dict[str, Any]) -> dict[str, Any]:
        parts = {name: _number(name, value) for name, value in given.items()}
        return {"now": self._world.clock.advance(**parts).isoformat()}

    def _set_reading(self, given: dict[str, Any]) -> dict[str, Any]:
        try:
            lab, name, value = (str(given[part]) for part in ("lab", "name", "value"))
        except KeyError as error:
            raise SandboxError(f"{error} is missing", hint="give lab, name and value") from None
        self._world.set_reading(lab, name, value)
        return {"readings": self._world.readings()}

    def _add_fault(self, given: dict[str, Any]) -> dict[str, Any]:
        settings = {name: _typed(name, value) for name, value in given.items() if value != ""}
        if "kind" not in settings:
            raise SandboxError("kind is missing")
        return {"number": self._world.faults.add(str(settings.pop("kind")), **settings)}

    def _clear_faults(self, _given: dict[str, Any]) -> dict[str, Any]:
        self._world.faults.clear()
        return {"ok": True}


def _shows(what: Callable[[], dict[str, Any]]) -> Handler:
    async def handle(_request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(what))

    return handle


async def _read(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "")
    if "form" in kind:
        async with request.form() as form:
            return {name: value for name, value in form.items() if value != ""}
    if not await request.body():
        return {}
    given = await request.json()
    if not isinstance(given, dict):
        raise SandboxError("the body is no JSON object")
    return given


async def _read_photo(request: Request) -> tuple[str, bytes]:
    if "multipart/form-data" not in request.headers.get("content-type", ""):
        return request.query_params.get("name", ""), await request.body()
    async with request.form() as form:
        file = next((part for part in form.values() if isinstance(part, UploadFile)), None)
        if file is None:
            raise SandboxError("the form has no file in it")
        # One byte more than fits, so that a larger file is seen to be larger.
        return file.filename or "", await file.read(MAX_PHOTO + 1)


def _number(name: str, value: object) -> float:
    if name not in _CLOCK_PARTS:
        raise SandboxError(f"{name!r} is none of {', '.join(_CLOCK_PARTS)}")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise SandboxError(f"{name} is no number")
    return float(value)


def _typed(name: str, value: object) -> object:
    # A form has text only.
    if name in _NUMBERS and isinstance(value, str):
        return _NUMBERS[name](value)
    return value


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _back(request: Request) -> Response | None:
    if not _is_browser(request):
        return None
    section = request.url.path.removeprefix(f"{ADMIN}/").partition("/")[0]
    return RedirectResponse(f"{ADMIN}/#{section}", 303)
