"""Fault injection: ASGI middleware that applies the active fault switches to requests."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from labkit.http.uvicorn_thread import TRANSPORT
from labkit.sandbox.request_recorder import FINISH

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from labkit.sandbox.faults import Fault
    from labkit.sandbox.state import SandboxState

_CHUNK = b" " * 65536
_PAGE = b"<!doctype html><title>Maintenance</title><p>The service is being maintained.</p>"


class FaultInjector:
    """ASGI middleware that applies the active faults."""

    def __init__(self, app: ASGIApp, state: SandboxState) -> None:
        self._app = app
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless a fault is active for it."""
        target = self._state.lab_path(scope["path"]) if scope["type"] == "http" else None
        fault = target and self._state.faults.take(target.lab, scope["method"], target.path)
        if not target or not fault:
            await self._app(scope, receive, send)
            return
        scope["labkit.fault"] = fault.kind
        call = _Call(self._app, scope, receive, send, fault, self._state, target.lab)
        await _INJECTORS[fault.kind](call)


@dataclass
class _Call:
    """One request with an active fault."""

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    fault: Fault
    state: SandboxState
    lab: str

    async def answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        """Answer without processing the request."""
        await self.drain()
        listed = {"content-type": kind, "content-length": str(len(body)), **headers}
        start = {"type": "http.response.start", "status": status, "headers": _encode(listed)}
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})

    async def drain(self) -> bytes:
        """Read the whole request; a connection closed with unread bytes would be reset."""
        body = bytearray()
        more = True
        while more:
            message = await self.receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return bytes(body)

    async def disconnect(self, *, flush: bool = False) -> None:
        """Close the connection, and wait until it is closed."""
        transport = self.scope.get("state", {}).get(TRANSPORT)
        if transport is None:
            raise ConnectionResetError("dropped by a fault switch")
        self.scope[FINISH]()
        if flush:
            transport.close()
        else:
            transport.abort()
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def wait(self, seconds: float) -> bool:
        """Wait; tell whether the sandbox is being stopped meanwhile."""
        try:
            await asyncio.wait_for(self.state.closing.wait(), seconds)
        except TimeoutError:
            return False
        return True

    @contextlib.asynccontextmanager
    async def disconnect_watch(self) -> AsyncIterator[Callable[[], bool]]:
        """Provide a function that tells whether the client has disconnected."""

        async def gone() -> None:
            while (await self.receive())["type"] != "http.disconnect":
                pass

        task = asyncio.ensure_future(gone())
        try:
            yield task.done
        finally:
            task.cancel()


@dataclass
class _BufferedAnswer:
    """An answer that is buffered instead of sent."""

    start: Message = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")

    def head(self) -> Message:
        """Return the start of the answer, with the content length of all of it."""
        headers = [pair for pair in self.start["headers"] if pair[0].lower() != b"content-length"]
        length = (b"content-length", str(len(self.body)).encode())
        return {**self.start, "headers": [*headers, length]}


async def _status(call: _Call) -> None:
    fault = call.fault
    status = fault.status or 503
    body = fault.body
    error = call.state.contexts[call.lab].emulator.error
    if body is None and error is not None:
        body = error(status)
    if body is None or isinstance(body, str):
        text = body if body is not None else f"Fault switch: status {status}"
        await call.answer(status, "text/plain; charset=utf-8", text.encode(), **fault.headers)
    else:
        content = json.dumps(body).encode()
        await call.answer(status, "application/json", content, **fault.headers)


async def _html(call: _Call) -> None:
    await call.answer(200, "text/html; charset=utf-8", _PAGE)


async def _redirect(call: _Call) -> None:
    await call.answer(call.fault.status or 307, "text/plain", b"", location=call.fault.location)


async def _slow(call: _Call) -> None:
    # Read the body first: the request is processed even if the client gives up meanwhile.
    waiting = [{"type": "http.request", "body": await call.drain(), "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else await call.receive()

    if await call.wait(call.fault.delay):
        await call.disconnect()
        return
    await call.app(call.scope, receive, call.send)


async def _drop_before(call: _Call) -> None:
    await call.drain()
    await call.disconnect()


async def _drop_after(call: _Call) -> None:
    await _buffered(call)
    await call.disconnect()


async def _truncate(call: _Call) -> None:
    buffered = await _buffered(call)
    await call.send(buffered.head())
    half = bytes(buffered.body[: len(buffered.body) // 2])
    await call.send({"type": "http.response.body", "body": half, "more_body": True})
    await call.disconnect(flush=True)


async def _drip(call: _Call) -> None:
    buffered = await _buffered(call)
    await call.send(buffered.head())
    async with call.disconnect_watch() as gone:
        for byte in buffered.body:
            part = {"type": "http.response.body", "body": bytes([byte]), "more_body": True}
            await call.send(part)
            if await call.wait(call.fault.delay) or gone():
                break
    if gone() or call.state.closing.is_set():
        await call.disconnect()
        return
    await call.send({"type": "http.response.body"})


async def _oversize(call: _Call) -> None:
    await call.drain()
    headers = _encode({"content-type": "application/json"})
    await call.send({"type": "http.response.start", "status": 200, "headers": headers})
    left = call.fault.size
    async with call.disconnect_watch() as gone:
        while left > 0 and not gone() and not call.state.closing.is_set():
            part = _CHUNK[:left]
            await call.send({"type": "http.response.body", "body": part, "more_body": True})
            left -= len(part)
            await asyncio.sleep(0)
    if left > 0:
        await call.disconnect()
        return
    await call.send({"type": "http.response.body"})


async def _buffered(call: _Call) -> _BufferedAnswer:
    buffered = _BufferedAnswer()
    await call.app(call.scope, call.receive, buffered.send)
    return buffered


def _encode(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [
        (name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in headers.items()
    ]


_INJECTORS: dict[str, Callable[[_Call], Awaitable[None]]] = {
    "status": _status,
    "html": _html,
    "slow": _slow,
    "drip": _drip,
    "drop_before": _drop_before,
    "drop_after": _drop_after,
    "truncate": _truncate,
    "redirect": _redirect,
    "oversize": _oversize,
}
