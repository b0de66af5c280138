"""Print resolution of a photo by size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from labkit import frames
from labkit.display.sources import short_name, sources
from labkit.display.styles import sample_note
from labkit.photos.fit import SOFT, VERDICTS, parse_ppi
from labkit.photos.picture import GOOD_PPI
from labkit.plots.style import (
    GREY,
    SMALL,
    Plot,
    add_footnotes,
    add_header,
    draw_empty,
    marker_style,
    price_scale,
    safe_name,
)

if TYPE_CHECKING:
    import pandas as pd

_MOST_POINTS = 2000


def ppi_by_size(fit: pd.DataFrame, *, min_ppi: float | None = None) -> Plot:
    """Draw a photo's resolution (ppi) on every product against its longer side.

    Parameters
    ----------
    fit
        What ``Catalog.fit`` gave.
    min_ppi
        The resolution that counts as good, by default the frame's.

    Returns
    -------
    matplotlib.figure.Figure
        Both axes may be logarithmic; lines stand where good ends and where soft ends.

    Raises
    ------
    ColumnError, InputError
        If the frame is none of ``Catalog.fit``, or `min_ppi` is no number over 0.
    """
    frames.check(fit, frames.FIT)
    good = parse_ppi(fit.attrs.get("min_ppi", GOOD_PPI) if min_ppi is None else min_ppi)
    labs = sorted(fit["lab"].unique())
    known = fit[fit["ppi"].notna()]
    figure = Plot(figsize=(8, 4), layout="constrained")
    axes = figure.add_subplot()
    if known.empty:
        draw_empty(figure, axes, "nothing to draw: no product has a known size")
    else:
        _scatter(axes, known, labs, good)
    shown = [lab for lab in labs if (known["lab"] == lab).any()]
    entries = [(safe_name(lab), _style_of(labs, lab)) for lab in shown]
    add_header(figure, f"Print resolution by size{_of(fit)}", entries)
    add_footnotes(figure, _notes(fit, known, good))
    return figure


def _scatter(axes: Any, known: pd.DataFrame, labs: list[str], good: float) -> None:  # noqa: ANN401 - matplotlib axes
    sides = known[["width_mm", "height_mm"]].to_numpy("float64").max(axis=1) / 10
    ppi = known["ppi"].to_numpy("float64")
    price_scale(axes.xaxis, sides.min(), sides.max())
    price_scale(axes.yaxis, min(ppi.min(), SOFT * good), max(ppi.max(), good))
    for place, lab in enumerate(labs):
        mine = (known["lab"] == lab).to_numpy(bool)
        at = np.unique(np.column_stack([sides[mine], ppi[mine]]).round(2), axis=0)
        many = len(at) > _MOST_POINTS
        # Labs sell the same sizes: what lies below must show through, and round the edge.
        style = {"markersize": 2.5 if many else max(8 - place, 4), "rasterized": many}
        axes.plot(at[:, 0], at[:, 1], **_style_of(labs, lab) | style)
    left = _is_left_free(sides, ppi, good)
    _line(axes, good, "-", f"good: {good:g} ppi or more", left=left)
    _line(axes, SOFT * good, "--", f"soft: {SOFT * good:g} ppi or more", left=left)
    axes.set_xlabel("Longer side of the print [cm]")
    axes.set_ylabel("Resolution with the print filled [ppi]")
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _style_of(labs: list[str], lab: str) -> dict[str, Any]:
    return marker_style(labs.index(lab), hollow=False) | {"markerfacecolor": "none"}


def _is_left_free(sides: Any, ppi: Any, good: float) -> bool:  # noqa: ANN401 - arrays
    # Where the points come down to the lines there is no room for words.
    near = (ppi > SOFT * good * 0.8) & (ppi < good * 1.4)
    return not near.any() or bool(np.median(sides[near]) > np.median(sides))


def _line(axes: Any, ppi: float, dashes: str, words: str, *, left: bool) -> None:  # noqa: ANN401 - matplotlib axes
    axes.axhline(ppi, color="black", linewidth=1.2, linestyle=dashes, zorder=1)
    place = {"xytext": (4 if left else -4, 3), "textcoords": "offset points", "va": "bottom"}
    place["ha"] = "left" if left else "right"
    at = (0.0 if left else 1.0, ppi)
    # The words stand on paper: points would otherwise shine through them.
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1}
    axes.annotate(
        words,
        at,
        xycoords=axes.get_yaxis_transform(),
        fontsize=SMALL,
        color=GREY,
        bbox=box,
        **place,
    )


def _of(fit: pd.DataFrame) -> str:
    pixels = fit.attrs.get("pixels")
    return f", photo of {pixels[0]:,} x {pixels[1]:,} pixels" if pixels else ""


def _notes(fit: pd.DataFrame, known: pd.DataFrame, good: float) -> list[str]:
    counts = {verdict: int((fit["verdict"] == verdict).sum()) for verdict in VERDICTS[:3]}
    verdicts = ", ".join(f"{count:,} {verdict}" for verdict, count in counts.items())
    left = len(fit) - len(known)
    same_minimum = fit.attrs.get("min_ppi", good) == good
    return [
        sample_note([short_name(lab) for lab in fit.attrs.get("sample", [])]),
        f"Products: {verdicts}" if same_minimum else "",
        f"Not shown, without a known size: {left:,}" if left else "",
        sources(known),
    ]
