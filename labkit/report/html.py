"""A report as one self-contained HTML file; all text is escaped."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup

from labkit import plots
from labkit.display.styles import UNKNOWN
from labkit.report import tables
from labkit.report.charts import draw_charts
from labkit.report.content import Content, clean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_REM_PER_INCH = 7
_FOLDER = Path(__file__).parent / "templates"


def render(content: Content, *, paper: bool = False) -> str:
    """Return a report as HTML.

    Parameters
    ----------
    content
        What `labkit.report.content.gather` put together.
    paper
        Lay it out for pages, not for a screen.
    """
    shown = content.photo_fit
    return _template().render(
        content=content,
        paper=paper,
        style=Markup(_style(paper=paper)),  # noqa: S704 - labkit's own file, nothing is put into it
        unknown=UNKNOWN,
        matrix=tables.matrix(content.matrix),
        parts=tables.QUOTE_PARTS.values(),
        quotes=[] if content.quotes is None else tables.quotes(content.quotes),
        sharpness=tables.sharpness(shown.first) if shown else [],
        tables=[tables.offers(size, frame, content) for size, frame in content.comparisons.items()],
        pictures=_charts(content),
    )


def _charts(content: Content) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for chart in draw_charts(content):
        picture = {"title": chart.title, "alt": chart.alt_text, "source": _embedded(chart.figure)}
        # One scale for all charts, so that their fonts have one size.
        picture["width"] = f"{chart.figure.get_figwidth() * _REM_PER_INCH:.1f}rem"
        found.setdefault(chart.section, []).append(picture)
    return found


def _embedded(figure: Figure) -> str:
    body = base64.b64encode(plots.to_bytes(figure, "svg")).decode()
    return f"data:image/svg+xml;base64,{body}"


@lru_cache(maxsize=2)
def _style(*, paper: bool) -> str:
    names = ["report.css", *(["paper.css"] if paper else [])]
    return "\n".join((_FOLDER / name).read_text("utf-8") for name in names)


@lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clean"] = clean
    return environment.get_template("report.html")
