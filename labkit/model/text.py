"""Text that an order has to have: a letter, a digit or a sign, not blanks alone."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

# Separators, and characters that show nothing: control, format, unassigned, lone surrogates.
_INVISIBLE = "ZC"


def is_blank(text: str) -> bool:
    """Say whether a text shows nothing: it is empty, or blanks of any kind (U+00A0, tabs, …)."""
    return all(unicodedata.category(character)[0] in _INVISIBLE for character in text)


def _filled(text: str) -> str:
    if is_blank(text):
        raise ValueError("must not be blank")
    return text


Filled = Annotated[str, Field(min_length=1), AfterValidator(_filled)]
"""A mandatory text of a lab's order; extra fields of `Field` may follow."""
