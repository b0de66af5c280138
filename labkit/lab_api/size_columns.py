"""Sizes in a whole column of names: found by Arrow, each distinct one read once.

A million names are a million texts, but say a few hundred sizes: a loop over the names would take
longer than decoding the lab's answer.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from labkit.model.size_finder import FIND, SIZE, find_size
from labkit.model.size_grammar import BLANKS, Sides

Floats = np.ndarray[Any, np.dtype[np.float64]]

_NO_SIZE = (np.nan, np.nan)
_SINGLE = 3


def _unnamed(pattern: str) -> str:
    # Arrow takes named groups for columns.
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


_MATCH = f"(?i){_unnamed(FIND)}"
# Marks the ends of a match; of private use, so that no lab's text has it.
_MARK = "\ue000"
_IN_BRACKETS = rf"(?i){BLANKS}(?:\({BLANKS})?{_unnamed(SIZE)}(?:{BLANKS}\))?{BLANKS}"


def find_sizes(names: pa.Array, *, bare: str, counted: bool = False) -> tuple[Floats, Floats]:
    """Return the widths and heights that names give [mm]; NaN where they give none for certain.

    Parameters
    ----------
    names
        Texts.
    bare
        The unit of numbers without one; "" if there is none.
    counted
        Read the size of one piece where a name has a count of them (``4x 10x15``).
    """
    marked = pc.replace_substring_regex(names, _MATCH, rf"{_MARK}\0{_MARK}")
    parts = pc.split_pattern(marked, _MARK)
    # A name without a match is one part, one with a single match has it as the second of three.
    count = pc.list_value_length(parts)
    single = pc.list_element(parts.filter(pc.equal(count, _SINGLE)), 1)
    texts = pc.if_else(pc.equal(count, 1), pa.scalar(None, names.type), names)
    texts = pc.replace_with_mask(texts, pc.equal(count, _SINGLE), single)
    codes = texts.dictionary_encode()
    sides = [_sides(text, bare, counted=counted) for text in codes.dictionary.to_pylist()]
    known = np.array([*sides, _NO_SIZE])
    return _spread(known[:, 0], codes), _spread(known[:, 1], codes)


def _sides(text: str, bare: str, *, counted: bool) -> tuple[float, float]:
    sides: Sides | None = find_size(text, bare)
    return sides[:2] if sides and (counted or sides.pieces == 1) else _NO_SIZE


def _spread(known: Floats, codes: pa.DictionaryArray) -> Floats:
    # A name without a match has no code: the last of the known ones, which is no size.
    found: Floats = known[np.asarray(pc.fill_null(codes.indices, len(known) - 1))]
    return found


def without_size(names: pa.Array) -> pa.Array:
    """Return names without the sizes in them and the brackets around these."""
    return pc.replace_substring_regex(names, _IN_BRACKETS, " ")
