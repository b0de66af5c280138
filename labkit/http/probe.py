"""Asks a server on loopback whether it is labkit's own sandbox."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests

from labkit.errors import EndpointError, UnreachableError
from labkit.http.messages import decode
from labkit.http.transport import LabAdapter, make_session, no_secrets

_SECONDS = 5.0
_SUCCESS = range(200, 300)
_FAILED = 500
_BUSY = frozenset({408, 425, 429})
_NOT_KNOWN = "which server it is is not known; start it, or try again: until then nothing is sent"


def read_health(base_url: str) -> dict[str, Any]:
    """Return what ``/_labkit/health`` answers; {} where it is the answer of another server.

    Raises
    ------
    UnreachableError
        If there is no whole answer in time, or the server is busy or fails: which server it is is
        then not known.
    """
    found = _read(base_url, "/_labkit/health")
    own = found.get("ok") is True and isinstance(found.get("state"), str)
    return found if own else {}


def read_index(base_url: str) -> dict[str, Any]:
    """Return the labs a sandbox lists at ``/``: name → base_url and credentials; {} if none.

    Raises
    ------
    UnreachableError
        As `read_health`.
    """
    if not read_health(base_url):
        return {}
    labs = _read(base_url, "/").get("labs", {})
    return labs if isinstance(labs, dict) else {}


def _read(base_url: str, path: str) -> dict[str, Any]:
    from labkit.lab_api.endpoints import is_loopback

    if not is_loopback(base_url):
        raise EndpointError("only a server on loopback is asked whether it is a sandbox")
    parts = urlsplit(base_url)
    origin = f"{parts.scheme}://{parts.netloc}"
    adapter = LabAdapter(no_secrets, deadline=_SECONDS, max_bytes=1 << 20)
    with make_session(origin, adapter) as session:
        try:
            response = session.get(origin + path, allow_redirects=False)
        except requests.RequestException as error:
            raise _not_known(origin, f"gives no answer ({type(error).__name__})") from None
    if response.status_code >= _FAILED or response.status_code in _BUSY:
        raise _not_known(origin, f"answers {response.status_code}")
    return _object(response, origin) if response.status_code in _SUCCESS else {}


def _object(response: requests.Response, origin: str) -> dict[str, Any]:
    try:
        found = decode(response.content)
    except ValueError:
        if "json" in response.headers.get("content-type", ""):
            raise _not_known(origin, "gives half an answer") from None
        return {}  # a page: another server
    return found if isinstance(found, dict) else {}


def _not_known(origin: str, what: str) -> UnreachableError:
    error = UnreachableError(f"the server at {origin} {what}", hint=_NOT_KNOWN)
    error.sent = False
    return error
