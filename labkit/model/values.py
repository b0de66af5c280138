"""Small frozen types: sizes, countries, kinds of price, tax bases, problems, secrets."""

from __future__ import annotations

import difflib
import enum
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from labkit.errors import CountryError, CurrencyError, InputError, SizeError
from labkit.model.countries import ALPHA2
from labkit.model.currencies import ISO_4217, WITH_THREE, WITHOUT_MINOR

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


class PriceKind(enum.StrEnum):
    """What a price is: only prices of one kind can be ranked against each other."""

    LAB = "lab"
    SUGGESTED_RETAIL = "suggested_retail"
    USER = "user"
    UNKNOWN = "unknown"


class Tax(enum.StrEnum):
    """Whether a price includes value added or sales tax."""

    INCLUDED = "included"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


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
        """Read a size as people write it.

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
        own = (first_unit or unit).lower()
        width = round(float(first.replace(",", ".")) * _UNITS[own], 4)
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


@dataclass(frozen=True)
class Money:
    """An exact amount.

    Attributes
    ----------
    amount
        In major units of the currency.
    currency
        ISO 4217 code, upper case.
    """

    amount: Decimal
    currency: str

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> Money:
        """Make an amount from minor units (cents)."""
        return cls(Decimal(minor).scaleb(-minor_digits(currency)), currency)

    @property
    def minor(self) -> int:
        """The amount in minor units (cents), rounded half to even."""
        shifted = self.amount.scaleb(minor_digits(self.currency))
        return int(shifted.to_integral_value(ROUND_HALF_EVEN))

    def __str__(self) -> str:
        return f"{self.amount:,.{minor_digits(self.currency)}f} {self.currency}"


def minor_digits(currency: str) -> int:
    """Return how many decimals a currency's amounts have (2 for most, 0 for the yen)."""
    if currency in WITHOUT_MINOR:
        return 0
    return 3 if currency in WITH_THREE else 2


def parse_country(text: str) -> str:
    """Return a country's ISO 3166-1 alpha-2 code in upper case.

    Raises
    ------
    CountryError
        If it is no such code.
    """
    code = text.strip().upper() if isinstance(text, str) else ""
    if code not in ALPHA2:
        raise CountryError(
            f"{text!r} is no country", hint="use the two letters of ISO 3166, as NL, FR, US"
        )
    return code


def parse_currency(text: str) -> str:
    """Return a currency's ISO 4217 code in upper case.

    Raises
    ------
    CurrencyError
        If it is none. Whether there are rates for it shows when one is asked for.
    """
    code = text.strip().upper() if isinstance(text, str) else ""
    if code not in ISO_4217:
        # Letters that changed places are the commonest slip.
        turned = [known for known in sorted(ISO_4217) if sorted(known) == sorted(code)]
        near = turned or difflib.get_close_matches(code, sorted(ISO_4217), n=1)
        use = "use the three letters of ISO 4217, as EUR, USD"
        hint = f"did you mean {near[0]!r}? Else {use}" if near else use
        raise CurrencyError(f"{text!r} is no currency", hint=hint)
    return code


def parse_quantity(value: object) -> int:
    """Return a quantity as a whole number of at least 1.

    Raises
    ------
    InputError
        If it is negative, fractional, zero or no number.
    """
    try:
        number = Decimal(str(value))
        whole = not isinstance(value, bool) and number.is_finite() and number >= 1
        whole = whole and number == number.to_integral_value()
    except InvalidOperation:
        whole = False
    if not whole:
        raise InputError(f"{value!r} is no quantity", hint="use a whole number of at least 1")
    return int(number)


class Secret:
    """A secret that shows itself nowhere: not in a repr, a traceback, a pickle or a JSON."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the secret itself; the transport adapter is the one place that calls this."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')" if self._value else "Secret('')"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down; give it again where it is needed")
