"""Options of the order commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from labkit.cli import options

if TYPE_CHECKING:
    import argparse


def add_order_commands(add: options.Add) -> None:
    """Add order, orders, status and callbacks."""
    order = add(
        "order",
        "order_commands:order",
        "submit the order of a JSON file to a sandbox",
        "The file holds an OrderIntent: reference, recipient, lines, shipping. Nothing is ever\n"
        "sent to a live endpoint.",
    )
    order.add_argument("file", type=Path, metavar="FILE.json")
    order.add_argument(
        "--preview", action="store_true", help="show the requests without sending them"
    )
    _add_endpoint_options(order, required=True)
    add("orders", "order_commands:orders", "list the orders that were submitted")
    status = add("status", "order_commands:status", "ask the lab for an order's status")
    status.add_argument("reference", metavar="REF")
    _add_endpoint_options(status, required=False)
    callbacks = add(
        "callbacks",
        "order_commands:callbacks",
        "receive a lab's status callbacks on this machine until Ctrl-C",
    )
    callbacks.add_argument(
        "--port",
        type=options.port,
        default=0,
        metavar="N",
        help="port on 127.0.0.1 (default: any free port)",
    )
    _add_endpoint_options(callbacks, required=True)


def _add_endpoint_options(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--lab", required=required, metavar="LAB", help="the lab")
    parser.add_argument("--endpoint", metavar="NAME", help="embedded (the default) or sandbox")
    parser.add_argument(
        "--base-url", metavar="URL", help="a server on this machine that implements the lab's API"
    )
