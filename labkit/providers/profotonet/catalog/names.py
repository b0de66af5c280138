"""What the names of Profotonet's products say: size, category, variant.

The catalog has no field for a size (document 003, Get products); its names have one:
``Canvas 2cm (50 x 50) - Houten baklijst: Wit``. All names are read at once: at a million products
a loop over them would take longer than decoding the answer.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from labkit.model.size import MM_PER_INCH, Size

Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

# A bare pair is centimetres, as in "(50 x 50)"; pixels are no size of a print.
_UNITS = {
    "": 10.0,
    "mm": 1.0,
    "cm": 10.0,
    "m": 1000.0,
    "inches": MM_PER_INCH,
    "inch": MM_PER_INCH,
    "in": MM_PER_INCH,
    '"': MM_PER_INCH,
    "″": MM_PER_INCH,
    "''": MM_PER_INCH,
    "px": np.nan,
    "pixels": np.nan,
    "pixel": np.nan,
}
_LETTERS = "mm|cm|m|inches|inch|in|px|pixels|pixel"
_QUOTES = "[\"″]|''"
_BLANKS = "[ \u00a0]*"


def _pattern() -> str:
    # One text for two engines: Arrow's (all names) and Python's (the few with several sizes).
    # Neither may look ahead, so the end is a word boundary where the last thing is a word.
    blank, times = _BLANKS, "[x×*]"
    number = "[0-9]+(?:[.,][0-9]+)?"
    between = f"{blank}(?P<{{}}>{_LETTERS}|{_QUOTES})?{blank}{times}{blank}"
    pair = rf"\b(?P<n1>{number}){between.format('u1')}(?P<n2>{number})"
    third = rf"(?:{between.format('u2')}(?P<n3>{number}))?"
    end = rf"(?:{blank}(?P<u3>{_LETTERS})\b|{blank}(?P<u4>{_QUOTES})|\b)"
    return rf"(?i:{pair}{third}{end}|\bA(?P<series>10|[0-9])\b)"


_SIZE = _pattern()
_SIZE_IN_PYTHON = re.compile(_SIZE, re.ASCII)
_SIZE_IN_BRACKETS = rf"{_BLANKS}(?:\({_BLANKS})?{_SIZE}(?:{_BLANKS}\))?{_BLANKS}"
_DASH = " - "
_EDGES = " ,;:-\u00a0"
_SERIES = [Size.parse(f"A{number}") for number in range(11)]
_SAME = 0.03


def read_sizes(names: pa.Array) -> tuple[Floats, Floats]:
    """Return the widths and heights that names give [mm]; NaN where they give none, or several.

    ``10x15`` and ``(50 x 50)`` are centimetres, units and ISO A sizes are read, a thickness
    (``2cm``) is none. Of three numbers the smallest is a depth where it comes last (``30x20x2``),
    a count where it comes first and is
    half the others at most (``4x 10x15``).

    Parameters
    ----------
    names
        Texts.
    """
    width, height = _first(names)
    several = np.flatnonzero(pc.greater(pc.count_substring_regex(names, _SIZE), 1))
    if len(several):
        width[several], height[several] = _agreed(names.take(pa.array(several)))
    return width, height


def read_parts(names: pa.Array, sized: Flags) -> tuple[pa.Array, pa.Array]:
    """Return the categories and variants that names give.

    ``Canvas 2cm (50 x 50) - Houten baklijst: Wit`` is a ``Canvas 2cm`` in the variant
    ``Houten baklijst: Wit``: what is before the first dash without its size, and what is after it.

    Parameters
    ----------
    names
        Texts.
    sized
        Which names give a size; the others keep all that is before the dash.
    """
    parts = pc.split_pattern(names, _DASH, max_splits=1)
    base = parts.values.take(parts.offsets[:-1])
    has_two = pc.greater(pc.list_value_length(parts), 1)
    second = pc.if_else(has_two, pc.add(parts.offsets[:-1], 1), None)
    bare = pc.replace_substring_regex(base, _SIZE_IN_BRACKETS, " ")
    category = pc.if_else(pa.array(sized), pc.utf8_trim(bare, _EDGES), base)
    return category, pc.fill_null(parts.values.take(second), "")


def _first(names: pa.Array) -> tuple[Floats, Floats]:
    found = pc.extract_regex(names, _SIZE)
    width, height = _pairs(found)
    series = _number(found, "series")
    is_series = ~np.isnan(series)
    sizes = np.array([(size.width_mm, size.height_mm) for size in _SERIES])
    width[is_series], height[is_series] = sizes[series[is_series].astype(int)].T
    return width, height


def _agreed(names: pa.Array) -> tuple[Floats, Floats]:
    # "A4 (21 x 29,7 cm)" says one size twice; "1x 13x18 + 4x 9x13" is a set of several.
    texts = [[match[0] for match in _SIZE_IN_PYTHON.finditer(name)] for name in names.to_pylist()]
    starts = np.cumsum([0] + [len(row) for row in texts[:-1]])
    width, height = _first(pa.array(list(itertools.chain.from_iterable(texts)), names.type))
    differ = np.zeros(len(texts), dtype=bool)
    for side in (np.fmin(width, height), np.fmax(width, height)):
        smallest, largest = (f.reduceat(side, starts) for f in (np.fmin, np.fmax))
        differ |= largest > smallest * (1 + _SAME)
    # The first that is a size at all, where the others say no other.
    rank = np.where(np.isnan(width), len(width), np.arange(len(width)))
    first = np.minimum.reduceat(rank, starts)
    none = differ | (first == len(width))
    first[none] = 0
    return np.where(none, np.nan, width[first]), np.where(none, np.nan, height[first])


def _pairs(found: pa.StructArray) -> tuple[Floats, Floats]:
    first, second, third = (_number(found, name) for name in ("n1", "n2", "n3"))
    unit = _unit(found, "u3", "u4", "u2", "u1")
    first_unit = _unit(found, "u1", "u3", "u4", "u2")
    count = np.fmin(second, third) >= 2 * first
    count &= ~np.isnan(third)
    # Of three numbers, none plainly a depth or a count, it is not clear which two are the size.
    unclear = ~count & (third > np.fmin(first, second))
    width = np.where(count, second * unit, first * first_unit)
    height = np.where(count, third, second) * unit
    nothing = unclear | (width == 0) | (height == 0) | np.isnan(width) | np.isnan(height)
    width[nothing] = height[nothing] = np.nan
    return width.round(4), height.round(4)


def _number(found: pa.StructArray, name: str) -> Floats:
    text = pc.replace_substring(pc.struct_field(found, name), ",", ".")
    some = pc.if_else(pc.equal(text, ""), pa.scalar(None, text.type), text)
    numbers: Floats = np.array(pc.cast(some, pa.float64()).to_numpy(zero_copy_only=False))
    return numbers


def _unit(found: pa.StructArray, *fields: str) -> Floats:
    # The first of these fields that says a unit; centimetres where none does.
    text = pa.scalar("", pa.large_string())
    for name in reversed(fields):
        message = pc.struct_field(found, name)
        text = pc.if_else(pc.equal(message, ""), text, message)
    codes = pc.index_in(pc.utf8_lower(text), pa.array(list(_UNITS), pa.large_string()))
    millimetres: Floats = np.array(list(_UNITS.values()))[np.asarray(pc.fill_null(codes, 0))]
    return millimetres
