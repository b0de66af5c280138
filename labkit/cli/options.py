"""Options that several commands share, and the types of their values; imports nothing heavy."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path

from labkit.errors import LabkitError
from labkit.model.quantity import parse_quantity

# Adds a command: name, what runs it, one line of help, more of it.
Add = Callable[..., argparse.ArgumentParser]


def add_compare_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a comparison."""
    parser.add_argument(
        "--quantity", type=quantity, default=1, metavar="N", help="quantity (default: 1)"
    )
    parser.add_argument("--country", metavar="CC", help="destination country, two letters, e.g. NL")
    parser.add_argument(
        "--currency", default="EUR", metavar="CUR", help="currency of totals (default: %(default)s)"
    )
    parser.add_argument(
        "--labs", action="extend", nargs="+", default=[], metavar="LAB", help="labs (default: all)"
    )
    parser.add_argument(
        "--prices",
        type=price_list,
        action="append",
        default=[],
        metavar="LAB=FILE",
        help="your own price list for a lab: CSV, XLSX or ODS",
    )
    parser.add_argument(
        "--tax",
        choices=("included", "excluded"),
        help="convert all totals to one tax basis, where the lab's basis is known",
    )
    parser.add_argument(
        "--on", metavar="DATE", help="date of the exchange rates, e.g. 2026-10-30 (default: latest)"
    )
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="ID",
        help="an option each product shall have: its option_id, or group_id=option_id",
    )


def add_output(
    parser: argparse.ArgumentParser,
    suffixes: tuple[str, ...],
    help_text: str,
    default: str | None,
    *,
    flag: str = "--out",
) -> None:
    """Add an output file; only some suffixes are allowed, and ``-``."""

    def path(text: str) -> Path:
        if text != "-" and Path(text).suffix.lower() not in suffixes:
            raise argparse.ArgumentTypeError(f"{text!r} does not end in {' or '.join(suffixes)}")
        return Path(text)

    parser.add_argument(flag, type=path, default=default, metavar="FILE", help=help_text)


def price_list(text: str) -> tuple[str, str]:
    """Return the lab and the file of ``LAB=FILE``."""
    lab, equals, path = text.partition("=")
    if not (lab and equals and path):
        raise argparse.ArgumentTypeError(f"{text!r} is not LAB=FILE")
    return lab, path


def quantity(text: str) -> int:
    """Return a quantity."""
    try:
        return parse_quantity(text)
    except LabkitError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def port(text: str) -> int:
    """Return a TCP port; 0 for any free one."""
    return _number(text, 0, 65535)


def scale(text: str) -> int:
    """Return a number of products per lab."""
    return _number(text.replace(",", "").replace("_", ""), 1, 1_000_000)


def _number(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most:,}")
    return int(text)


def tolerance(text: str) -> float:
    """Return a relative tolerance as a fraction."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a fraction from 0 up to 1, e.g. 0.03 for 3 %"
        )
    return value


def photo(text: str) -> str | tuple[int, int]:
    """Return a photo's path, or its width and height [px]."""
    wide, times, high = text.lower().partition("x")
    pixels = times and wide.isdecimal() and high.isdecimal() and not Path(text).exists()
    return (int(wide), int(high)) if pixels else text


def ppi(text: str) -> float:
    """Return a resolution [ppi]."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a resolution in ppi, e.g. 200")
    return value
