"""Numbers of a price list, whose decimal mark is judged by the whole file.

``1.250`` alone may be a thousand or one and a quarter; beside ``0,14`` it is a thousand. A file
that uses both marks for decimals contradicts itself and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

_BLANK = "[ \t\u00a0\u2007\u2009\u202f]"
_CURRENCY = r"(?:[^\W\d_]{1,3}\.?|[^\W\d_]{0,2}[$€£¥]|[$€£¥])"
# An amount with a currency on either side; "6,-" is how shops write a whole one.
_MONEY = re.compile(
    rf"(?P<before>{_CURRENCY})?{_BLANK}*(?P<sign>[-−]?){_BLANK}*"
    rf"(?P<digits>[0-9](?:[0-9.,'’]|{_BLANK})*?)(?:[.,][-–]{{1,2}})?{_BLANK}*(?P<after>{_CURRENCY})?"
)
_GROUPS = f"[0-9]{{1,3}}(?:(?:'|’|{_BLANK})[0-9]{{3}})+"
_PLAIN = re.compile("[0-9]+")
_GROUPED = re.compile(rf"{_GROUPS}(?:(?P<mark>[.,])[0-9]+)?")
_ONE_MARK = re.compile("[0-9]+(?P<mark>[.,])[0-9]+")
_TWO_WAYS = re.compile("[1-9][0-9]{0,2}[.,][0-9]{3}")
_BOTH_MARKS = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?P<point>\.)[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"
)
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:(?P<comma>,[0-9]{3}){2,}|(?:\.[0-9]{3}){2,})")


class Amount(NamedTuple):
    """The parts of an amount as written.

    Attributes
    ----------
    currency
        The sign or code beside it; "" where there is none.
    sign
        ``"-"`` or "".
    digits
        Its digits with all their marks.
    """

    currency: str
    sign: str
    digits: str


def split_amount(text: str) -> Amount | None:
    """Return the parts of an amount; None if it is none."""
    found = _MONEY.fullmatch(text.strip())
    if not found or (found["before"] and found["after"]):
        return None
    currency = found["before"] or found["after"] or ""
    return Amount(currency, "-" if found["sign"] else "", found["digits"])


def can_be_two(digits: str) -> bool:
    """Return whether a number may have thousands or decimals: ``1.250``."""
    return bool(_TWO_WAYS.fullmatch(digits))


def decimal_mark(digits: str) -> str:
    """Return the decimal mark that a number proves; "" where it proves none.

    Examples
    --------
    >>> [decimal_mark(text) for text in ("0,14", "1.234,50", "1'234.500", "1.234.567", "1.250")]
    [',', ',', '.', ',', '']
    """
    if can_be_two(digits) or _PLAIN.fullmatch(digits):
        return ""
    if both := _BOTH_MARKS.fullmatch(digits):
        return "." if both["point"] else ","
    if thousands := _THOUSANDS.fullmatch(digits):
        return "." if thousands["comma"] else ","
    found = _GROUPED.fullmatch(digits) or _ONE_MARK.fullmatch(digits)
    return (found["mark"] or "") if found else ""


def marks(values: Iterable[object]) -> dict[str, str]:
    """Return each decimal mark that some cells prove, with the first that does.

    Parameters
    ----------
    values
        Cells; only texts prove any.
    """
    proofs: dict[str, str] = {}
    for value in values:
        amount = split_amount(value) if isinstance(value, str) else None
        mark = decimal_mark(amount.digits) if amount else ""
        if mark:
            proofs.setdefault(mark, str(value))
    return proofs


def to_decimal(amount: Amount, mark: str) -> Decimal | None:
    """Return an amount exactly as written; None if its marks are no number's.

    Parameters
    ----------
    amount
        Its parts.
    mark
        The decimal mark of the file; "" where nothing proves one.
    """
    digits = amount.digits
    shapes = (_PLAIN, _ONE_MARK, _GROUPED, _BOTH_MARKS, _THOUSANDS)
    if not any(shape.fullmatch(digits) for shape in shapes):
        return None
    mark = decimal_mark(digits) or mark
    whole, _, decimals = digits.partition(mark) if mark else (digits, "", "")
    figures = re.sub("[^0-9]", "", whole)
    return Decimal(f"{amount.sign}{figures}.{decimals}" if decimals else f"{amount.sign}{figures}")
