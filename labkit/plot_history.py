"""A product's price over time, as it was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from labkit import frames
from labkit.errors import InputError
from labkit.plot_style import GREY, Picture, empty, foot, head, plain, points
from labkit.styling import amount_text
from labkit.values import minor_digits

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOM = 1.18
_MOST_AMOUNTS = 12
# No price is finer; it keeps 0.1 + 0.2 from showing.
_DIGITS = 6
_UNKNOWN: Mapping[str, Any] = {"linestyle": "none", "marker": "x", "color": GREY}


def price_over_time(history: pd.DataFrame, name: str = "") -> Picture:
    """Draw a product's price on the days it was read.

    Parameters
    ----------
    history
        What `labkit.price_history` gave.
    name
        What it is the price of, for the title.

    Returns
    -------
    matplotlib.figure.Figure
        A price holds until the next day it was read; where it was not known there is a gap and a
        cross at the bottom. Each endpoint has a line of its own.

    Raises
    ------
    ColumnError, InputError
        If the frame is none of `labkit.price_history`, or has several currencies.
    """
    frames.check(history, frames.PRICE_HISTORY)
    currency = _currency(history)
    figure = Picture(figsize=(8, 3), layout="constrained")
    axes = figure.add_subplot()
    endpoints = sorted(history["endpoint"].unique())
    known = history["price"].notna()
    if known.any():
        for place, endpoint in enumerate(endpoints):
            _line(axes, history[history["endpoint"] == endpoint], place, currency)
        _axes(axes, history, currency)
    else:
        empty(figure, axes, "nothing to draw: no price was kept")
    entries = [
        (plain(endpoint) or "not said", points(place, hollow=False))
        for place, endpoint in enumerate(endpoints)
    ]
    if not known.all():
        entries.append(("price not known", dict(_UNKNOWN)))
    head(figure, f"Price over time{f': {name}' if name else ''}", entries)
    foot(figure, _notes(history))
    return figure


def _line(axes: Any, own: pd.DataFrame, place: int, currency: str) -> None:  # noqa: ANN401 - matplotlib axes
    # Where a day was kept for several accounts, the last of them is shown.
    own = own.drop_duplicates("date", keep="last").sort_values("date")
    days = pd.to_datetime(own["date"]).to_numpy()
    prices = own["price"].to_numpy("float64", na_value=np.nan)
    look = points(place, hollow=False)
    axes.step(days, prices, where="post", color=look["color"], linewidth=1.8)
    axes.plot(days, prices, markersize=6, **look)
    unknown = np.isnan(prices)
    axes.plot(
        days[unknown],
        np.full(unknown.sum(), 0.03),
        transform=axes.get_xaxis_transform(),
        clip_on=False,
        markersize=7,
        **_UNKNOWN,
    )
    digits = None if minor_digits(currency) else 0
    changed = [n for n in range(len(days)) if n == 0 or prices[n] != prices[n - 1]]
    for n in [n for n in changed if not unknown[n]][:_MOST_AMOUNTS]:
        where = {"xytext": (5, 4), "textcoords": "offset points", "ha": "left"}
        axes.annotate(
            amount_text(round(prices[n], _DIGITS), digits),
            (days[n], prices[n]),
            fontsize=8,
            **where,
        )


def _axes(axes: Any, history: pd.DataFrame, currency: str) -> None:  # noqa: ANN401 - matplotlib axes
    locator = AutoDateLocator(minticks=2, maxticks=8)  # type: ignore[no-untyped-call] # matplotlib's
    axes.xaxis.set_major_locator(locator)
    form = ConciseDateFormatter(locator, show_offset=True)  # type: ignore[no-untyped-call] # as above
    axes.xaxis.set_major_formatter(form)
    days = pd.to_datetime(history["date"])
    # One day alone has no length: a day of room on either side.
    room = max((days.max() - days.min()) * 0.05, pd.Timedelta(days=1))
    axes.set_xlim(days.min() - room, days.max() + 2 * room)
    axes.set_ylim(0, float(history["price"].max()) * _ROOM or 1)
    axes.set_xlabel("Day it was read (UTC)")
    axes.set_ylabel(f"Price of one [{currency}]")
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _currency(history: pd.DataFrame) -> str:
    distinct = sorted(set(history.loc[history["price"].notna(), "currency"]))
    if len(distinct) > 1:
        raise InputError(
            f"this history has several currencies: {', '.join(distinct)}",
            hint="draw the rows of one currency at a time",
        )
    return distinct[0] if distinct else ""


def _notes(history: pd.DataFrame) -> list[str]:
    if history.empty:
        return []
    days = f"{history['date'].min()} to {history['date'].max()}"
    kept = f"Source: labkit's own snapshots, {len(history):,} from {days}"
    sample = (history["endpoint"] == "embedded").any()
    return [
        "SAMPLE DATA from labkit's own sandbox: what is called embedded" if sample else "",
        kept,
        "Between two days the price is drawn as it was on the first: nobody looked in between",
    ]
