"""Prices by lab and size as a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.patches import Rectangle

from labkit.display import price_notes
from labkit.display.sources import rate_notes, short_name
from labkit.display.styles import UNKNOWN, amount_text, sample_note
from labkit.model.currencies import minor_digits
from labkit.model.money import PriceKind
from labkit.plots.style import (
    GREY,
    Plot,
    add_footnotes,
    add_header,
    draw_empty,
    safe_name,
    safe_text,
    text_inches,
)
from labkit.pricing.matrix import matrix_explanations, matrix_pairs, matrix_symbols

if TYPE_CHECKING:
    import pandas as pd

_TIMES = (1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
_CELL_INCHES = 1.2
_ROW_INCHES = 0.5
# The colour bar with its words, and the least height they need.
_BAR_INCHES = 1.3
_LEAST_INCHES = 2.1
_LETTERS = 10


def matrix_heatmap(matrix: pd.DataFrame) -> Plot:
    """Draw a price matrix as a heat map; colour is the ratio to the column's lowest total.

    Parameters
    ----------
    matrix
        What ``Catalog.matrix`` gave.

    Returns
    -------
    matplotlib.figure.Figure
        Cells of another kind of price are hatched and carry its symbols. Without two amounts in a
        column there is nothing to compare, and no colour bar.
    """
    values = matrix.to_numpy("float64", na_value=np.nan)
    relative, worst = _relative(values)
    figure = Plot(figsize=_inches(matrix, bar=worst > 1), layout="constrained")
    axes = figure.add_subplot()
    if np.isfinite(values).any():
        image = axes.imshow(
            relative, cmap="cividis_r", norm=LogNorm(1, max(worst, 1.01)), aspect="auto"
        )
        if worst > 1:
            _bar(figure, axes, image, worst)
        _cells(axes, matrix, values, image)
    else:
        draw_empty(figure, axes, "nothing to draw: no offer has a known price and size")
    about = matrix.attrs
    title = f"Cheapest total for {about.get('quantity', 1):,} [{about.get('currency', '')}]"
    add_header(figure, title, [])
    add_footnotes(figure, _notes(matrix))
    return figure


def _relative(values: Any) -> tuple[Any, float]:  # noqa: ANN401 - arrays
    with np.errstate(all="ignore"):
        least = np.nanmin(np.where(np.isfinite(values), values, np.inf), axis=0, initial=np.inf)
        # Beside something that is free nothing has a factor.
        relative = np.where(least > 0, values / least, np.where(values > 0, np.inf, 1.0))
    relative = np.where(np.isnan(values), np.nan, relative)
    finite = relative[np.isfinite(relative)]
    worst = float(finite.max()) if finite.size else 1.0
    return np.where(np.isinf(relative), worst, relative), worst


def _inches(matrix: pd.DataFrame, *, bar: bool) -> tuple[float, float]:
    names = max((text_inches(safe_name(lab), _LETTERS) for lab in matrix.index), default=1.0)
    cells = max(_CELL_INCHES * matrix.shape[1], 2.4)
    height = 0.8 + _ROW_INCHES * max(len(matrix), 1)
    width = 0.6 + names + cells + (_BAR_INCHES if bar else 0)
    return max(6.0, width), max(height, _LEAST_INCHES) if bar else height


def _bar(figure: Plot, axes: Any, image: Any, worst: float) -> None:  # noqa: ANN401 - matplotlib
    bar = figure.colorbar(image, ax=axes, pad=0.02, aspect=20, fraction=0.06)
    bar.set_label("multiple of the\ncolumn's lowest", fontsize=9)
    bar.minorticks_off()
    ticks = [tick for tick in _TIMES if tick <= worst]
    bar.set_ticks(ticks, labels=[f"{tick:g}" for tick in ticks])


def _cells(axes: Any, matrix: pd.DataFrame, values: Any, image: Any) -> None:  # noqa: ANN401 - matplotlib axes, image and an array
    digits = minor_digits(matrix.attrs.get("currency", ""))
    symbols, kinds = matrix_symbols(matrix), matrix.attrs.get("kinds", {})
    shades = image.norm(image.get_array())
    for row, lab in enumerate(matrix.index):
        for column, size in enumerate(matrix.columns):
            amount = f"{amount_text(values[row, column], digits)} {symbols[row][column]}".strip()
            known = np.isfinite(values[row, column])
            dark = known and shades[row, column] > 0.5  # noqa: PLR2004 - the middle of the scale
            ink = GREY if not known else "white" if dark else "black"
            axes.text(column, row, amount, ha="center", va="center", color=ink, fontsize=10)
            if known and kinds.get(size, {}).get(lab, "") != str(PriceKind.LAB):
                _hatch(axes, column, row, ink)
    axes.set_xticks(range(matrix.shape[1]), [safe_text(size, 14) for size in matrix.columns])
    axes.set_yticks(range(len(matrix)), [safe_name(lab) for lab in matrix.index])
    axes.set_xlabel("Size")
    axes.set_ylabel("Lab")


def _hatch(axes: Any, column: int, row: int, ink: str) -> None:  # noqa: ANN401 - matplotlib axes
    frame = Rectangle((column - 0.5, row - 0.5), 1, 1)
    frame.set(fill=False, hatch="//", edgecolor=ink, linewidth=0, alpha=0.35)
    axes.add_patch(frame)


def _notes(matrix: pd.DataFrame) -> list[str]:
    about, pairs = matrix.attrs, matrix_pairs(matrix)
    other = any(kind != str(PriceKind.LAB) for kind, _ in pairs)
    return [
        sample_note([short_name(lab) for lab in about.get("sample", [])]),
        "Hatched: not the price the lab charges" if other else "",
        f"{UNKNOWN}  not sold in this size, or price not known",
        "; ".join(matrix_explanations(matrix)),
        price_notes.UNLIKE.capitalize() if price_notes.warning(pairs) else "",
        *rate_notes(about.get("rate_days", []), about),
        str(about.get("sources", "")),
    ]
