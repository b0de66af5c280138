"""``labkit report``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.cli import catalogs, console

if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Write a report that compares sizes over the labs."""
    from labkit.catalog import DEFAULT_SIZES, catalog
    from labkit.compare import ask

    sizes = args.sizes or DEFAULT_SIZES
    for size in sizes:
        ask(size, **catalogs.terms(args))  # before anything is fetched
    read = catalog(catalogs.chosen(args.labs))
    path = read.report(args.out, sizes, **catalogs.terms(args))
    console.say(str(path.resolve()))
    return catalogs.complain_of(read.problems)
