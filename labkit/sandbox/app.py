"""The sandbox's ASGI application: one sub-application per lab, the admin API, the middleware."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route

from labkit.errors import LabkitError, LabModuleError, SandboxError
from labkit.http.loopback_guard import LoopbackGuard
from labkit.sandbox import discovery
from labkit.sandbox.admin import Admin
from labkit.sandbox.fault_injection import FaultInjector
from labkit.sandbox.request_recorder import Recorder
from labkit.sandbox.state import SandboxState

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from labkit.sandbox.emulator import EmulatorContext

_LOG = logging.getLogger("labkit.sandbox")
MAX_BODY = 128 * 2**20


def build(state: SandboxState) -> ASGIApp:
    """Build the application of one sandbox.

    A lab's application is built at its first request: FastAPI and the labs' models are slow to
    import.
    """

    def index(_request: Request) -> JSONResponse:
        return JSONResponse(state.index())

    labs = [Mount(context.emulator.mount, _LazyApp(context)) for context in state.contexts.values()]
    root = Starlette(routes=[Route("/", index), *Admin(state).routes(), *labs])
    root.router.redirect_slashes = False
    inner = Recorder(FaultInjector(_DueEvents(root, state), state), state)
    return LoopbackGuard(inner, MAX_BODY, _is_admin)


def _is_admin(path: str) -> bool:
    return path == discovery.ADMIN or path.startswith(f"{discovery.ADMIN}/")


def openapi(lab: str) -> dict[str, Any]:
    """Return a lab's OpenAPI document as the sandbox serves it, without starting a server.

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
    state = SandboxState([emulator], origin="http://127.0.0.1:0")
    try:
        document: dict[str, Any] = dict(_build(state.contexts[lab]).openapi())
    finally:
        state.store.close()
    document["servers"] = [
        {
            "url": f"http://127.0.0.1:{{port}}{emulator.mount}",
            "description": "labkit's sandbox: labkit sandbox --port N",
            "variables": {"port": {"default": "8000"}},
        }
    ]
    return document


class _DueEvents:
    """ASGI middleware that runs due events before a request reaches a lab."""

    def __init__(self, app: ASGIApp, state: SandboxState) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = self._state.lab_path(scope["path"])
        if target is not None:
            # Callbacks are left to the ticker: a slow receiver is not to hold up the client.
            await run_in_threadpool(self._run_due)
            if target.path == "/" and not scope["path"].endswith("/"):
                # So that the bare base URL, too, gets the lab's own answer.
                scope = {**scope, "path": f"{scope['path']}/"}
        await self._app(scope, receive, send)

    def _run_due(self) -> None:
        try:
            self._state.clock.run_due(wait=False, deliver=False)
        except SandboxError:
            # It may be another lab's event: whoever asks now is not to suffer from it.
            _LOG.exception("an event of the sandbox failed")


class _LazyApp:
    """A lab's application, built at its first request.

    An emulator that cannot be built answers 500 with the reason; the other labs keep working.
    """

    def __init__(self, context: EmulatorContext) -> None:
        self._context = context
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
                self._app = _build(self._context)
            return self._app


def _build(context: EmulatorContext) -> FastAPI:
    emulator = context.emulator
    try:
        app = emulator.build(context)
    except LabkitError:
        raise
    except Exception as error:
        raise LabModuleError(
            f"its emulator cannot be built: {type(error).__name__}: {error}", lab=emulator.lab
        ) from error
    if app.title == "FastAPI":
        app.title = f"{emulator.lab} (labkit sandbox)"
    return app
