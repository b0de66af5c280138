"""One request and its answer, in a thread of its own that can be ended at once.

A server that drips its headers byte by byte never lets a socket time out: only another thread can
keep a deadline. Ending the exchange shuts its connection down, and so its thread ends too.
"""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import requests
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from labkit.http.cancellation import CancelledError, aborted_by

T = TypeVar("T")
_END_SECONDS = 0.1


class OverdueError(requests.Timeout):
    """The answer as a whole took too long."""


class Exchange(Generic[T]):
    """Runs `work` in a thread that `abort` ends."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._results: queue.SimpleQueue[T | BaseException] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._over = False
        self._connection: Any = None
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="labkit-http", daemon=True)

    def result(self, seconds: float) -> T:
        """Do the work and return what it returns.

        Raises
        ------
        OverdueError
            If it takes longer.
        CancelledError
            If it was aborted.
        """
        with aborted_by(self.abort):
            self._thread.start()
            try:
                found = self._results.get(timeout=max(seconds, 0.0))
            except BaseException as error:
                self.abort()
                self._thread.join(_END_SECONDS)
                if isinstance(error, queue.Empty):
                    raise OverdueError("too late") from None
                raise
        if isinstance(found, BaseException):
            raise found
        return found

    def abort(self) -> None:
        """End it: the connection is shut down, and one that is not there yet is never used."""
        with self._lock:
            if self._over:
                return
            self._over = True
            found = self._socket or getattr(self._connection, "sock", None)
            if found is not None:
                # The plain socket's method, of a TLS connection too: it may be read right now.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(found, socket.SHUT_RDWR)
        self._results.put(CancelledError("interrupted"))

    def uses(self, connection: Any, sock: socket.socket | None = None) -> None:  # noqa: ANN401 - one of urllib3's
        """Record which connection it uses.

        Raises
        ------
        CancelledError
            If it was aborted: nothing is to be sent any more.
        """
        with self._lock:
            if self._over:
                raise CancelledError("interrupted")
            self._connection, self._socket = connection, sock

    def _run(self) -> None:
        _RUNNING.exchange = self
        found: T | BaseException
        try:
            found = self._work()
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            found = error
        with self._lock:
            self._over = True
            self._connection = self._socket = None
        self._results.put(found)


_RUNNING = threading.local()


class _Connection(HTTPConnection):
    def connect(self) -> None:
        _RUNNING.exchange.uses(self)
        super().connect()
        _RUNNING.exchange.uses(self)  # nothing is sent where it took too long

    def request(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as in urllib3
        _RUNNING.exchange.uses(self)
        super().request(*args, **options)
        # An answer that ends with its connection takes the socket away from it.
        _RUNNING.exchange.uses(self, self.sock)


class _SecureConnection(HTTPSConnection):
    def connect(self) -> None:
        _RUNNING.exchange.uses(self)
        super().connect()
        _RUNNING.exchange.uses(self)  # nothing is sent where it took too long

    def request(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as in urllib3
        _RUNNING.exchange.uses(self)
        super().request(*args, **options)
        _RUNNING.exchange.uses(self, self.sock)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


POOLS = {"http": _Pool, "https": _SecurePool}
