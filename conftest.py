"""For the whole run, notebooks too: a labkit home of its own, and nothing of who runs it."""

from __future__ import annotations

import gc
import os
import runpy
import tempfile
from pathlib import Path

import pytest

# The tests of the promises keep their rows in this order.
PROMISES = Path(__file__).parent / "tests" / "reliability" / "promises.py"
HOME = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config):
    for name in [name for name in os.environ if name.startswith("LABKIT_")]:
        del os.environ[name]
    config.stash[HOME] = tempfile.TemporaryDirectory(
        prefix="labkit-tests-", ignore_cleanup_errors=True
    )
    os.environ["LABKIT_HOME"] = config.stash[HOME].name
    # Otherwise the keyring of whoever runs the tests would be asked for credentials.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


def pytest_collection_finish():
    # Modules and tests stay to the end: looking through them would be most of each collection.
    gc.freeze()


def pytest_unconfigure(config):
    config.stash[HOME].cleanup()


def pytest_addoption(parser):
    parser.addoption(
        "--full",
        action="store_true",
        help="the reliability tests with their full figures, not the short ones",
    )


def pytest_terminal_summary(terminalreporter, config):
    if config.option.markexpr != "reliability":
        return
    figures = {}
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        failed = "" if report.passed else f"FAILED: {report.nodeid}"
        for _, (name, figure) in (p for p in report.user_properties if p[0] == "promise"):
            figures.setdefault(name, []).append(f"{figure} {failed}".strip())
    terminalreporter.section("promises, with their figures")
    for name in runpy.run_path(str(PROMISES))["TABLE"]:
        for figure in figures.get(name, ["no test ran"]):
            terminalreporter.line(f"{name} | {figure}")
