"""Parsing of a request's body: JSON, a form, or a form with a file.

Source: the document, "Request Format" (JSON or Postdata, by the Content-type header) and Image
(multipart/form-data for a file). The file form is for `image` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import orjson
from python_multipart.exceptions import FormParserError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from labkit.providers.printofoto.sandbox.model import Kind
from labkit.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.requests import Request

    from labkit.providers.printofoto.sandbox.model import Resource

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
FILE_FORM = "multipart/form-data"
LONGEST_BODY = 1_000_000
LARGEST_FILE = 25_000_000
_MOST_FIELDS = 200


@dataclass(frozen=True)
class Upload:
    """A file in a request; its file name is not used."""

    content: bytes


def takes_files(resource: Resource) -> bool:
    """Tell whether a resource has a picture field."""
    return any(field.kind is Kind.PICTURE for field in resource.fields)


async def read_body(request: Request, resource: Resource) -> dict[str, Any]:
    """Return the parameters of a POST or PUT by name.

    Raises
    ------
    Refusal
        400, if the body is not of a documented type, cannot be read or is too long.
    """
    with_files = takes_files(resource)
    raw = await _drain(request, LARGEST_FILE + LONGEST_BODY if with_files else LONGEST_BODY)
    content_type = request.headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    if not raw and not media_type:
        return {}
    if media_type == JSON:
        return _from_json(raw)
    if media_type == FORM:
        return _from_form(raw)
    if media_type == FILE_FORM and with_files:
        return await _from_file_form(request, raw)
    allowed = [JSON, FORM, FILE_FORM] if with_files else [JSON, FORM]
    raise _refused("Content-type", f"must be {' or '.join(allowed)}")


async def _drain(request: Request, maximum: int) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > maximum:
                raise _refused("body", f"is longer than {maximum} bytes")
    except ClientDisconnect:
        raise _refused("body", "ended early") from None
    return bytes(body)


def _from_json(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _refused("body", f"is not JSON: {error}") from None
    if not isinstance(body, dict):
        raise _refused("body", "must be a JSON object")
    return body


def _from_form(raw: bytes) -> dict[str, Any]:
    try:
        text = raw.decode("utf-8")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise _refused("body", "is not a form of at most 200 fields in UTF-8") from None


async def _from_file_form(request: Request, raw: bytes) -> dict[str, Any]:
    parser = MultiPartParser(
        request.headers,
        _once(raw),
        max_files=1,
        max_fields=_MOST_FIELDS,
        max_part_size=LONGEST_BODY,
    )
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise _refused("body", f"is not multipart/form-data: {error.message}") from None
    except FormParserError:  # that of the parser below, which older Starlettes let through
        raise _refused("body", "is not multipart/form-data") from None
    body: dict[str, Any] = {}
    for name, value in form.multi_items():
        body[_clean(name)] = (
            Upload(await value.read()) if isinstance(value, UploadFile) else _clean(value)
        )
    await form.close()
    return body


async def _once(raw: bytes) -> AsyncGenerator[bytes, None]:
    yield raw


def _clean(text: str) -> str:
    # A form's charset may produce characters that UTF-8 cannot encode.
    return text.encode("utf-8", "replace").decode("utf-8")


def _refused(field: str, why: str) -> Refusal:
    return Refusal(400, {field: why})
