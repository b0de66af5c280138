"""Exact amounts, kinds of price and tax bases."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from labkit.model.currencies import minor_digits


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
