"""JSON of an emulator's API: strict parsing, errors by field, streamed answers.

The form of an answer differs by lab; an emulator turns `BodyError` and the pairs of
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
from starlette.responses import StreamingResponse

from labkit.sandbox.json_response import MEDIA_TYPE
from labkit.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence

    from pydantic import ValidationError

# Patterns for schemas; blanks are spelled out, since regular expression engines differ on \s.
NOT_BLANK = r"[^\u0000-\u0020]"
WEB_URL = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\u0000-\u0020/?#\[\]]+([/?#][^\u0000-\u0020]*)?$"
BODY_LIMIT = 5_000_000
_FLUSH = 1 << 17


class BodyError(Refusal):
    """A request's body cannot be read as JSON.

    Attributes
    ----------
    status
        The status code that fits: 400, 413 or 415.
    message
        What is wrong, beginning with ``body`` or ``Content-Type``.
    """

    def __init__(self, status: int, message: str) -> None:
        field, _, words = message.partition(": ")
        super().__init__(status, {field: words})
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


def parse_body(
    raw: bytes,
    content_type: str,
    *,
    empty: dict[str, Any] | None = None,
    typed: bool = True,
) -> object:
    """Parse a body as strict JSON: no NaN, comments, invalid UTF-8 or unbounded nesting.

    Parameters
    ----------
    raw
        The body's bytes.
    content_type
        The request's ``Content-Type`` header, "" if it has none.
    empty
        What an empty body is read as; None if it is an error.
    typed
        Whether the header has to be there.

    Raises
    ------
    BodyError
        400 if it is not JSON, 415 if the content type is another.
    """
    if not raw and empty is not None:
        return empty
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != MEDIA_TYPE and (typed or media_type):
        raise BodyError(415, f"Content-Type: must be {MEDIA_TYPE}")
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BodyError(400, f"body: is not JSON ({error})") from None


def field_path(location: Sequence[int | str]) -> str:
    """Write the location of a value as a path.

    ``("lines", 0, "count")`` is ``lines[0].count``; the body itself is ``body``.
    """
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return path.removeprefix(".") or "body"


def explain(error: ValidationError) -> list[tuple[str, str]]:
    """List a pydantic model's errors as (field, message), one for each invalid field."""
    found: dict[str, str] = {}
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        found.setdefault(field_path(fault["loc"]), _message(fault["type"], fault["msg"]))
    return list(found.items())


def whole(value: object) -> object:
    """Turn a number without a fraction into an int: to JSON, and JSON Schema, 2.0 is 2."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def is_blank(text: str) -> bool:
    """Tell whether a text has only blanks (`NOT_BLANK` for a schema)."""
    return re.search(NOT_BLANK, text) is None


def is_web_url(text: str) -> bool:
    """Tell whether a text is an absolute http or https URL (`WEB_URL` for a schema)."""
    try:
        urlsplit(text)
    except ValueError:
        return False
    return re.fullmatch(WEB_URL, text) is not None


def stream(parts: Iterable[bytes]) -> StreamingResponse:
    """Answer with streamed JSON."""
    return StreamingResponse(_gather(parts), media_type=MEDIA_TYPE)


def join_records(records: Iterable[Mapping[str, Any]], *, batch_size: int = 500) -> Iterator[bytes]:
    """Write records as the elements of a JSON array, comma-separated, in batches."""
    source = iter(records)
    comma = b""
    while batch := list(islice(source, batch_size)):
        yield comma + orjson.dumps(batch)[1:-1]
        comma = b","


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
    # In the event loop, a few milliseconds at a time, and not in a worker thread: passing each
    # chunk between two busy threads takes longer than making it. Small parts are joined, but the
    # first is sent at once, so that the client sees the answer begin.
    buffer: list[bytes] = []
    size = _FLUSH
    for part in parts:
        buffer.append(part)
        size += len(part)
        if size >= _FLUSH:
            yield b"".join(buffer)
            buffer.clear()
            size = 0
            await asyncio.sleep(0)
    yield b"".join(buffer)
