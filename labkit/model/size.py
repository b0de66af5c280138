"""Print sizes, read as people write them and held in millimetres."""

from __future__ import annotations

import re
from dataclasses import dataclass

from labkit.errors import SizeError

MM_PER_INCH = 25.4

_UNITS = {
    "": 10.0,
    "cm": 10.0,
    "mm": 1.0,
    "in": MM_PER_INCH,
    "inch": MM_PER_INCH,
    "inches": MM_PER_INCH,
    '"': MM_PER_INCH,
    "″": MM_PER_INCH,
    "''": MM_PER_INCH,
}
_UNIT = r"(mm|cm|inches|inch|in|''|\"|″)?"
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_PAIR = re.compile(rf"\s*{_NUMBER}\s*{_UNIT}\s*[x×*]\s*{_NUMBER}\s*{_UNIT}\s*", re.IGNORECASE)
_A_SERIES = re.compile(r"\s*A\s*(\d{1,2})\s*", re.IGNORECASE)
_READABLE = '"10x15", "10x15 cm", "4x6 in", \'8x10"\', "100x150 mm", "A4"'
_SMALLEST_A = 10


@dataclass(frozen=True)
class Size:
    """A print size.

    Attributes
    ----------
    width_mm, height_mm
        The sides [mm], as written: not turned.
    """

    width_mm: float
    height_mm: float

    @classmethod
    def parse(cls, text: str | Size) -> Size:
        """Parse a size.

        Parameters
        ----------
        text
            ``"10x15"`` and ``"10x15 cm"``, ``"4x6 in"``, ``'8x10"'``, ``"8×10 inch"``,
            ``"100x150 mm"``, ``"127 x 90mm"``, ``"A4"``. A bare pair is centimetres; decimals
            with point or comma. A `Size` is returned as it is.

        Raises
        ------
        SizeError
            If it cannot be read as a size (also a ValueError).

        Examples
        --------
        >>> Size.parse("10x15")
        Size(width_mm=100.0, height_mm=150.0)
        >>> Size.parse('8x10"')
        Size(width_mm=203.2, height_mm=254.0)
        >>> Size.parse("A4")
        Size(width_mm=210.0, height_mm=297.0)
        """
        if isinstance(text, Size):
            return text
        if not isinstance(text, str):
            raise SizeError(f"{text!r} is no size", hint=f"sizes are text, as {_READABLE}")
        if series := _A_SERIES.fullmatch(text):
            return cls._a_series(int(series[1]), text)
        pair = _PAIR.fullmatch(text)
        if not pair:
            raise SizeError(f"{text!r} is no size", hint=f"these would have been read: {_READABLE}")
        return cls._pair(pair, text)

    @classmethod
    def _pair(cls, pair: re.Match[str], text: str) -> Size:
        first, first_unit, second, second_unit = pair.groups()
        unit = (second_unit or first_unit or "").lower()
        first_unit = (first_unit or unit).lower()
        width = round(float(first.replace(",", ".")) * _UNITS[first_unit], 4)
        height = round(float(second.replace(",", ".")) * _UNITS[unit], 4)
        if not (width > 0 and height > 0):
            raise SizeError(f"{text!r} has a side of 0", hint=f"write it as {_READABLE}")
        return cls(width, height)

    @classmethod
    def _a_series(cls, number: int, text: str) -> Size:
        # ISO 216: A0 is 841 x 1189 mm; each next one halves the longer side, rounded down.
        if number > _SMALLEST_A:
            raise SizeError(f"{text!r} is no size", hint="the A series ends with A10")
        width, height = 841, 1189
        for _ in range(number):
            width, height = height // 2, width
        return cls(float(width), float(height))

    @property
    def short_mm(self) -> float:
        """The shorter side [mm]."""
        return min(self.width_mm, self.height_mm)

    @property
    def long_mm(self) -> float:
        """The longer side [mm]."""
        return max(self.width_mm, self.height_mm)

    def __str__(self) -> str:
        return f"{_trim(self.width_mm / 10)}x{_trim(self.height_mm / 10)} cm"


def _trim(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
