"""Matrix of labs and sizes: the cheapest total of each lab for each size."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit.display import price_notes
from labkit.display.sources import sources
from labkit.display.styles import UNKNOWN, amount_text, explanations, sample_note
from labkit.errors import InputError
from labkit.model.currencies import minor_digits
from labkit.model.size import Size

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

Compare = Callable[[str | Size], pd.DataFrame]

_UNKNOWN_STYLE = "color: #595959; background-color: #f2f2f2"
_MARKED_STYLE = "background-color: #fff3cd; color: #3d2f00; font-style: italic"


def make_matrix(labs: Sequence[str], sizes: Sequence[str | Size], compare: Compare) -> pd.DataFrame:
    """Build the matrix of each lab's cheapest total for each size.

    Parameters
    ----------
    labs
        The rows.
    sizes
        The sizes: the columns.
    compare
        Size → its comparison.

    Returns
    -------
    DataFrame
        Float64, index "lab", a column for each size as it was written; <NA> where a lab has
        nothing of that size or its price is not known. ``attrs``: "products", "kinds", "taxes" and
        "notes", each size → lab → text of the product that was taken; "partial", size → the labs
        with a partial total; "sources" and "rate_days", where and when the prices and the exchange
        rates were read; "user_rates", the user-supplied ones; and the request.

    Raises
    ------
    InputError
        If there are no sizes, one occurs twice, or text was given for a list.
    """
    labels = size_labels(sizes)
    result = pd.DataFrame(index=pd.Index(list(labs), name="lab"))
    attrs: dict[str, Any] = {"products": {}, "kinds": {}, "taxes": {}, "notes": {}, "partial": {}}
    best_frames: list[pd.DataFrame] = []
    user_rates: set[str] = set()
    for label, size in zip(labels, sizes, strict=True):
        frame = compare(size)
        user_rates.update(frame.attrs.get("user_rates", []))
        best = _cheapest(frame[frame["lab"].isin(labs)])
        result[label] = best["total"].reindex(result.index)
        attrs["products"][label] = _by_lab(best.index, _described(best))
        attrs["kinds"][label] = _by_lab(best.index, best["price_kind"])
        attrs["taxes"][label] = _by_lab(best.index, best["tax"])
        attrs["partial"][label] = [str(lab) for lab in best.index[~best["complete"].astype(bool)]]
        attrs["notes"][label] = _missing_notes(labs, frame) | _by_lab(best.index, best["notes"])
        attrs |= {name: frame.attrs.get(name) for name in ("quantity", "currency", "tolerance")}
        best_frames.append(best.reset_index()[["lab", "source_url", "fetched_at", "fx_date"]])
    all_taken = pd.concat(best_frames, ignore_index=True)
    attrs["sources"] = sources(all_taken)
    attrs["user_rates"] = sorted(user_rates)
    attrs["rate_days"] = sorted({str(day) for day in all_taken["fx_date"] if day})
    result.attrs.update(attrs)
    return result


def matrix_symbols(frame: pd.DataFrame) -> list[list[str]]:
    """Return the symbols of each cell of a matrix, row by row; "" where it needs none."""
    return [[_symbol(frame.attrs, str(size), str(lab)) for size in frame] for lab in frame.index]


def matrix_pairs(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the distinct (price_kind, tax) pairs of a matrix."""
    kinds, taxes = frame.attrs.get("kinds", {}), frame.attrs.get("taxes", {})
    found = {(kind, taxes[size][lab]) for size in kinds for lab, kind in kinds[size].items()}
    return sorted(found)


def matrix_explanations(frame: pd.DataFrame) -> list[str]:
    """Return the explanations of the symbols in a matrix."""
    partial = any(frame.attrs.get("partial", {}).values())
    partial_note = [f"{price_notes.PARTIAL.symbol} {price_notes.PARTIAL.words}"] if partial else []
    return [*partial_note, *explanations(matrix_pairs(frame))]


def style_matrix(frame: pd.DataFrame) -> Styler:
    """Style a matrix as a table in which unlike prices are marked; all text is escaped."""
    symbols = matrix_symbols(frame)
    digits = minor_digits(frame.attrs.get("currency", ""))
    symbol_table = pd.DataFrame(symbols, index=frame.index, columns=frame.columns)
    table = frame.map(amount_text, digits=digits)
    cell_styles = symbol_table.mask(table == UNKNOWN, UNKNOWN).map(_cell_style)
    table = (table + " " + symbol_table).map(str.rstrip)
    styler = table.style.format(escape="html").apply(lambda _: cell_styles, axis=None)
    styler = styler.format_index(escape="html", axis=0).format_index(escape="html", axis=1)
    return styler.set_caption(html.escape(matrix_caption(frame)))


def matrix_caption(frame: pd.DataFrame) -> str:
    """Return a matrix's caption: what it shows and its symbols."""
    about = frame.attrs
    quantity, currency = about.get("quantity", 1), about.get("currency", "")
    parts = [
        f"cheapest total for {quantity:,} of each size, in {currency}",
        f"{UNKNOWN} not known or not sold",
        *matrix_explanations(frame),
        sample_note(about.get("sample", [])),
    ]
    return " · ".join(part for part in parts if part)


def size_labels(sizes: Sequence[str | Size]) -> list[str]:
    """Return the sizes' column labels, as they were written.

    Raises
    ------
    InputError
        If there are none, one occurs twice, or text was given for a list.
    """
    if not isinstance(sizes, Sequence) or isinstance(sizes, str) or not sizes:
        raise InputError(f"{sizes!r} is no list of sizes", hint='give a list, as ["10x15", "A4"]')
    labels = [str(size).strip() for size in sizes]
    duplicates = sorted({label for label in labels if labels.count(label) > 1})
    if duplicates:
        raise InputError(f"the size {duplicates[0]!r} occurs twice", hint="name each size once")
    return labels


def _cheapest(frame: pd.DataFrame) -> pd.DataFrame:
    # Complete rows come first, so a partial total is taken only where a lab has no other.
    known = frame[frame["total"].notna()]
    return known.drop_duplicates("lab").set_index("lab")


def _described(best: pd.DataFrame) -> list[str]:
    pairs = zip(best["name"], best["variant"], strict=True)
    return [f"{name}, {variant}" if variant else str(name) for name, variant in pairs]


def _missing_notes(labs: Sequence[str], frame: pd.DataFrame) -> dict[str, str]:
    first = frame.drop_duplicates("lab")
    return dict.fromkeys(labs, "nothing of this size") | _by_lab(first["lab"], first["notes"])


def _by_lab(labs: Any, texts: Any) -> dict[str, str]:  # noqa: ANN401 - two columns of texts
    return {str(lab): str(text) for lab, text in zip(labs, texts, strict=True)}


def _symbol(attrs: Mapping[str, Any], size: str, lab: str) -> str:
    kind = attrs.get("kinds", {}).get(size, {}).get(lab)
    if kind is None:
        return ""
    partial_symbol = (
        price_notes.PARTIAL.symbol if lab in attrs.get("partial", {}).get(size, []) else ""
    )
    return partial_symbol + price_notes.symbol(kind, attrs["taxes"][size][lab])


def _cell_style(symbol: str) -> str:
    if symbol == UNKNOWN:
        return _UNKNOWN_STYLE
    return _MARKED_STYLE if symbol else ""
