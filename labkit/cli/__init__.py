"""The command line ``labkit``; commands are imported when they run, so help is fast."""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from labkit.cli import console, parser
from labkit.errors import LabkitError, did_you_mean

if TYPE_CHECKING:
    import argparse

FAILED = 1
INTERRUPTED = 130
PIPE_CLOSED = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv
        The arguments; by default those of the process.

    Returns
    -------
    int
        0; 1 where something could not be done, which stderr says; 130 after Ctrl-C; 141 where
        the reader of the output went away. A wrong command line ends with 2 (SystemExit).
    """
    console.prepare()
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except BrokenPipeError:
        console.discard_output()
        return PIPE_CLOSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if os.environ.get("LABKIT_DEBUG"):
            raise
        console.error(_message(error))
        return FAILED
    return code


def _show_warning(message: Warning | str, *_where: object, **_more: object) -> None:
    # The source line of a warning is of no use at a terminal.
    console.error(str(message))


def _run(arguments: list[str]) -> int:
    known = parser.build()
    if not arguments:
        console.block(known.format_help().rstrip())
        return 0
    _check_command(known, arguments[0])
    args, others = known.parse_known_args(arguments)
    if others and not args.takes_others:
        known.error(f"unknown arguments: {' '.join(others)}")
    args.others = others
    module, _, function = args.run.partition(":")
    code: int = getattr(importlib.import_module(module), function)(args)
    return code


def _check_command(known: argparse.ArgumentParser, word: str) -> None:
    if not word.startswith("-") and word not in parser.COMMANDS:
        known.error(f"unknown command {word!r}: {did_you_mean(word, parser.COMMANDS)}")


def _message(error: Exception) -> str:
    if isinstance(error, LabkitError | OSError):
        return str(error)
    return (
        f"unexpected {type(error).__name__}: {error}\n"
        "  this is a bug in labkit; set LABKIT_DEBUG=1 to see the traceback"
    )
