"""Asks a server on loopback whether it is labkit's own sandbox."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests

from labkit.errors import EndpointError
from labkit.http.messages import decode
from labkit.http.transport import LabAdapter, make_session, no_secrets

_SECONDS = 2.0


def read_health(base_url: str) -> dict[str, Any]:
    """Return what ``/_labkit/health`` answers; {} where the server is not labkit's sandbox."""
    return _read(base_url, "/_labkit/health")


def read_index(base_url: str) -> dict[str, Any]:
    """Return the labs a sandbox lists at ``/``: name → base_url and credentials; {} if none."""
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
            found = decode(response.content) if response.ok else {}
        except (requests.RequestException, ValueError):
            return {}
    return found if isinstance(found, dict) else {}
