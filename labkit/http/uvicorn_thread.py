"""uvicorn in a thread, on a loopback socket."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from labkit.errors import InputError, LabkitError

if TYPE_CHECKING:
    from starlette.types import ASGIApp

HOST = "127.0.0.1"
TRANSPORT = "labkit.transport"  # key of a connection's transport in scope["state"]
_MAX_PORT = 65535
_START_TIMEOUT = 10.0
_STOP_TIMEOUT = 5.0
_KEEP_ALIVE = 75  # seconds; longer than most clients keep an idle connection


def listen(port: int, kind: type[LabkitError] = InputError) -> socket.socket:
    """Return a socket that listens on loopback.

    Parameters
    ----------
    port
        0 for any free port.
    kind
        The error to raise.

    Raises
    ------
    LabkitError
        If the port is in use or invalid.
    """
    if type(port) is not int or not 0 <= port <= _MAX_PORT:
        raise kind(f"{port!r} is not a port", hint=f"a port is a number from 0 to {_MAX_PORT}")
    # With an explicit protocol: only then does asyncio set TCP_NODELAY, and without it each answer
    # on a kept-alive connection waits 40 ms for the client's acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise kind(
            f"port {port} cannot be used: {error.strerror or error}",
            hint="stop what listens there, or give another port; 0 takes any that is free",
        ) from error
    return listener


class ServerThread:
    """A server that runs in a daemon thread.

    Parameters
    ----------
    listener
        The socket of `listen`; closed with the server.
    app
        The application.
    closing
        Set, in the server's thread, when the server is about to stop.
    name
        Of the thread.
    """

    def __init__(
        self,
        listener: socket.socket,
        app: ASGIApp,
        closing: asyncio.Event | None = None,
        name: str = "labkit-server",
    ) -> None:
        self._listener = listener
        self._closing = closing
        self._server = _Server(_config(app))
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name=name, daemon=True
        )

    def start(self) -> None:
        """Start and wait until it serves.

        Raises
        ------
        LabkitError
            If it does not start.
        """
        self._thread.start()
        if not self._server.ready.wait(_START_TIMEOUT):
            self._server.should_exit = True
            raise LabkitError("the server did not start")

    def stop(self) -> None:
        """Stop: requests in progress are finished, those a fault switch delays are ended."""
        loop = self._server.loop
        if loop is not None and self._closing is not None and self._thread.is_alive():
            loop.call_soon_threadsafe(self._closing.set)
        self._server.should_exit = True
        self._thread.join(_STOP_TIMEOUT)

    def detach(self) -> None:
        """Close the socket in a forked child, where the server's thread does not exist."""
        self._listener.close()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.loop = asyncio.get_running_loop()
        self.ready.set()


class _Protocol(H11Protocol):
    """HTTP/1.1 that exposes its transport, so that a fault switch can abort the connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=1,
    )
