"""Finding the size in a product's name.

What stands right before and after a match belongs to it where it changes the value (``1 000x700``,
``10x15 ft``): such a size is unknown. `FIND` matches that too, so that a match is all that needs
reading: a column of names is read by its distinct matches (see `labkit.lab_api.size_columns`).
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from labkit.model.paper_sizes import named_size
from labkit.model.size import Size
from labkit.model.size_grammar import (
    BLANK,
    BLANKS,
    LAST_UNIT,
    LETTERS,
    SIDES,
    SLASH,
    VULGAR,
    Sides,
    UnclearError,
    is_fraction,
    read_sides,
)
from labkit.model.size_words import read_size

# Letters of all scripts, and what cannot be seen between digits.
_LETTER = (
    "A-Za-zªµºÀ-ÖØ-öø-\u1fff\u2c00-\ud7ff\uf900-\ufdff\uff00-\uffef"
    "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
)
_JOINED = f"[0-9{_LETTER}¹²³\u2070-\u209f½⅓⅔¼¾⅛⅜⅝⅞]"
_DASH = "-–−"
_CHANGES = "€$£¥<>≤≥±≈=^√%°"
# What changes a pair's first number: something attached, a sign, a calculation, thousands.
_BEFORE_PAIR = (
    rf"{_JOINED}|[{_CHANGES}]|(?:^|\(|{BLANK})[{_DASH}.,/+~]|[0-9]{BLANKS}[/:]{BLANKS}|"
    rf"[0-9][{_DASH}.,·_+*'’‘]|[0-9]{{1,3}}{BLANK}|[\"'“‘″]"
)
# A4 in "Set A4" or "Type A4" is a label; half an A4 is none.
_LABEL = (
    rf"[{_LETTER}]*(?:set|pack|pakket|serie|series|type|model|modell|modèle|variant|variante|"
    r"versie|version|groep|group|groupe|klas|klasse|class|classe|design|optie|option|motif|motief|"
    rf"layout|template|code)[.:]?{BLANKS}|"
    rf"\b(?:nr|no|num|half|halve|halber?|demi|double|dubbele?)[.:]?{BLANKS}"
)
_BEFORE_NAME = rf"[0-9]+{BLANKS}[x×]{BLANK}+|(?:[0-9]/[0-9]+|{VULGAR}){BLANKS}|{_LABEL}"
_NAME = (
    r"\b(?:DIN|ISO)[ -]?[ABC] ?(?:10|[0-9])|\b[ABC](?:10|[0-9])|\bS?(?:1[012]|[234568])R|"
    r"\bUS[ -](?:letter|legal)|\b(?:letter|legal|tabloid|wallet)[ -]size"
)
_OTHER_UNITS = "ft|feet|foot|voet|pieds?|yards?|yd|dm|km|µm|pts?|pica|points?"
_AFTER = (
    rf"{BLANKS}(?:mm|cm|m|inch|in)[0-9²³]|{_JOINED}+|[{_DASH}.,·_:+][0-9]|[+'’′{_CHANGES}]|"
    rf"{BLANKS}[x×*]{BLANKS}(?:[0-9]|{VULGAR})|{BLANKS}(?:{_OTHER_UNITS})\b"
)
_DIVIDED = rf"{BLANKS}{SLASH}{BLANKS}[0-9]"
# More digits belong to a number only where no unit ended it.
_MORE_DIGITS = (
    rf"{_DIVIDED}|{BLANK}+[0-9]{{1,2}}{SLASH}[0-9]|"
    rf"{BLANK}[0-9]{{3}}(?:{BLANKS}(?:{LETTERS})\b|{BLANKS}$|{BLANKS}[^0-9A-Za-z×* ])"
)
# "8x10 in walnut": inches, or the word "in" of Dutch, German and English.
_IN = rf"(?P<word>{BLANK}+in{BLANK}+{_JOINED}+)"

SIZE = rf"(?:{SIDES}(?:{LAST_UNIT})?|{_NAME}\b)"
FIND = (
    rf"(?:(?P<before>{_BEFORE_PAIR})??{SIDES}(?:{_IN}|{LAST_UNIT}|(?P<digits>{_MORE_DIGITS}))?|"
    rf"(?P<label>{_BEFORE_NAME})??(?P<name>{_NAME})(?P<part>{_DIVIDED})?)(?P<after>{_AFTER})?"
)
FLAGS = re.ASCII | re.IGNORECASE
_FIND = re.compile(FIND, FLAGS)
# "b2" and "4r" are labels as often as sizes.
_SMALL = re.compile("[bc][0-9]+|S?[0-9]+r")
_COUNTED = re.compile(rf"([0-9]+){BLANKS}[x×]{BLANKS}")
_GROUP = re.compile(rf"[0-9]{{1,3}}{BLANK}")
# Two mentions of one size differ by no more: A4 (21 x 29,7 cm), 10x15 cm (4x6 in).
_SAME = 0.03


class Found(NamedTuple):
    """A size in a name; `sides` is None where it is not clear."""

    sides: Sides | None
    start: int
    end: int


def find_sizes(name: str, bare: str) -> list[Found]:
    """Return each size in a name, in order; pixels are none.

    Parameters
    ----------
    name
        As a lab writes it.
    bare
        The unit of numbers without one; "" if there is none.
    """
    found = [
        Found(_read(match[0], bare), match.start(), match.end()) for match in _FIND.finditer(name)
    ]
    return [one for one in found if one.sides is not _PIXELS]


def find_size(name: str, bare: str) -> Sides | None:
    """Return the size in a name, as `find_sizes`; None where there is none, or none for certain.

    A size mentioned twice is one; of several there is none.
    """
    found = [one.sides for one in find_sizes(name, bare)]
    if not found or None in found:
        return None
    first, *others = found
    return first if all(_same(first, other) for other in others) else None


def size_in(name: str, *, bare: str) -> Size | None:
    """Find the one size of one thing in a name; None where there is none, or more than one.

    Parameters
    ----------
    name
        As a lab writes it: ``"Photo print 10x15"``.
    bare
        The unit of a pair without one; "" leaves such a pair out.

    Examples
    --------
    >>> size_in("4x6 Lustre Print", bare="in")
    Size(width_mm=101.6, height_mm=152.4)
    >>> size_in("Foto 3 1/2 x 5 inch", bare="cm")
    Size(width_mm=88.9, height_mm=127.0)
    >>> size_in("Box 10x15x12 cm", bare="cm") is None
    True
    """
    sides = find_size(name, bare)
    return Size(*sides[:3]) if sides and sides.pieces == 1 else None


def size_of(text: str, *, bare: str) -> Size | None:
    """Read a lab's field that is a size, with or without words around it; None where it is none.

    Parameters
    ----------
    text
        The field.
    bare
        The unit of numbers without one.
    """
    try:
        return Size(*read_size(text, bare)[:3])
    except UnclearError:
        return size_in(text, bare=bare)


def _same(one: Sides | None, other: Sides | None) -> bool:
    if one is None or other is None:
        return False
    pairs = zip(sorted(one[:2]), sorted(other[:2]), strict=True)
    return all(abs(a - b) <= _SAME * min(a, b) for a, b in pairs)


_PIXELS = Sides(float("nan"), float("nan"))


@functools.lru_cache(maxsize=4096)
def _read(text: str, bare: str) -> Sides | None:
    """Read a match of `FIND`: each distinct one once."""
    found = _FIND.fullmatch(text)
    if found is None:
        return None
    try:
        return _named(found) if found["name"] else _pair(found, bare)
    except UnclearError:
        return None


def _named(found: re.Match[str]) -> Sides | None:
    name, label = found["name"], found["label"] or ""
    size = named_size(name)
    counted = _COUNTED.fullmatch(label)
    if (
        size is None
        or found["after"]
        or found["part"]
        or _SMALL.fullmatch(name)
        or (label and not counted)
    ):
        return None
    return Sides(*size, pieces=int(counted[1]) if counted else 1)


def _pair(found: re.Match[str], bare: str) -> Sides | None:
    sides = read_sides(found, bare)
    if sides.width != sides.width or sides.height != sides.height:
        return _PIXELS
    return None if _is_changed(found, sides) or _is_doubtful(found, sides, bare) else sides


def _is_changed(found: re.Match[str], sides: Sides) -> bool:
    """Say whether what stands before or after changes the value."""
    before = found["before"] or ""
    if found["after"] or found["digits"]:
        return True
    if _GROUP.fullmatch(before):
        return len(found["n1"]) == 3 and found["n1"].isdigit()  # noqa: PLR2004 - "1 000"
    quoted = bool(re.fullmatch(r"[\"'“‘″]", before))
    return bool(before) and not (quoted and sides.unit and not found["u4"])


def _is_doubtful(found: re.Match[str], sides: Sides, bare: str) -> bool:
    fraction = any(found[name] and is_fraction(found[name]) for name in ("n1", "n2", "n3"))
    if found["word"]:
        return bare != "in" and not fraction
    units = {found[name] for name in ("u1", "u2", "u3", "u4")} - {None}
    # A size M, the ranges of "2 by 3", the halves of "8 1/2 x 11" where inches are not usual.
    by = re.search(r"[^\W\d_]{2}", found["s1"])
    return "M" in units or (not sides.unit and bool(by or (fraction and bare != "in")))
