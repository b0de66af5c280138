"""A proxy on loopback that breaks what passes, request by request, by a plan that can be replayed.

Asyncio, in a thread of its own. Each request has a connection of its own to the server. What is
broken says nothing of the server: the same proxy stands before any of them.
"""

import asyncio
import gzip
import random
import socket
import struct
import threading
from collections import deque
from dataclasses import dataclass, field

# The server has not processed the request. "late": it will, when two others have passed;
# "very_late": when the network is mended.
UNPROCESSED = (
    *("down", "reset_before", "reset_during", "late", "very_late", "html", "too_many"),
    *("busy_seconds", "busy_date", "busy_negative", "busy_huge", "redirect_plain"),
    *("redirect_301", "redirect_302", "redirect_303", "redirect_307", "redirect_308"),
)
# The server has processed it, and the answer is not what it was.
PROCESSED = (
    *("reset_after", "stall", "drip_head", "drip_body", "truncated", "truncated_open", "garbage"),
    *("no_json", "text_plain", "html_after", "failed_500", "failed_503", "gzip_bomb"),
)
KINDS = (*UNPROCESSED, *PROCESSED)
_PAGE = b"<!doctype html><title>Maintenance</title><p>Back soon."
_DATE = "Wed, 21 Oct 2065 07:28:00 GMT"
_BUSY = {"seconds": "2", "date": _DATE, "negative": "-5", "huge": "9" * 30}
_BOMB = 60 * 2**20  # bytes, decompressed
_LATE = {"late": 2, "very_late": 10**6}  # requests that pass before one that is late
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Request:
    """One request: its number, method, path, and its bytes."""

    number: int
    method: str
    path: str
    head: bytes
    body: bytes = field(repr=False)


def script(kinds):
    """Return a plan: the first requests get these faults ("" is none), the others pass."""
    left = deque(kinds)
    return lambda _request: left.popleft() if left else ""


def at(number, kind):
    """Return a plan that breaks one request: 0 is the first."""
    return script([""] * number + [kind])


def seeded(seed, rate, kinds=KINDS):
    """Return a plan that breaks this share of the requests, the same for the same seed."""
    chance = random.Random(seed)
    return lambda _request: chance.choice(kinds) if chance.random() < rate else ""


class FaultProxy:
    """The proxy; a context manager.

    Attributes
    ----------
    url
        Its address; paths are the server's.
    plan
        Called with each request, but for those to ``spared`` paths; returns a kind of `KINDS`,
        or "".
    seen
        What passed: (method, path, kind).
    """

    def __init__(self, server_url, spared="/_labkit/"):
        self._server = server_url.rpartition(":")[2].strip("/")
        self.spared = spared
        self.plan = script(())
        self.seen = []
        self._held = []
        self._tasks = set()  # asyncio itself keeps no task alive
        self._forwarded = set()
        self._down = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self):
        self._thread.start()
        start = asyncio.start_server(self._serve, sock=self._listener)
        self._asyncio_server = self._call(start)
        return self

    def __exit__(self, *_error):
        self._asyncio_server.close()
        self._call(self._finish())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def calm(self):
        """Break nothing more, and wait for what is under way; what is late stays so."""
        self.plan, self._down = script(()), False
        self._call(self._quiet())

    def mend(self):
        """Break nothing more, and let what is late arrive at the server."""
        self.calm()
        self._call(self._release(everything=True))

    def _call(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _quiet(self):
        await asyncio.gather(*self._forwarded, return_exceptions=True)

    async def _finish(self):
        await asyncio.sleep(0)  # a task that is cancelled before it began closes nothing
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- one connection ------------------------------------------------------------------------

    async def _serve(self, reader, writer):
        self._tasks.add(asyncio.current_task())
        try:
            if not self._down:
                await self._exchange(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone
        finally:
            _reset(writer) if self._down else writer.close()
            self._tasks.discard(asyncio.current_task())

    async def _exchange(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        method, path, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
        spared = path.startswith(self.spared)
        request = Request(len(self.seen), method, path, head, b"")
        kind = "" if spared else self.plan(request)
        if not spared:
            self.seen.append((method, path, kind))
            await self._release()
        if kind == "reset_during":
            _reset(writer)
            return
        body = await reader.readexactly(_length(head))
        await self._answer(Request(request.number, method, path, head, body), kind, writer, reader)

    async def _answer(self, request, kind, writer, reader):
        if kind in UNPROCESSED:
            answer = self._unprocessed(kind, request)
            if answer is None:
                _reset(writer)
                return
        else:
            answer = await self._forward(request)
            if kind:
                await _spoil(kind, answer, writer, reader)
                return
        writer.write(answer)
        await writer.drain()

    def _unprocessed(self, kind, request):
        if kind in _LATE:
            self._held.append((len(self.seen) + _LATE[kind], request))
        self._down = self._down or kind == "down"
        if kind in {*_LATE, "down", "reset_before"}:
            return None
        name, _, detail = kind.partition("_")
        if name == "busy":
            return _http(503, b"", f"Retry-After: {_BUSY[detail]}")
        if name == "redirect":
            scheme = "http" if detail == "plain" else "https"
            status = 307 if detail == "plain" else int(detail)
            return _http(status, b"", f"Location: {scheme}://elsewhere.invalid{request.path}")
        return _http(200, _PAGE, "Content-Type: text/html") if name == "html" else _http(429, b"")

    async def _release(self, *, everything=False):
        due = [one for one in self._held if everything or one[0] <= len(self.seen)]
        self._held = [one for one in self._held if one not in due]
        for _, request in due:
            await self._forward(request)

    async def _forward(self, request):
        task = asyncio.ensure_future(self._ask_server(request))
        self._forwarded.add(task)
        task.add_done_callback(self._forwarded.discard)
        return await task

    async def _ask_server(self, request):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(self._server))
        first, _, rest = request.head.partition(b"\r\n")
        lines = [line for line in rest.split(b"\r\n") if not line.lower().startswith(b"connection")]
        writer.write(b"\r\n".join([first, b"Connection: close", *lines]) + request.body)
        try:
            return await reader.read()
        finally:
            writer.close()


async def _spoil(kind, answer, writer, reader):
    head, _, body = answer.partition(b"\r\n\r\n")
    if kind == "reset_after":
        _reset(writer)
    elif kind == "stall":
        await reader.read()
    elif kind in {"drip_head", "drip_body"}:
        await _drip(answer if kind == "drip_head" else body, kind, head, writer, reader)
    else:
        writer.write(_spoilt(kind, answer, head, body))
        await writer.drain()


async def _drip(left, kind, head, writer, reader):
    if kind == "drip_body":
        writer.write(head + b"\r\n\r\n")
    while not reader.at_eof():
        # The last byte never comes: it ends when the client goes.
        writer.write(left[:1] if len(left) > 1 else b"")
        left = left[1:] if len(left) > 1 else left
        await asyncio.sleep(0.02)
        await writer.drain()


def _spoilt(kind, answer, head, body):
    if kind == "truncated":
        return head + b"\r\n\r\n" + body[: len(body) // 2]
    if kind == "truncated_open":
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-l")]
        return b"\r\n".join(lines) + b"\r\n\r\n" + body[: len(body) // 2]
    if kind == "garbage":
        return b"\x16\x03\x01\x00\xa5" * 20 + b"\r\n\r\n"
    if kind == "text_plain":
        return head.replace(b"application/json", b"text/plain") + b"\r\n\r\n" + body
    if kind == "gzip_bomb":
        return _http(200, _bomb(), "Content-Encoding: gzip", "Content-Type: application/json")
    return {
        "no_json": _http(200, b"\x00\xffOK", "Content-Type: application/json"),
        "html_after": _http(200, _PAGE, "Content-Type: text/html"),
        "failed_500": _http(500, b'{"error":"Internal error"}', "Content-Type: application/json"),
        "failed_503": _http(503, _PAGE, "Content-Type: text/html", "Retry-After: 1"),
    }[kind]


def _bomb():
    if not _BOMBS:
        _BOMBS.append(gzip.compress(b" " * _BOMB, 1))
    return _BOMBS[0]


_BOMBS = []


def _http(status, body, *headers):
    lines = [f"HTTP/1.1 {status} -", *headers, f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _length(head):
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def _reset(writer):
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
