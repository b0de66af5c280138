"""A size as a whole text: what a person types, or a lab's field says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from labkit.model.paper_sizes import named_size
from labkit.model.size_grammar import (
    BLANKS,
    LAST_UNIT,
    NUMBER,
    SIDES,
    Sides,
    UnclearError,
    measure,
    read_sides,
    unit_pattern,
)

_PORTRAIT, _LANDSCAPE, _SQUARE = "portrait", "landscape", "square"
_WORDS = {
    _PORTRAIT: ("portrait", "staand", "staande", "vertical", "verticaal", "hochformat", "hoch"),
    _LANDSCAPE: (
        *("landscape", "paysage", "liggend", "liggende", "horizontal", "horizontaal"),
        *("querformat", "quer"),
    ),
    _SQUARE: ("square", "carré", "carre", "carrée", "vierkant", "vierkante", "quadratisch"),
}
_SHAPES = {word: shape for shape, words in _WORDS.items() for word in words}


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_FLAGS = re.ASCII | re.IGNORECASE
_SHAPE = rf"(?:{_one_of(_SHAPES)})"
_SHAPED = re.compile(
    rf"(?P<before>{_SHAPE})[\s,:-]+(?P<rest>.+)|(?P<rest2>.+?)[\s,]*[\s,(-](?P<after>{_SHAPE})\)?",
    re.IGNORECASE | re.DOTALL,
)
_PAIR = re.compile(rf"{SIDES}(?:{LAST_UNIT})?\.?", _FLAGS)
_SIDE = re.compile(rf"(?P<n>{NUMBER}){unit_pattern('u')}", _FLAGS)
_PLAIN = "[0-9]{1,3}(?:[.,][0-9]{1,2})?"
# "10-15", where nothing else fits: years and fractions (8-1/2) are no side of such a pair.
_DASHED = re.compile(
    rf"(?P<n1>{_PLAIN}){BLANKS}[-–]{BLANKS}(?P<n2>{_PLAIN}){unit_pattern('u')}", _FLAGS
)


def read_size(text: str, bare: str) -> Sides:
    """Read a text that is a size as a whole.

    Parameters
    ----------
    text
        As typed, or as a lab's field has it.
    bare
        The unit of numbers without one.

    Raises
    ------
    UnclearError
        If it is none, or may be read in more than one way.
    """
    rest, shape = _without_shape(text.strip())
    return _shaped(_read(rest, bare, shape), shape)


def _without_shape(text: str) -> tuple[str, str]:
    found = _SHAPED.fullmatch(text)
    if not found:
        return text, ""
    word = (found["before"] or found["after"]).lower()
    return (found["rest"] or found["rest2"]).strip(), _SHAPES[word]


def _read(text: str, bare: str, shape: str) -> Sides:
    if name := named_size(text):
        return Sides(*name)
    if pair := _PAIR.fullmatch(text):
        sides = read_sides(pair, bare)
        if sides.pieces > 1:
            raise UnclearError("it is a count and a size")
        return sides
    if (side := _SIDE.fullmatch(text)) and shape == _SQUARE:
        edge = measure(side["n"], side["u"] or bare)
        return Sides(edge, edge)
    if dashed := _DASHED.fullmatch(text):
        unit = dashed["u"] or bare
        return Sides(measure(dashed["n1"], unit), measure(dashed["n2"], unit))
    raise UnclearError("")


def _shaped(sides: Sides, shape: str) -> Sides:
    """Turn a size as a word beside it says."""
    small, large = sorted(sides[:2])
    if not small > 0:  # 0, or pixels
        raise UnclearError("it has a side of 0" if small == 0 else "pixels are no size of a print")
    if shape == _SQUARE and small != large:
        raise UnclearError("it is not square")
    turned = {_PORTRAIT: (small, large), _LANDSCAPE: (large, small)}
    width, height = turned.get(shape, sides[:2])
    return sides._replace(width=width, height=height)
