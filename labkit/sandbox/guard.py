"""Access control of the sandbox: programs of this machine, and its own page."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from labkit.sandbox.discovery import ADMIN
from labkit.sandbox.fault_injection import TRANSPORT

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 128 * 2**20

_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """ASGI middleware: refuses foreign host names, cross-site writes and oversized bodies.

    The server listens on loopback only. A web page elsewhere can still make a browser on this
    machine call it: under a name that resolves to 127.0.0.1, or by sending a form across sites.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return
        refusal = _refusal(scope)
        if refusal:
            await _refuse(send, *refusal)
            return
        await self._app(scope, _Limited(scope, receive), send)


class _Limited:
    """Receives a body of bounded size; a longer one aborts the connection."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._scope = scope
        self._receive = receive
        self._size = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size <= MAX_BODY:
            return message
        transport = self._scope.get("state", {}).get(TRANSPORT)
        if transport is not None:
            transport.abort()
        return {"type": "http.disconnect"}


def _refusal(scope: Scope) -> tuple[int, str] | None:
    headers = scope["headers"]
    hosts = [value.decode("latin-1") for name, value in headers if name == b"host"]
    if len(hosts) != 1:
        return 400, "one Host header is needed"
    if not _HOST.fullmatch(hosts[0]):
        return 421, "the sandbox answers under 127.0.0.1, localhost and [::1] only"
    if (
        _is_admin(scope["path"])
        and scope["method"] not in _SAFE_METHODS
        and _is_cross_site(scope, hosts[0])
    ):
        return 403, "another site's page may not change the sandbox"
    length = _header(scope, b"content-length")
    if length.isdigit() and int(length) > MAX_BODY:
        return 413, f"the body is larger than {MAX_BODY} bytes"
    return None


def _is_admin(path: str) -> bool:
    return path == ADMIN or path.startswith(f"{ADMIN}/")


def _is_cross_site(scope: Scope, host: str) -> bool:
    # Browsers set these two headers and no page can change them; other programs send neither.
    site = _header(scope, b"sec-fetch-site")
    origin = _header(scope, b"origin")
    if site and site not in {"same-origin", "none"}:
        return True
    return bool(origin) and origin.lower() != f"http://{host}".lower()


def _header(scope: Scope, name: bytes) -> str:
    values = [value.decode("latin-1") for each, value in scope["headers"] if each == name]
    return values[0] if values else ""


async def _refuse(send: Send, status: int, message: str) -> None:
    body = json.dumps({"error": message}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
