"""The headers that carry a lab's secrets, as its ``wire`` module makes them.

``wire.headers(credentials, token)`` returns them. Where it also takes, by keyword,

``call``
    it is given the request as it leaves (`labkit.http.Outgoing`), for a signature over it;
``settings``
    it is given the lab's settings, name → text.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl, urlsplit

import orjson

from labkit.http.messages import Outgoing

if TYPE_CHECKING:
    from types import ModuleType

    import requests

    from labkit.http.messages import Call
    from labkit.lab_api.spec import LabSpec

_HIDDEN = "**********"


class Signer(Protocol):
    """Who sends: the lab, its ``wire`` module and its settings."""

    spec: LabSpec
    settings: dict[str, str]

    @property
    def wire(self) -> ModuleType:
        """The lab's ``wire`` module."""


def secret_headers(
    client: Signer, credentials: Mapping[str, str], token: str, call: Outgoing
) -> Mapping[str, str]:
    """Return the headers of one request."""
    make = client.wire.headers
    parameters = inspect.signature(make).parameters
    optional = {"call": call, "settings": client.settings}
    more = {name: value for name, value in optional.items() if name in parameters}
    return make(credentials, token, **more)  # type: ignore[no-any-return]  # a lab's own module


def preview_headers(client: Signer, call: Call) -> dict[str, str]:
    """Return a call's headers for a preview, with those that depend on a secret hidden.

    They are made with placeholders: a header that changes with the placeholder depends on it.
    """
    body = b"" if call.json is None else orjson.dumps(call.json)
    outgoing = Outgoing(call.method, call.path, call.params, body)
    headers, with_longer_marks = (
        secret_headers(client, dict.fromkeys(client.spec.credentials, mark), mark, outgoing)
        for mark in (_HIDDEN, _HIDDEN + _HIDDEN)
    )
    return {
        name: headers[name] if with_longer_marks.get(name) == headers[name] else _HIDDEN
        for name in headers
    }


def to_outgoing(request: requests.PreparedRequest, base_url: str) -> Outgoing:
    """Return a prepared request as a lab's ``wire`` module sees it."""
    url = str(request.url)
    path = urlsplit(url).path.removeprefix(urlsplit(base_url).path)
    body = request.body or b""
    return Outgoing(
        method=str(request.method),
        path=path or "/",
        params=dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)),
        body=body.encode() if isinstance(body, str) else body,
    )
