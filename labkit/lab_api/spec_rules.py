"""What a `labkit.LabSpec` has to keep to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from labkit.errors import InputError
from labkit.model.countries import parse_country
from labkit.model.currencies import parse_currency
from labkit.model.money import PriceKind, Tax

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PATH = re.compile(r"/[^\s?#]*")
# What `connect` takes of every lab.
TAKEN = frozenset(
    ["lab", "endpoint", "base_url", "prices", "price_currency", "allow_plain_http", "recording"]
)
_TEXTS = ("title", "package", "document")
_TUPLES = ("credentials", "assumptions", "read_by_post")


def problems(spec: Any) -> list[str]:
    """Return what is wrong with a spec, one sentence for each value; [] for a good one."""
    types = list(_types(spec))
    return types or list(_values(spec))


def _types(spec: Any) -> Iterator[str]:
    for name in _TEXTS:
        value = getattr(spec, name)
        if not isinstance(value, str) or not value.strip():
            yield f"{name} is some text, not {value!r}"
    for name in _TUPLES:
        value = getattr(spec, name)
        # ("key") is a text; ("key",) is a tuple.
        if not isinstance(value, tuple) or not all(isinstance(each, str) for each in value):
            yield f"{name} is a tuple of texts, not {value!r}"
    settings = spec.settings
    pairs = settings.items() if isinstance(settings, Mapping) else [(None, None)]
    if not all(isinstance(name, str) and isinstance(value, str) for name, value in pairs):
        yield f"settings are names and their defaults, both text, not {settings!r}"


def _values(spec: Any) -> Iterator[str]:
    if not isinstance(spec.name, str) or not _NAME.fullmatch(spec.name):
        yield f"name is small letters, digits and _, not {spec.name!r}"
    yield from _codes(spec)
    for name, kind in (("price_kind", PriceKind), ("tax", Tax)):
        if getattr(spec, name) not in list(kind):
            yield f"{name} is one of {', '.join(kind)}, not {getattr(spec, name)!r}"
    if not isinstance(spec.cache_life, dt.timedelta) or spec.cache_life < dt.timedelta(0):
        yield f"cache_life is a timedelta of 0 or more, not {spec.cache_life!r}"
    if type(spec.connections) is not int or spec.connections < 1:
        yield f"connections is a whole number of 1 or more, not {spec.connections!r}"
    yield from _parameters(spec)
    yield from _addresses(spec)


def _codes(spec: Any) -> Iterator[str]:
    for name, parse in (("country", parse_country), ("currency", parse_currency)):
        code = getattr(spec, name)
        try:
            exact = parse(code) == code
        except InputError as error:
            yield f"{name}: {error.message}; {error.hint}"
        else:
            if not exact:
                yield f"{name} is written in capitals, not {code!r}"


def _parameters(spec: Any) -> Iterator[str]:
    names = [*spec.credentials, *spec.settings]
    for name in names:
        if not _NAME.fullmatch(name):
            yield f"{name!r} cannot be a parameter of connect: small letters, digits and _"
        elif name in TAKEN or names.count(name) > 1:
            yield f"{name!r} is another parameter of connect already"


def _addresses(spec: Any) -> Iterator[str]:
    for name in ("live_url", "sandbox_url"):
        url = getattr(spec, name)
        if url != "" and not _is_address(url):
            yield f'{name} is https://host/path, or "", not {url!r}'
    for path in spec.read_by_post:
        if not _PATH.fullmatch(path):
            yield f"read_by_post has paths below the base URL, as /quotes, not {path!r}"


def _is_address(url: object) -> bool:
    try:
        parts = urlsplit(str(url))
    except ValueError:
        return False
    return isinstance(url, str) and parts.scheme in {"http", "https"} and bool(parts.hostname)
