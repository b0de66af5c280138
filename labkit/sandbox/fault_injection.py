"""Fault injection: ASGI middleware that applies the active fault switches to requests."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import TYPE_CHECKING

from labkit.sandbox.faulty_call import BufferedAnswer, FaultyCall, encode

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from labkit.sandbox.state import SandboxState

_CHUNK = b" " * 65536
_GZIP = 31  # zlib's number for the format of gzip
_GARBAGE = b"\x16\x03\x01\x02\x00\x01" * 8 + b"\r\n\r\n"  # as of a server that speaks TLS
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
        call = FaultyCall(self._app, scope, receive, send, fault, self._state, target.lab)
        await _INJECTORS[fault.kind](call)


async def _status(call: FaultyCall) -> None:
    await _answer_status(call)


async def _status_after(call: FaultyCall) -> None:
    await call.process()
    await _answer_status(call)


async def _answer_status(call: FaultyCall) -> None:
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


async def _html(call: FaultyCall) -> None:
    await call.answer(200, "text/html; charset=utf-8", _PAGE)


async def _redirect(call: FaultyCall) -> None:
    await call.answer(call.fault.status or 307, "text/plain", b"", location=call.fault.location)


async def _slow(call: FaultyCall) -> None:
    # Read the body first: the request is processed even if the client gives up meanwhile.
    waiting = [{"type": "http.request", "body": await call.drain(), "more_body": False}]

    async def receive() -> Message:
        return waiting.pop() if waiting else await call.receive()

    if await call.wait(call.fault.delay):
        await call.disconnect()
        return
    await call.app(call.scope, receive, call.send)


async def _drop_before(call: FaultyCall) -> None:
    await call.drain()
    await call.disconnect()


async def _drop_during(call: FaultyCall) -> None:
    await call.disconnect()


async def _drop_after(call: FaultyCall) -> None:
    await call.process()
    await call.disconnect()


async def _truncate(call: FaultyCall) -> None:
    buffered = await call.process()
    await call.send(buffered.head())
    half = bytes(buffered.body[: len(buffered.body) // 2])
    await call.send({"type": "http.response.body", "body": half, "more_body": True})
    await call.disconnect(flush=True)


async def _truncate_open(call: FaultyCall) -> None:
    buffered = await call.process()
    half = bytes(buffered.body[: len(buffered.body) // 2])
    await call.send_raw(_raw_head(buffered, stated_length=False) + half)


async def _garbage(call: FaultyCall) -> None:
    await call.process()
    await call.send_raw(_GARBAGE)


async def _drip_headers(call: FaultyCall) -> None:
    buffered = await call.process()
    answer = _raw_head(buffered) + bytes(buffered.body)
    async with call.disconnect_watch() as gone:
        for byte in answer:
            call.write(bytes([byte]))
            if await call.wait(call.fault.delay) or gone():
                break
    await call.send_raw(b"")


def _raw_head(buffered: BufferedAnswer, *, stated_length: bool = True) -> bytes:
    left_out = set() if stated_length else {b"content-length"}
    lines = [f"HTTP/1.1 {buffered.start['status']} -".encode(), b"connection: close"]
    lines += [b"%s: %s" % (n, v) for n, v in buffered.head()["headers"] if n not in left_out]
    return b"\r\n".join([*lines, b"", b""])


async def _wrong_type(call: FaultyCall) -> None:
    buffered = await call.process()
    headers = [pair for pair in buffered.head()["headers"] if pair[0] != b"content-type"]
    await call.send({**buffered.start, "headers": [*headers, (b"content-type", b"text/plain")]})
    await call.send({"type": "http.response.body", "body": bytes(buffered.body)})


async def _gzip_bomb(call: FaultyCall) -> None:
    packer = zlib.compressobj(wbits=_GZIP)
    parts = (packer.compress(_CHUNK) for _ in range(-(-call.fault.size // len(_CHUNK))))
    body = b"".join(parts) + packer.flush()
    await call.answer(200, "application/json", body, **{"content-encoding": "gzip"})


async def _drip(call: FaultyCall) -> None:
    buffered = await call.process()
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


async def _oversize(call: FaultyCall) -> None:
    await call.drain()
    headers = encode({"content-type": "application/json"})
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


_INJECTORS: dict[str, Callable[[FaultyCall], Awaitable[None]]] = {
    "status": _status,
    "html": _html,
    "slow": _slow,
    "drip": _drip,
    "drip_headers": _drip_headers,
    "drop_before": _drop_before,
    "drop_during": _drop_during,
    "drop_after": _drop_after,
    "truncate": _truncate,
    "truncate_open": _truncate_open,
    "garbage": _garbage,
    "wrong_type": _wrong_type,
    "status_after": _status_after,
    "redirect": _redirect,
    "oversize": _oversize,
    "gzip_bomb": _gzip_bomb,
}
