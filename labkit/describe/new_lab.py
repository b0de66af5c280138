"""Writes the package of a new lab: its parts, an emulator and a test that pass as they are."""

from __future__ import annotations

import importlib.util
import json
import keyword
import os
import re
import shutil
import tempfile
from pathlib import Path
from string import Template
from typing import Any

from labkit.describe.document import Field, Fields, paths
from labkit.describe.openapi_order import OrderApi, guess, read_openapi
from labkit.errors import InputError
from labkit.lab_api import spec

_TEMPLATE = Path(__file__).parent / "template"
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_WEB = "^https?://"
_PLAIN = OrderApi(
    title="the title and version of its API document",
    base_url="",
    header="X-Api-Key",
    value="{key}",
    path="/orders",
    fields=(
        Field("reference", about="Your own reference.", longest=100, example="order 42"),
        Field("shipping", choices=("standard", "express")),
        Field("name", about="First and last name.", example="Ada Lovelace"),
        Field("street", about="With the number.", example="Keizersgracht 1"),
        Field("postcode", example="1015 CJ"),
        Field("city", example="Amsterdam"),
        Field("country", about="ISO 3166, two letters.", example="NL"),
        Field(
            "lines",
            parts=(
                Field("product", example="P1"),
                Field("copies", "whole", least=1, example=1),
                Field("photo_url", pattern=_WEB, example="https://photos.example/1.jpg"),
            ),
            many=True,
        ),
    ),
)


def write_lab(name: str, into: Path, openapi: Path | None = None) -> Path:
    """Write a lab's package into a new folder of its name; all of it, or nothing.

    Parameters
    ----------
    name
        Small letters, digits and underscores.
    into
        Where the folder is made.
    openapi
        The lab's OpenAPI document; without one a plain order is written.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        If the name cannot be used, the folder is there, or the document cannot be read.
    """
    target = into / name
    _check_name(name)
    if target.exists():
        raise InputError(f"{target} is there already", hint="nothing was written over")
    files = _files(name, read_openapi(openapi) if openapi else _PLAIN)
    try:
        half = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=into))
    except OSError as error:
        raise InputError(f"nothing can be written in {into}: {error.strerror}") from None
    try:
        for place, text in files.items():
            file = half / place
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
        half.chmod(0o777 & ~_umask())
        half.rename(target)
    except OSError as error:
        shutil.rmtree(half, ignore_errors=True)
        raise InputError(f"{target} cannot be written: {error.strerror}") from None
    return target


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise InputError(
            f"{name!r} is no name for a lab",
            hint="use small letters, digits and underscores, a letter first: mylab",
        )
    if name in spec.labs():
        raise InputError(f"there is a lab {name!r} already", hint="labkit labs lists them")
    if importlib.util.find_spec(name) is not None:
        raise InputError(
            f"{name!r} is a Python package already", hint="take another name: it would hide it"
        )


def _files(name: str, api: OrderApi) -> dict[str, str]:
    found = guess(api.fields)
    title = name.replace("_", " ").title()
    values = {
        "name": name,
        "title": title,
        "class_name": title.replace(" ", ""),
        "document": _quotable(api.title),
        "live_url": _quotable(api.base_url),
        "header": _quotable(api.header),
        "value": _quotable(api.value),
        "path": _quotable(api.path),
        "fields": _fields(api.fields, 0),
        "mapped": "\n".join(f"        {what}={_code(value, 2)}," for what, value in found.items()),
        "methods": _code(_methods(api.fields, found), 0),
        "lines": found["lines"],
        "product": found["product"],
        "quantity": found["quantity"],
        "reference": found["reference"],
    }
    places = {"pyproject.toml": "pyproject.toml.txt", f"test_{name}.py": "test.py.txt"}
    for part in ("__init__", "document", "client", "sandbox"):
        places[f"{name}/{part}.py"] = f"{part}.py.txt"
    return {
        place: Template((_TEMPLATE / file).read_text("utf-8")).substitute(values)
        for place, file in places.items()
    }


def _quotable(text: str) -> str:
    # It stands between quotes in the files.
    return "".join(each for each in text if each.isprintable()).replace("\\", "").replace('"', "'")


def _methods(fields: Fields, found: dict[str, Any]) -> tuple[str, ...]:
    field = dict(paths(fields)).get(found.get("shipping", ""))
    return (field.choices if field else ()) or ("standard",)


def _fields(fields: Fields, depth: int) -> str:
    start = "    " * depth
    lines = [f"{start}    {_field(field, depth + 1)}," for field in fields]
    return "\n".join(["(", *lines, f"{start})"])


def _code(value: Any, depth: int) -> str:  # noqa: ANN401 - any literal
    """Return a value as Python writes it, in the house's quotes."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        start = "    " * depth
        pairs = [f"{start}    {_code(k, 0)}: {_code(v, depth + 1)}," for k, v in value.items()]
        return "\n".join(["{", *pairs, f"{start}}}"])
    if isinstance(value, tuple):
        inside = ", ".join(_code(each, depth) for each in value)
        return f"({inside},)" if len(value) == 1 else f"({inside})"
    return repr(value)


def _field(field: Field, depth: int) -> str:
    stated = [_code(field.name, depth)]
    stated += [_code(field.type, depth)] if field.type != "text" and not field.parts else []
    defaults = Field("")
    for name in ("required", "about", "example", "choices", "least", "longest", "pattern"):
        value = getattr(field, name)
        if value != getattr(defaults, name):
            stated.append(f"{name}={_code(value, depth)}")
    stated += [f"parts={_fields(field.parts, depth)}"] if field.parts else []
    stated += ["many=True"] if field.many else []
    return f"Field({', '.join(stated)})"
