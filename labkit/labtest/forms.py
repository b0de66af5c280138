"""Finds a field in an order's form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def has_field(model: type[BaseModel], path: str) -> bool:
    """Say whether a path as ``lines[0].quantity`` leads to a field of a model.

    What is said of the inside of a plain value (``photo.size`` where the photo is an address)
    belongs to that value's field.
    """
    places: list[Any] = [model]
    for name, number in _PART.findall(path):
        found = [each for place in places for each in _inside(place, name, number=bool(number))]
        if not found:
            return not any(_has_fields(place) for place in places)
        places = found
    return bool(path)


def _has_fields(place: Any) -> bool:  # noqa: ANN401 - an annotation
    if isinstance(place, type) and issubclass(place, BaseModel):
        return True
    return any(_has_fields(inner) for inner in get_args(place))


def _inside(place: Any, name: str, *, number: bool) -> Iterator[Any]:  # noqa: ANN401 - an annotation
    if isinstance(place, type) and issubclass(place, BaseModel):
        if not number and name in place.model_fields:
            yield place.model_fields[name].annotation
        return
    for inner in get_args(place):
        if number and getattr(place, "__origin__", None) is list:
            yield inner
        else:
            yield from _inside(inner, name, number=number)
