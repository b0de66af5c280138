"""What pydantic says of a value, in words for somebody who fills in a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MESSAGES = {
    "missing": "is required",
    "int_parsing": "write a whole number, as 3",
    "int_type": "write a whole number, as 3",
    "int_from_float": "write a whole number, as 3",
    "float_parsing": "write a number, as 2.5",
    "decimal_parsing": "write a number, as 2.5",
    "finite_number": "write a number, as 2.5",
    "literal_error": "choose one of the list",
    "enum": "choose one of the list",
    "bool_parsing": "choose yes or no",
    "string_type": "is empty: fill it in, or remove it",
    "union_tag_not_found": "choose one of the list",
    "union_tag_invalid": "choose one of the list",
    "date_from_datetime_parsing": "write a date, as 2026-01-31",
    "date_parsing": "write a date, as 2026-01-31",
    "date_from_datetime_inexact": "write a date alone, as 2026-01-31",
    "date_past": "write a date in the past",
    "date_future": "write a date in the future",
    "datetime_parsing": "write a date and a time",
    "datetime_from_date_parsing": "write a date and a time",
    "datetime_past": "write a moment in the past",
    "datetime_future": "write a moment in the future",
    "timezone_aware": "write a date and a time",
    "time_parsing": "write a time, as 14:30",
    "time_delta_parsing": "write a duration, as 1:30:00",
    "uuid_parsing": "write a UUID, as 12345678-1234-5678-1234-567812345678",
    "url_parsing": "write a web address, as https://example.com",
    "url_scheme": "write a web address, as https://example.com",
    "dict_type": 'write JSON, as {{"name": "value"}}',
    "list_type": "write JSON, as [1, 2]",
    "tuple_type": "write JSON, as [1, 2]",
    "dataclass_type": 'write JSON, as {{"name": "value"}}',
    "extra_forbidden": "is not known here",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be {ge} or more",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be {le} or less",
    "multiple_of": "must be a multiple of {multiple_of}",
    "string_too_short": "needs {min_length} characters or more",
    "string_too_long": "is too long: {max_length} characters at most",
    "too_short": "needs {min_length} or more",
    "too_long": "takes {max_length} at most",
}
_PATTERNS = (
    ("^https?://", "choose a picture, or write a web address that begins with https://"),
    ("^#[0-9a-f", "write a colour, as #ff8800"),
    (r"^\d", "write digits alone"),
)


def validation_message(item: Mapping[str, Any]) -> str:
    """Return what is wrong, from one of pydantic's ``errors()``."""
    name, context = item["type"], item.get("ctx") or {}
    if name == "string_too_short" and context.get("min_length") == 1:
        return "is required"
    if name == "string_pattern_mismatch":
        return _pattern(str(context.get("pattern", "")))
    if name in _MESSAGES:
        return _MESSAGES[name].format_map(context)
    return str(item["msg"]).removeprefix("Value error, ").replace("\n  ", "; ")


def _pattern(pattern: str) -> str:
    known = (said for start, said in _PATTERNS if pattern.startswith(start))
    return next(known, f"is not of the form that is asked for: {pattern}")
