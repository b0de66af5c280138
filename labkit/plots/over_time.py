"""Price history as a step chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from labkit import frames
from labkit.display import price_notes
from labkit.display.sources import short_name
from labkit.display.styles import amount_text, explanations
from labkit.model.currencies import minor_digits
from labkit.model.money import PriceKind
from labkit.plots.style import (
    GREY,
    SMALL,
    Plot,
    add_footnotes,
    add_header,
    draw_empty,
    marker_style,
    safe_text,
    spread_labels,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOM = 1.18
_PANEL_INCHES = 2.7
_MOST_LINES = 16
_MOST_AMOUNTS = 12
_MOST_LAST = 8
_MOST_POINTS = 60
# No price is finer; it keeps 0.1 + 0.2 from showing.
_DIGITS = 6
_UNKNOWN: Mapping[str, Any] = {"linestyle": "none", "marker": "x", "color": GREY}
# In print without colours, lines on top of each other differ in their dashes too.
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (2, 1.5)), (0, (6, 1.5, 1.5, 1.5)))
_LINE = ["lab", "product_id", "variant_id", "endpoint", "currency"]


@dataclass(frozen=True)
class _Line:
    """A line of the chart: label, price kind and tax, style, rows."""

    label: str
    pair: tuple[str, str]
    currency: str
    place: int
    rows: pd.DataFrame

    @property
    def style(self) -> dict[str, Any]:
        # Without a known price there is no price kind.
        return marker_style(self.place, hollow=self.pair[0] not in {str(PriceKind.LAB), ""})

    @property
    def symbol(self) -> str:
        return price_notes.symbol(*self.pair) if all(self.pair) else ""


def price_over_time(history: pd.DataFrame, name: str = "") -> Plot:
    """Draw the price history of products.

    Parameters
    ----------
    history
        What `labkit.price_history` gave, also for several products or labs together.
    name
        What it is the price of, for the title; by default what the rows say, if all say the same.

    Returns
    -------
    matplotlib.figure.Figure
        One line for each variant, product, lab and endpoint, and one panel for each currency. A
        price holds until the next day it was read; where it was not known there is a gap and a
        cross at the bottom. Prices that are not what you pay are hollow and carry their marks. At
        most 16 lines: the notes below say how many there are.

    Raises
    ------
    ColumnError
        If the frame is none of `labkit.price_history`.
    """
    frames.check(history, frames.PRICE_HISTORY)
    history = history.reset_index(drop=True)
    lines, left_out = _lines(history)
    currencies = sorted({line.currency for line in lines})
    figure = Plot(figsize=(8, _PANEL_INCHES * max(len(currencies), 1)), layout="constrained")
    if currencies:
        panels = figure.subplots(len(currencies), sharex=True, squeeze=False)[:, 0]
        for panel, currency in zip(panels, currencies, strict=True):
            selected = [line for line in lines if line.currency == currency]
            _panel(panel, selected, history)
        panels[-1].set_xlabel("Day it was read (UTC)")
    else:
        draw_empty(figure, figure.add_subplot(), "nothing to draw: no price was kept")
    title = name or _common_name(history)
    add_header(figure, f"Price history{f': {title}' if title else ''}", _entries(lines))
    add_footnotes(figure, [left_out, *_notes(history, lines)])
    return figure


def _lines(history: pd.DataFrame) -> tuple[list[_Line], str]:
    labels = _labels(history)
    lines = []
    for place, (_, rows) in enumerate(history.groupby(_LINE, sort=True)):
        if rows["price"].notna().any():
            # Where a day was kept for several accounts, the last of them is shown.
            selected = rows.drop_duplicates("date", keep="last").sort_values("date")
            last = selected[selected["price"].notna()].iloc[-1]
            pair = (str(last["price_kind"]), str(last["tax"]))
            label = labels.loc[rows.index[0]]
            lines.append(_Line(label, pair, str(last["currency"]), place, selected))
    if len(lines) <= _MOST_LINES:
        return lines, ""
    return lines[:_MOST_LINES], f"The first {_MOST_LINES} of {len(lines):,} lines"


def _labels(history: pd.DataFrame) -> pd.Series:
    # Labels leave out what all lines have in common.
    parts = [
        history["lab"],
        history["name"],
        _variants(history),
        history["endpoint"],
    ]
    if history.drop_duplicates(["lab", "name", "variant", "endpoint"]).shape[0] < _count(history):
        parts.insert(2, history["product_id"])
    telling = [part for part in parts if len(part.unique()) > 1] or parts[-1:]
    joined = pd.Series("", index=history.index, dtype=object)
    for part in telling:
        texts = part.astype(object).map(lambda text: safe_text(text, 40))
        joined += texts.where((joined == "") | (texts == ""), ", " + texts)
    return joined.where(joined != "", "unnamed")


def _variants(history: pd.DataFrame) -> pd.Series:
    # Some labs end the name with the paper.
    pairs = zip(history["name"], history["variant"], strict=True)
    in_name = pd.Series([text in name for name, text in pairs], index=history.index, dtype=bool)
    variants = history["variant"].where(history["variant"] != "", history["variant_id"])
    return variants.where(~in_name | (history["variant"] == ""), "")


def _count(history: pd.DataFrame) -> int:
    return len(history.drop_duplicates(["lab", "product_id", "variant_id", "endpoint"]))


def _common_name(history: pd.DataFrame) -> str:
    each = [history[name].unique() for name in ("lab", "name", "variant")]
    return ", ".join(str(texts[0]) for texts in each if len(texts) == 1 and texts[0])


def _panel(axes: Any, lines: list[_Line], history: pd.DataFrame) -> None:  # noqa: ANN401 - matplotlib axes
    currency = lines[0].currency
    most = max(float(line.rows["price"].max()) for line in lines)
    axes.set_ylim(0, most * _ROOM or 1)
    for line in lines:
        _draw(axes, line)
    if len(lines) == 1:
        _changes(axes, lines[0])
    else:
        _last_prices(axes, lines)
    _days(axes, history, several=len(lines) > 1)
    axes.set_ylabel(f"Unit price [{currency}]")
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _draw(axes: Any, line: _Line) -> None:  # noqa: ANN401 - matplotlib axes
    days = pd.to_datetime(line.rows["date"]).to_numpy()
    prices = line.rows["price"].to_numpy("float64", na_value=np.nan)
    style = line.style
    dashes = _DASHES[line.place % len(_DASHES)]
    axes.step(days, prices, where="post", color=style["color"], linewidth=1.8, linestyle=dashes)
    axes.plot(days, prices, markersize=6 if len(days) <= _MOST_POINTS else 1.5, **style)
    unknown = np.isnan(prices)
    # A line without points would still take its place in the layout.
    if unknown.any():
        low = np.full(unknown.sum(), 0.03)
        across = axes.get_xaxis_transform()
        axes.plot(days[unknown], low, transform=across, markersize=7, **_UNKNOWN)


def _changes(axes: Any, line: _Line) -> None:  # noqa: ANN401 - matplotlib axes
    days = pd.to_datetime(line.rows["date"]).to_numpy()
    prices = line.rows["price"].to_numpy("float64", na_value=np.nan)
    changed = [n for n in range(len(days)) if n == 0 or prices[n] != prices[n - 1]]
    known = [n for n in changed if not np.isnan(prices[n])]
    if len(known) > _MOST_AMOUNTS:
        # More would lie on each other: the first, the last and the most.
        known = sorted({known[0], known[-1], int(np.nanargmax(prices))})
    for n in known:
        where = {"xytext": (5, 4), "textcoords": "offset points", "ha": "left"}
        _annotate(axes, line, (days[n], float(prices[n])), **where)


def _last_prices(axes: Any, lines: list[_Line]) -> None:  # noqa: ANN401 - matplotlib axes
    if len(lines) > _MOST_LAST:
        return
    last = [line.rows[line.rows["price"].notna()].iloc[-1] for line in lines]
    # In points: the axes are about three quarters of a panel's height.
    whole = _PANEL_INCHES * 72 * 0.75
    heights = [float(row["price"]) / axes.get_ylim()[1] * whole for row in last]
    moved = spread_labels(heights, SMALL * 1.25, whole)
    for line, row, height, place in zip(lines, last, heights, moved, strict=True):
        where = {"xytext": (8, place - height), "textcoords": "offset points", "va": "center"}
        _annotate(axes, line, (pd.Timestamp(row["date"]), float(row["price"])), **where)


def _annotate(axes: Any, line: _Line, at: tuple[Any, float], **where: Any) -> None:  # noqa: ANN401 - matplotlib's
    text = axes.annotate(_amount(at[1], line), at, fontsize=SMALL, **where)
    # It lies in the room the axes leave for it: it must not take any from them.
    text.set_in_layout(False)


def _amount(price: float, line: _Line) -> str:
    digits = None if minor_digits(line.currency) else 0
    return f"{amount_text(round(price, _DIGITS), digits)} {line.symbol}".strip()


def _days(axes: Any, history: pd.DataFrame, *, several: bool) -> None:  # noqa: ANN401 - matplotlib axes
    locator = AutoDateLocator(minticks=2, maxticks=8)  # type: ignore[no-untyped-call] # matplotlib's
    axes.xaxis.set_major_locator(locator)
    form = ConciseDateFormatter(locator, show_offset=True)  # type: ignore[no-untyped-call] # as above
    axes.xaxis.set_major_formatter(form)
    days = pd.to_datetime(history["date"])
    # One day alone has no length: a day of room on either side.
    room = max((days.max() - days.min()) * 0.05, pd.Timedelta(days=1))
    axes.set_xlim(days.min() - room, days.max() + (3 if several else 2) * room)


def _entries(lines: list[_Line]) -> list[tuple[str, dict[str, Any]]]:
    entries = [
        (
            f"{line.label} {line.symbol}".strip(),
            line.style | {"linestyle": _DASHES[line.place % len(_DASHES)]},
        )
        for line in lines
    ]
    if any(line.rows["price"].isna().any() for line in lines):
        entries.append(("price not known", dict(_UNKNOWN)))
    return entries


def _notes(history: pd.DataFrame, lines: list[_Line]) -> list[str]:
    if history.empty:
        return []
    pairs = sorted({line.pair for line in lines if all(line.pair)})
    other = any(kind != str(PriceKind.LAB) for kind, _ in pairs)
    sample = history["endpoint"] == "embedded"
    of = [short_name(lab) for lab in sorted(history.loc[sample, "lab"].unique()) if lab]
    sampled = f": {', '.join(of)}" if of else ": endpoint 'embedded'"
    return [
        f"SAMPLE DATA from labkit's own sandbox{sampled}" if sample.any() else "",
        "Hollow: not the price the lab charges" if other else "",
        "; ".join(explanations(pairs)),
        price_notes.UNLIKE.capitalize() if price_notes.warning(pairs) else "",
        "Each currency has its own scale" if len({x.currency for x in lines}) > 1 else "",
        _source(history),
        "Between two readings the earlier price is drawn",
    ]


def _source(history: pd.DataFrame) -> str:
    labs = ", ".join(short_name(lab) for lab in sorted(history["lab"].unique()) if lab)
    days = f"{history['date'].nunique():,} days from {history['date'].min()} to"
    of = f" of {labs}" if labs else ""
    return f"Source: labkit's snapshots{of}, {days} {history['date'].max()}"
