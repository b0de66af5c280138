"""Atomic file output; CSV is safe in spreadsheets."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from labkit.errors import InputError
from labkit.frames.export import write_csv
from labkit.plain_text import clean_lines

if TYPE_CHECKING:
    import pandas as pd


def write_text(path: Path | None, text: str) -> None:
    """Write text to a file, to stdout where the path is None or ``-``.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    if path is None or str(path) == "-":
        _print(text)
        return
    write(path, lambda part: Path(part).write_text(text, encoding="utf-8"))


def write_frame(path: Path, frame: pd.DataFrame) -> None:
    """Write a frame as CSV, Parquet or JSON, by the path's suffix; ``-`` is CSV to stdout.

    Parameters
    ----------
    path
        Where to. In CSV, texts a spreadsheet would take for a formula get an apostrophe before
        them.
    frame
        What.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    if str(path) == "-":
        text = io.StringIO(newline="")
        write_csv(frame, text)
        _print(text.getvalue())
        return
    makers = {".parquet": _write_parquet, ".json": _write_json}
    make = makers.get(path.suffix.lower(), write_csv)
    write(path, lambda part: make(frame, part))


def _print(text: str) -> None:
    """Print a file's text: as it is for a program, cleaned for a terminal."""
    sys.stdout.write(clean_lines(text) if sys.stdout.isatty() else text)


def write(path: Path, make: Callable[[str], object]) -> None:
    """Let ``make`` write a temporary file, then move it to ``path``.

    Raises
    ------
    InputError
        If that cannot be done; what stood there before still stands.
    """
    try:
        _write(path, make)
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror or error}",
            hint="use a file in an existing, writable folder",
        ) from error


def _write(path: Path, make: Callable[[str], object]) -> None:
    handle, part = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix.lower()
    )
    os.close(handle)
    try:
        make(part)
        _open_to_all(part)
        Path(part).replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(part).unlink()


def _open_to_all(part: str) -> None:
    # mkstemp creates 0600; requested files get the user's default permissions.
    mask = os.umask(0)
    os.umask(mask)
    Path(part).chmod(0o666 & ~mask)


def _write_parquet(frame: pd.DataFrame, part: str) -> None:
    frame.to_parquet(part, index=False)


def _write_json(frame: pd.DataFrame, part: str) -> None:
    frame.to_json(part, orient="records", date_format="iso", force_ascii=False, indent=2)
