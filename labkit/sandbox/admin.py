"""The sandbox's admin API under ``/_labkit``: health, clock, orders, log, switches, photos."""

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

    from labkit.sandbox.state import SandboxState

    Handler = Callable[[Request], Awaitable[Response]]

_CLOCK_PARTS = ("days", "hours", "minutes", "seconds")
_NUMBERS = {"times": int, "status": int, "size": int, "delay": float}
# HTTPException: Starlette cannot parse a form; the others: invalid JSON or values of wrong types.
_BAD_REQUEST = (LabkitError, HTTPException, ValueError, TypeError, RecursionError)
_SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}


class Admin:
    """The admin endpoints; each takes JSON or a form, and answers JSON or redirects to the page.

    Parameters
    ----------
    state
        What they read and change.
    """

    def __init__(self, state: SandboxState) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        """Return the routes."""
        state = self._state
        reads = [
            ("/health", state.health),
            ("/clock", lambda: {"now": state.clock.now().isoformat()}),
            ("/orders", lambda: {"orders": state.orders()}),
            ("/log", lambda: {"requests": state.log.list()}),
            ("/readings", lambda: {"readings": state.readings()}),
            ("/faults", lambda: {"faults": state.faults.list()}),
            ("/photos", lambda: {"photos": list(map(dataclasses.asdict, state.photos.list()))}),
            ("/callbacks", lambda: {"callbacks": state.outbox.log()}),
        ]
        writes = [
            ("POST", "/reset", self._reset),
            ("POST", "/clock", self._advance_clock),
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
            *(Route(ADMIN + path, _read_endpoint(read)) for path, read in reads),
            *(
                Route(ADMIN + path, self._write_endpoint(write), methods=[method])
                for method, path, write in writes
            ),
        ]

    def _page(self, _request: Request) -> Response:
        return HTMLResponse(page.render(self._state), headers=page.HEADERS)

    def _photo(self, request: Request) -> Response:
        photo = self._state.photos.read(request.path_params["file"])
        if photo is None:
            return JSONResponse({"error": "there is no such photo"}, 404)
        return Response(photo.content, media_type=photo.media_type, headers=_SAFE)

    def _write_endpoint(self, write: Callable[[dict[str, Any]], Any]) -> Handler:
        async def handle(request: Request) -> Response:
            try:
                given = await _read_body(request)
                done = await run_in_threadpool(write, given)
            except _BAD_REQUEST as error:
                return self._bad_request(request, error)
            return _redirect(request) or JSONResponse(done)

        return handle

    async def _put_photo(self, request: Request) -> Response:
        try:
            name, content = await _read_photo(request)
            url = await run_in_threadpool(self._state.photos.put, name, content)
        except _BAD_REQUEST as error:
            return self._bad_request(request, error)
        return _redirect(request) or JSONResponse({"url": url}, 201)

    def _bad_request(self, request: Request, error: Exception) -> Response:
        reason = error.detail if isinstance(error, HTTPException) else str(error)
        if _is_browser(request):
            html = page.render(self._state, notice=reason)
            return HTMLResponse(html, 400, headers=page.HEADERS)
        return JSONResponse({"error": reason}, 400)

    def _reset(self, _given: dict[str, Any]) -> dict[str, Any]:
        self._state.reset()
        return {"ok": True}

    def _advance_clock(self, given: dict[str, Any]) -> dict[str, Any]:
        parts = {name: _number(name, value) for name, value in given.items()}
        return {"now": self._state.clock.advance(**parts).isoformat()}

    def _set_reading(self, given: dict[str, Any]) -> dict[str, Any]:
        try:
            lab, name, value = (str(given[part]) for part in ("lab", "name", "value"))
        except KeyError as error:
            raise SandboxError(f"{error} is missing", hint="give lab, name and value") from None
        self._state.set_reading(lab, name, value)
        return {"readings": self._state.readings()}

    def _add_fault(self, given: dict[str, Any]) -> dict[str, Any]:
        settings = {name: _typed(name, value) for name, value in given.items() if value != ""}
        if "kind" not in settings:
            raise SandboxError("kind is missing")
        return {"number": self._state.faults.add(str(settings.pop("kind")), **settings)}

    def _clear_faults(self, _given: dict[str, Any]) -> dict[str, Any]:
        self._state.faults.clear()
        return {"ok": True}


def _read_endpoint(read: Callable[[], dict[str, Any]]) -> Handler:
    async def handle(_request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(read))

    return handle


async def _read_body(request: Request) -> dict[str, Any]:
    media_type = request.headers.get("content-type", "")
    if "form" in media_type:
        async with request.form() as form:
            return {name: value for name, value in form.items() if value != ""}
    if not await request.body():
        return {}
    given = await request.json()
    if not isinstance(given, dict):
        raise SandboxError("the body is not a JSON object")
    return given


async def _read_photo(request: Request) -> tuple[str, bytes]:
    if "multipart/form-data" not in request.headers.get("content-type", ""):
        return request.query_params.get("name", ""), await request.body()
    async with request.form() as form:
        file = next((part for part in form.values() if isinstance(part, UploadFile)), None)
        if file is None:
            raise SandboxError("the form has no file in it")
        # One byte over the limit, so that a larger file is recognised as too large.
        return file.filename or "", await file.read(MAX_PHOTO + 1)


def _number(name: str, value: object) -> float:
    if name not in _CLOCK_PARTS:
        raise SandboxError(f"there is no {name!r}; give {', '.join(_CLOCK_PARTS)}")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise SandboxError(f"{name} is not a number")
    return float(value)


def _typed(name: str, value: object) -> object:
    # A form's values are all text.
    if name in _NUMBERS and isinstance(value, str):
        return _NUMBERS[name](value)
    return value


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _redirect(request: Request) -> Response | None:
    if not _is_browser(request):
        return None
    section = request.url.path.removeprefix(f"{ADMIN}/").partition("/")[0]
    return RedirectResponse(f"{ADMIN}/#{section}", 303)
