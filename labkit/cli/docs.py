"""``labkit docs``: guide and reference of the labkit that is installed, built on this machine."""

from __future__ import annotations

import shutil
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from labkit import resources
from labkit.cli import console, options
from labkit.errors import LabkitError
from labkit.extras import need

if TYPE_CHECKING:
    import argparse


def add_docs(add: options.Add) -> None:
    """Add the command."""
    parser = add(
        "docs",
        "docs:run",
        "build the documentation and open it in the browser",
        "What did not change is not built again. Nothing is fetched from the network.",
    )
    parser.add_argument(
        "--execute", action="store_true", help="run the notebooks too, and show their output"
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="print where it is, open no browser"
    )


def run(args: argparse.Namespace) -> int:
    """Build the documentation; say where it is, and open it.

    Raises
    ------
    LabkitError
        If Sphinx and what it needs are not installed, or the documentation cannot be built.
    """
    for module, name in (
        ("sphinx", "Sphinx"),
        ("myst_nb", "MyST-NB"),
        ("numpydoc", "numpydoc"),
        ("pydata_sphinx_theme", "pydata-sphinx-theme"),
    ):
        need(module, name, "docs")
    from labkit import folders

    index = build(folders.cache_dir() / "docs", execute=args.execute) / "index.html"
    console.output(str(index))
    if not args.no_browser:
        webbrowser.open(index.as_uri())
    return 0


def build(place: Path, *, execute: bool = False) -> Path:
    """Build the documentation in a folder and return where its pages are.

    Parameters
    ----------
    place
        The folder; what an earlier build left there is used where it is still good.
    execute
        Whether the notebooks are run, so that their output is shown.

    Raises
    ------
    LabkitError
        If it cannot be built.
    """
    from sphinx.cmd.build import build_main

    source, pages = place / "source", place / "html"
    # A copy: an installed labkit's own folder is not to be written to.
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(resources.docs_dir(), source)
    console.status("labkit: building the documentation")
    mode = "cache" if execute else "off"
    arguments = ["-q", "-D", f"nb_execution_mode={mode}", "-d", str(place / "doctrees")]
    if build_main([*arguments, str(source), str(pages)]):
        raise LabkitError("the documentation could not be built; the lines above say why")
    return pages
