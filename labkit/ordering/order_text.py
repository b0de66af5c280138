"""The texts of an order: where they stand, and which cannot be sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from labkit.errors import Problem

_Place = tuple[int | str, ...]


def field_path(place: Sequence[int | str]) -> str:
    """Write a value's place in an order: ``entries[0].file.url``."""
    path = ""
    for part in place:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path


def surrogates(order: Any, place: _Place = ()) -> Iterator[Problem]:  # noqa: ANN401 - plain data
    """Yield a problem for each text with half a character, which no JSON in UTF-8 holds."""
    if isinstance(order, str):
        if any("\ud800" <= character <= "\udfff" for character in order):
            yield Problem(field_path(place), "has half a character, which cannot be sent")
        return
    if not isinstance(order, dict | list):
        return
    for name, part in order.items() if isinstance(order, dict) else enumerate(order):
        yield from surrogates(part, (*place, name))
