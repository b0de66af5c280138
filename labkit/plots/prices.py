"""Charts of prices by size and by area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from labkit.display import price_notes
from labkit.display.styles import amount_text
from labkit.model.currencies import minor_digits
from labkit.model.money import PriceKind
from labkit.plots.data import Frames, Group, Offers, footnotes, offers
from labkit.plots.style import (
    BAND,
    MOST_ENTRIES,
    SMALL,
    Plot,
    add_footnotes,
    add_header,
    area_scale,
    draw_empty,
    marker_style,
    price_scale,
    safe_name,
    safe_text,
)

if TYPE_CHECKING:
    import pandas as pd

_MOST_SIZES = 12
_MOST_LANES = 16
_ALL_LANES = 96
_MOST_DOTS = 60
_MOST_POINTS = 2000
_LANE_INCHES = 0.2
_NOTHING = "nothing to draw: no offer has a known price and size"


def price_by_size(given: Frames, *, currency: str | None = None) -> Plot:
    """Draw prices by size and lab; each lab's cheapest offer is labelled.

    Parameters
    ----------
    given
        What ``compare`` gave, once or for several sizes, or products.
    currency
        As `labkit.plots.data.offers`.

    Returns
    -------
    matplotlib.figure.Figure
        At most 12 sizes, those most labs have, and 16 labs and kinds of price, those with most
        sizes and the cheapest; the notes below say how many there are.

    Raises
    ------
    ColumnError, InputError
        If the frames cannot be used; the message says what is missing.
    """
    found = offers(given, currency)
    label = f"Total for {found.quantity:,}" if found.quantity > 1 else "Unit price"
    return _lanes(found, "total", "Price by size", f"{label} [{found.currency}]")


def price_per_area(given: Frames, *, currency: str | None = None) -> Plot:
    """Draw prices per square metre by size and lab.

    Parameters, returns and raises as `price_by_size`.
    """
    found = offers(given, currency)
    found.rows["per_area"] = found.rows["unit"] / found.rows["area"]
    label = f"Price per m² [{found.currency}/m²]"
    return _lanes(found, "per_area", f"Price per area, by size{_of(found)}", label)


def price_by_area(given: Frames, *, currency: str | None = None) -> Plot:
    """Draw unit prices against area, one point per offer.

    Parameters, returns and raises as `price_by_size`; both axes may be logarithmic.
    """
    found = offers(given, currency)
    figure = Plot(figsize=(8, 4.2), layout="constrained")
    axes = figure.add_subplot()
    if found.rows.empty:
        draw_empty(figure, axes, _NOTHING)
    else:
        _scatter(axes, found)
    add_header(figure, f"Unit price by area{_of(found)}", _entries(found, found.groups))
    add_footnotes(figure, footnotes(found))
    return figure


def _of(found: Offers) -> str:
    return f", quantity {found.quantity:,}" if found.quantity > 1 else ""


def _lanes(found: Offers, value: str, title: str, label: str) -> Plot:
    groups, left_out = _groups(found)
    sizes, remark = _sizes(found, max(3, _ALL_LANES // max(len(groups), 1)))
    height = 0.8 + len(sizes) * max(len(groups), 3) * _LANE_INCHES
    figure = Plot(figsize=(8, height), layout="constrained")
    axes = figure.add_subplot()
    if found.rows.empty:
        draw_empty(figure, axes, _NOTHING)
    else:
        shown = found.rows[found.rows["size"].isin(sizes)]
        price_scale(axes.xaxis, shown[value].min(), shown[value].max(), room=0.16)
        for row, size in enumerate(sizes):
            _one_size(axes, row, shown[shown["size"] == size], value, (found, groups))
        _name_rows(axes, sizes)
        axes.set_xlabel(label)
    add_header(figure, title, _entries(found, groups))
    add_footnotes(figure, [remark, left_out, *footnotes(found)])
    return figure


def _groups(found: Offers) -> tuple[list[Group], str]:
    if len(found.groups) <= _MOST_LANES:
        return found.groups, ""
    by_group = found.rows.groupby(["lab", "price_kind", "tax"])
    ranked = by_group.agg(sizes=("size", "nunique"), least=("unit", "min"))
    ranked = ranked.sort_values(["sizes", "least"], ascending=[False, True]).head(_MOST_LANES)
    remark = f"The {_MOST_LANES} of {len(found.groups):,} labs and price kinds with most sizes"
    return sorted(ranked.index), f"{remark}, cheapest first"


def _sizes(found: Offers, most: int) -> tuple[list[str], str]:
    by_size = found.rows.groupby("size").agg(labs=("lab", "nunique"), area=("area", "median"))
    ranked = by_size.sort_values(["labs", "area"], ascending=[False, True])
    shown = ranked.head(min(most, _MOST_SIZES))
    remark = ""
    if len(shown) < len(by_size):
        remark = f"The {len(shown)} sizes most labs have, of {len(by_size):,}"
    return list(shown.sort_values("area").index), remark


def _one_size(
    axes: Any,  # noqa: ANN401 - matplotlib axes
    row: int,
    rows: pd.DataFrame,
    value: str,
    shown: tuple[Offers, list[Group]],
) -> None:
    found, groups = shown
    digits = minor_digits(found.currency)
    for lane, group in enumerate(groups):
        mine = _mine(rows, group)
        amounts, first = np.unique(rows.loc[mine, value].to_numpy(), return_index=True)
        if not len(amounts):
            continue
        more = "" if rows.loc[mine, "complete"].iloc[first[0]] else price_notes.PARTIAL.symbol
        y = row - 0.4 + (lane + 0.5) * 0.8 / len(groups)
        style = _style_of(found, group)
        others = amounts[1:][:: max(1, len(amounts) // _MOST_DOTS)]
        axes.plot(others, np.full(len(others), y), markersize=3, alpha=0.55, **style)
        axes.plot(amounts[:1], [y], markersize=6.5, zorder=3, **style)
        # To the left, where nothing of this lane can be: this is its cheapest.
        text = f"{amount_text(amounts[0], digits)} {more}{price_notes.symbol(*group[1:])}".strip()
        place = {"xytext": (-7, 0), "textcoords": "offset points", "ha": "right", "va": "center"}
        axes.annotate(text, (amounts[0], y), fontsize=SMALL, **place)


def _name_rows(axes: Any, sizes: Sequence[str]) -> None:  # noqa: ANN401 - matplotlib axes
    for row in range(0, len(sizes), 2):
        axes.axhspan(row - 0.5, row + 0.5, color=BAND, zorder=0)
    axes.set_yticks(range(len(sizes)), [safe_text(size) for size in sizes])
    axes.set_ylim(len(sizes) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_ylabel("Size")
    axes.grid(visible=True, axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _scatter(axes: Any, found: Offers) -> None:  # noqa: ANN401 - matplotlib axes
    rows = found.rows
    area_scale(axes.xaxis, rows["area"].min() * 1e4, rows["area"].max() * 1e4)
    price_scale(axes.yaxis, rows["unit"].min(), rows["unit"].max())
    for group in found.groups:
        points = rows.loc[_mine(rows, group), ["area", "unit"]].drop_duplicates()
        many = len(points) > _MOST_POINTS
        axes.plot(
            points["area"] * 1e4,
            points["unit"],
            markersize=2.5 if many else 5.5,
            alpha=0.8,
            rasterized=many,
            **_style_of(found, group),
        )
    axes.set_xlabel("Area [cm²]")
    axes.set_ylabel(f"Unit price [{found.currency}]")
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _mine(rows: pd.DataFrame, group: Group) -> pd.Series:
    lab, kind, tax = group
    return (rows["lab"] == lab) & (rows["price_kind"] == kind) & (rows["tax"] == tax)


def _style_of(found: Offers, group: Group) -> dict[str, Any]:
    return marker_style(found.labs.index(group[0]), hollow=group[1] != str(PriceKind.LAB))


def _entries(found: Offers, groups: Sequence[Group]) -> list[tuple[str, dict[str, Any]]]:
    if len(groups) > MOST_ENTRIES:
        # Labs only: the footnotes explain hollow markers.
        shown = [lab for lab in found.labs if any(group[0] == lab for group in groups)]
        return [
            (safe_name(lab), marker_style(found.labs.index(lab), hollow=False)) for lab in shown
        ]
    return [
        (f"{safe_name(group[0])} {price_notes.symbol(*group[1:])}".strip(), _style_of(found, group))
        for group in groups
    ]
