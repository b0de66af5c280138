"""Landed cost of a basket at each lab as stacked bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from labkit import frames
from labkit.display import price_notes
from labkit.display.sources import rate_notes, short_name
from labkit.display.styles import amount_text, explanations, sample_note
from labkit.model.currencies import minor_digits
from labkit.model.money import PriceKind
from labkit.plots.style import (
    GREY,
    SMALL,
    Plot,
    add_footnotes,
    add_legend,
    draw_empty,
    safe_name,
    safe_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# Column, name, colour, hatch; light and dark by turns, and of two dark ones one has dots, so that
# they differ in print without colours.
COST_PARTS = (
    ("items_total", "items", "#0072B2", ""),
    ("options_total", "options", "#F0E442", ""),
    ("shipping_total", "shipping", "#D55E00", "..."),
    ("starting_total", "starting costs", "#56B4E9", ""),
)
# Every quoted basket has items and is sent; options and starting costs not all have.
_REQUIRED_PARTS = ("items_total", "shipping_total")
_BAR = 0.62
_BAR_INCHES = 0.5
# What is not known has no length: its hatched end is this part of the longest bar.
_UNKNOWN_PART = 0.09
# As much room beside the longest bar as its words need, with one that is not complete or without.
_LABEL_ROOM = {True: 1.85, False: 1.3}
_WIDE_ENOUGH = 0.08
_DARK = frozenset({"#0072B2", "#D55E00"})


def landed_cost(quotes: pd.DataFrame) -> Plot:
    """Draw the landed cost of a basket at each lab by cost component.

    Parameters
    ----------
    quotes
        What ``Catalog.quote`` gave.

    Returns
    -------
    matplotlib.figure.Figure
        One bar for each lab in the order of the frame; what is not known is hatched at its end and
        named. Bars of prices that are not what you pay are pale.

    Raises
    ------
    ColumnError
        If the frame is none of ``Catalog.quote``.
    """
    frames.check(quotes, frames.QUOTES)
    figure = Plot(figsize=(8, 0.7 + _BAR_INCHES * max(len(quotes), 1)), layout="constrained")
    axes = figure.add_subplot()
    totals = quotes["known_total"].to_numpy("float64", na_value=np.nan)
    if np.isfinite(totals).any():
        _bars(axes, quotes, float(np.nanmax(totals)) or 1.0)
    else:
        draw_empty(figure, axes, "nothing to draw: no lab's price for this basket is known")
    _header(figure, quotes)
    add_footnotes(figure, _notes(quotes))
    return figure


def _bars(axes: Any, quotes: pd.DataFrame, longest: float) -> None:  # noqa: ANN401 - matplotlib axes
    digits = minor_digits(_currency(quotes))
    for place, row in enumerate(quotes.itertuples()):
        end = _stack(axes, place, row, longest, digits)
        missing = _missing(row)
        if missing and pd.notna(row.known_total):
            _unknown_end(axes, place, end, longest)
            end += _UNKNOWN_PART * longest
        text = _bar_label(row, missing, digits) + _narrow_parts(row, longest, digits)
        place_at = {"xytext": (5, 0), "textcoords": "offset points", "va": "center"}
        axes.annotate(safe_text(text, 58), (end, place), fontsize=9, **place_at)
    axes.set_yticks(range(len(quotes)), [safe_name(lab) for lab in quotes["lab"]])
    axes.set_ylim(len(quotes) - 0.5, -0.5)
    small = any(_narrow_parts(row, longest, digits) for row in quotes.itertuples())
    axes.set_xlim(0, longest * _LABEL_ROOM[small or not quotes["complete"].all()])
    axes.set_ylabel("Lab")
    axes.set_xlabel(f"Cost of the basket [{_currency(quotes)}]")
    axes.grid(visible=True, axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _stack(axes: Any, place: int, row: Any, longest: float, digits: int) -> float:  # noqa: ANN401 - axes, a row
    start = 0.0
    other = any(kind != str(PriceKind.LAB) for kind in row.price_kind.split("+"))
    for amount, _, colour, hatch in _known(row):
        paint = _tint(colour) if other else colour
        axes.barh(
            place,
            amount,
            _BAR,
            left=start,
            color=paint,
            edgecolor=colour if other else "white",
            hatch=hatch,
            linewidth=1.2,
        )
        if amount > _WIDE_ENOUGH * longest:
            dark = colour in _DARK and not other
            where = (start + amount / 2, place, amount_text(amount, digits))
            style = {"ha": "center", "va": "center", "fontsize": SMALL}
            # On dots, words need their own ground.
            box = {"facecolor": paint, "edgecolor": "none", "pad": 1} if hatch else None
            axes.text(*where, color="white" if dark else "black", bbox=box, **style)
        start += amount
    return start


def _known(row: Any) -> Iterator[tuple[float, str, str, str]]:  # noqa: ANN401 - a frame's row
    for column, name, colour, hatch in COST_PARTS:
        amount = getattr(row, column)
        if pd.notna(amount) and amount > 0:
            yield float(amount), name, colour, hatch


def _unknown_end(axes: Any, place: int, start: float, longest: float) -> None:  # noqa: ANN401 - matplotlib axes
    axes.barh(place, _UNKNOWN_PART * longest, _BAR, left=start, **_UNKNOWN)


_UNKNOWN: dict[str, Any] = {"facecolor": "white", "edgecolor": GREY, "hatch": "////"}


def _missing(row: Any) -> list[str]:  # noqa: ANN401 - a frame's row
    if row.complete:
        return []
    named = {column: name for column, name, *_ in COST_PARTS}
    return [named[name] for name in _REQUIRED_PARTS if pd.isna(getattr(row, name))] or ["parts"]


def _bar_label(row: Any, missing: list[str], digits: int) -> str:  # noqa: ANN401 - a frame's row
    if pd.isna(row.known_total):
        return str(row.notes) or "not known"
    symbol = price_notes.joined_symbol(row.price_kind, row.tax)
    label = f"{amount_text(row.known_total, digits)} {symbol}".strip()
    return f"{label} + unknown {' and '.join(missing)}" if missing else label


def _narrow_parts(row: Any, longest: float, digits: int) -> str:  # noqa: ANN401 - a frame's row
    # What is too narrow to carry its amount has it behind the bar.
    small = [
        f"{name} {amount_text(amount, digits)}"
        for amount, name, *_ in _known(row)
        if amount <= _WIDE_ENOUGH * longest
    ]
    return f" ({', '.join(small)})" if small else ""


def _tint(colour: str) -> tuple[float, ...]:
    whole = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return tuple(0.25 * part + 0.75 for part in whole)


def _header(figure: Plot, quotes: pd.DataFrame) -> None:
    basket = ", ".join(f"{count:,} x {size}" for size, count in quotes.attrs.get("sizes", []))
    country = quotes.attrs.get("country", "")
    title = f"{basket or 'A basket'}, delivered{f' to {country}' if country else ''}"
    shown = [part for part in COST_PARTS if (quotes[part[0]] > 0).any()]
    handles = [Patch(facecolor=tint, hatch=hatch, edgecolor="white") for *_, tint, hatch in shown]
    names = [name for _, name, *_ in shown]
    if not quotes["complete"].all() and quotes["known_total"].notna().any():
        handles.append(Patch(**_UNKNOWN))
        names.append("not known")
    add_legend(figure, title, handles, names)


def _notes(quotes: pd.DataFrame) -> list[str]:
    known = quotes[quotes["known_total"].notna()]
    pairs = [
        (kind, tax)
        for kinds, taxes in known[["price_kind", "tax"]].drop_duplicates().to_numpy()
        for kind in kinds.split("+")
        for tax in taxes.split("+")
    ]
    days = sorted({day for day in known["fx_date"] if day})
    other = any(kind != str(PriceKind.LAB) for kind, _ in pairs)
    stubs = not quotes["complete"].all() and quotes["known_total"].notna().any()
    return [
        sample_note([short_name(lab) for lab in quotes.attrs.get("sample", [])]),
        "Hatched: amount not known" if stubs else "",
        "Pale: not the price the lab charges" if other else "",
        "; ".join(explanations(pairs)),
        price_notes.UNLIKE.capitalize() if price_notes.warning(pairs) else "",
        *rate_notes(days, quotes.attrs),
        str(quotes.attrs.get("sources", "")),
    ]


def _currency(quotes: pd.DataFrame) -> str:
    return str(quotes["currency"].iloc[0])
