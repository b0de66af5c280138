"""``labkit report``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.cli import catalogs, console, files
from labkit.cli.report_parser import PICTURE_SUFFIXES
from labkit.errors import InputError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    import pandas as pd

DOTS_PER_INCH = 120


def run(args: argparse.Namespace) -> int:
    """Write a report that compares sizes across labs.

    Raises
    ------
    InputError
        If an argument cannot be used; before anything is fetched.
    """
    from labkit.pricing.request import DEFAULT_SIZES, read_request

    sizes = args.sizes or DEFAULT_SIZES
    terms = catalogs.compare_arguments(args)
    for size in sizes:
        read_request(size, **terms)
    read = catalogs.load(args)
    if args.out.suffix.lower() in PICTURE_SUFFIXES:
        _check_picture(args)
        _draw(args.out, [read.compare(size, **terms) for size in sizes])
    else:
        photo = {"photo": args.photo, "min_ppi": args.min_ppi}
        read.report(args.out, sizes, **photo, **terms)
    console.output(str(args.out.resolve()))
    catalogs.report_notes(read.notes)
    return catalogs.report_problems(read.problems)


def _check_picture(args: argparse.Namespace) -> None:
    if args.photo is not None:
        raise InputError(
            f"{args.out.name} is a chart of prices alone, without a photo",
            hint="use .html, .pdf or .xlsx",
        )
    if not args.out.parent.is_dir():
        raise InputError(f"{args.out.parent} is not a folder", hint="create it first")


def _draw(path: Path, results: list[pd.DataFrame]) -> None:
    from labkit import plots

    figure = plots.price_by_size(results)
    files.write(path, lambda part: figure.savefig(part, dpi=DOTS_PER_INCH))
