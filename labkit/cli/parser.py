"""The commands and their options; imports nothing heavy."""

from __future__ import annotations

import argparse
import functools
import textwrap
from pathlib import Path

from labkit.cli import options
from labkit.cli.app import add_app
from labkit.cli.docs import add_docs
from labkit.cli.lab_parser import add_lab_commands
from labkit.cli.order_parser import add_order_commands
from labkit.cli.report_parser import REPORT, REPORT_SUFFIXES, add_report
from labkit.version import __version__

TABLE_SUFFIXES = (".csv", ".parquet", ".json")
CREDENTIALS = """\
Credentials are never typed here, where others on this machine could read them.
Set them in the environment (labkit labs shows the variables' names) or in the
keyring."""
EXAMPLES = """\
examples:
  labkit demo
  labkit compare "10x15 cm" --quantity 100 --country NL
  labkit fetch --out products.csv
  labkit sandbox --port 8000"""

COMMANDS = (
    *("demo", "lab", "labs", "fetch", "problems", "compare", "report", "sandbox", "openapi"),
    *("order", "orders", "status", "callbacks", "app", "docs", "new-lab", "check-lab"),
)


def build() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="labkit",
        description=_fill(
            "Explore the catalogs and prices of photo labs, and try out orders. Nothing needs an "
            "account: the embedded sandbox answers unless another endpoint is named."
        ),
        epilog=f"{EXAMPLES}\n\n{CREDENTIALS}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"labkit {__version__}")
    commands = parser.add_subparsers(
        title="commands", dest="command", metavar="COMMAND", required=True
    )
    add = functools.partial(_add, commands)
    _demo(add)
    _lab(add)
    _labs(add)
    _fetch(add)
    _problems(add)
    _compare(add)
    add_report(add)
    _sandbox(add)
    _openapi(add)
    add_order_commands(add)
    add_app(add)
    add_docs(add)
    add_lab_commands(add)
    return parser


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def _add(
    commands: Commands[argparse.ArgumentParser], name: str, run: str, short: str, more: str = ""
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=short,
        description=f"{_fill(f'{short[0].upper()}{short[1:]}.')}\n\n{more}".strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=f"labkit.cli.{run}", takes_others=False)
    return parser


def _fill(text: str) -> str:
    return textwrap.fill(text, 79)


def _demo(add: options.Add) -> None:
    parser = add(
        "demo",
        "demo:run",
        "fetch every lab's catalog from the embedded sandbox, compare prices, write a report",
        "Nothing leaves this machine; the catalogs are samples.",
    )
    options.add_output(parser, REPORT_SUFFIXES, "the report's file (default: %(default)s)", REPORT)
    parser.add_argument("--no-report", action="store_true", help="print the comparison only")


def _lab(add: options.Add) -> None:
    parser = add(
        "lab",
        "notebooks:run",
        "open JupyterLab on labkit's notebooks",
        "Further options are passed to JupyterLab: labkit lab --no-browser --port 8889",
    )
    parser.set_defaults(takes_others=True)


def _labs(add: options.Add) -> None:
    parser = add("labs", "lab_commands:run", "list the labs, their endpoints and credentials")
    parser.add_argument(
        "--assumptions",
        action="store_true",
        help="list what is assumed beyond the labs' documents, as Markdown",
    )


def _fetch(add: options.Add) -> None:
    parser = add(
        "fetch",
        "catalogs:fetch",
        "read catalogs and show them or write them to a file",
        CREDENTIALS,
    )
    parser.add_argument("labs", nargs="*", metavar="LAB", help="which labs (default: all)")
    parser.add_argument(
        "--table",
        choices=("products", "options", "shipping"),
        default="products",
        help="which table (default: %(default)s)",
    )
    options.add_output(
        parser, TABLE_SUFFIXES, "write the whole table to this file; - is CSV to stdout", None
    )
    parser.add_argument(
        "--endpoint", metavar="NAME", help="embedded (the default), sandbox or live"
    )
    parser.add_argument(
        "--base-url", metavar="URL", help="any server that implements the API of the one LAB"
    )
    parser.add_argument(
        "--allow-plain-http",
        action="store_true",
        help="allow http:// to other machines (credentials are sent unencrypted)",
    )
    parser.add_argument(
        "--refresh", action="store_true", help="fetch again instead of using stored catalogs"
    )


def _problems(add: options.Add) -> None:
    parser = add(
        "problems",
        "catalogs:problems",
        "read catalogs and list what could not be read or understood",
    )
    parser.add_argument("labs", nargs="*", metavar="LAB", help="which labs (default: all)")
    parser.add_argument(
        "--refresh", action="store_true", help="fetch again instead of using stored catalogs"
    )


def _compare(add: options.Add) -> None:
    parser = add("compare", "catalogs:compare", "compare prices of a size across labs")
    parser.add_argument(
        "size", nargs="+", metavar="SIZE", help='one or more: "10x15 cm", "8x10 in", A4'
    )
    options.add_compare_options(parser)
    parser.add_argument(
        "--tolerance",
        type=options.tolerance,
        default=0.03,
        metavar="FRACTION",
        help="allowed relative size error of each side (default: %(default)s)",
    )
    options.add_output(
        parser, (".csv",), "write all columns to this file; - is stdout", None, flag="--csv"
    )


def _sandbox(add: options.Add) -> None:
    parser = add(
        "sandbox",
        "serve:sandbox",
        "run the embedded sandbox until Ctrl-C",
        "A local server that behaves as the labs' documents say. GET / lists its labs.",
    )
    parser.add_argument(
        "--port",
        type=options.port,
        default=0,
        metavar="N",
        help="port on 127.0.0.1 (default: any free port)",
    )
    parser.add_argument(
        "--db", type=Path, metavar="FILE", help="SQLite file for orders (default: in memory)"
    )
    parser.add_argument(
        "--scale", type=options.scale, metavar="N", help="serve N products a lab, up to 1,000,000"
    )
    parser.add_argument(
        "--reading",
        action="extend",
        nargs="+",
        default=[],
        metavar="LAB:SWITCH=VALUE",
        help="reading of an ambiguous passage of a document, as q31=reversed",
    )


def _openapi(add: options.Add) -> None:
    parser = add(
        "openapi",
        "serve:openapi",
        "write a lab's OpenAPI document as JSON",
    )
    parser.add_argument("lab", metavar="LAB")
    options.add_output(parser, (".json",), "output file (default: stdout)", None)
