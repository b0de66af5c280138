"""Quantities: whole numbers of at least 1."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from labkit.errors import InputError


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
