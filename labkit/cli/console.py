"""Terminal output: text tables that fit the width, in characters the encoding has."""

from __future__ import annotations

import codecs
import io
import itertools
import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from labkit.plain_text import clean, clean_lines

_WIDE = 120
_NARROWEST = 6
_LONGEST = 500  # characters of a cell; nobody reads more, and each is measured
# Replacements NFKD lacks, one character each so that columns stay aligned.
_ASCII = {
    "×": "x",
    "–": "-",
    "—": "-",
    "…": "~",
    "·": "-",
    "’": "'",
    "€": "E",
    "œ": "o",
    "″": '"',
    "†": "^",
    "‡": "#",
}


@dataclass(frozen=True)
class Heading:
    """A column of a table.

    Attributes
    ----------
    text
        What stands above it.
    right
        Whether it is set to the right, as numbers are.
    shrinks
        Whether it may be cut where the terminal is narrow.
    """

    text: str
    right: bool = False
    shrinks: bool = False


def prepare() -> None:
    """Replace characters that the streams' encodings lack."""
    codecs.register_error("labkit.plain", _replace_unencodable)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="labkit.plain")


def output(text: str = "", *, heading: str = "") -> None:
    """Print one line to stdout, cleaned; a heading stands before it, bold where that is shown."""
    print(f"{bold(clean(heading)) if heading else ''}{clean(text)}")


def block(text: str) -> None:
    """Print lines to stdout: a table, JSON, or others that hold no line breaks of a lab's."""
    print(clean_lines(text))


def status(text: str) -> None:
    """Print to stderr one line, cleaned, that is not the result itself."""
    print(clean(text), file=sys.stderr, flush=True)


def error(text: str) -> None:
    """Print an error to stderr; its lines after the first are indented."""
    first, *others = text.split("\n")
    status(f"labkit: {first}")
    for line in others:
        status(line if line.startswith("  ") else f"  {line}")


def discard_output() -> None:
    """Discard the remaining output after its reader closed the pipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(nowhere, stream.fileno())
        except (OSError, ValueError):  # a stream without a file has no reader to lose
            continue


def bold(text: str) -> str:
    """Return a heading, bold where the terminal supports it and NO_COLOR is unset."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\033[1m{text}\033[0m"


def width() -> int:
    """Return the line width; 120 if the output is not a terminal."""
    return shutil.get_terminal_size((_WIDE, 24)).columns if _has_width() else _WIDE


def _has_width() -> bool:
    return sys.stdout.isatty() or bool(os.environ.get("COLUMNS"))


def wrapped(text: str, *, indent: str = "  ", room: int | None = None) -> str:
    """Return one paragraph in lines that fit the terminal; each but the first is indented.

    A word is never divided: it may be an address or a number to copy. Where the output is no
    terminal it stays one line, for programs that search it.
    """
    if room is None and not _has_width():
        return clean(text)
    lines = textwrap.wrap(
        clean(text),
        width() if room is None else room,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def table(
    headings: Sequence[Heading], rows: Sequence[Sequence[str]], *, room: int | None = None
) -> str:
    """Return an aligned table; one block per row if it does not fit.

    Parameters
    ----------
    headings
        One for each column.
    rows
        The cells as text.
    room
        How wide it may be; by default as the terminal is.
    """
    room = width() if room is None else room
    cells = [[_bounded(cell) for cell in row] for row in rows]
    shown = [index for index in range(len(headings)) if any(row[index] for row in cells)]
    headings = [headings[index] for index in shown]
    cells = [[row[index] for index in shown] for row in cells]
    widths = _fit(headings, cells, room)
    if widths is None:
        return _blocks(headings, cells, room)
    lines = [_line([heading.text for heading in headings], headings, widths)]
    lines.append("  ".join("-" * size for size in widths))
    lines += [_line(row, headings, widths) for row in cells]
    return "\n".join(lines)


def _fit(headings: Sequence[Heading], rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    widths = [
        max([cells(heading.text), *(cells(row[index]) for row in rows)])
        for index, heading in enumerate(headings)
    ]
    shrinking = [index for index, heading in enumerate(headings) if heading.shrinks]
    while sum(widths) + 2 * (len(widths) - 1) > room:
        widest = max(shrinking, key=lambda index: widths[index], default=None)
        if widest is None or widths[widest] <= _NARROWEST:
            return None
        widths[widest] -= 1
    return widths


def _line(row: Sequence[str], headings: Sequence[Heading], widths: Sequence[int]) -> str:
    padded = [
        _pad(_cut(cell, size), size, right=heading.right)
        for cell, heading, size in zip(row, headings, widths, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _blocks(headings: Sequence[Heading], rows: Sequence[Sequence[str]], room: int) -> str:
    def block(row: Sequence[str]) -> str:
        pairs = zip(headings, row, strict=True)
        lines = [f"{heading.text}: {cell}" for heading, cell in pairs if cell]
        return "\n".join(wrapped(line, room=room) for line in lines)

    return "\n\n".join(block(row) for row in rows)


def _pad(text: str, size: int, *, right: bool) -> str:
    space = " " * (size - cells(text))
    return space + text if right else text + space


def _cut(text: str, size: int) -> str:
    if cells(text) <= size:
        return text
    ends = itertools.accumulate(map(_cells, text))
    kept = sum(end < size for end in ends)
    return f"{text[:kept].rstrip()}…"


def _bounded(text: str) -> str:
    cut = f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text
    return clean(cut)


def cells(text: str) -> int:
    """Return a text's width in terminal cells."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _replace_unencodable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    characters = error.object[error.start : error.end]
    return "".join(_ascii(character) for character in characters), error.end


def _ascii(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[:1]
    return _ASCII.get(character) or (base if base.isascii() else "?")
