"""Text that came from elsewhere, made safe for terminals, logs and files."""

from __future__ import annotations

import unicodedata

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BREAKS = "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"


def clean(text: str) -> str:
    """Return text as one line without control and format characters.

    Parameters
    ----------
    text
        Any text. Line breaks and tabs become spaces; characters that a terminal obeys, and those
        that reorder or hide text, are left out; lone surrogates, which no file can hold, become
        U+FFFD.
    """
    return text if text.isascii() and text.isprintable() else text.translate(_Printable())


def clean_lines(text: str) -> str:
    """Return text cleaned as `clean` does, with its line feeds kept."""
    return "\n".join(map(clean, text.split("\n")))


class _Printable:
    """What `str.translate` puts in place of each character."""

    def __getitem__(self, code: int) -> str | None:
        character = chr(code)
        if character in _BREAKS:
            return " "
        category = unicodedata.category(character)
        if category == "Cs":
            return _REPLACEMENT
        return None if category[0] == "C" else character
