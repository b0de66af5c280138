"""Middleware that logs the requests to the labs, secrets hidden."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING, Any

from labkit.sandbox.redaction import MAX_CAPTURE

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from labkit.sandbox.redaction import Redactor
    from labkit.sandbox.request_log import RequestLog
    from labkit.sandbox.state import SandboxState

SIZE = 1000
FINISH = "labkit.finish"  # key in the scope: logs the request before its connection is aborted


class Recorder:
    """ASGI middleware that logs the requests to the labs."""

    def __init__(self, app: ASGIApp, state: SandboxState) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and log it."""
        target = self._state.lab_path(scope["path"]) if scope["type"] == "http" else None
        if target is None:
            await self._app(scope, receive, send)
            return
        recording = _Recording(scope, target.lab, receive, send, self._state.log)
        scope[FINISH] = recording.finish
        try:
            await self._app(scope, recording.receive, recording.send)
        finally:
            recording.finish()


class _Recording:
    """Records one request and its answer as they pass."""

    def __init__(
        self, scope: Scope, lab: str, receive: Receive, send: Send, log: RequestLog
    ) -> None:
        self._log: RequestLog | None = log
        self._scope = scope
        self._lab = lab
        self._receive = receive
        self._send = send
        self._began = time.perf_counter()
        self._at = dt.datetime.now(dt.UTC)
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._request = _Capture()
        self._response = _Capture()

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._request.add(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self._response.add(message.get("body", b""))
            if not message.get("more_body"):
                self.finish()
        await self._send(message)

    def finish(self) -> None:
        # Once, and before the client sees the end, so that the log has what the client has.
        log, self._log = self._log, None
        if log is not None:
            log.add(self._entry(log.redactor))

    def _entry(self, redactor: Redactor) -> dict[str, Any]:
        scope = self._scope
        return {
            "time": self._at.isoformat(timespec="milliseconds"),
            "lab": self._lab,
            "method": scope["method"],
            "path": redactor.text(scope["path"]),
            "query": redactor.query(scope.get("query_string", b"").decode("latin-1")),
            "status": self._status,
            "ms": round((time.perf_counter() - self._began) * 1000, 1),
            "fault": scope.get("labkit.fault", ""),
            "request_headers": redactor.headers(scope["headers"]),
            "request_body": self._request.shown(redactor, scope["headers"]),
            "response_headers": redactor.headers(self._headers),
            "response_body": self._response.shown(redactor, self._headers),
        }


class _Capture:
    """The first bytes of a body, and its size."""

    def __init__(self) -> None:
        self._content = b""
        self._size = 0

    def add(self, part: bytes) -> None:
        self._size += len(part)
        room = MAX_CAPTURE - len(self._content)
        if room > 0:
            self._content += part[:room]

    def shown(self, redactor: Redactor, headers: list[tuple[bytes, bytes]]) -> str:
        kinds = [value for name, value in headers if name.lower() == b"content-type"]
        kind = kinds[0].decode("latin-1") if kinds else ""
        return redactor.body(self._content, kind, self._size)
