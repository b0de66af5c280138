"""Messages: requests (`Call`), answers (`Answer`) and cached catalog answers (`Page`)."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from labkit.errors import AnswerError

if TYPE_CHECKING:
    from labkit.errors import LabkitError, Problem


_LARGE = 1 << 20
_LONGEST_KEPT = 100_000
_KEPT = 2000
_SHORTEST_SECRET = 4  # a shorter one would stand in half the words
_NO_JSON = object()


def decode(body: bytes) -> Any:  # noqa: ANN401 - whatever the lab sends
    """Decode JSON.

    The garbage collector is paused for large bodies: millions of new objects would make it run so
    often that decoding takes seven times as long.
    """
    if len(body) < _LARGE or not gc.isenabled():
        return orjson.loads(body)
    gc.disable()
    try:
        return orjson.loads(body)
    finally:
        gc.enable()


def redacted(text: str, secrets: Collection[str]) -> str:
    """Return a text without the secrets that a server may repeat in it."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "**********")
    return text


@dataclass(frozen=True)
class Call:
    """One request, without secrets.

    Attributes
    ----------
    method, path
        The path below the base URL, with a slash at its start.
    params
        The query, in order; names and values as text.
    json
        The body as JSON, if there is one.
    form
        The body as form fields, if there is one.
    file
        A file that goes with the form: field name and path.
    file_sha256
        Of the content that is meant, in hexadecimal: another content does not leave. "" for any.
    headers
        Further headers; never a secret.
    """

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    json: Any = field(default=None, repr=False)  # a log-in's holds a password
    form: Mapping[str, str] | None = field(default=None, repr=False)
    file: tuple[str, Path] | None = None
    file_sha256: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> str:
        """The path with its query."""
        return f"{self.path}?{urlencode(self.params)}" if self.params else self.path

    @property
    def cache_key(self) -> str:
        """What its answer is kept under: the path with its query, of a POST with the body too."""
        if self.method == "GET":
            return self.target
        body = orjson.dumps([self.json, self.form], option=orjson.OPT_SORT_KEYS)
        return f"{self} {hashlib.blake2b(body, digest_size=16).hexdigest()}"

    def __str__(self) -> str:
        return f"{self.method} {self.target}"


@dataclass(frozen=True)
class Outgoing:
    """A request as it is about to leave, for headers that depend on it (a signature).

    Attributes
    ----------
    method, path
        The path below the base URL, with a slash at its start.
    params
        The query.
    body
        The bytes that are sent; empty where there are none.
    """

    method: str
    path: str
    params: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers and the whole body."""

    call: Call
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)  # a log-in's holds a token
    url: str
    lab: str = ""
    secrets: frozenset[str] = field(default=frozenset(), repr=False)  # not to be written down

    def json(self) -> Any:  # noqa: ANN401 - whatever the lab sends
        """Decode the body.

        Raises
        ------
        AnswerError
            If it is not JSON (an HTML page with status 200, say).
        """
        # No exception of the decoder's stands behind it: that would carry the whole text.
        if self._decoded is _NO_JSON:
            kind = self.headers.get("content-type", "no content type")
            found = self.unlike(f"the answer is not JSON ({kind}, {len(self.body)} bytes)")
            found.call = str(self.call)
            found.hint = "check the address; a proxy or a log-in page may have answered"
            raise found
        return self._decoded

    def json_object(self) -> dict[str, Any]:
        """Decode a body that has to be one JSON object.

        Raises
        ------
        AnswerError
            If it is anything else: whether a write was carried out is then not known.
        """
        data = self.json()
        if not isinstance(data, dict):
            raise self.unlike(f"the answer is no object but {type(data).__name__}")
        return data

    def unlike(self, message: str) -> AnswerError:
        """Return the error for an answer that is not what the lab's document shows."""
        found = AnswerError(
            message,
            lab=self.lab,
            call=f"{self.call.method} {self.call.path}",
            hint="check that the address is the lab's API",
            status=self.status,
        )
        found.answer = self.kept
        return found

    @property
    def kept(self) -> Any:  # noqa: ANN401 - whatever the lab sends
        """What is written down of it: the decoded JSON, or the beginning of its text."""
        if len(self.body) > _LONGEST_KEPT or self.json_or_none() is None:
            return redacted(self.body[:_KEPT].decode("utf-8", "replace"), self.secrets)
        text = redacted(self.body.decode("utf-8", "replace"), self.secrets)
        return decode(text.encode())

    def json_or_none(self) -> Any:  # noqa: ANN401 - whatever the lab sends
        """Decode the body; None if it is not JSON."""
        return None if self._decoded is _NO_JSON else self._decoded

    @cached_property
    def _decoded(self) -> Any:  # noqa: ANN401 - whatever the lab sends
        # A large catalog is looked at twice: is it a success, and what does it say?
        try:
            return decode(self.body)
        except orjson.JSONDecodeError:
            return _NO_JSON


@dataclass(frozen=True)
class ErrorBody:
    """What a lab's answer says when it is not a success, as its ``wire`` module reads it.

    Attributes
    ----------
    message
        The lab's words; "" where it says none.
    problems
        What it says of single fields.
    unauthorized
        Whether the lab means the credentials.
    documented
        Whether this is, in status and form, a refusal the lab's document shows: what was asked is
        then not done. Only that makes an order ``rejected``, and only such a refusal of the
        credentials is asked again after a log-in. None where the document says nothing: the usual
        refusals of HTTP are taken for one, but none that may come after the work is done (408,
        425, 429, a 409 that names no field, and what is no 4xx).
    """

    message: str = ""
    problems: tuple[Problem, ...] = ()
    unauthorized: bool = False
    documented: bool | None = None


@dataclass(frozen=True)
class Page:
    """One answer of a catalog.

    Attributes
    ----------
    url
        Where it was read (no secrets are in it).
    path
        The same below the base URL, with its query.
    data
        The decoded JSON.
    fetched_at
        When it was read from the lab (aware, UTC).
    stale
        Whether it is past its life and served because the lab did not answer.
    cache_key
        What it is kept under.
    error
        Why there is no answer, where one of many was set aside; `data` is then None.
    previous
        What was kept before this answer.
    """

    url: str
    path: str
    data: Any
    fetched_at: dt.datetime
    stale: bool = False
    cache_key: str = field(default="", repr=False, compare=False)
    error: LabkitError | None = None
    previous: Any = field(default=None, repr=False, compare=False)
