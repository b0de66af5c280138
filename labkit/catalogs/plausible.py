"""Values that no row can have, whatever lab it is of: they become unknown, and are noted."""

from __future__ import annotations

from typing import Any

import pandas as pd

from labkit.lab_api.notes import note
from labkit.model.countries import ALPHA2
from labkit.model.currencies import ISO_4217
from labkit.model.money import PriceKind, Tax

# No print costs a thousand million, nor is it a kilometre wide.
_HIGHEST_PRICE = 1e9
_LONGEST_MM = 1e6
_SIDES = ("width_mm", "height_mm")
# Closed word -> what stands for one that is not among them.
_WORDS: dict[str, tuple[frozenset[str], str]] = {
    "size_source": (frozenset({"field", "name", "document", ""}), ""),
    "level": (frozenset({"print", "image", "order", ""}), ""),
    "price_kind": (frozenset(map(str, PriceKind)), str(PriceKind.UNKNOWN)),
    "tax": (frozenset(map(str, Tax)), str(Tax.UNKNOWN)),
}


def refuse_implausible(frame: pd.DataFrame) -> pd.DataFrame:
    """Make unknown what cannot be, and note it.

    A price below 0 or beyond reason, a side that is none, a word that is in no closed list; a price
    in no currency of ISO 4217. Rows for a country that is none are left out.

    Parameters
    ----------
    frame
        A new frame of one of `labkit.frames.TABLES`; it is changed.
    """
    possible = frame["price"].between(0, _HIGHEST_PRICE)
    _unless(frame, "price", possible, "a price that cannot be")
    for side in _SIDES if _SIDES[0] in frame else ():
        good = (frame[side] > 0) & (frame[side] < _LONGEST_MM)
        _unless(frame, side, good, "a side that cannot be")
    for name, (words, unknown) in _WORDS.items():
        if name in frame:
            _closed(frame, name, words, unknown)
    _currencies(frame)
    return _in_countries(frame) if "country" in frame else frame


def _unless(frame: pd.DataFrame, name: str, good: pd.Series, reason: str) -> None:
    bad = ~good.fillna(value=True).astype(bool)
    if bad.any():
        note(name, frame.loc[bad, name].tolist(), reason)
        frame.loc[bad, name] = pd.NA


def _closed(frame: pd.DataFrame, name: str, words: frozenset[str], unknown: str) -> None:
    bad = _strange(frame[name], words)
    if bad is not None:
        words_given = list(filter(None, frame.loc[bad, name].tolist()))
        note(name, words_given, "a word that is in no closed list")
        frame.loc[bad, name] = unknown


def _currencies(frame: pd.DataFrame) -> None:
    bad = _strange(frame["currency"], ISO_4217 | {""})
    if bad is None:
        return
    folded = frame["currency"].str.strip().str.upper()
    frame["currency"] = folded
    bad = _strange(folded, ISO_4217 | {""})
    if bad is not None:
        note("currency", folded[bad].tolist(), "no currency of ISO 4217: the price is unknown")
        frame.loc[bad, "price"] = pd.NA
        frame.loc[bad, "currency"] = ""


def _in_countries(frame: pd.DataFrame) -> pd.DataFrame:
    known = ALPHA2 | {"*", ""}
    if _strange(frame["country"], known) is None:
        return frame
    folded = frame["country"].str.strip().str.upper()
    frame["country"] = folded
    bad = _strange(folded, known)
    if bad is None:
        return frame
    note("country", folded[bad].tolist(), "no country of ISO 3166: the row is left out")
    return frame[~bad].reset_index(drop=True)


def _strange(column: pd.Series, words: frozenset[str]) -> Any:  # noqa: ANN401 - a mask, or None
    # A catalog has few different words: only these are looked at.
    strange = [word for word in column.unique().tolist() if word not in words]
    return column.isin(strange) if strange else None
