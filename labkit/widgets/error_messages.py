"""Messages of pydantic's validation errors for users of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MESSAGES = {
    "missing": "is required",
    "int_parsing": "enter a whole number, e.g. 3",
    "int_type": "enter a whole number, e.g. 3",
    "int_from_float": "enter a whole number, e.g. 3",
    "float_parsing": "enter a number, e.g. 2.5",
    "decimal_parsing": "enter a number, e.g. 2.5",
    "finite_number": "enter a number, e.g. 2.5",
    "literal_error": "choose one from the list",
    "enum": "choose one from the list",
    "bool_parsing": "choose yes or no",
    "string_type": "is empty: fill it in, or remove it",
    "union_tag_not_found": "choose one from the list",
    "union_tag_invalid": "choose one from the list",
    "date_from_datetime_parsing": "enter a date, e.g. 2026-01-31",
    "date_parsing": "enter a date, e.g. 2026-01-31",
    "date_from_datetime_inexact": "enter a date without a time, e.g. 2026-01-31",
    "date_past": "enter a date in the past",
    "date_future": "enter a date in the future",
    "datetime_parsing": "enter a date and a time",
    "datetime_from_date_parsing": "enter a date and a time",
    "datetime_past": "enter a time in the past",
    "datetime_future": "enter a time in the future",
    "timezone_aware": "enter a date and a time",
    "time_parsing": "enter a time, e.g. 14:30",
    "time_delta_parsing": "enter a duration, e.g. 1:30:00",
    "uuid_parsing": "enter a UUID, e.g. 12345678-1234-5678-1234-567812345678",
    "url_parsing": "enter a URL, e.g. https://example.com",
    "url_scheme": "enter a URL, e.g. https://example.com",
    "dict_type": 'enter JSON, e.g. {{"name": "value"}}',
    "list_type": "enter JSON, e.g. [1, 2]",
    "tuple_type": "enter JSON, e.g. [1, 2]",
    "dataclass_type": 'enter JSON, e.g. {{"name": "value"}}',
    "extra_forbidden": "is not a known field",
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "needs at least {min_length}",
    "too_long": "takes at most {max_length}",
}
_PATTERNS = (
    ("^https?://", "choose a photo, or enter a URL that begins with https://"),
    ("^#[0-9a-f", "enter a colour, e.g. #ff8800"),
    (r"^\d", "enter digits only"),
)


def validation_message(item: Mapping[str, Any]) -> str:
    """Return the message for one item of pydantic's ``errors()``."""
    name, context = item["type"], item.get("ctx") or {}
    if name == "string_too_short" and context.get("min_length") == 1:
        return "is required"
    if name == "string_pattern_mismatch":
        return _pattern(str(context.get("pattern", "")))
    if name in _MESSAGES:
        return _MESSAGES[name].format_map(context)
    return str(item["msg"]).removeprefix("Value error, ").replace("\n  ", "; ")


def _pattern(pattern: str) -> str:
    known = (message for start, message in _PATTERNS if pattern.startswith(start))
    return next(known, f"does not match the pattern {pattern}")
