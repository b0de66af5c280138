"""Readers for the cells of a price list; an empty cell is None.

A cell that cannot be read is a ValueError whose message continues the column's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

from labkit.errors import CurrencyError
from labkit.model.currencies import parse_currency
from labkit.model.money import Tax

_MOST_DIGITS = 18
_MOST_PIECES = 1_000_000_000
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_MAYBE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_MAYBE_GROUPED = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)


def _read_product(value: object) -> str:
    if value is None:
        raise ValueError("is empty")
    return _read_id(value)


def _read_variant(value: object) -> str:
    return "" if value is None else _read_id(value)


def _read_id(value: object) -> str:
    if isinstance(value, str):
        if _SHORTENED.fullmatch(value):
            raise ValueError(
                f"{value!r} was shortened by a spreadsheet: make the column text, enter it again"
            )
        return value
    if isinstance(value, Integral) and not isinstance(value, bool):
        return str(int(value))
    raise ValueError(f"{value!r} is no text: ids are text, read your table with dtype=str")


def _read_quantity(value: object) -> int:
    if value is None:
        return 1
    if isinstance(value, str) and _MAYBE_GROUPED.fullmatch(value.strip()):
        raise ValueError(f"{value!r} can be read two ways: write it without a point or comma")
    whole = _decimal(value)
    if whole is None or whole != whole.to_integral_value() or not 1 <= whole <= _MOST_PIECES:
        raise ValueError(f"{_quoted(value)} is no whole number of at least 1")
    return int(whole)


def _read_price(value: object) -> Decimal:
    if isinstance(value, str) and _MAYBE_THOUSANDS.fullmatch(value.strip()):
        raise ValueError(f"{value!r} can be read two ways: write it with a decimal point")
    price = None if value is None else _decimal(value)
    if price is None:
        raise ValueError(f"{_quoted(value)} is no number: write it as 1.25")
    if price < 0:
        raise ValueError(f"{_quoted(value)} is negative")
    if len(price.as_tuple().digits) > _MOST_DIGITS:
        raise ValueError(f"{_quoted(value)} has more than {_MOST_DIGITS} digits")
    return price


def _decimal(value: object) -> Decimal | None:
    """Parse a number exactly as written; None if it is none."""
    if isinstance(value, str):
        text = value.strip()
        sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
        return Decimal(sign + digits.replace(",", ".")) if _NUMBER.fullmatch(digits) else None
    if isinstance(value, bool):
        return None
    if isinstance(value, Integral):
        return Decimal(int(value))
    if isinstance(value, Real):
        # The shortest text that reads back as this float: 0.14, not 0.1400…01.
        value = Decimal(repr(float(value)))
    return value if isinstance(value, Decimal) and value.is_finite() else None


def _read_tax(value: object) -> str:
    text = "" if value is None else str(value).strip().lower()
    if not text:
        return str(Tax.UNKNOWN)
    known = [str(tax) for tax in Tax]
    if text not in known:
        raise ValueError(f"{_quoted(value)} is none of {', '.join(known)}")
    return text


def _read_currency(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("is empty" if value is None else f"{_quoted(value)} is no currency")  # noqa: TRY004 - gathered with the others
    try:
        return parse_currency(value)
    except CurrencyError as error:
        raise ValueError(f"{value!r} is no currency: {error.hint}") from None


def _quoted(value: object) -> str:
    return "is empty and" if value is None else repr(value)[:40]


READERS: Mapping[str, Callable[[object], Any]] = {
    "product_id": _read_product,
    "variant_id": _read_variant,
    "min_quantity": _read_quantity,
    "price": _read_price,
    "currency": _read_currency,
    "tax": _read_tax,
}
