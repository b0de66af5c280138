"""A request to which a fault switch applies: processing, answering, dropping it."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from labkit.http.uvicorn_thread import TRANSPORT
from labkit.sandbox.request_recorder import FINISH

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from labkit.sandbox.faults import Fault
    from labkit.sandbox.state import SandboxState


@dataclass
class BufferedAnswer:
    """An answer that is buffered instead of sent."""

    start: Message = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    async def send(self, message: Message) -> None:
        """Take a message of the application."""
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")

    def head(self) -> Message:
        """Return the start of the answer, with the content length of all of it."""
        headers = [pair for pair in self.start["headers"] if pair[0].lower() != b"content-length"]
        length = (b"content-length", str(len(self.body)).encode())
        return {**self.start, "headers": [*headers, length]}


@dataclass
class FaultyCall:
    """One request with an active fault."""

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    fault: Fault
    state: SandboxState
    lab: str
    drained: bool = False

    async def answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        """Answer without processing the request."""
        await self.drain()
        listed = {"content-type": kind, "content-length": str(len(body)), **headers}
        start = {"type": "http.response.start", "status": status, "headers": encode(listed)}
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})

    def write(self, raw: bytes) -> None:
        """Write bytes to the connection as they are; nothing where there is none."""
        transport = self.scope.get("state", {}).get(TRANSPORT)
        if transport is not None:
            transport.write(raw)

    async def send_raw(self, raw: bytes) -> None:
        """Send bytes as they are instead of an answer, and close the connection."""
        self.write(raw)
        await self.disconnect(flush=True)

    async def process(self) -> BufferedAnswer:
        """Process the request and return the answer, of which nothing is sent."""
        buffered = BufferedAnswer()
        await self.app(self.scope, self.receive, buffered.send)
        self.drained = True
        return buffered

    async def drain(self) -> bytes:
        """Read the whole request; a connection closed with unread bytes would be reset."""
        body = bytearray()
        more = not self.drained
        self.drained = True
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


def encode(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Return headers as ASGI takes them."""
    return [
        (name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in headers.items()
    ]
