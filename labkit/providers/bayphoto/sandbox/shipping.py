"""The shipping methods Bay Photo's emulator serves (document 002, "Shipping Methods")."""

from __future__ import annotations

import functools
from typing import Any

import orjson

from labkit.resources import data_dir

SAMPLE_FILE = "bayphoto/sample_shipping_methods.json"


@functools.cache
def methods() -> tuple[dict[str, Any], ...]:
    """Return all methods as they are listed."""
    return tuple(orjson.loads((data_dir() / SAMPLE_FILE).read_bytes())["shipping_methods"])


def method(number: int) -> dict[str, Any] | None:
    """Return the method of this id, or None."""
    return next((each for each in methods() if each["id"] == number), None)


def codes() -> list[str]:
    """Return the billing codes an order can name."""
    return [each["billing_code"] for each in methods()]
