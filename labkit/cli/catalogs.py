"""``labkit fetch``, ``labkit problems`` and ``labkit compare``."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from labkit.api.connection import connect
from labkit.cli import console, files, text_tables
from labkit.display.notes import notes_lines
from labkit.errors import InputError, LabkitError, SizeError
from labkit.lab_api import spec

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from labkit.api.lab import Lab
    from labkit.api.merged_catalog import Catalog

FETCH_ROWS = 20
COMPARE_ROWS = 60
NOTES_SHOWN = 10


def fetch(args: argparse.Namespace) -> int:
    """Read catalogs; show them or write them to a file.

    One lab that fails does not keep the others from being read; it is complained of.
    """
    from labkit.api.open_catalog import catalog

    names = chosen(args.labs)
    if args.base_url and len(names) != 1:
        raise InputError("--base-url goes with one lab", hint="labkit fetch LAB --base-url URL")
    connected, problems = _connect(names, args)
    if not connected:
        return report_problems(problems)
    read = catalog(connected, refresh=args.refresh)
    frame = getattr(read, args.table)
    problems |= read.problems
    if args.out is None:
        console.block(text_tables.records(frame, args.table, most=FETCH_ROWS))
    else:
        files.write_frame(args.out, frame)
        console.status(f"{len(frame):,} {args.table} written to {args.out}")
    report_notes(read.notes)
    return report_problems(problems)


def problems(args: argparse.Namespace) -> int:
    """List the labs that could not be read, and what of the others was not understood."""
    from labkit.api.open_catalog import catalog

    read = catalog(chosen(args.labs), refresh=args.refresh)
    for table in ("products", "options", "shipping"):
        with contextlib.suppress(LabkitError):  # it is among the problems
            getattr(read, table)
    for line in notes_lines(read.notes):
        console.output(line)
    if read.notes.empty and not read.problems:
        console.output("Every lab was read, and everything was understood.")
    return report_problems(read.problems)


def compare(args: argparse.Namespace) -> int:
    """Compare the prices of one size, or of several, across labs."""
    from labkit.pricing.request import read_request

    sizes = _sizes(args.size)
    terms = {"tolerance": args.tolerance, **compare_arguments(args)}
    # Before anything is fetched.
    for size in sizes:
        read_request(size, **terms)
    read = load(args)
    results = [read.compare(size, **terms) for size in sizes]
    if args.csv is not None:
        files.write_frame(args.csv, _joined(results))
    if args.csv is None or str(args.csv) != "-":
        for size, result in zip(sizes, results, strict=True):
            if len(sizes) > 1:
                console.output(console.bold(size))
            console.block(text_tables.comparison(result, labs=read.labs, most=COMPARE_ROWS))
            console.output()
        console.block(text_tables.explanation(results))
    report_notes(read.notes)
    return report_problems(read.problems)


def _sizes(words: list[str]) -> list[str]:
    """Return one size written in several words, or several sizes."""
    whole = " ".join(words)
    # None of the words of one that cannot be read is a size: "1.000x700 mm".
    several = not _is_size(whole) and any(map(_is_size, words))
    return words if several else [whole]


def _is_size(text: str) -> bool:
    from labkit.model.size import Size

    try:
        Size.parse(text)
    except SizeError:
        return False
    return True


def _joined(results: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return results[0] if len(results) == 1 else pd.concat(results, ignore_index=True)


def load(args: argparse.Namespace) -> Catalog:
    """Return the catalog of the selected labs with the user's price lists.

    Raises
    ------
    UnknownLabError, PriceListError
        If there is no such lab, or a price list cannot be used.
    """
    from labkit.api.open_catalog import catalog

    lists = {spec.find(name).name: path for name, path in args.prices}
    names = chosen(args.labs)
    if strays := set(lists) - set(names):
        raise InputError(f"--prices for {', '.join(strays)}, which --labs leaves out")
    labs = [connect(name, prices=lists[name]) if name in lists else name for name in names]
    for lab in labs:
        if not isinstance(lab, str) and lab.prices:
            for note in lab.prices.notes:
                console.status(f"{lab.name}: {lab.prices.source}: {note}")
    return catalog(labs)


def chosen(words: Sequence[str]) -> list[str]:
    """Return the selected labs; commas separate names too; all by default.

    Raises
    ------
    UnknownLabError
        If there is no such lab.
    """
    names = [name for word in words for name in word.split(",") if name]
    return [spec.find(name).name for name in dict.fromkeys(names)] or spec.labs()


def compare_arguments(args: argparse.Namespace) -> dict[str, Any]:
    """Return the keyword arguments of a comparison."""
    arguments = {"quantity": args.quantity, "country": args.country, "currency": args.currency}
    return {**arguments, "tax": args.tax, "on": args.on, "options": args.option}


def report_problems(problems: Mapping[str, Exception]) -> int:
    """Print each lab's error; return the exit code."""
    for lab, error in problems.items():
        text = str(error)
        console.error(text if text.startswith(lab) else f"{lab}: {text}")
    return 1 if problems else 0


def report_notes(notes: pd.DataFrame) -> None:
    """Print what was not understood of the labs' answers; it makes no lab a failed one."""
    lines = notes_lines(notes)
    for line in lines[:NOTES_SHOWN]:
        console.status(f"not understood: {line}")
    if len(lines) > NOTES_SHOWN:
        console.status(f"not understood: {len(lines) - NOTES_SHOWN} more; lab.notes lists them")


def _connect(
    names: Sequence[str], args: argparse.Namespace
) -> tuple[list[Lab], dict[str, Exception]]:
    connected: list[Lab] = []
    problems: dict[str, Exception] = {}
    for name in names:
        try:
            connected.append(
                connect(
                    name,
                    endpoint=args.endpoint,
                    base_url=args.base_url,
                    allow_plain_http=args.allow_plain_http,
                )
            )
        except LabkitError as error:
            problems[name] = error
    return connected, problems
