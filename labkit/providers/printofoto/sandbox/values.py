"""Validation of a request's values, and their text.

Everything the API answers is text (``"1"``, ``"8.5"``, ``"2015-01-05 14:01:40"``), so the emulator
stores text.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from labkit.providers.printofoto.sandbox.model import Field, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

COLOUR = r"^#[0-9A-Fa-f]{6}$"
DATE = r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
MONTH = r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$"
PRICE = r"^[0-9]{1,9}(\.[0-9]{1,6})?$"
_HOST = r"([^\x00-\x20\x7f/?#@\[\]]+@)?([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])"
_REST = r"(:[0-9]{1,5})?([/?#][^\x00-\x20\x7f]*)?"
URL = f"^https?://{_HOST}{_REST}$"
WHOLE = r"^(0|[1-9][0-9]{0,17})$"
BLANKS = " \t\r\n\f\v"
TRUE = ("1", "true")
FALSE = ("0", "false")
HIGHEST_PRICE = 999_999_999

_TYPES = {dict: "an object", list: "a list", bool: "a truth value"}


def is_missing(raw: object) -> bool:
    """Tell whether a value is missing: absent, null or blank."""
    return raw is None or (isinstance(raw, str) and not raw.strip(BLANKS))


def matches(pattern: str, text: str) -> bool:
    """Tell whether a whole text matches a pattern."""
    return re.fullmatch(pattern.removeprefix("^").removesuffix("$"), text) is not None


def read(field: Field, raw: object) -> str:
    """Return a field's value as the text that is stored and answered.

    Raises
    ------
    ValueError
        With what is wrong, if the document does not allow the value.
    """
    return _READERS[field.kind](field, raw)


def read_whole(raw: object) -> int:
    """Return a whole number given as a number or as its digits.

    Raises
    ------
    ValueError
        If it is neither.
    """
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 2**53:
        raw = int(raw)
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and matches(WHOLE, raw):
        return int(raw)
    raise ValueError(f"must be a whole number, not {_shown(raw)}")


def read_moment(raw: str) -> str:
    """Return a moment of a filter as ``YYYY-MM-DD HH:MM:SS``; a day alone is its midnight.

    Raises
    ------
    ValueError
        If it is neither ``YYYY-MM-DD HH:MM:SS`` nor ``YYYY-MM-DD``.
    """
    day, _, time = raw.partition(" ")
    if matches(DATE, day) and (raw == day or matches(r"[0-9]{2}:[0-9]{2}:[0-9]{2}", time)):
        try:
            moment = dt.datetime.fromisoformat(raw)
        except ValueError:
            pass
        else:
            return moment.isoformat(" ")
    raise ValueError(f"must be YYYY-MM-DD or YYYY-MM-DD HH:MM:SS, not {_shown(raw)}")


def timestamp(moment: dt.datetime) -> str:
    """Return a time as the API writes it: without a time zone (it is UTC)."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _text(field: Field, raw: object) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise ValueError(f"must be text, not {_shown(raw)}")  # noqa: TRY004 - one error for all
    text = str(raw)
    if field.max_length is not None and len(text) > field.max_length:
        raise ValueError(f"has {len(text)} characters, at most {field.max_length} are allowed")
    return text


def _integer(field: Field, raw: object) -> str:
    number = read_whole(raw)
    if not field.minimum <= number <= field.maximum:
        raise ValueError(f"must be from {field.minimum} to {field.maximum}, not {_shown(number)}")
    return str(number)


def _boolean(_field: Field, raw: object) -> str:
    # True == 1 == 1.0 here, as in JSON Schema.
    if isinstance(raw, bool | int | float) and raw in (0, 1):
        return str(int(raw))
    if isinstance(raw, str) and raw in TRUE + FALSE:
        return "1" if raw in TRUE else "0"
    raise ValueError(f"must be 1, 0, true or false, not {_shown(raw)}")


def _url(_field: Field, raw: object) -> str:
    if isinstance(raw, str) and matches(URL, raw):
        return raw
    raise ValueError(f"must be an http or https URL, not {_shown(raw)}")


def _colour(_field: Field, raw: object) -> str:
    if isinstance(raw, str) and matches(COLOUR, raw):
        return raw
    raise ValueError(f"must be a colour like #ff00ff, not {_shown(raw)}")


def _date(_field: Field, raw: object) -> str:
    if isinstance(raw, str) and _is_day(raw):
        return raw
    raise ValueError(f"must be a day like 2015-01-01, not {_shown(raw)}")


def _month(_field: Field, raw: object) -> str:
    if isinstance(raw, str) and (matches(MONTH, raw) or _is_day(raw)):
        return raw
    raise ValueError(f"must be a month like 2015-01 or a day like 2015-01-01, not {_shown(raw)}")


def _is_day(text: str) -> bool:
    try:
        return matches(DATE, text) and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _aspect(field: Field, raw: object) -> str:
    # The document writes Fit and Fill in its text, fit and fill in its samples.
    return _choice(field, raw.lower() if isinstance(raw, str) else raw)


def _choice(field: Field, raw: object) -> str:
    if isinstance(raw, str) and raw in field.choices:
        return raw
    raise ValueError(f"must be {' or '.join(field.choices)}, not {_shown(raw)}")


def _price(_field: Field, raw: object) -> str:
    if isinstance(raw, str) and matches(PRICE, raw):
        return _plain(Decimal(raw))
    if isinstance(raw, int | float) and not isinstance(raw, bool) and 0 <= raw <= HIGHEST_PRICE:
        # The shortest decimal text of a float is what the client wrote.
        return _plain(Decimal(str(raw)))
    raise ValueError(f"must be a price like 8.5, not {_shown(raw)}")


def _plain(price: Decimal) -> str:
    text = f"{price:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(raw: object) -> str:
    for kind, name in _TYPES.items():
        if isinstance(raw, kind):
            return name
    return repr(raw if isinstance(raw, int | float) else str(raw)[:60])


_READERS: dict[Kind, Callable[[Field, object], str]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.REFERENCE: _integer,
    Kind.BOOLEAN: _boolean,
    Kind.URL: _url,
    Kind.COLOUR: _colour,
    Kind.MONTH: _month,
    Kind.DATE: _date,
    Kind.ASPECT: _aspect,
    Kind.CHOICE: _choice,
    Kind.PRICE: _price,
}
