"""The transport: secrets for one origin alone, a deadline and a size limit on every answer.

Secrets are added to a copy of the request just before it leaves, below cache and redirects, so
that no cache, log, exception or response object ever holds one.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from urllib3.util import Retry

CONNECT_SECONDS = 5.0
DEADLINE_SECONDS = 120.0
LONGEST_WAIT_SECONDS = 30.0  # that a busy server may ask for, before each of two more tries
MAX_BYTES = 2 * 1024**3
CONNECTIONS = 8
_CHUNK = 1 << 20


class OverdueError(requests.Timeout):
    """The answer as a whole took too long."""


class OversizeError(requests.RequestException):
    """The answer is larger than is taken in."""


class _TooBusyError(Exception):
    """The lab asks for a longer wait than a call may take (an OSError would be caught as one)."""


class _BoundedRetry(Retry):
    """Waits as long as a busy server asks for (429 or 503 with ``Retry-After``), within bounds."""

    def get_retry_after(self, response: urllib3.BaseHTTPResponse) -> float | None:
        try:
            seconds = super().get_retry_after(response)
        except urllib3.exceptions.InvalidHeader:
            return None
        if seconds and seconds > LONGEST_WAIT_SECONDS:
            raise _TooBusyError(f"the lab is busy and asks to wait {seconds:,.0f} s")
        return seconds


def no_secrets(_request: requests.PreparedRequest) -> Mapping[str, str]:
    """Return no headers: for calls that carry no credentials."""
    return {}


class LabAdapter(HTTPAdapter):
    """Sends requests to one origin and reads each answer whole.

    Parameters
    ----------
    secrets
        Returns the headers that carry the secrets of a request, at the moment of sending.
    retries
        How often a read is retried after a failed connection or from a busy server. Writes are
        never retried: the answer may be lost and the order placed.
    deadline
        For the whole exchange [s], waiting for a busy server included.
    max_bytes
        Of the decoded body.
    connections
        The number of concurrent connections; further requests wait.
    """

    def __init__(
        self,
        secrets: Callable[[requests.PreparedRequest], Mapping[str, str]],
        *,
        retries: int = 0,
        deadline: float = DEADLINE_SECONDS,
        max_bytes: int = MAX_BYTES,
        connections: int = CONNECTIONS,
    ) -> None:
        self._secrets = secrets
        self.deadline = deadline
        self.max_bytes = max_bytes
        super().__init__(
            pool_connections=1,
            pool_maxsize=connections,
            pool_block=True,
            max_retries=_BoundedRetry(
                total=retries,
                redirect=0,
                backoff_factor=0.1,
                status_forcelist=(502, 503, 504),
                allowed_methods=("GET", "POST") if retries else ("GET",),
                raise_on_status=False,
            ),
        )

    def send(  # type: ignore[override]
        self,
        request: requests.PreparedRequest,
        **kwargs: Any,  # noqa: ANN401 - as in requests
    ) -> requests.Response:
        """Send a request and read the answer to its end, within the deadline."""
        kwargs.update(stream=True, timeout=(CONNECT_SECONDS, self.deadline), proxies={})
        results: queue.SimpleQueue[requests.Response | BaseException] = queue.SimpleQueue()
        end = time.monotonic() + self.deadline

        def work() -> None:
            try:
                results.put(self._exchange(request, end, kwargs))
            except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
                results.put(error)

        # A server that drips its headers byte by byte never lets a socket time out; only another
        # thread can keep the deadline.
        threading.Thread(target=work, name="labkit-http", daemon=True).start()
        try:
            result = results.get(timeout=self.deadline)
        except queue.Empty:
            raise OverdueError(f"no whole answer within {self.deadline:g} s") from None
        if isinstance(result, BaseException):
            raise result
        return result

    def _exchange(
        self, request: requests.PreparedRequest, end: float, kwargs: dict[str, Any]
    ) -> requests.Response:
        carrier = request.copy()
        carrier.headers.update(self._secrets(carrier))
        try:
            response = super().send(carrier, **kwargs)
        except _TooBusyError as error:
            raise OverdueError(str(error)) from None
        response.request = request
        try:
            response._content = self._read(response.raw, end)  # noqa: SLF001 - where requests keeps it
        except urllib3.exceptions.HTTPError as error:
            raise requests.ConnectionError(str(error)) from None
        finally:
            response.raw.release_conn()
        response._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001 - as above
        return response

    def _read(self, raw: urllib3.BaseHTTPResponse, end: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        while chunk := raw.read1(_CHUNK, decode_content=True):
            size += len(chunk)
            if size > self.max_bytes:
                raw.close()
                raise OversizeError(f"more than {self.max_bytes:,} bytes")
            if time.monotonic() > end:
                raw.close()
                raise OverdueError(f"no whole answer within {self.deadline:g} s")
            parts.append(chunk)
        return b"".join(parts)


def make_session(origin: str, adapter: LabAdapter) -> requests.Session:
    """Return a session that reaches one origin and nothing else.

    It reads no environment (proxies, netrc) and keeps no cookies.
    """
    session = requests.Session()
    session.trust_env = False
    session.adapters.clear()
    session.mount(origin + "/", adapter)
    session.cookies = _NoCookies()
    session.headers.update({"Accept": "application/json", "User-Agent": "labkit"})
    return session


class _NoCookies(RequestsCookieJar):
    def extract_cookies(self, response: Any, request: Any) -> None:  # noqa: ANN401 - http.cookiejar's
        """Keep none: a session cookie is a secret too."""

    def set_cookie(self, cookie: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - http.cookiejar's
        """Keep none."""
