"""The 21 resources as the document describes them, read from ``resources.json``.

Source: the Printofoto API document, for each resource its item table, the parameters of its POST
and PUT and the filters of its list. Figures in the descriptions (centimetres, pixels at 300 dpi)
are the document's, its two errors included.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.providers.printofoto.sandbox.model import Field, Kind, Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = json.loads(Path(__file__).with_name("resources.json").read_text("utf-8"))

PRODUCT_NAMES: dict[int, str] = {int(n): name for n, name in _DATA["product_names"].items()}
"""The product of an order detail's `id_product`."""

STATE_NAMES: tuple[str, ...] = tuple(_DATA["order_states"])
"""The names of an order's `order_state`."""

_LISTS = {
    "products": "; ".join(f"{number} {name}" for number, name in PRODUCT_NAMES.items()),
    "states": "; ".join(f"{number} {name}" for number, name in enumerate(STATE_NAMES)),
}


def _resource(record: dict[str, Any]) -> Resource:
    name = record["name"]
    fields = tuple(field for each in record["fields"] for field in _fields(**each))
    named = {"id_field": f"id_{name}", "title": name}
    return Resource(**named | _with_tuples(record) | {"fields": fields})


def _fields(count: int = 0, **record: Any) -> Iterator[Field]:  # noqa: ANN401 - the attributes of Field
    """Return one field, or `count` of them, numbered from 1 where their texts have ``{n}``."""
    for n in range(1, count + 1) or [0]:
        numbered = {
            name: value.format(n=n, **_LISTS) if isinstance(value, str) else value
            for name, value in record.items()
        }
        yield Field(**_with_tuples(numbered) | {"kind": Kind(record["kind"])})


def _with_tuples(record: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.items()
    }


RESOURCES: dict[str, Resource] = {each["name"]: _resource(each) for each in _DATA["resources"]}
"""The 21 resources by name."""
