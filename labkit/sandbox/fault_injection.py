"""What the fault switches do to a request, as plain ASGI above the labs' own applications."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from labkit.sandbox.request_log import OVER

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from labkit.sandbox.faults import Fault
    from labkit.sandbox.state import World

TRANSPORT = "labkit.transport"  # where the server leaves a connection's transport: scope["state"]

_CHUNK = b" " * 65536
_PAGE = b"<!doctype html><title>Maintenance</title><p>The service is being maintained.</p>"


class Mischief:
    """ASGI middleware that lets requests run into the faults that are switched on."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless a fault is switched on for it."""
        place = self._world.place(scope["path"]) if scope["type"] == "http" else None
        fault = place and self._world.faults.take(place.lab, scope["method"], place.path)
        if not place or not fault:
            await self._app(scope, receive, send)
            return
        scope["labkit.fault"] = fault.kind
        call = _Call(self._app, scope, receive, send, fault, self._world, place.lab)
        await _ACTS[fault.kind](call)


@dataclass
class _Call:
    """One request that runs into a fault."""

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    fault: Fault
    world: World
    lab: str

    async def answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        """Answer without doing anything."""
        await self.drain()
        listed = {"content-type": kind, "content-length": str(len(body)), **headers}
        start = {"type": "http.response.start", "status": status, "headers": _encode(listed)}
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})

    async def drain(self) -> bytes:
        """Take in the whole request; a connection closed over unread bytes is reset instead."""
        body = bytearray()
        more = True
        while more:
            message = await self.receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        return bytes(body)

    async def hang_up(self, *, flush: bool = False) -> None:
        """Close the connection, and wait until it is closed."""
        transport = self.scope.get("state", {}).get(TRANSPORT)
        if transport is None:
            raise ConnectionResetError("dropped on purpose, by a fault switch")
        self.scope[OVER]()
        if flush:
            transport.close()
        else:
            transport.abort()
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def rest(self, seconds: float) -> bool:
        """Wait; say whether the sandbox is being stopped meanwhile."""
        try:
            await asyncio.wait_for(self.world.closing.wait(), seconds)
        except TimeoutError:
            return False
        return True

    @contextlib.asynccontextmanager
    async def watched(self) -> AsyncIterator[Callable[[], bool]]:
        """Give a function that says whether the client has gone away."""

        async def gone() -> None:
            while (await self.receive())["type"] != "http.disconnect":
                pass

        task = asyncio.ensure_future(gone())
        try:
            yield task.done
        finally:
            task.cancel()


@dataclass
class _Held:
    """An answer that is held back instead of being sent."""

    start: Message = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")

    def promise(self) -> Message:
        """Return the start of the answer, with the length the whole of it has."""
        headers = [pair for pair in self.start["headers"] if pair[0].lower() != b"content-length"]
        length = (b"content-length", str(len(self.body)).encode())
        return {**self.start, "headers": [*headers, length]}


async def _status(call: _Call) -> None:
    fault = call.fault
    status = fault.status or 503
    body = fault.body
    error = call.world.boxes[call.lab].emulator.error
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
    # The body first: what has come in is worked on, also when the client gives up meanwhile.
    waiting = [{"type": "http.request", "body": await call.drain(), "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else await call.receive()

    if await call.rest(call.fault.delay):
        await call.hang_up()
        return
    await call.app(call.scope, receive, call.send)


async def _drop_before(call: _Call) -> None:
    await call.drain()
    await call.hang_up()


async def _drop_after(call: _Call) -> None:
    await _held(call)
    await call.hang_up()


async def _truncate(call: _Call) -> None:
    held = await _held(call)
    await call.send(held.promise())
    half = bytes(held.body[: len(held.body) // 2])
    await call.send({"type": "http.response.body", "body": half, "more_body": True})
    await call.hang_up(flush=True)


async def _drip(call: _Call) -> None:
    held = await _held(call)
    await call.send(held.promise())
    async with call.watched() as gone:
        for byte in held.body:
            part = {"type": "http.response.body", "body": bytes([byte]), "more_body": True}
            await call.send(part)
            if await call.rest(call.fault.delay) or gone():
                break
    if gone() or call.world.closing.is_set():
        await call.hang_up()
        return
    await call.send({"type": "http.response.body"})


async def _oversize(call: _Call) -> None:
    await call.drain()
    headers = _encode({"content-type": "application/json"})
    await call.send({"type": "http.response.start", "status": 200, "headers": headers})
    left = call.fault.size
    async with call.watched() as gone:
        while left > 0 and not gone() and not call.world.closing.is_set():
            part = _CHUNK[:left]
            await call.send({"type": "http.response.body", "body": part, "more_body": True})
            left -= len(part)
            await asyncio.sleep(0)
    if left > 0:
        await call.hang_up()
        return
    await call.send({"type": "http.response.body"})


async def _held(call: _Call) -> _Held:
    held = _Held()
    await call.app(call.scope, call.receive, held.send)
    return held


def _encode(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [
        (name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in headers.items()
    ]


_ACTS: dict[str, Callable[[_Call], Awaitable[None]]] = {
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
