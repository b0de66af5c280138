"""The content of an order's photos: a path names a file, its digest says what is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from labkit.ordering.publishing import is_url
from labkit.photos.picture import is_file


def photo_digests(order: BaseModel) -> dict[str, str]:
    """Return what is in the files an order names.

    Parameters
    ----------
    order
        A lab's order. Its photos are the fields whose ``json_schema_extra`` names the photo widget.

    Returns
    -------
    dict
        Path → SHA-256 in hexadecimal. Addresses are left out: a lab fetches them itself.
        So are files that are not there, which `check` names.
    """
    paths = sorted({str(Path(photo)) for photo in _photos(order) if photo and not is_url(photo)})
    return {path: digest_of(path) for path in paths if is_file(path)}


def digest_of(path: str) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _photos(part: object) -> Iterator[str]:
    if isinstance(part, list | tuple):
        for item in part:
            yield from _photos(item)
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            value = getattr(part, name)
            yield from [str(value)] if _is_photo(field) else _photos(value)


def _is_photo(field: Any) -> bool:  # noqa: ANN401 - pydantic's FieldInfo
    extra = field.json_schema_extra
    return isinstance(extra, dict) and extra.get("labkit", {}).get("widget") == "photo"
