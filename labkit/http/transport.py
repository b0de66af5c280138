"""The transport: secrets for one origin alone, a deadline and a size limit on every answer.

Secrets are added to a copy of the request just before it leaves, below cache and redirects, so
that no cache, log, exception or response object ever holds one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar

from labkit.http import cancellation
from labkit.http.exchange import POOLS, Exchange, OverdueError
from labkit.http.retry_after import BUSY, retry_after
from labkit.http.scrubbing import scrub

CONNECT_SECONDS = 5.0
READ_SECONDS = 45.0  # for a read as a whole, pauses and further tries included
WRITE_SECONDS = 120.0  # for a write, which may carry a photo
LONGEST_WAIT_SECONDS = 60.0  # that a busy server may ask for
MAX_BYTES = 50 * 1024**2
SCALED_BYTES, SCALED_SECONDS = 2 * 1024**3, 120.0  # of a multiplied sample of labkit's own sandbox
CONNECTIONS = 8
_CHUNK = 1 << 20
_RETRIED = BUSY | {502, 504}
_BACKOFF_SECONDS = 0.1
_TRIES_AS_ASKED = 5  # of a server that says each time when to come again


class OversizeError(requests.RequestException):
    """The answer is larger than is taken in."""


def no_secrets(_request: requests.PreparedRequest) -> Mapping[str, str]:
    """Return no headers: for calls that carry no credentials."""
    return {}


class LabAdapter(HTTPAdapter):
    """Sends requests to one origin and reads each answer whole.

    Parameters
    ----------
    secrets
        Returns the headers that carry the secrets of a request, at the moment of sending.
    guard
        Called with each request as it is about to leave; raises where it must not.
    retries
        How often a read is retried after a failed connection or from a busy server. Writes are
        never retried: the answer may be lost and the order placed.
    deadline
        For the whole exchange [s], waiting for a busy server included.
    max_bytes
        Of the decoded body.
    connections
        The number of concurrent connections; further requests wait.
    clock, sleep
        Tell the time [s] and wait.
    """

    def __init__(  # noqa: PLR0913 - each has a name and a default
        self,
        secrets: Callable[[requests.PreparedRequest], Mapping[str, str]],
        *,
        guard: Callable[[requests.PreparedRequest], object] = lambda _request: None,
        retries: int = 0,
        deadline: float = READ_SECONDS,
        max_bytes: int = MAX_BYTES,
        connections: int = CONNECTIONS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = cancellation.sleep,
    ) -> None:
        self._secrets = secrets
        self._guard = guard
        self._retries = retries
        self.deadline = deadline
        self.max_bytes = max_bytes
        self.clock = clock
        self.sleep = sleep
        super().__init__(pool_connections=1, pool_maxsize=connections, pool_block=True)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def send(  # type: ignore[override]
        self,
        request: requests.PreparedRequest,
        **kwargs: Any,  # noqa: ANN401 - as in requests
    ) -> requests.Response:
        """Send a request and read the answer to its end, within the deadline.

        A read that fails, or whose server is busy, is tried anew while the deadline allows it.
        """
        end = self.clock() + self.deadline
        tries = 0
        while True:
            found = self._try(request, end, kwargs)
            pause = self._pause(found, tries)
            if pause is None or self.clock() + pause >= end:
                break
            self.sleep(pause)
            tries += 1
        if isinstance(found, requests.Response):
            return found
        raise found

    def _pause(
        self, found: requests.Response | requests.RequestException, tries: int
    ) -> float | None:
        """Return how long to wait before another try [s]; None where there is none."""
        asked = None
        if isinstance(found, requests.Response):
            if found.status_code not in _RETRIED:
                return None
            asked = retry_after(found.headers)
        if asked:
            more = self._retries and tries < _TRIES_AS_ASKED
            return asked if more and asked <= LONGEST_WAIT_SECONDS else None
        return _BACKOFF_SECONDS * 2**tries if tries < self._retries else None

    def _try(
        self, request: requests.PreparedRequest, end: float, kwargs: dict[str, Any]
    ) -> requests.Response | requests.RequestException:
        left = max(end - self.clock(), 0.0)
        connecting = min(CONNECT_SECONDS, left)
        # The connection itself times out after the exchange, which ends it in time.
        kwargs.update(stream=True, timeout=(connecting, left + CONNECT_SECONDS), proxies={})
        try:
            return Exchange(lambda: self._exchange(request, kwargs)).result(left)
        except OverdueError:
            raise OverdueError(f"no whole answer within {self.deadline:g} s") from None
        except requests.RequestException as error:
            scrub(error, request)
            if isinstance(error, requests.ConnectionError):
                return error
            raise

    def _exchange(
        self, request: requests.PreparedRequest, kwargs: dict[str, Any]
    ) -> requests.Response:
        carrier = request.copy()
        carrier.headers.update(self._secrets(carrier))
        self._guard(carrier)
        response = super().send(carrier, **kwargs)
        response.request = request
        self._read(response)
        return response

    def _read(self, response: requests.Response) -> None:
        try:
            content = b"".join(self._parts(response.raw))
        except urllib3.exceptions.HTTPError as error:
            raise requests.ConnectionError(str(error)) from None
        finally:
            response.raw.release_conn()
        response._content = content  # noqa: SLF001 - where requests keeps it
        response._content_consumed = True  # type: ignore[attr-defined]  # noqa: SLF001 - as above

    def _parts(self, raw: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        size = raw.length_remaining or 0
        if size <= self.max_bytes:
            size = 0
            while chunk := raw.read1(_CHUNK, decode_content=True):
                size += len(chunk)
                if size > self.max_bytes:
                    break
                yield chunk
            else:
                return
        raw.close()
        raise OversizeError(f"more than {self.max_bytes:,} bytes")


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
