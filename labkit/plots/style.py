"""Style of labkit's charts: colour-blind safe colours and markers, escaped text."""

from __future__ import annotations

import io
import itertools
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from labkit.display.sources import LONGEST, short_name, shorten
from labkit.plain_text import clean

# Okabe and Ito's colours, but for the yellow that white paper swallows. Shapes differ too, and
# their numbers have no common factor: 7 x 12 labs look different, in print without colours 12 do.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "*")
GREY = "#595959"
BAND = "#f4f4f4"
SMALL = 8
_LEGEND_COLUMNS = 6
_LEGEND_SIZE = 9
_TITLE_SIZE = 12
# What an entry needs beside its words [in].
_LEGEND_SIGN = 0.55
# Legends have at most so many entries, and the number of the others.
MOST_ENTRIES = 24
_LINE = 1.35
_MISSING = "\u25a1"
_LOG_FROM = 5.0
_MANY_DECADES = 1000.0


class Plot(Figure):
    """A matplotlib figure that notebooks display, without pyplot state."""

    def _repr_png_(self) -> bytes:
        return to_bytes(self, "png")


def to_bytes(figure: Figure, kind: str) -> bytes:
    """Return a figure as a file: ``"svg"`` (with its letters as shapes), ``"png"`` or ``"pdf"``."""
    buffer = io.BytesIO()
    # No date and a fixed salt: the same figure gives the same file.
    metadata: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
    with rc_context({"svg.fonttype": "path", "svg.hashsalt": "labkit"}):
        figure.savefig(buffer, format=kind, dpi=144, metadata=metadata)
    return buffer.getvalue()


def safe_text(text: object, longest: int = LONGEST) -> str:
    """Return text that matplotlib draws literally: no math, no control characters.

    Characters the font lacks become a box; what is too long ends in an ellipsis.
    """
    kept = clean(str(text)).strip()
    known = "".join(letter if _can_draw(letter) else _MISSING for letter in kept)
    return shorten(known, longest).replace("$", r"\$")


def safe_name(name: object) -> str:
    """Return a lab's name as `safe_text` does; long names lose their middle."""
    return safe_text(short_name(name))


@lru_cache(maxsize=4096)
def _can_draw(letter: str) -> bool:
    return bool(_font(findfont(FontProperties())).get_char_index(ord(letter)))


@lru_cache(maxsize=8)
def _font(path: str) -> Any:  # noqa: ANN401 - matplotlib's own font object
    return get_font(path)


def colour(place: int) -> str:
    """Return a lab's colour by its index among the sorted names."""
    return COLOURS[place % len(COLOURS)]


def marker(place: int) -> str:
    """Return a lab's marker by its index among the sorted names."""
    return MARKERS[place % len(MARKERS)]


def marker_style(place: int, *, hollow: bool) -> dict[str, Any]:
    """Return a lab's marker style; hollow for prices the lab does not charge."""
    return {
        "linestyle": "none",
        "marker": marker(place),
        "color": colour(place),
        "markerfacecolor": "white" if hollow else colour(place),
        "markeredgecolor": colour(place),
        "markeredgewidth": 1.4,
    }


def add_header(figure: Figure, title: str, entries: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Add a title and a legend above a figure, which grows by their height.

    Parameters
    ----------
    figure
        The figure.
    title
        Cut where the figure is not wide enough.
    entries
        The words and the style of each; beyond `MOST_ENTRIES` only their number is shown.
    """
    # One more takes no more room than to say that there is one more.
    shown = entries if len(entries) == MOST_ENTRIES + 1 else entries[:MOST_ENTRIES]
    handles = [Line2D([], [], markersize=7, **style) for _, style in shown]
    labels = [label for label, _ in shown]
    if len(entries) > len(shown):
        handles.append(Line2D([], [], linestyle="none"))
        labels.append(f"and {len(entries) - len(shown):,} more")
    add_legend(figure, title, handles, labels)


def add_legend(figure: Figure, title: str, handles: Sequence[Any], labels: Sequence[str]) -> None:
    """Add a title and a legend above a figure, in as many columns as fit."""
    shown = _to_width(figure, safe_text(title, 90))
    if not labels:
        add_height(figure, 0.35)
        figure.suptitle(shown, x=0.01, ha="left", fontsize=_TITLE_SIZE, fontweight="bold")
        return
    widest = max(text_inches(label, _LEGEND_SIZE) for label in labels) + _LEGEND_SIGN
    columns = max(1, min(_LEGEND_COLUMNS, len(labels), int((figure.get_figwidth() - 0.3) / widest)))
    add_height(figure, 0.35 + 0.24 * -(-len(labels) // columns))
    # A label that begins with "_" would be left out of a legend: texts are put in afterwards.
    # The title is the legend's, so that neither can lie on the other.
    box = figure.legend(
        list(handles),
        ["lab"] * len(labels),
        title=shown,
        title_fontproperties={"size": _TITLE_SIZE, "weight": "bold"},
        alignment="left",
        loc="outside upper left",
        ncols=columns,
        frameon=False,
        fontsize=_LEGEND_SIZE,
    )
    for text, label in zip(box.get_texts(), labels, strict=True):
        text.set_text(label)


def text_inches(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text [in]."""
    font = FontProperties(size=size, weight="bold" if bold else "normal")
    plainly = text.replace(r"\$", "$")
    width, _, _ = text_to_path.get_text_width_height_descent(plainly, font, ismath=False)
    return float(width) / 72


def _to_width(figure: Figure, title: str) -> str:
    room = figure.get_figwidth() - 0.2
    while len(title) > 1 and text_inches(title, _TITLE_SIZE, bold=True) > room:
        title = title.removesuffix("…")[:-1].rstrip("\\ ,") + "…"
    return title


def add_footnotes(figure: Figure, notes: Sequence[str]) -> None:
    """Add wrapped notes below a figure, which grows by their height."""
    # About 15 letters of this size go into an inch.
    width = int(figure.get_figwidth() * 15)
    lines = [line for note in notes if note for line in textwrap.wrap(safe_text(note, 2000), width)]
    figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=SMALL, color=GREY)
    add_height(figure, len(lines) * SMALL * _LINE / 72)


def add_height(figure: Figure, inches: float) -> None:
    """Increase a figure's height, so that its axes keep theirs."""
    figure.set_figheight(figure.get_figheight() + inches)


def price_scale(axis: Any, low: float, high: float, room: float = 0.05) -> None:  # noqa: ANN401 - an XAxis or YAxis
    """Scale an axis of amounts: linear from 0, or logarithmic for a wide range.

    Parameters
    ----------
    axis
        The axis.
    low, high
        The amounts go from here to there.
    room
        What a logarithmic axis leaves free below them, as a part of its length.
    """
    set_limits = axis.axes.set_xlim if axis.axis_name == "x" else axis.axes.set_ylim
    set_scale = axis.axes.set_xscale if axis.axis_name == "x" else axis.axes.set_yscale
    if low <= 0 or high / low <= _LOG_FROM:
        set_limits(0, high * 1.08 or 1)
        return
    set_scale("log")
    spread = high / low
    set_limits(low / spread**room, high * spread**0.05)
    axis.set_major_locator(LogLocator(subs=(1, 2, 5) if spread < _MANY_DECADES else (1,)))
    axis.set_major_formatter(FuncFormatter(lambda amount, _: f"{amount:,g}"))
    axis.set_minor_formatter(NullFormatter())


def area_scale(axis: Any, low: float, high: float) -> None:  # noqa: ANN401 - an XAxis
    """Scale an axis of areas: close to the data, or as `price_scale` for a wide range."""
    if low > 0 and high / low <= _LOG_FROM:
        room = max((high - low) * 0.2, high * 0.05)
        axis.axes.set_xlim(max(low - room, 0), high + room)
        return
    price_scale(axis, low, high)


def draw_empty(figure: Figure, axes: Any, reason: str) -> None:  # noqa: ANN401 - matplotlib axes
    """Show a reason in place of an empty chart."""
    axes.set_axis_off()
    axes.text(0.5, 0.5, safe_text(reason, 200), ha="center", va="center", fontsize=11, color=GREY)
    figure.set_figheight(1.0)


def spread_labels(places: Sequence[float], least: float, top: float) -> list[float]:
    """Return positions moved apart to at least `least`, none above `top`."""
    order = sorted(range(len(places)), key=lambda at: places[at])
    moved = list(places)
    for low, high in itertools.pairwise(order):
        moved[high] = max(moved[high], moved[low] + least)
    # What was pushed over the top pushes the others down again.
    for at in order[-1:]:
        moved[at] = min(moved[at], top)
    for high, low in itertools.pairwise(reversed(order)):
        moved[low] = min(moved[low], moved[high] - least)
    return moved
