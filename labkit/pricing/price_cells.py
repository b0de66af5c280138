"""Readers for the cells of a price list; an empty cell is None.

A cell that cannot be read is a ValueError whose message continues the column's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from numbers import Integral, Real
from typing import Any

from labkit.errors import CurrencyError
from labkit.model.currencies import CURRENCY_SIGNS, parse_currency
from labkit.model.money import Tax
from labkit.pricing.price_numbers import can_be_two, split_amount, to_decimal

_MOST_DIGITS = 18
_MOST_PIECES = 1_000_000_000
# A spreadsheet keeps 15 digits of a number.
_MOST_WHOLE = 10**15
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+|[0-9]{16,}[.,]0+", re.IGNORECASE)


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
    if isinstance(value, float) and value.is_integer() and 0 <= value < _MOST_WHOLE:
        return str(int(value))  # 17.0 of a column of numbers with a gap
    raise ValueError(f"{value!r} is no text: ids are text, read your table with dtype=str")


def _read_quantity(value: object, mark: str) -> int:
    if value is None:
        return 1
    amount = split_amount(value) if isinstance(value, str) else None
    # "1.000" beside "0.14" is one at the most; nobody writes pieces so.
    if amount and can_be_two(amount.digits) and mark in {"", *amount.digits}:
        raise ValueError(f"{value!r} can be read two ways: write it without a point or comma")
    whole = None if amount and amount.currency else _decimal(value, mark)
    if whole is None or whole != whole.to_integral_value() or not 1 <= whole <= _MOST_PIECES:
        raise ValueError(f"{_quoted(value)} is no whole number of at least 1")
    return int(whole)


def _read_price(value: object, mark: str) -> Decimal:
    amount = split_amount(value) if isinstance(value, str) else None
    if amount and can_be_two(amount.digits) and not mark:
        raise ValueError(
            f"{value!r} can be read two ways: write it with a decimal point and two decimals"
        )
    price = None if value is None else _decimal(value, mark)
    if price is None:
        raise ValueError(f"{_quoted(value)} is no number: write it as 1.25")
    if price < 0:
        raise ValueError(f"{_quoted(value)} is negative")
    if len(price.as_tuple().digits) > _MOST_DIGITS:
        raise ValueError(f"{_quoted(value)} has more than {_MOST_DIGITS} digits")
    return price


def _decimal(value: object, mark: str) -> Decimal | None:
    """Parse a number exactly as written; None if it is none."""
    if isinstance(value, str):
        amount = split_amount(value)
        return to_decimal(amount, mark) if amount else None
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
    sign = CURRENCY_SIGNS.get(value.strip().casefold(), ())
    if len(sign) == 1:
        return sign[0]
    try:
        return parse_currency(value)
    except CurrencyError as error:
        raise ValueError(f"{value!r} is no currency: {error.hint}") from None


def _quoted(value: object) -> str:
    return "is empty and" if value is None else repr(value)[:40]


def readers(mark: str) -> Mapping[str, Callable[[object], Any]]:
    """Return the reader of each column's cells.

    Parameters
    ----------
    mark
        The decimal mark of the list; "" where nothing proves one.
    """
    return {
        "product_id": _read_product,
        "variant_id": _read_variant,
        "min_quantity": partial(_read_quantity, mark=mark),
        "price": partial(_read_price, mark=mark),
        "currency": _read_currency,
        "tax": _read_tax,
    }
