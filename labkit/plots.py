"""Pictures of prices: a frame goes in, a matplotlib figure comes out (never pyplot state).

Colours can be told apart by anybody and shapes without colours. Prices of another kind than what
you pay are hollow points, or hatched cells, and carry the symbols that the notes below explain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.patches import Rectangle

from labkit import marks
from labkit.matrix import matrix_explanations, matrix_pairs, matrix_symbols
from labkit.plot_costs import landed_cost
from labkit.plot_data import Frames, Offers, cut, notes_below, offers
from labkit.plot_history import price_over_time
from labkit.plot_photos import ppi_by_size
from labkit.plot_style import (
    BAND,
    GREY,
    SMALL,
    Picture,
    area_scale,
    empty,
    foot,
    head,
    money_scale,
    plain,
    points,
    to_bytes,
)
from labkit.styling import UNKNOWN, amount_text, sample_note
from labkit.values import PriceKind, minor_digits

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "landed_cost",
    "matrix_heatmap",
    "ppi_by_size",
    "price_by_area",
    "price_by_size",
    "price_over_time",
    "price_per_area",
    "to_bytes",
]

_MOST_SIZES = 12
_MOST_DOTS = 60
_MOST_POINTS = 2000
_LANE_INCHES = 0.2
_TIMES = (1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
_NOTHING = "nothing to draw: no offer has a known price and size"


def price_by_size(given: Frames, *, currency: str | None = None) -> Picture:
    """Draw what each lab asks for each size; its cheapest offer is large and has its amount.

    Parameters
    ----------
    given
        What ``compare`` gave, once or for several sizes, or products.
    currency
        As `labkit.plot_data.offers`.

    Returns
    -------
    matplotlib.figure.Figure
        At most 12 sizes: those most labs have; the notes below say how many there are.

    Raises
    ------
    ColumnError, InputError
        If the frames cannot be used; the message says what is missing.
    """
    found = offers(given, currency)
    label = f"Total for {found.quantity:,}" if found.quantity > 1 else "Price of one"
    return _lanes(found, "total", "Price by size", f"{label} [{found.currency}]")


def price_per_area(given: Frames, *, currency: str | None = None) -> Picture:
    """Draw what each lab asks for each size, for one square metre of it.

    Parameters, returns and raises as `price_by_size`.
    """
    found = offers(given, currency)
    found.rows["per_area"] = found.rows["unit"] / found.rows["area"]
    label = f"Price of 1 m² [{found.currency}/m²]"
    return _lanes(found, "per_area", "Price per area, by size", label)


def price_by_area(given: Frames, *, currency: str | None = None) -> Picture:
    """Draw the price of one print against its area, each offer a point.

    Parameters, returns and raises as `price_by_size`; both axes may be logarithmic.
    """
    found = offers(given, currency)
    figure = Picture(figsize=(8, 4.2), layout="constrained")
    axes = figure.add_subplot()
    if found.rows.empty:
        empty(figure, axes, _NOTHING)
    else:
        _scatter(axes, found)
    head(figure, "Price of one by area", _entries(found))
    foot(figure, notes_below(found))
    return figure


def matrix_heatmap(matrix: pd.DataFrame) -> Picture:
    """Draw a matrix: each cell its amount, the darker the dearer beside its column's cheapest.

    Parameters
    ----------
    matrix
        What ``Catalog.matrix`` gave.

    Returns
    -------
    matplotlib.figure.Figure
        Cells of another kind of price are hatched and carry its symbols.
    """
    height = 0.8 + 0.5 * max(len(matrix), 1)
    figure = Picture(figsize=(max(6.0, 2.4 + 1.2 * matrix.shape[1]), height), layout="constrained")
    axes = figure.add_subplot()
    values = matrix.to_numpy("float64", na_value=np.nan)
    if np.isfinite(values).any():
        _cells(figure, axes, matrix, values)
    else:
        empty(figure, axes, _NOTHING)
    about = matrix.attrs
    quantity = about.get("quantity", 1)
    title = f"Cheapest total for {quantity:,} [{about.get('currency', '')}]"
    head(figure, title, [])
    foot(
        figure,
        [
            sample_note([cut(lab) for lab in about.get("sample", [])]),
            f"Hatched: another kind of price. {UNKNOWN}: not sold in this size, or price not known",
            "; ".join(matrix_explanations(matrix)),
            marks.UNLIKE.capitalize() if marks.warning(matrix_pairs(matrix)) else "",
        ],
    )
    return figure


def _lanes(found: Offers, value: str, title: str, label: str) -> Picture:
    sizes, remark = _sizes(found)
    lanes = found.groups
    height = 0.8 + len(sizes) * max(len(lanes), 3) * _LANE_INCHES
    figure = Picture(figsize=(8, height), layout="constrained")
    axes = figure.add_subplot()
    if found.rows.empty:
        empty(figure, axes, _NOTHING)
    else:
        shown = found.rows[found.rows["size"].isin(sizes)]
        money_scale(axes.xaxis, shown[value].min(), shown[value].max(), room=0.16)
        for row, size in enumerate(sizes):
            _one_size(axes, row, shown[shown["size"] == size], value, found)
        _name_rows(axes, sizes)
        axes.set_xlabel(label)
    head(figure, title, _entries(found))
    foot(figure, [remark, *notes_below(found)])
    return figure


def _sizes(found: Offers) -> tuple[list[str], str]:
    by_size = found.rows.groupby("size").agg(labs=("lab", "nunique"), area=("area", "median"))
    most = by_size.sort_values(["labs", "area"], ascending=[False, True]).head(_MOST_SIZES)
    remark = ""
    if len(most) < len(by_size):
        remark = f"The {len(most)} sizes most labs have, of {len(by_size):,}"
    return list(most.sort_values("area").index), remark


def _one_size(axes: Any, row: int, rows: pd.DataFrame, value: str, found: Offers) -> None:  # noqa: ANN401 - matplotlib axes
    groups, labs = found.groups, found.labs
    digits = minor_digits(found.currency)
    for lane, (lab, kind, tax) in enumerate(groups):
        mine = (rows["lab"] == lab) & (rows["price_kind"] == kind) & (rows["tax"] == tax)
        amounts, first = np.unique(rows.loc[mine, value].to_numpy(), return_index=True)
        if not len(amounts):
            continue
        more = "" if rows.loc[mine, "complete"].iloc[first[0]] else marks.PARTIAL.symbol
        y = row - 0.4 + (lane + 0.5) * 0.8 / len(groups)
        look = points(labs.index(lab), hollow=_is_other(kind))
        others = amounts[1:][:: max(1, len(amounts) // _MOST_DOTS)]
        axes.plot(others, np.full(len(others), y), markersize=3, alpha=0.55, **look)
        axes.plot(amounts[:1], [y], markersize=6.5, zorder=3, **look)
        # To the left, where nothing of this lane can be: this is its cheapest.
        text = f"{amount_text(amounts[0], digits)} {more}{marks.symbol(kind, tax)}".strip()
        place = {"xytext": (-7, 0), "textcoords": "offset points", "ha": "right", "va": "center"}
        axes.annotate(text, (amounts[0], y), fontsize=SMALL, **place)


def _name_rows(axes: Any, sizes: Sequence[str]) -> None:  # noqa: ANN401 - matplotlib axes
    for row in range(0, len(sizes), 2):
        axes.axhspan(row - 0.5, row + 0.5, color=BAND, zorder=0)
    axes.set_yticks(range(len(sizes)), [plain(size) for size in sizes])
    axes.set_ylim(len(sizes) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_ylabel("Size")
    axes.grid(visible=True, axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _scatter(axes: Any, found: Offers) -> None:  # noqa: ANN401 - matplotlib axes
    rows = found.rows
    area_scale(axes.xaxis, rows["area"].min() * 1e4, rows["area"].max() * 1e4)
    money_scale(axes.yaxis, rows["unit"].min(), rows["unit"].max())
    for lab, kind, tax in found.groups:
        mine = (rows["lab"] == lab) & (rows["price_kind"] == kind) & (rows["tax"] == tax)
        own = rows.loc[mine, ["area", "unit"]].drop_duplicates()
        look = points(found.labs.index(lab), hollow=_is_other(kind))
        many = len(own) > _MOST_POINTS
        axes.plot(
            own["area"] * 1e4,
            own["unit"],
            markersize=2.5 if many else 5.5,
            alpha=0.8,
            rasterized=many,
            **look,
        )
    axes.set_xlabel("Area [cm²]")
    axes.set_ylabel(f"Price of one [{found.currency}]")
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _entries(found: Offers) -> list[tuple[str, dict[str, Any]]]:
    return [
        (
            f"{plain(lab)} {marks.symbol(kind, tax)}".strip(),
            points(found.labs.index(lab), hollow=_is_other(kind)),
        )
        for lab, kind, tax in found.groups
    ]


def _is_other(kind: str) -> bool:
    return kind != str(PriceKind.LAB)


def _cells(figure: Picture, axes: Any, matrix: pd.DataFrame, values: Any) -> None:  # noqa: ANN401 - matplotlib axes and an array
    with np.errstate(all="ignore"):
        relative = values / np.nanmin(np.where(np.isfinite(values), values, np.inf), axis=0)
    worst = max(float(np.nanmax(relative)), 1.01)
    image = axes.imshow(relative, cmap="cividis_r", norm=LogNorm(1, worst), aspect="auto")
    bar = figure.colorbar(image, ax=axes, pad=0.02)
    bar.set_label("times the cheapest\nof the column")
    bar.minorticks_off()
    ticks = [tick for tick in _TIMES if tick <= worst]
    bar.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    digits = minor_digits(matrix.attrs.get("currency", ""))
    symbols, kinds = matrix_symbols(matrix), matrix.attrs.get("kinds", {})
    for row, lab in enumerate(matrix.index):
        for column, size in enumerate(matrix.columns):
            amount = f"{amount_text(values[row, column], digits)} {symbols[row][column]}".strip()
            dark = image.norm(relative[row, column]) > 0.5  # noqa: PLR2004 - the middle of the scale
            known = np.isfinite(values[row, column])
            ink = GREY if not known else "white" if dark else "black"
            axes.text(column, row, amount, ha="center", va="center", color=ink, fontsize=10)
            if known and _is_other(kinds.get(size, {}).get(lab, "")):
                _hatch(axes, column, row, ink)
    axes.set_xticks(range(matrix.shape[1]), [plain(size, 14) for size in matrix.columns])
    axes.set_yticks(range(len(matrix)), [plain(lab) for lab in matrix.index])
    axes.set_xlabel("Size")
    axes.set_ylabel("Lab")


def _hatch(axes: Any, column: int, row: int, ink: str) -> None:  # noqa: ANN401 - matplotlib axes
    frame = Rectangle((column - 0.5, row - 0.5), 1, 1)
    frame.set(fill=False, hatch="//", edgecolor=ink, linewidth=0, alpha=0.35)
    axes.add_patch(frame)
