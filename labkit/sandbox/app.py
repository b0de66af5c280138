"""The sandbox's application: one sub-application a lab, the sandbox's own pages, and the guards."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route

from labkit.errors import LabkitError, LabModuleError, SandboxError
from labkit.sandbox import discovery
from labkit.sandbox.admin import Admin
from labkit.sandbox.fault_injection import Mischief
from labkit.sandbox.guard import Guard
from labkit.sandbox.request_log import Recorder
from labkit.sandbox.state import World

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from labkit.sandbox.emulator import Box

_LOG = logging.getLogger("labkit.sandbox")


def build(world: World) -> ASGIApp:
    """Make the whole application of one sandbox.

    A lab's part is built when the lab is first asked something: FastAPI and the labs' models take
    longer to load than all the rest.
    """

    def index(_request: Request) -> JSONResponse:
        return JSONResponse(world.index())

    labs = [Mount(box.emulator.mount, _WhenAsked(box)) for box in world.boxes.values()]
    root = Starlette(routes=[Route("/", index), *Admin(world).routes(), *labs])
    root.router.redirect_slashes = False
    return Guard(Recorder(Mischief(_Labs(root, world), world), world))


def openapi(lab: str) -> dict[str, Any]:
    """Return a lab's OpenAPI document, as its sub-application serves it; starts no server.

    Parameters
    ----------
    lab
        The lab's name.

    Raises
    ------
    UnknownLabError, LabModuleError
        If there is no such lab, it has no emulator, or its emulator is broken.
    """
    emulator = discovery.emulator(lab)
    world = World([emulator], origin="http://127.0.0.1:0")
    try:
        document: dict[str, Any] = dict(_build(world.boxes[lab]).openapi())
    finally:
        world.store.close()
    document["servers"] = [
        {
            "url": f"http://127.0.0.1:{{port}}{emulator.mount}",
            "description": "labkit's sandbox: labkit sandbox --port N",
            "variables": {"port": {"default": "8000"}},
        }
    ]
    return document


class _Labs:
    """Lets what is due happen before a lab is asked anything."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = self._world.place(scope["path"])
        if place is not None:
            # Callbacks are left to the ticker: a slow receiver is not to hold up the client.
            await run_in_threadpool(self._run_due)
            if place.path == "/" and not scope["path"].endswith("/"):
                # So that the bare base URL, too, gets the lab's own answer.
                scope = {**scope, "path": f"{scope['path']}/"}
        await self._app(scope, receive, send)

    def _run_due(self) -> None:
        try:
            self._world.clock.run_due(wait=False, deliver=False)
        except SandboxError:
            # It may be another lab's event: whoever asks now is not to suffer from it.
            _LOG.exception("an event of the sandbox failed")


class _WhenAsked:
    """A lab's application, built when the lab is first asked.

    An emulator that cannot be built answers 500 and says so; the other labs are there all the same.
    """

    def __init__(self, box: Box) -> None:
        self._box = box
        self._app: FastAPI | None = None
        self._lock = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            app: ASGIApp = await run_in_threadpool(self._built) if self._app is None else self._app
        except LabkitError as error:
            app = PlainTextResponse(str(error), 500)
        await app(scope, receive, send)

    def _built(self) -> FastAPI:
        with self._lock:
            if self._app is None:
                self._app = _build(self._box)
            return self._app


def _build(box: Box) -> FastAPI:
    emulator = box.emulator
    try:
        app = emulator.build(box)
    except LabkitError:
        raise
    except Exception as error:
        raise LabModuleError(
            f"its emulator cannot be built: {type(error).__name__}: {error}", lab=emulator.lab
        ) from error
    if app.title == "FastAPI":
        app.title = f"{emulator.lab} (labkit sandbox)"
    return app
