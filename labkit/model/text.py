"""Texts that an order has to have: one that shows nothing is none."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field


def is_blank(text: str) -> bool:
    """Say whether nothing of a text can be seen: blanks, tabs, no-break and zero-width spaces."""
    return not any(char.isprintable() and not char.isspace() for char in text)


def _not_blank(text: str) -> str:
    if is_blank(text):
        raise ValueError("is blank")
    return text


NotBlank = Annotated[str, Field(min_length=1), AfterValidator(_not_blank)]
"""A text of an order model that has to say something."""
