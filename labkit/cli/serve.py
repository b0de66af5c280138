"""``labkit sandbox`` and ``labkit openapi``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from labkit.cli import console, files

if TYPE_CHECKING:
    import argparse

    from labkit.sandbox import Sandbox


def sandbox(args: argparse.Namespace) -> int:
    """Run the embedded sandbox until Ctrl-C or SIGTERM."""
    from labkit.sandbox import serve

    serve(args.port, args.db, args.scale, args.reading, announce=_announce)
    console.status("labkit: the sandbox has stopped")
    return 0


def openapi(args: argparse.Namespace) -> int:
    """Write a lab's OpenAPI document."""
    import json

    from labkit.sandbox import openapi as describe

    text = json.dumps(describe(args.lab), indent=2, ensure_ascii=False) + "\n"
    files.write_text(args.out, text)
    return 0


def _announce(running: Sandbox) -> None:
    console.output(f"labkit's sandbox listens at {running.url} (Ctrl-C stops it)")
    for lab in running.labs:
        console.output()
        console.output(heading=lab)
        console.output(f"  base_url  {running.base_url(lab)}")
        for name, value in running.credentials(lab).items():
            console.output(f"  {name:<9} {value}")
    for problem in running.problems.values():
        console.output()
        console.block(f"not available: {problem}")
    console.output()
    console.output("These credentials work in this sandbox only.")
    console.output(f"Orders, clock and switches: {running.url}/_labkit/")
    # A parent process may wait for these lines on a pipe.
    sys.stdout.flush()
