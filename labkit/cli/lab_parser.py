"""The commands for whoever writes a lab's package: ``new-lab`` and ``check-lab``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labkit.cli import options


def add_lab_commands(add: options.Add) -> None:
    """Add new-lab and check-lab."""
    new = add(
        "new-lab",
        "lab_package:new",
        "write a package for a lab labkit does not know",
        "A folder with the lab's parts, an emulator and a test that pass as they are:\n"
        "put your lab's document in their place, one piece after the other.",
    )
    new.add_argument("name", metavar="NAME", help="the lab's name: small letters and digits")
    new.add_argument(
        "--openapi",
        type=Path,
        metavar="FILE",
        help="the lab's OpenAPI document (JSON): fields of an order, base URL, header of the key",
    )
    new.add_argument(
        "--into", type=Path, default=Path(), metavar="DIR", help="where the folder is made"
    )
    check = add(
        "check-lab",
        "lab_package:check",
        "say what is wrong with a lab's package",
        "Names that are missing or misspelt, columns, prices, countries, ids that repeat.\n"
        "Exit code 1 where something is wrong; warnings alone are none.",
    )
    check.add_argument("name", metavar="NAME", help="the lab's name, as its package registers it")
