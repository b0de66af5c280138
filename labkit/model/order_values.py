"""Values of order models: texts that show something, addresses with a host, whole numbers."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field


def is_blank(text: str) -> bool:
    """Say whether nothing of a text can be seen: blanks, tabs, no-break and zero-width spaces."""
    return not any(char.isprintable() and not char.isspace() for char in text)


def _not_blank(text: str) -> str:
    if is_blank(text):
        raise ValueError("is blank")
    return text


def _web_url(text: str) -> str:
    if not is_web_url(text):
        raise ValueError("is no http or https address")
    return text


def is_web_url(text: str) -> bool:
    """Say whether a text is an absolute http or https address with a host."""
    # `urlsplit` drops tabs and line breaks, and refuses some hosts.
    if not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        # A name in other letters has a form in ASCII (xn--…), which any lab reads; of a bare IPv6
        # address no lab's document speaks.
        plain = bool(host) and host.isascii() and ":" not in host and parts.port != 0
    except ValueError:
        return False
    return plain and parts.scheme in {"http", "https"}


NotBlank = Annotated[str, Field(min_length=1), AfterValidator(_not_blank)]
"""A text of an order model that has to say something."""

WebUrl = Annotated[str, Field(pattern=r"^https?://\S+$"), AfterValidator(_web_url)]
"""An address of an order model, with a host, from where a lab can read."""

Count = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""A quantity in an order model, within what labs' integers hold."""

Whole = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
"""A whole number in an order model, within what JSON's integers hold."""
