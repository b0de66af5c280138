"""Secrets: credentials that are never shown or serialised.

A verbose traceback prints every frame's variables: what holds a secret is one of these objects
from the moment it is passed in until it leaves, so that their reprs show nothing.
"""

from __future__ import annotations

_HIDDEN = "'**********'"
_NO_PICKLE = "a secret cannot be pickled; pass it anew where it is needed"


class HiddenText(str):
    """A text that is used as any other and whose repr hides it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return _HIDDEN if self else "''"

    def __reduce_ex__(self, _protocol: object) -> str:
        raise TypeError(_NO_PICKLE)


class HiddenBytes(bytes):
    """Bytes whose repr hides them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return _HIDDEN


def hidden(value: object) -> object:
    """Return what was passed in as a secret, hidden; what is no text cannot be used as one."""
    return HiddenText(value) if isinstance(value, str) else Secret(value)


class Secret:
    """A credential that is hidden in reprs, tracebacks, pickles and JSON."""

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        self._value = HiddenText(value)

    def reveal(self) -> HiddenText:
        """Return the secret itself, as a text whose repr hides it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret('**********')" if self._value else "Secret('')"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError(_NO_PICKLE)
