"""What an OpenAPI document says of an order: its fields, its path, the base URL, the key's header.

And, since no document says it in labkit's words, a guess at which field is what: the names of
fields are much the same everywhere. Whoever writes the lab goes over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from labkit.describe.document import Field, Fields, paths
from labkit.errors import InputError

_TYPES = {"string": "text", "integer": "whole", "number": "number", "boolean": "flag"}
_HINT = "give the lab's OpenAPI document (version 3) as JSON"
_DEEPEST = 8
# The part of an intent → what its field is called.
_ADDRESS: tuple[tuple[str | tuple[str, ...], str], ...] = (
    ("first_name", r"(first|given)_?name"),
    ("last_name", r"(last|family|sur)_?name"),
    ("company", r"company(_?name)?"),
    (("first_name", "last_name"), r"(full_?|recipient_?)?name"),
    ("line2", r"(address_?|street_?)?line_?2|address_?2"),
    (("street", "house_number"), r"(address_?|street_?)?line_?1|address_?1|street|address"),
    ("postcode", r"(postal|post|zip)\w*"),
    ("city", r"\w*(city|town)\w*"),
    ("state", r"state\w*|province|county"),
    ("country", r"country\w*"),
    ("email", r"e?mail\w*"),
    ("phone", r"(tele)?phone\w*"),
)
_ORDER = {
    "same": r"\w*idempotency\w*",
    "reference": r"\w*(reference|ref|order_?name|external_?id)(_?id)?",
    "shipping": r"\w*(shipping|delivery)\w*|method",
}
_LINE = {
    "product": r"\w*(sku|product|article)\w*",
    "quantity": r"\w*(copies|quantity|qty|count)\w*",
    "photo": r"\w*(url|image|photo|file|uri)\w*",
}


@dataclass(frozen=True)
class OrderApi:
    """What a document says of placing an order.

    Attributes
    ----------
    title
        The API's title and version.
    base_url
        "" where it names none.
    header, value
        The header that carries the key, and what it holds: ``"Bearer {key}"``.
    path
        Where orders are posted.
    fields
        The body.
    """

    title: str
    base_url: str
    header: str
    value: str
    path: str
    fields: Fields


def read_openapi(file: Path) -> OrderApi:
    """Read an OpenAPI document.

    Raises
    ------
    InputError
        If it cannot be read, is none, or has no POST that could place an order.
    """
    try:
        document = orjson.loads(file.read_bytes())
    except OSError as error:
        raise InputError(f"{file} cannot be read: {error.strerror}", hint=_HINT) from None
    except orjson.JSONDecodeError as error:
        raise InputError(f"{file} is no JSON: {error}", hint=_HINT) from None
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise InputError(f"{file} is no OpenAPI document: it has no paths", hint=_HINT)
    try:
        return _read(document)
    except (AttributeError, KeyError, TypeError, RecursionError) as error:
        message = f"{file} is no OpenAPI document as it should be ({type(error).__name__}: {error})"
        raise InputError(message, hint=_HINT) from None


def _read(document: dict[str, Any]) -> OrderApi:
    path, schema = _order_post(document)
    header, value = _key(document)
    about = document.get("info", {})
    server = str([*document.get("servers", []), {}][0].get("url", ""))
    return OrderApi(
        title=f"{about.get('title', 'API')}, version {about.get('version', '?')}",
        base_url=server if urlsplit(server).scheme == "https" else "",
        header=header,
        value=value,
        path=path,
        fields=_fields(document, schema, 0),
    )


def _order_post(document: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    found = []
    for path, calls in document["paths"].items():
        body = _resolved(document, calls.get("post", {}).get("requestBody", {}))
        schema = body.get("content", {}).get("application/json", {}).get("schema")
        if schema and "{" not in path:
            found.append((path, _resolved(document, schema)))
    named = [each for each in found if "order" in each[0].lower()]
    if not named:
        posts = ", ".join(path for path, _ in found) or "none"
        raise InputError(
            f"the document has no POST of JSON to a path with 'order' in it; its POSTs: {posts}",
            hint="leave --openapi away and write document.py by hand",
        )
    return min(named, key=lambda each: len(each[0]))


def _key(document: dict[str, Any]) -> tuple[str, str]:
    schemes = document.get("components", {}).get("securitySchemes", {})
    for scheme in (_resolved(document, each) for each in schemes.values()):
        if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
            return str(scheme["name"]), "{key}"
        if scheme.get("type") == "http" and str(scheme.get("scheme")).lower() == "bearer":
            return "Authorization", "Bearer {key}"
    return "X-Api-Key", "{key}"


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    for _ in range(_DEEPEST):
        if "$ref" not in schema:
            break
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        schema = found
    if "allOf" in schema:
        parts = [_resolved(document, part) for part in schema["allOf"]]
        properties = {k: v for part in parts for k, v in part.get("properties", {}).items()}
        required = [name for part in parts for name in part.get("required", [])]
        return {"type": "object", "properties": properties, "required": required}
    for name in ("anyOf", "oneOf"):
        if name in schema:
            return _resolved(document, schema[name][0])
    return schema


def _fields(document: dict[str, Any], schema: dict[str, Any], depth: int) -> Fields:
    if depth > _DEEPEST:
        return ()
    required = schema.get("required", [])
    return tuple(
        _field(document, name, part, name in required, depth)
        for name, part in schema.get("properties", {}).items()
    )


def _field(document: dict[str, Any], name: str, part: Any, required: bool, depth: int) -> Field:  # noqa: ANN401 - handed on
    schema = _resolved(document, part)
    many = schema.get("type") == "array"
    if many:
        schema = _resolved(document, schema.get("items", {}))
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = (
        next((each for each in kind if each != "null"), "string")
        if isinstance(kind, list)
        else kind
    )
    shown = schema.get("example", next(iter(schema.get("examples", [])), None))
    plain = isinstance(shown, str | int | float) and not schema.get("properties")
    least = schema.get("minimum")
    return Field(
        name,
        _TYPES.get(str(kind), "text"),
        required=required,
        about=str(schema.get("description", "")).partition("\n")[0][:80],
        example=shown if plain else None,
        choices=tuple(map(str, filter(None, schema.get("enum", [])))) if kind == "string" else (),
        least=int(least) if isinstance(least, int | float) else None,
        longest=schema.get("maxLength"),
        pattern=schema.get("pattern"),
        parts=_fields(document, schema, depth + 1),
        many=many,
    )


def guess(fields: Fields) -> dict[str, Any]:
    """Guess which field is what: the arguments of `labkit.describe.Mapped`.

    Raises
    ------
    InputError
        If there is no list of lines, or nothing that could be reference, product, quantity or
        picture.
    """
    lines, parts = _lines(fields)
    inside = dict(_leaves(parts))
    outside = {path: field for path, field in _leaves(fields) if not path.startswith(f"{lines}[]")}
    found: dict[str, Any] = {"lines": lines}
    fixed: dict[str, Any] = {}
    for what, pattern in _LINE.items():
        found[what] = _named(inside, pattern, what, taken=found.values())
    filled = _constants(parts, set(map(str, found.values())))
    fixed |= {f"{lines}.{path}": value for path, value in filled.items()}
    address: dict[str, Any] = {}
    for names, pattern in _ADDRESS:
        path = _match(outside, pattern, taken=address)
        if path and not _covered(names, address):
            address[path] = names
    for what, pattern in _ORDER.items():
        path = _match(outside, pattern, taken=[*address, *found.values()])
        if path:
            found[what] = path
    if "reference" not in found:
        raise _lacking("your own reference", outside)
    if "same" in found:
        found["same"] = {found["same"]: found["reference"]}
    used = {*address, *map(str, found.values()), *found.get("same", ()), f"{lines}[]"}
    fixed |= _constants(fields, used)
    return found | ({"address": address} if address else {}) | ({"fixed": fixed} if fixed else {})


def _lines(fields: Fields) -> tuple[str, Fields]:
    for path, field in paths(fields):
        if field.many and field.parts:
            return path.removesuffix("[]"), field.parts
    raise InputError(
        "the order's body has no list of lines",
        hint="leave --openapi away and write document.py by hand",
    )


def _leaves(fields: Fields) -> Iterator[tuple[str, Field]]:
    return ((path, field) for path, field in paths(fields) if not field.parts)


def _named(fields: Mapping[str, Field], pattern: str, what: str, *, taken: Any) -> str:  # noqa: ANN401 - any container
    path = _match(fields, pattern, taken=taken)
    if not path:
        raise _lacking(f"the {what} of a line", fields)
    return path


def _match(fields: Mapping[str, Field], pattern: str, *, taken: Any) -> str:  # noqa: ANN401 - any container
    matches = [
        path
        for path in fields
        if path not in taken
        and re.fullmatch(pattern, path.rpartition(".")[2].removesuffix("[]"), re.IGNORECASE)
    ]
    # What has to be there is more likely to be meant.
    return next(iter(sorted(matches, key=lambda path: not fields[path].required)), "")


def _covered(names: str | tuple[str, ...], address: Mapping[str, Any]) -> bool:
    return not isinstance(names, str) and any(name in address.values() for name in names)


def _constants(fields: Fields, used: set[str]) -> dict[str, Any]:
    """Return a value for each field that has to be there and that nothing else fills."""
    found: dict[str, Any] = {}
    for path, field in paths(fields):
        filled = any(each == path or each.startswith(f"{path}.") for each in used)
        inside = path.split("[]")[0] != path.removesuffix("[]")
        if field.required and not filled and not inside and (field.many or not field.parts):
            found[path] = [field.value] if field.many else field.value
    return found


def _lacking(what: str, fields: Mapping[str, Field]) -> InputError:
    return InputError(
        f"no field of the order could be {what}: {', '.join(fields)}",
        hint="leave --openapi away and write document.py by hand",
    )
