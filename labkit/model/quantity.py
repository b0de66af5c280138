"""Quantities: whole numbers of at least 1."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import Field

from labkit.errors import InputError

Count = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""A quantity in an order model, within what labs' integers hold."""

Whole = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
"""A whole number in an order model, within what JSON's integers hold."""


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
