"""What can be typed: the commands and their options. Nothing heavy is imported here."""

from __future__ import annotations

import argparse
import functools
import textwrap
from pathlib import Path

from labkit.cli.app import add_app
from labkit.cli.docs import add_docs
from labkit.cli.lab_parser import add_lab_commands
from labkit.cli.order_parser import add_order_commands
from labkit.cli.report_parser import REPORT, REPORT_SUFFIXES, add_report
from labkit.errors import LabkitError
from labkit.model.quantity import parse_quantity
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
    add_order_commands(functools.partial(_add, commands), _port)
    add_app(functools.partial(_add, commands), _port)
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
    _add_output(parser, REPORT_SUFFIXES, "where the report goes (default: %(default)s)", REPORT)
    parser.add_argument("--no-report", action="store_true", help="print only")


def _lab(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add(
        commands,
        "lab",
        "notebooks:run",
        "open JupyterLab on labkit's notebooks",
        "Further options go on to JupyterLab: labkit lab --no-browser --port 8889",
    )
    parser.set_defaults(takes_others=True)


def _labs(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add(commands, "labs", "lab_commands:run", "list the labs and how they are reached")
    parser.add_argument(
        "--assumptions",
        action="store_true",
        help="list what is taken for granted beyond the labs' documents, as Markdown",
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
    _add_output(parser, TABLE_SUFFIXES, "write it there, whole; - is CSV to stdout", None)
    parser.add_argument(
        "--endpoint", metavar="NAME", help="embedded (the default), sandbox or live"
    )
    parser.add_argument(
        "--base-url", metavar="URL", help="any server that speaks the API of the one LAB"
    )
    parser.add_argument(
        "--allow-plain-http",
        action="store_true",
        help="accept http:// off this machine, where credentials travel in clear",
    )
    parser.add_argument("--refresh", action="store_true", help="read again what was kept")


def _compare(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add(commands, "compare", "catalogs:compare", "compare one size over the labs")
    parser.add_argument(
        "size", nargs="+", metavar="SIZE", help='"10x15 cm", "8x10 in", "100x150 mm", A4'
    )
    _add_compare_options(parser)
    parser.add_argument(
        "--tolerance",
        type=_tolerance,
        default=0.03,
        metavar="PART",
        help="how far off each side may be, as a part of it (default: %(default)s)",
    )
    _add_output(parser, (".csv",), "write every column there; - is stdout", None, flag="--csv")


def _sandbox(commands: Commands[argparse.ArgumentParser]) -> None:
    parser = _add(
        commands,
        "sandbox",
        "serve:sandbox",
        "run the embedded sandbox until Ctrl-C",
        "A local server that behaves as the labs' documents say. GET / lists its labs.",
    )
    parser.add_argument(
        "--port", type=_port, default=0, metavar="N", help="on 127.0.0.1 (default: any free one)"
    )
    parser.add_argument(
        "--db", type=Path, metavar="FILE", help="keep orders there (default: in memory)"
    )
    parser.add_argument(
        "--scale", type=_scale, metavar="N", help="serve N products a lab, up to 1,000,000"
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
    _add_output(parser, (".json",), "where it goes (default: stdout)", None)


def _add_compare_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quantity", type=_quantity, default=1, metavar="N", help="how many")
    parser.add_argument("--country", metavar="CC", help="where to, in two letters, as NL")
    parser.add_argument(
        "--currency", default="EUR", metavar="CUR", help="three letters (default: %(default)s)"
    )
    parser.add_argument(
        "--labs", action="extend", nargs="+", default=[], metavar="LAB", help="which (default: all)"
    )
    parser.add_argument(
        "--prices",
        type=_price_list,
        action="append",
        default=[],
        metavar="LAB=FILE",
        help="your own price list for a lab, a CSV file",
    )
    parser.add_argument(
        "--tax",
        choices=("included", "excluded"),
        help="bring all totals to one basis, where the lab's own is known",
    )
    parser.add_argument(
        "--on", metavar="DATE", help="day of the exchange rates, as 2026-10-30 (default: the last)"
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


def _price_list(text: str) -> tuple[str, str]:
    lab, equals, path = text.partition("=")
    if not (lab and equals and path):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form LAB=FILE")
    return lab, path


def _quantity(text: str) -> int:
    try:
        return parse_quantity(text)
    except LabkitError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _port(text: str) -> int:
    return _number(text, 0, 65535)


def _scale(text: str) -> int:
    return _number(text.replace(",", "").replace("_", ""), 1, 1_000_000)


def _number(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from {least} to {most:,}")
    return int(text)


def _tolerance(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no part from 0 up to 1, as 0.03 for 3 %")
    return value
