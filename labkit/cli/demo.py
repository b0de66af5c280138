"""``labkit demo``: from the embedded sandbox to a report in seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.cli import catalogs, console, text_tables

if TYPE_CHECKING:
    import argparse

PER_LAB = 3
MOST = 100
NEXT = """\
Next steps:
  labkit lab                              the notebooks, in JupyterLab
  labkit compare "10x15 cm" --quantity 100
                                          another size or quantity
  labkit fetch --out products.csv         the catalogs as a file
  labkit sandbox                          the sandbox by itself, for any program
  labkit --help                           everything else"""


def run(args: argparse.Namespace) -> int:
    """Fetch, compare, write a report; print the next steps."""
    console.output(
        "labkit demo: sample catalogs from a sandbox on this machine; nothing leaves it."
    )
    console.output()
    # Printed first: importing pandas and FastAPI takes a moment.
    console.status("Starting the embedded sandbox ...")
    from labkit import sandbox
    from labkit.api.open_catalog import catalog
    from labkit.pricing.request import DEFAULT_SIZES

    console.status(f"It listens at {sandbox.shared().url}. Fetching the catalogs ...")
    read = catalog(refresh=True)
    console.block(text_tables.overview(read))
    results = {size: read.compare(size) for size in DEFAULT_SIZES}
    for size, result in results.items():
        console.output()
        console.output(f" (the cheapest {PER_LAB} of each lab)", heading=size)
        console.block(text_tables.comparison(result, labs=read.labs, most=MOST, per_lab=PER_LAB))
    console.output()
    console.block(text_tables.explanation(list(results.values())))
    if not args.no_report:
        path = read.report(args.out)
        console.output()
        console.output("The report, tables and charts in one file:")
        console.output(f"  {path.resolve()}")
    console.output()
    console.block(NEXT)
    return catalogs.report_problems(read.problems)
