"""What of a lab's answers was not understood: counted while a table is read, never lost.

The lenient readers report here; whoever reads a table collects with `collected`. One bad record is
set aside with its reason, and so is one bad value; where more than half are bad it is an error.
"""

from __future__ import annotations

import contextlib
import reprlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import compress
from typing import Any, NamedTuple

from labkit.errors import AnswerError
from labkit.plain_text import clean

TWO_PRICES = "several prices for one product: which of them holds is not said"
_LONGEST_EXAMPLE = 80
_MOST_NOTES = 100
_SHORT = reprlib.Repr()
_SHORT.maxlevel = 3
HINT = (
    "this is not what the lab's document shows: check that the address is the lab's API; "
    "refresh=True reads it anew"
)


@dataclass(frozen=True)
class Note:
    """What was not understood in one column, for one reason.

    Attributes
    ----------
    column
        The column of the table; "" where a whole record was set aside.
    count
        How often.
    example
        The first of them, as the lab wrote it.
    reason
        Why it is unknown, or set aside.
    """

    column: str
    count: int
    example: str
    reason: str


class Notes:
    """Counts what was not understood while one table is read."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Note] = {}
        self._shares: dict[str, _Share] = {}

    def __iter__(self) -> Iterator[Note]:
        return iter(self._found.values())

    def add(self, column: str, examples: Sequence[object], reason: str) -> None:
        """Count values of one column that were not understood for one reason."""
        key = (column, reason)
        known = self._found.get(key)
        if known is None and len(self._found) >= _MOST_NOTES:
            key = ("", "further values were not understood")
            known = self._found.get(key)
        count = len(examples) + (known.count if known else 0)
        example = known.example if known else shown(examples[0])
        self._found[key] = Note(key[0], count, example, key[1])

    def count(self, share: _Share) -> None:
        """Count records of one kind, and those of them that were set aside."""
        known = self._shares.get(share.what)
        self._shares[share.what] = known.plus(share) if known else share

    def check(self) -> None:
        """Raise `AnswerError` where more than half of the records of a kind were set aside."""
        for share in self._shares.values():
            share.check()


class _Share(NamedTuple):
    what: str
    total: int
    aside: int
    first: str
    where: Mapping[str, str]

    def plus(self, other: _Share) -> _Share:
        total, aside = self.total + other.total, self.aside + other.aside
        return self._replace(total=total, aside=aside, first=self.first or other.first)

    def check(self) -> None:
        if self.aside * 2 <= self.total:
            return
        many = f"{self.aside:,} of {self.total:,} cannot be read: " if self.total > 1 else ""
        raise AnswerError(
            f"{self.what}: {many}{self.first}",
            lab=self.where["lab"],
            call=self.where["call"],
            hint=HINT,
        )


_COLLECTING: ContextVar[Notes | None] = ContextVar("labkit_notes", default=None)


@contextlib.contextmanager
def collected() -> Iterator[Notes]:
    """Collect what is not understood inside.

    Raises
    ------
    AnswerError
        At the end, where more than half of the records of a kind were set aside.
    """
    found = Notes()
    token = _COLLECTING.set(found)
    try:
        yield found
    finally:
        _COLLECTING.reset(token)
    found.check()


def note(column: str, examples: Sequence[object], reason: str) -> None:
    """Report values that were not understood, all for one reason."""
    collecting = _COLLECTING.get()
    if collecting is not None and len(examples):
        collecting.add(column, examples, reason)


def unread(column: str, values: Iterable[Any], unknown: Iterable[bool], reason: str) -> None:
    """Report the values that are unknown though something is there: not null, not blank."""
    if _COLLECTING.get() is not None:
        note(column, [value for value in compress(values, unknown) if is_there(value)], reason)


def is_there(value: object) -> bool:
    """Return whether a value is more than null or a blank text."""
    return value is not None and not (isinstance(value, str) and not value.strip())


def set_aside(
    what: str, bad: Sequence[object], total: int, reason: str, where: Mapping[str, str]
) -> None:
    """Report records that are left out.

    Parameters
    ----------
    what
        What the records are, in the plural.
    bad, total
        Those that are left out, and the number of all.
    reason
        What is wrong with the first.
    where
        Lab and call.

    Raises
    ------
    AnswerError
        If they are more than half of all, those of the same kind that are still to come counted
        in where somebody collects.
    """
    first = f"{reason} ({shown(bad[0])})" if bad else ""
    share = _Share(what, total, len(bad), first, where)
    collecting = _COLLECTING.get()
    if collecting is None:
        share.check()
        return
    collecting.count(share)
    if bad:
        collecting.add("", bad, f"set aside, one of the {what}: {reason}")


def shown(value: object) -> str:
    """Return a value as a short text for people, however long or deep it is."""
    text = clean(value if isinstance(value, str) else _SHORT.repr(value))
    return text if len(text) <= _LONGEST_EXAMPLE else f"{text[: _LONGEST_EXAMPLE - 1]}…"
