"""What can be typed: the commands and their options. Nothing heavy is imported here."""

from __future__ import annotations

import argparse
import functools
import textwrap
from pathlib import Path

from labkit.cli import argument_types as types
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
    *("demo", "lab", "labs", "fetch", "compare", "report", "sandbox", "openapi"),
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
    _demo(commands)
    _lab(commands)
    _labs(commands)
    _fetch(commands)
    _compare(commands)
    add_report(functools.partial(_add, commands), _add_compare_options, _add_output)
    _sandbox(commands)
    _openapi(commands)
    add_order_commands(functools.partial(_add, commands), types.port)
    add_app(functools.partial(_add, commands), types.port)
    add_docs(functools.partial(_add, commands))
    add_lab_commands(functools.partial(_add, commands))
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


def _demo(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add(
        commands,
        "demo",
        "demo:run",
        "fetch every lab's catalog from the embedded sandbox, compare prices, write a report",
        "Nothing leaves this machine; the catalogs are samples.",
    )
    _add_output(parser, REPORT_SUFFIXES, "the report's file (default: %(default)s)", REPORT)
    parser.add_argument("--no-report", action="store_true", help="print the comparison only")


def _lab(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add(
        commands,
        "lab",
        "notebooks:run",
        "open JupyterLab on labkit's notebooks",
        "Further options are passed to JupyterLab: labkit lab --no-browser --port 8889",
    )
    parser.set_defaults(takes_others=True)


def _labs(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add(
        commands, "labs", "lab_commands:run", "list the labs, their endpoints and credentials"
    )
    parser.add_argument(
        "--assumptions",
        action="store_true",
        help="list what is assumed beyond the labs' documents, as Markdown",
    )


def _fetch(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add(
        commands,
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
    _add_output(
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


def _compare(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add(
        commands, "compare", "catalogs:compare", "compare the prices of one size across labs"
    )
    parser.add_argument(
        "size", nargs="+", metavar="SIZE", help='"10x15 cm", "8x10 in", "100x150 mm", A4'
    )
    _add_compare_options(parser)
    parser.add_argument(
        "--tolerance",
        type=types.tolerance,
        default=0.03,
        metavar="FRACTION",
        help="allowed relative size error of each side (default: %(default)s)",
    )
    _add_output(
        parser, (".csv",), "write all columns to this file; - is stdout", None, flag="--csv"
    )


def _sandbox(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add(
        commands,
        "sandbox",
        "serve:sandbox",
        "run the embedded sandbox until Ctrl-C",
        "A local server that behaves as the labs' documents say. GET / lists its labs.",
    )
    parser.add_argument(
        "--port",
        type=types.port,
        default=0,
        metavar="N",
        help="port on 127.0.0.1 (default: any free port)",
    )
    parser.add_argument(
        "--db", type=Path, metavar="FILE", help="SQLite file for orders (default: in memory)"
    )
    parser.add_argument(
        "--scale",
        type=types.scale,
        metavar="N",
        help="serve N products a lab, up to 1,000,000",
    )
    parser.add_argument(
        "--reading",
        action="extend",
        nargs="+",
        default=[],
        metavar="LAB:SWITCH=VALUE",
        help="reading of an ambiguous passage of a document, as q31=reversed",
    )


def _openapi(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add(
        commands,
        "openapi",
        "serve:openapi",
        "write a lab's OpenAPI document as JSON",
    )
    parser.add_argument("lab", metavar="LAB")
    _add_output(parser, (".json",), "output file (default: stdout)", None)


def _add_compare_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--quantity",
        type=types.quantity,
        default=1,
        metavar="N",
        help="quantity (default: 1)",
    )
    parser.add_argument("--country", metavar="CC", help="destination country, two letters, e.g. NL")
    parser.add_argument(
        "--currency", default="EUR", metavar="CUR", help="currency of totals (default: %(default)s)"
    )
    parser.add_argument(
        "--labs", action="extend", nargs="+", default=[], metavar="LAB", help="labs (default: all)"
    )
    parser.add_argument(
        "--prices",
        type=types.price_list,
        action="append",
        default=[],
        metavar="LAB=FILE",
        help="your own price list for a lab, a CSV file",
    )
    parser.add_argument(
        "--tax",
        choices=("included", "excluded"),
        help="convert all totals to one tax basis, where the lab's basis is known",
    )
    parser.add_argument(
        "--on", metavar="DATE", help="date of the exchange rates, e.g. 2026-10-30 (default: latest)"
    )
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="ID",
        help="an option each product shall have: its option_id, or group_id=option_id",
    )


def _add_output(
    parser: argparse.ArgumentParser,
    suffixes: tuple[str, ...],
    help_text: str,
    default: str | None,
    *,
    flag: str = "--out",
) -> None:
    def path(text: str) -> Path:
        if text != "-" and Path(text).suffix.lower() not in suffixes:
            raise argparse.ArgumentTypeError(f"{text!r} does not end in {' or '.join(suffixes)}")
        return Path(text)

    parser.add_argument(flag, type=path, default=default, metavar="FILE", help=help_text)
