"""Access control of a server on loopback: programs of this machine, and its own pages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from labkit.http.uvicorn_thread import TRANSPORT

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class LoopbackGuard:
    """ASGI middleware: refuses foreign host names, cross-site writes and oversized bodies.

    Parameters
    ----------
    app
        The application.
    max_body
        The largest body taken in [bytes].
    same_site
        Says of a path whether another site's page may not write there.

    The server listens on loopback only. A web page elsewhere can still make a browser on this
    machine call it: under a name that resolves to 127.0.0.1, or by sending a form across sites.
    """

    def __init__(self, app: ASGIApp, max_body: int, same_site: Callable[[str], bool]) -> None:
        self._app = app
        self._max_body = max_body
        self._same_site = same_site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        if refusal:
            await _refuse(send, *refusal)
            return
        await self._app(scope, _Limited(scope, receive, self._max_body), send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1:
            return 400, "one Host header is needed"
        if not _HOST.fullmatch(hosts[0]):
            return 421, "this server answers under 127.0.0.1, localhost and [::1] only"
        writes = scope["method"] not in _SAFE_METHODS
        if writes and self._same_site(scope["path"]) and _is_cross_site(scope, hosts[0]):
            return 403, "another site's page may not write here"
        length = _header(scope, b"content-length")
        if length.isdigit() and int(length) > self._max_body:
            return 413, f"the body is larger than {self._max_body} bytes"
        return None


class _Limited:
    """Receives a body of bounded size; a longer one aborts the connection."""

    def __init__(self, scope: Scope, receive: Receive, max_body: int) -> None:
        self._scope = scope
        self._receive = receive
        self._max_body = max_body
        self._size = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size <= self._max_body:
            return message
        transport = self._scope.get("state", {}).get(TRANSPORT)
        if transport is not None:
            transport.abort()
        return {"type": "http.disconnect"}


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
