"""What can be typed after ``labkit report``. Nothing heavy is imported here."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path

from labkit.photos.picture import GOOD_PPI

REPORT = "labkit-report.html"
REPORT_SUFFIXES = (".html", ".htm", ".pdf", ".xlsx")
PICTURE_SUFFIXES = (".png", ".svg")
_REPORT = """\
Tables as labkit compare shows them, with pictures: prices by size and by area, the
labs against the sizes, with --country what one order of them all costs delivered,
with --photo how sharp it comes out, and prices over time where catalogs of several
days were kept. As .png or .svg it is the picture of prices by size alone."""


def add_report(
    add: Callable[..., argparse.ArgumentParser],
    terms: Callable[[argparse.ArgumentParser], None],
    out: Callable[..., None],
) -> None:
    """Add the command.

    Parameters
    ----------
    add
        Adds a command: name, what runs it, one line of help, more of it.
    terms, out
        Add what a comparison is asked with, and the file it goes to.
    """
    parser = add(
        "report",
        "report:run",
        "write a report that compares sizes across labs",
        _REPORT,
    )
    parser.add_argument(
        "sizes", nargs="*", metavar="SIZE", help="which sizes (default: the demo's)"
    )
    terms(parser)
    parser.add_argument(
        "--photo",
        type=_photo,
        metavar="FILE",
        help="show the print resolution of a photo: a file, or its pixels, e.g. 6000x4000",
    )
    parser.add_argument(
        "--min-ppi",
        type=_ppi,
        default=GOOD_PPI,
        metavar="N",
        help="what counts as good, in ppi (default: %(default)s)",
    )
    suffixes = (*REPORT_SUFFIXES, *PICTURE_SUFFIXES)
    out(parser, suffixes, "output file (default: %(default)s)", REPORT)


def _photo(text: str) -> str | tuple[int, int]:
    wide, times, high = text.lower().partition("x")
    pixels = times and wide.isdecimal() and high.isdecimal() and not Path(text).exists()
    return (int(wide), int(high)) if pixels else text


def _ppi(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a resolution in ppi, e.g. 200")
    return value
