"""Print sizes, read as people write them and held in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

from labkit.errors import SizeError
from labkit.model.size_grammar import MM_PER_INCH, READABLE, UnclearError
from labkit.model.size_words import read_size

__all__ = ["MM_PER_INCH", "Size"]


@dataclass(frozen=True)
class Size:
    """A print size.

    Attributes
    ----------
    width_mm, height_mm
        The sides [mm], as written: not turned.
    depth_mm
        A third measure, as of a canvas on its frame [mm]; None where there is none.
    """

    width_mm: float
    height_mm: float
    depth_mm: float | None = None

    @classmethod
    def parse(cls, text: str | Size) -> Size:
        """Parse a size.

        Parameters
        ----------
        text
            Two sides: ``"10x15"`` and ``"10x15 cm"``, ``"4x6 in"``, ``'8x10"'``, ``"8×10 inch"``,
            ``"100x150 mm"``, ``"127 x 90mm"``, ``"1m x 70cm"``, ``"10 by 15 cm"``, ``"10-15"``;
            a bare pair is centimetres; decimals with point or comma; fractions: ``"3 1/2 x 5 in"``,
            ``"3½x5 in"``. A third, smaller measure is the depth: ``"30x20x2 cm"``.
            A name: ISO 216 and 269 ``"A4"``, ``"DIN B2"``, ``"C5"``; in inches ``"letter"``
            8.5 x 11, ``"legal"`` 8.5 x 14, ``"tabloid"`` 11 x 17, ``"wallet"`` 2.5 x 3.5, and the
            photographic ``"2R"`` 2.5 x 3.5, ``"3R"`` 3.5 x 5, ``"4R"`` 4 x 6, ``"5R"`` 5 x 7,
            ``"6R"`` 6 x 8, ``"8R"`` 8 x 10, ``"S8R"`` 8 x 12, ``"10R"`` 10 x 12, ``"S10R"``
            10 x 15, ``"11R"`` 11 x 14, ``"S11R"`` 11 x 17, ``"12R"`` 12 x 15.
            A word of orientation turns it (``"A4 landscape"``, ``"13x18 staand"``, ``"paysage"``);
            ``"square 20"`` has two such sides. A `Size` is returned as it is.

        Raises
        ------
        SizeError
            If it cannot be read as a size, or in two ways, as ``"1.000x700 mm"`` (also a
            ValueError).

        Examples
        --------
        >>> Size.parse("10x15")
        Size(width_mm=100.0, height_mm=150.0)
        >>> Size.parse('8x10"')
        Size(width_mm=203.2, height_mm=254.0)
        >>> Size.parse("A4")
        Size(width_mm=210.0, height_mm=297.0)
        >>> Size.parse("3 1/2 x 5 in")
        Size(width_mm=88.9, height_mm=127.0)
        """
        if isinstance(text, Size):
            return text
        if not isinstance(text, str):
            raise SizeError(f"{text!r} is no size", hint=f"sizes are text, as {READABLE}")
        try:
            sides = read_size(text, bare="cm")
        except UnclearError as error:
            reason = f": {error}" if str(error) else ""
            hint = f"these would have been read: {READABLE}"
            raise SizeError(f"{text!r} is no size{reason}", hint=hint) from None
        return cls(*sides[:3])

    @property
    def short_mm(self) -> float:
        """The shorter side [mm]."""
        return min(self.width_mm, self.height_mm)

    @property
    def long_mm(self) -> float:
        """The longer side [mm]."""
        return max(self.width_mm, self.height_mm)

    def __str__(self) -> str:
        depth = [] if self.depth_mm is None else [self.depth_mm]
        measures = [_trim(side / 10) for side in (self.width_mm, self.height_mm, *depth)]
        return f"{'x'.join(measures)} cm"

    def __repr__(self) -> str:
        depth = "" if self.depth_mm is None else f", depth_mm={self.depth_mm}"
        return f"Size(width_mm={self.width_mm}, height_mm={self.height_mm}{depth})"


def _trim(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
