"""What has to be said beside a price: prices of different kind or tax are not the same thing.

One place for the words and the symbols, so that frames, tables, plots and reports say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labkit.frames.dictionary import DictionaryColumn, combine
from labkit.model.values import PriceKind, Tax

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Mark:
    """What sets a price apart from one you pay with tax in it.

    Attributes
    ----------
    symbol
        What stands at the price where there is no room for words; "" where nothing sets it apart.
    words
        What it means.
    """

    symbol: str
    words: str


KINDS = {
    str(PriceKind.LAB): Mark("", ""),
    str(PriceKind.SUGGESTED_RETAIL): Mark("*", "suggested retail price, not what you pay"),
    str(PriceKind.USER): Mark("†", "from your own price list"),
    str(PriceKind.UNKNOWN): Mark("‡", "kind of price not known"),
}
TAXES = {
    str(Tax.INCLUDED): Mark("", "tax included"),
    str(Tax.EXCLUDED): Mark("+", "tax not included"),
    str(Tax.UNKNOWN): Mark("?", "tax not known"),
}
PARTIAL = Mark("↑", "not complete: something that was asked for comes on top")
NO_PRICE = "price not known"
UNLIKE = "prices of different kind or tax stand side by side"

_BETWEEN = "; "
_WITHIN = ";\u00a0"


def kind_mark(kind: str) -> Mark:
    """Return the mark of a kind of price; a word nobody knows is an unknown kind."""
    return KINDS.get(kind, KINDS[str(PriceKind.UNKNOWN)])


def tax_mark(tax: str) -> Mark:
    """Return the mark of a tax basis; a word nobody knows is an unknown one."""
    return TAXES.get(tax, TAXES[str(Tax.UNKNOWN)])


def symbol(kind: str, tax: str) -> str:
    """Return the symbols of a price, as ``"*?"``; "" where you pay it and tax is in it."""
    return kind_mark(kind).symbol + tax_mark(tax).symbol


def joined_symbol(kinds: str, taxes: str) -> str:
    """Return the symbols of an order's prices, as ``"lab+user"`` and ``"included"`` name them."""
    found = [kind_mark(kind).symbol for kind in kinds.split("+")]
    found += [tax_mark(tax).symbol for tax in taxes.split("+")]
    return "".join(dict.fromkeys(found))


def words(kind: str, tax: str) -> str:
    """Return what has to be said of a price, as ``"tax not known"``."""
    return join([kind_mark(kind).words, tax_mark(tax).words])


def said_instead(notes: str, was: str, tax: str) -> str:
    """Return joined notes that say another tax basis than they did."""
    old, new = tax_mark(was).words, tax_mark(tax).words
    return join(new if note == old else note for note in notes.split(_BETWEEN))


def join(notes: Iterable[str]) -> str:
    """Join what is to be said, leaving out what is empty or was said before.

    Notes that were joined before stay apart from each other. Words that are not labkit's own (a
    lab's tier text, a product's name) go through `quoted` first; `split` is the way back.
    """
    each = (one for note in notes for one in note.split(_BETWEEN))
    return _BETWEEN.join(dict.fromkeys(note for note in each if note))


def quoted(text: str) -> str:
    """Return somebody else's words so that they cannot be taken for several notes.

    Only a semicolon with a blank behind it changes: the blank does not break any more (U+00A0).
    """
    return text.replace(_BETWEEN, _WITHIN)


def in_one(notes: str) -> str:
    """Return joined notes as a single one, that can stand behind a colon."""
    return notes.replace(_BETWEEN, ", ")


def split(notes: str) -> list[str]:
    """Return each note of a column ``notes``, in the words that were joined.

    Examples
    --------
    >>> split(join(["tax not known", quoted("from 20; 4.95")]))
    ['tax not known', 'from 20; 4.95']
    """
    return [note.replace(_WITHIN, _BETWEEN) for note in notes.split(_BETWEEN) if note]


def legend(pairs: Iterable[tuple[str, str]]) -> list[Mark]:
    """Return the marks that a set of (price_kind, tax) pairs needs explained, in a fixed order."""
    kinds, taxes = set(), set()
    for kind, tax in pairs:
        kinds.add(kind_mark(kind))
        taxes.add(tax_mark(tax))
    known = [*KINDS.values(), *TAXES.values()]
    return [mark for mark in known if mark.symbol and (mark in kinds or mark in taxes)]


def warning(pairs: Collection[tuple[str, str]]) -> str:
    """Say that prices of different kind or tax stand beside each other; "" where they do not."""
    said = sorted({words(kind, tax) or "price you pay" for kind, tax in pairs})
    if len({(kind_mark(kind), tax_mark(tax)) for kind, tax in pairs}) < 2:  # noqa: PLR2004 - two differ
        return ""
    return f"{UNLIKE}: {' | '.join(said)}"


def pairs(frame: pd.DataFrame, value: str) -> list[tuple[str, str]]:
    """Return the distinct (price_kind, tax) of a frame's rows in which a column is known."""
    known = frame.loc[frame[value].notna(), ["price_kind", "tax"]].drop_duplicates()
    return list(known.itertuples(index=False, name=None))


def join_columns(columns: Sequence[DictionaryColumn]) -> DictionaryColumn:
    """Join several columns of notes into one, row by row, as `join` does."""
    return combine(columns, join)
