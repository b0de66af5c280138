"""JSON on an emulator's wire: bodies read strictly, faults that name their field, long answers.

What an answer looks like is each lab's own affair; an emulator turns `BodyError` and the pairs of
`explain` into the error form of its lab's document.
"""

from __future__ import annotations

import asyncio
import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson
from starlette.requests import Request  # noqa: TC002 - FastAPI resolves read_body's annotation
from starlette.responses import Response, StreamingResponse

from labkit.sandbox.examples import add_examples

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence

    from fastapi import FastAPI
    from pydantic import BaseModel, ValidationError

MEDIA_TYPE = "application/json"
# Patterns for schemas; they spell out what is blank, since engines differ on \s.
NOT_BLANK = r"[^\u0000-\u0020]"
WEB_URL = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\u0000-\u0020/?#\[\]]+([/?#][^\u0000-\u0020]*)?$"
BODY_LIMIT = 5_000_000
_SCHEMAS = "#/components/schemas/"
_FLUSH = 1 << 17


class BodyError(Exception):
    """A request's body cannot be read as JSON.

    Attributes
    ----------
    status
        The status code that fits: 400, 413 or 415.
    message
        What is wrong, beginning with what is at fault (``body`` or ``Content-Type``).
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


async def read_body(request: Request) -> bytes:
    """Read a request's body, at most `BODY_LIMIT` bytes of it.

    Raises
    ------
    BodyError
        413 if it is longer.
    """
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > BODY_LIMIT:
            raise BodyError(413, f"body: is longer than {BODY_LIMIT} bytes")
        parts.append(part)
    return b"".join(parts)


def parse_body(raw: bytes, content_type: str, *, empty: dict[str, Any] | None = None) -> object:
    """Parse a body as strict JSON: no NaN, no comments, no broken UTF-8, no bottomless nesting.

    Parameters
    ----------
    raw
        The body's bytes.
    content_type
        The request's ``Content-Type`` header, "" if it has none.
    empty
        What a body of no bytes stands for; None if it is an error.

    Raises
    ------
    BodyError
        400 if it is not JSON, 415 if it is not said to be.
    """
    if not raw and empty is not None:
        return empty
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != MEDIA_TYPE:
        raise BodyError(415, f"Content-Type: must be {MEDIA_TYPE}")
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BodyError(400, f"body: is not JSON ({error})") from None


def field_path(place: Sequence[int | str]) -> str:
    """Write the place of a value the way people do.

    ``("lines", 0, "count")`` is ``lines[0].count``; the body itself is ``body``.
    """
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return path.removeprefix(".") or "body"


def explain(error: ValidationError) -> list[tuple[str, str]]:
    """List what a pydantic model found wrong as (field, message), one for each field at fault."""
    found: dict[str, str] = {}
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        found.setdefault(field_path(fault["loc"]), _message(fault["type"], fault["msg"]))
    return list(found.items())


def whole(value: object) -> object:
    """Turn a number without a fraction into an int: to JSON, and JSON Schema, 2.0 is 2."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def is_blank(text: str) -> bool:
    """Say whether a text has nothing in it but blanks (`NOT_BLANK` for a schema)."""
    return re.search(NOT_BLANK, text) is None


def is_web_url(text: str) -> bool:
    """Say whether a text is an absolute http or https URL (`WEB_URL` for a schema)."""
    try:
        urlsplit(text)
    except ValueError:
        return False
    return re.fullmatch(WEB_URL, text) is not None


def answer(body: object, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(orjson.dumps(body), status, media_type=MEDIA_TYPE)


def stream(parts: Iterable[bytes]) -> StreamingResponse:
    """Answer with JSON that is made piece by piece, however long it gets."""
    return StreamingResponse(_gather(parts), media_type=MEDIA_TYPE)


def join_records(records: Iterable[Mapping[str, Any]], *, at_once: int = 500) -> Iterator[bytes]:
    """Write records as the inside of a JSON array, comma-separated, some of them at a time."""
    source = iter(records)
    comma = b""
    while batch := list(islice(source, at_once)):
        yield comma + orjson.dumps(batch)[1:-1]
        comma = b","


def describe_bodies(
    app: FastAPI,
    models: Sequence[type[BaseModel]],
    examples: Mapping[str, Mapping[str, Any]],
) -> None:
    """Add models that are read by hand, and examples, to the application's OpenAPI document.

    FastAPI only describes the bodies it parses itself. An operation names its own by
    ``openapi_extra=json_body(Model)``. What `examples` is like, `add_examples` says.
    """
    original = app.openapi

    def openapi() -> dict[str, Any]:
        document = original()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for model in models:
            schema = model.model_json_schema(ref_template=_SCHEMAS + "{model}")
            schemas.update(schema.pop("$defs", {}))
            schemas[model.__name__] = schema
        add_examples(document, examples)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


def json_body(model: type[BaseModel], *, required: bool = True) -> dict[str, Any]:
    """Return the ``openapi_extra`` of an operation that reads `model` from its body."""
    schema = {"$ref": _SCHEMAS + model.__name__}
    return {"requestBody": {"required": required, "content": {MEDIA_TYPE: {"schema": schema}}}}


_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this call",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
}


def _message(kind: str, text: str) -> str:
    plain = re.sub(r"^\w+ should", "must", text.removeprefix("Value error, "))
    return _MESSAGES.get(kind, plain)


async def _gather(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    # In the event loop, a few milliseconds at a time, and not in a worker thread: handing over
    # each piece between two busy threads takes longer than making it. Small parts go together,
    # but the first goes at once, so that a client sees the answer begin.
    waiting: list[bytes] = []
    size = _FLUSH
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= _FLUSH:
            yield b"".join(waiting)
            waiting.clear()
            size = 0
            await asyncio.sleep(0)
    yield b"".join(waiting)
