"""Marks and notes that tell prices of different kind or tax basis apart.

The one source of their words and symbols for frames, tables, plots and reports.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labkit.frames.dictionary import DictionaryColumn, combine
from labkit.model.money import PriceKind, Tax

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class PriceNote:
    """The mark of a price that is not what you pay, or does not include tax.

    Attributes
    ----------
    symbol
        Printed next to the price; "" where it needs none.
    words
        What it means.
    """

    symbol: str
    words: str


KINDS = {
    str(PriceKind.LAB): PriceNote("", ""),
    str(PriceKind.SUGGESTED_RETAIL): PriceNote("*", "suggested retail price, not what you pay"),
    str(PriceKind.USER): PriceNote("†", "from your own price list"),
    str(PriceKind.UNKNOWN): PriceNote("‡", "kind of price not known"),
}
TAXES = {
    str(Tax.INCLUDED): PriceNote("", "tax included"),
    str(Tax.EXCLUDED): PriceNote("+", "tax not included"),
    str(Tax.UNKNOWN): PriceNote("?", "tax not known"),
}
PARTIAL = PriceNote("↑", "not complete: something that was asked for comes on top")
NO_PRICE = "price not known"
UNLIKE = "prices of different kind or tax stand side by side"

_BETWEEN = "; "
_WITHIN = ";\u00a0"


def kind_note(kind: str) -> PriceNote:
    """Return the mark of a price kind; an unrecognised one is the unknown kind."""
    return KINDS.get(kind, KINDS[str(PriceKind.UNKNOWN)])


def tax_note(tax: str) -> PriceNote:
    """Return the mark of a tax basis; an unrecognised one is the unknown basis."""
    return TAXES.get(tax, TAXES[str(Tax.UNKNOWN)])


def symbol(kind: str, tax: str) -> str:
    """Return the symbols of a price, as ``"*?"``; "" where you pay it and tax is included."""
    return kind_note(kind).symbol + tax_note(tax).symbol


def joined_symbol(kinds: str, taxes: str) -> str:
    """Return the symbols of an order's prices, as ``"lab+user"`` and ``"included"`` name them."""
    found = [kind_note(kind).symbol for kind in kinds.split("+")]
    found += [tax_note(tax).symbol for tax in taxes.split("+")]
    return "".join(dict.fromkeys(found))


def words(kind: str, tax: str) -> str:
    """Return the notes on a price's kind and tax basis, as ``"tax not known"``."""
    return join([kind_note(kind).words, tax_note(tax).words])


def replace_tax_note(notes: str, old_tax: str, tax: str) -> str:
    """Return joined notes with the note of one tax basis replaced by another's."""
    old, new = tax_note(old_tax).words, tax_note(tax).words
    return join(new if note == old else note for note in notes.split(_BETWEEN))


def join(notes: Iterable[str]) -> str:
    """Join notes, without empty ones and duplicates.

    Notes that were joined before are split first. Text that is not labkit's (a lab's tier text, a
    product's name) goes through `quoted` first; `split` is the inverse.
    """
    single_notes = (single_note for note in notes for single_note in note.split(_BETWEEN))
    return _BETWEEN.join(dict.fromkeys(note for note in single_notes if note))


def quoted(text: str) -> str:
    """Return a lab's text so that it cannot be taken for several notes.

    The blank after a semicolon becomes a no-break space (U+00A0).
    """
    return text.replace(_BETWEEN, _WITHIN)


def as_single_note(notes: str) -> str:
    """Return joined notes as a single note, separated by commas."""
    return notes.replace(_BETWEEN, ", ")


def split(notes: str) -> list[str]:
    """Split a value of the column ``notes`` into its notes.

    Examples
    --------
    >>> split(join(["tax not known", quoted("from 20; 4.95")]))
    ['tax not known', 'from 20; 4.95']
    """
    return [note.replace(_WITHIN, _BETWEEN) for note in notes.split(_BETWEEN) if note]


def legend(pairs: Iterable[tuple[str, str]]) -> list[PriceNote]:
    """Return the marks of a set of (price_kind, tax) pairs, in a fixed order."""
    kinds, taxes = set(), set()
    for kind, tax in pairs:
        kinds.add(kind_note(kind))
        taxes.add(tax_note(tax))
    known = [*KINDS.values(), *TAXES.values()]
    return [mark for mark in known if mark.symbol and (mark in kinds or mark in taxes)]


def warning(pairs: Collection[tuple[str, str]]) -> str:
    """Return the warning for prices of different kind or tax; "" where all are alike."""
    descriptions = sorted({words(kind, tax) or "price you pay" for kind, tax in pairs})
    if len({(kind_note(kind), tax_note(tax)) for kind, tax in pairs}) < 2:  # noqa: PLR2004 - two differ
        return ""
    return f"{UNLIKE}: {' | '.join(descriptions)}"


def pairs(frame: pd.DataFrame, value: str) -> list[tuple[str, str]]:
    """Return the distinct (price_kind, tax) of the rows in which a column is known."""
    known = frame.loc[frame[value].notna(), ["price_kind", "tax"]].drop_duplicates()
    return list(known.itertuples(index=False, name=None))


def join_columns(columns: Sequence[DictionaryColumn]) -> DictionaryColumn:
    """Join several columns of notes into one, row by row, as `join` does."""
    return combine(columns, join)
