"""``labkit app``: the dashboard as a page of this machine's own, by Voila."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from labkit.cli import console
from labkit.errors import LabkitError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

NOTEBOOK = "06_dashboard.ipynb"
_DEFAULT_PORT = 8866


def add_app(add: Callable[..., argparse.ArgumentParser], port: Callable[[str], int]) -> None:
    """Add the command.

    Parameters
    ----------
    add
        Adds a command: name, what runs it, one line of help, more of it.
    port
        Reads a port's number.
    """
    parser = add(
        "app",
        "app:run",
        "show explorer, order forms and tracker as a page in the browser",
        "The page is served on 127.0.0.1 until Ctrl-C; nobody else can reach it.",
    )
    parser.add_argument(
        "--port",
        type=port,
        default=_DEFAULT_PORT,
        metavar="N",
        help="on 127.0.0.1 (default: %(default)s)",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the address, open no browser"
    )


def run(args: argparse.Namespace) -> int:
    """Serve the dashboard until Ctrl-C.

    Raises
    ------
    LabkitError
        If Voila is not installed.
    """
    if importlib.util.find_spec("voila") is None:
        raise LabkitError(
            "Voila is not installed beside labkit",
            hint="install it with: python -m pip install 'labkit[notebook]'",
        )
    from voila.app import Voila

    console.note(f"labkit: http://127.0.0.1:{args.port}/ shows the dashboard (Ctrl-C stops it)")
    Voila.launch_instance(arguments(args.port, browser=not args.no_browser))
    return 0


def arguments(port: int, *, browser: bool) -> list[str]:
    """Return what Voila is told."""
    from labkit import resources

    told = [
        str(resources.notebooks_dir() / NOTEBOOK),
        f"--port={port}",
        "--Voila.ip=127.0.0.1",
        # On another port than the one that was said nobody would find it.
        "--Voila.port_retries=0",
        # What the page is made from is no secret, but nobody asked for it either.
        "--VoilaConfiguration.strip_sources=True",
    ]
    return told if browser else [*told, "--no-browser"]
