"""``labkit report``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.cli import catalogs, console, files
from labkit.cli.parser import PICTURE_SUFFIXES

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    import pandas as pd

DOTS_PER_INCH = 120


def run(args: argparse.Namespace) -> int:
    """Write a report that compares sizes over the labs."""
    from labkit.catalog import DEFAULT_SIZES
    from labkit.compare import ask

    sizes = args.sizes or DEFAULT_SIZES
    for size in sizes:
        ask(size, **catalogs.terms(args))  # before anything is fetched
    read = catalogs.gather(args)
    if args.out.suffix.lower() in PICTURE_SUFFIXES:
        _draw(args.out, [read.compare(size, **catalogs.terms(args)) for size in sizes])
    else:
        read.report(args.out, sizes, **catalogs.terms(args))
    console.say(str(args.out.resolve()))
    return catalogs.complain_of(read.problems)


def _draw(path: Path, results: list[pd.DataFrame]) -> None:
    from labkit import plots

    figure = plots.price_by_size(results)
    files.write(path, lambda part: figure.savefig(part, dpi=DOTS_PER_INCH))
