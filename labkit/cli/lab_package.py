"""``labkit new-lab`` and ``labkit check-lab``: for whoever writes a lab's package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.cli import console
from labkit.cli.console import Heading

if TYPE_CHECKING:
    import argparse

    from labkit.describe.check import Finding


def new(args: argparse.Namespace) -> int:
    """Write a lab's package."""
    from labkit.describe.new_lab import write_lab

    folder = write_lab(args.name, args.into, args.openapi)
    console.output(f"{folder} is written. Next:")
    console.output(f"  python -m pip install -e {folder}")
    console.output(f"  labkit check-lab {args.name}")
    console.output(f"  python -m pytest {folder}")
    return 0


def check(args: argparse.Namespace) -> int:
    """Say what is wrong with a lab's package; 1 where something is."""
    from labkit.describe.check import check_lab

    found = check_lab(args.name)
    if found:
        headings = [Heading("part"), Heading("name"), Heading("", shrinks=False), Heading("what")]
        console.block(console.table(headings, [_row(each) for each in found]))
    errors = sum(each.severity == "error" for each in found)
    console.output(f"{args.name}: {errors or 'no'} error{'s' * (errors != 1)}")
    return int(errors > 0)


def _row(finding: Finding) -> tuple[str, str, str, str]:
    message = " ".join(finding.message.split())
    return finding.part, finding.name, finding.severity, message
