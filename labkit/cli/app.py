"""``labkit app``: the dashboard as a page of this machine's own, by Voila."""

from __future__ import annotations

import os
import secrets
import socket
from typing import TYPE_CHECKING

from labkit.cli import console
from labkit.errors import LabkitError
from labkit.extras import need

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
        "The page is served on 127.0.0.1 until Ctrl-C. Its address holds a token: whoever has not\n"
        "got it, on this machine too, sees nothing.",
    )
    parser.add_argument(
        "--port",
        type=port,
        default=_DEFAULT_PORT,
        metavar="N",
        help="on 127.0.0.1 (default: %(default)s; 0: any free one)",
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
    need("voila", "Voila", "notebook")
    from labkit.cli.app_server import DashboardServer, address

    port, token = free_port(args.port), secrets.token_urlsafe(32)
    console.status(f"labkit: {address(port, token)} shows the dashboard (Ctrl-C stops it)")
    DashboardServer.launch_instance(arguments(port, token, browser=not args.no_browser))
    return 0


def free_port(port: int) -> int:
    """Return a port if it can be had; any free one for 0.

    Raises
    ------
    LabkitError
        If another program has it.
    """
    with socket.socket() as one:
        # As servers bind: a port whose last server just ended is free.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name != "nt")
        try:
            one.bind(("127.0.0.1", port))
        except OSError as error:
            raise LabkitError(
                f"port {port} cannot be had: {error.strerror}", hint="name another with --port N"
            ) from error
        found: int = one.getsockname()[1]
    return found


def arguments(port: int, token: str, *, browser: bool) -> list[str]:
    """Return Voila's options; they take precedence over its configuration files."""
    from labkit import resources

    options = [
        str(resources.notebooks_dir() / NOTEBOOK),
        f"--port={port}",
        f"--token={token}",
        "--Voila.ip=127.0.0.1",
        # On another port than the one that was said nobody would find it.
        "--Voila.port_retries=0",
        # Its own word of where it runs leaves the token out.
        "--Voila.log_level=WARN",
        # What the page is made from is no secret, but nobody asked for it either.
        "--VoilaConfiguration.strip_sources=True",
        # A page that was closed or loaded again leaves its kernel behind; after half an hour
        # without a page it goes.
        "--MappingKernelManager.cull_idle_timeout=1800",
        # Files beside the notebook would be served to whoever asks, without the token.
        "--VoilaConfiguration.file_denylist=.*",
    ]
    if os.name != "nt":
        # Through files of one's own: what a kernel says on a port, anybody here could listen to.
        options.append("--KernelManager.transport=ipc")
    return options if browser else [*options, "--no-browser"]
