"""The sizes that have a name: ISO paper, North American paper, photographic print sizes."""

from __future__ import annotations

import re

# ISO 216 (A, B) and ISO 269 (C): the largest of each series [mm]; each next one halves the longer
# side, rounded down, to the tenth.
_SERIES = {"A": (841, 1189), "B": (1000, 1414), "C": (917, 1297)}
_SMALLEST = 10
# ANSI/ASME Y14.1 and the photographic trade [in]: nR has a short side of n inches; S is the
# longer "super" one. A wallet print is a 2R.
_INCHES = {
    "letter": (8.5, 11.0),
    "legal": (8.5, 14.0),
    "tabloid": (11.0, 17.0),
    "ledger": (17.0, 11.0),
    "wallet": (2.5, 3.5),
    "2R": (2.5, 3.5),
    "3R": (3.5, 5.0),
    "4R": (4.0, 6.0),
    "5R": (5.0, 7.0),
    "6R": (6.0, 8.0),
    "8R": (8.0, 10.0),
    "S8R": (8.0, 12.0),
    "10R": (10.0, 12.0),
    "S10R": (10.0, 15.0),
    "11R": (11.0, 14.0),
    "S11R": (11.0, 17.0),
    "12R": (12.0, 15.0),
}
_MM_PER_INCH = 25.4
_ISO = re.compile(r"(?:(?:DIN|ISO)[ -]*)?([ABC]) *([0-9]{1,2})", re.IGNORECASE)
_WORDS = re.compile(r"(?:US[ -])?(letter|legal|tabloid|ledger|wallet)(?:[ -]size)?", re.IGNORECASE)


def named_size(name: str) -> tuple[float, float] | None:
    """Return the sides of a size by its name [mm]; None where no size is called so.

    Parameters
    ----------
    name
        In any case: ``"A4"``, ``"DIN B5"``, ``"letter"``, ``"US Legal"``, ``"4R"``, ``"wallet"``.
    """
    if iso := _ISO.fullmatch(name):
        return _iso(iso[1].upper(), int(iso[2]))
    word = _WORDS.fullmatch(name)
    inches = _INCHES.get(word[1].lower() if word else name.upper())
    return (
        (round(inches[0] * _MM_PER_INCH, 4), round(inches[1] * _MM_PER_INCH, 4)) if inches else None
    )


def _iso(series: str, number: int) -> tuple[float, float] | None:
    if number > _SMALLEST:
        return None
    width, height = _SERIES[series]
    for _ in range(number):
        width, height = height // 2, width
    return float(width), float(height)
