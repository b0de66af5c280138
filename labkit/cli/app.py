"""``labkit app``: the dashboard as a local web page, served by Voila."""

from __future__ import annotations

import os
import secrets
import socket
from typing import TYPE_CHECKING

from labkit.cli import console, options
from labkit.errors import LabkitError
from labkit.extras import need

if TYPE_CHECKING:
    import argparse

NOTEBOOK = "06_dashboard.ipynb"
_DEFAULT_PORT = 8866


def add_app(add: options.Add) -> None:
    """Add the command."""
    parser = add(
        "app",
        "app:run",
        "show explorer, order forms and tracker as a page in the browser",
        "The page is served on 127.0.0.1 until Ctrl-C. Its URL contains a token: without it,\n"
        "nobody sees anything, on this machine either.",
    )
    parser.add_argument(
        "--port",
        type=options.port,
        default=_DEFAULT_PORT,
        metavar="N",
        help="port on 127.0.0.1 (default: %(default)s; 0: any free port)",
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print the URL only, do not open a browser"
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
    console.status(f"labkit: {address(port, token)} serves the dashboard (Ctrl-C stops it)")
    DashboardServer.launch_instance(voila_arguments(port, token, browser=not args.no_browser))
    return 0


def free_port(port: int) -> int:
    """Return a port if it is available; any free port for 0.

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
                f"port {port} is not available: {error.strerror}",
                hint="choose another with --port N",
            ) from error
        found: int = one.getsockname()[1]
    return found


def voila_arguments(port: int, token: str, *, browser: bool) -> list[str]:
    """Return Voila's options; they take precedence over its configuration files."""
    from labkit import resources

    arguments = [
        str(resources.notebooks_dir() / NOTEBOOK),
        f"--port={port}",
        f"--token={token}",
        "--Voila.ip=127.0.0.1",
        # Never on another port than the printed one.
        "--Voila.port_retries=0",
        # Voila's own message shows the URL without the token.
        "--Voila.log_level=WARN",
        # The page does not show its source code.
        "--VoilaConfiguration.strip_sources=True",
        # A page that was closed or loaded again leaves its kernel behind; after half an hour
        # without a page it goes.
        "--MappingKernelManager.cull_idle_timeout=1800",
        # Files next to the notebook would be served without the token.
        "--VoilaConfiguration.file_denylist=.*",
    ]
    if os.name != "nt":
        # Unix sockets of this user: other users could connect to a kernel's TCP ports.
        arguments.append("--KernelManager.transport=ipc")
    return arguments if browser else [*arguments, "--no-browser"]
