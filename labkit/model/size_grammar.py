"""The grammar of sizes: numbers, units, and the two or three measures of a pair.

A typed size, a lab's field and a product's name are read by this one grammar. Its patterns look
neither ahead nor behind and their classes are ASCII, so that Python's engine and Arrow's (RE2)
match the same text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple

MM_PER_INCH = 25.4
READABLE = (
    '"10x15", "10x15 cm", "4x6 in", \'8x10"\', "3 1/2 x 5 in", "1m x 70cm", "100x150 mm", '
    '"30x20x2 cm", "A4", "B2", "4R", "letter", "A4 landscape", "square 20"'
)

BLANK = "[ \t\u00a0\u2007\u2009\u202f]"
BLANKS = f"{BLANK}*"
VULGAR = "[½⅓⅔¼¾⅛⅜⅝⅞]"
LETTERS = (
    "millim[eè]tres?|millimeters?|mm|centim[eè]tres?|centimeters?|cm|m[eè]tres?|meters?|m|"
    "inches|inch|in|pouces?|duim|zoll|pixels?|pix|px"
)
QUOTES = "[\"″”“]|''|′′|’’"
SLASH = "[/\u2044]"
_FRACTION = f"[0-9]{{1,2}}{SLASH}(?:16|32|64|2|3|4|8)"
NUMBER = (
    f"(?:(?:[0-9]+(?:{BLANK}|-))?{_FRACTION}|[0-9]+{BLANK}?{VULGAR}|{VULGAR}|[0-9]+(?:[.,][0-9]+)?)"
)
_TIMES = f"{BLANKS}[x×*]{BLANKS}"
_BY = f"{BLANK}+(?:by|bij|op|sur|par|auf){BLANK}+"


def unit_pattern(group: str) -> str:
    """Return the pattern of a unit that may stand after a number."""
    return rf"(?:{BLANKS}(?P<{group}>(?:{LETTERS})\.?|{QUOTES}))?"


SIDES = (
    f"(?P<n1>{NUMBER}){unit_pattern('u1')}(?P<s1>{_TIMES}|{_BY})(?P<n2>{NUMBER})"
    f"(?:{unit_pattern('u2')}(?P<s2>{_TIMES})(?P<n3>{NUMBER}))?"
)
LAST_UNIT = rf"{BLANKS}(?P<u3>{LETTERS})\b|{BLANKS}(?P<u4>{QUOTES})"

_MM = {"mm": 1.0, "c": 10.0, "m": 1000.0, "i": MM_PER_INCH, "p": math.nan}
_QUOTE = re.compile(QUOTES)
_GROUPED = re.compile("[1-9][0-9]{0,2}[.,][0-9]{3}")
# No print is longer: a point in a number that would be with thousands is a decimal point.
LONGEST_MM = 25_000.0
# Three measures with the unit of the last only: sides below it may be centimetres ("30x20x18mm").
_LEAST_MM = 100.0
_COUNT_SHARE = 2


class UnclearError(ValueError):
    """What is written may be read in more than one way, or is no size; says why."""


class Sides(NamedTuple):
    """What a size says.

    Attributes
    ----------
    width, height, depth
        As written [mm]; depth is None where there is none.
    pieces
        How many of them, as in ``4x 10x15``.
    unit
        Whether a unit is written.
    """

    width: float
    height: float
    depth: float | None = None
    pieces: int = 1
    unit: bool = True


def millimetres(unit: str) -> float:
    """Return how many millimetres a unit is; NaN for pixels.

    Parameters
    ----------
    unit
        As written: ``"cm"``, ``"Inches"``, ``'"'``.
    """
    word = unit.lower().rstrip(".")
    if _QUOTE.fullmatch(word) or word.startswith(("in", "pou", "duim", "zoll")):
        return MM_PER_INCH
    if word.startswith(("mm", "milli")):
        return 1.0
    return _MM[word[0]]


def is_fraction(number: str) -> bool:
    """Return whether a number is written as a fraction: ``3 1/2``, ``3½``."""
    return not re.fullmatch("[0-9.,]+", number)


def measure(number: str, unit: str) -> float:
    """Return a number of a unit [mm].

    Raises
    ------
    UnclearError
        If its point or comma may mark thousands, or its fraction is none.
    """
    factor = millimetres(unit)
    value = _fraction(number) if is_fraction(number) else float(number.replace(",", "."))
    if value * factor > LONGEST_MM:
        raise UnclearError(f"no print is longer than {LONGEST_MM / 1000:g} m")
    if _GROUPED.fullmatch(number) and value * 1000 * factor <= LONGEST_MM:
        whole = re.sub("[.,]", "", number)
        raise UnclearError(f"{number} {unit} can be {value:g} or {whole} {unit}")
    return round(value * factor, 4)


def _fraction(number: str) -> float:
    if number[-1] not in "0123456789":
        return int(number[:-1].strip() or 0) + unicodedata.numeric(number[-1])
    *whole, top, bottom = map(int, re.findall("[0-9]+", number))
    if math.gcd(top, bottom) > 1 or top > bottom:
        raise UnclearError(f"{number} is no fraction")
    return sum(whole) + top / bottom


def read_sides(found: re.Match[str], bare: str) -> Sides:
    """Return what a match of `SIDES` and `LAST_UNIT` says.

    Parameters
    ----------
    found
        The match.
    bare
        The unit of numbers without one; "" if there is none.

    Raises
    ------
    UnclearError
        If it may be read in more than one way, or a side is 0.
    """
    first, middle, last = found["u1"] or "", found["u2"] or "", found["u3"] or found["u4"] or ""
    stated = last or middle or first
    if not (stated or bare):
        raise UnclearError("it has no unit")
    if found["n3"]:
        sides = _three(found, first, middle, last, bare)
    else:
        if first and not last and millimetres(first) == _MM["m"]:
            raise UnclearError("the unit of its second number is missing")
        units = first or last or bare, last or first or bare
        sides = Sides(measure(found["n1"], units[0]), measure(found["n2"], units[1]))
    if 0 in sides[:2]:
        raise UnclearError("it has a side of 0")
    return sides._replace(unit=bool(stated))


def _three(found: re.Match[str], first: str, middle: str, last: str, bare: str) -> Sides:
    """Read three numbers: the last is a depth, or the first a count; else nobody can say."""
    second = measure(found["n2"], middle or last or first or bare)
    third = measure(found["n3"], last or middle or first or bare)
    if _is_count(found, first) and int(found["n1"]) * _COUNT_SHARE <= min(
        float(found[name].replace(",", ".")) for name in ("n2", "n3")
    ):
        return Sides(second, third, pieces=int(found["n1"]))
    width = measure(found["n1"], first or middle or last or bare)
    if not third < min(width, second):
        raise UnclearError("it is not clear which two of its numbers are the sides")
    alone = last and not (first or middle) and millimetres(last) == _MM["mm"]
    if alone and min(width, second) < _LEAST_MM:
        raise UnclearError("its sides may be mm or cm")
    return Sides(width, second, depth=third)


def _is_count(found: re.Match[str], first_unit: str) -> bool:
    # "4x 10x15" and "4 x 10x15": the pair stands close together and apart from the count.
    whole = found["n1"].isdigit() and not first_unit
    tight = found["s2"].strip() == found["s2"]
    plain = not (is_fraction(found["n2"]) or is_fraction(found["n3"]))
    return whole and tight and plain and found["s1"].rstrip() != found["s1"]
