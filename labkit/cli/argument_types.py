"""Types of the command line's arguments: what cannot be read is an argparse error."""

from __future__ import annotations

import argparse

from labkit.errors import LabkitError
from labkit.model.quantity import parse_quantity


def price_list(text: str) -> tuple[str, str]:
    """Read ``LAB=FILE``."""
    lab, equals, path = text.partition("=")
    if not (lab and equals and path):
        raise argparse.ArgumentTypeError(f"{text!r} is not LAB=FILE")
    return lab, path


def quantity(text: str) -> int:
    """Read a quantity."""
    try:
        return parse_quantity(text)
    except LabkitError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def port(text: str) -> int:
    """Read a port number."""
    return _number(text, 0, 65535)


def scale(text: str) -> int:
    """Read a number of products, thousands separators allowed."""
    return _number(text.replace(",", "").replace("_", ""), 1, 1_000_000)


def _number(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most:,}")
    return int(text)


def tolerance(text: str) -> float:
    """Read a relative tolerance."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a fraction from 0 up to 1, e.g. 0.03 for 3 %"
        )
    return value
