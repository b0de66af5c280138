"""The sandbox's own web page: what it plays, what was ordered, and its switches."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import labkit
from labkit.sandbox.faults import KINDS

if TYPE_CHECKING:
    import jinja2

    from labkit.sandbox.state import World

_FOLDER = Path(__file__).parent / "templates"
_STYLE = (_FOLDER / "page.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_SHOWN = 30

HEADERS = {
    # No script at all, no frame around it, forms to itself alone: names on it may be hostile.
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def render(world: World, *, notice: str = "") -> str:
    """Return the page as HTML.

    Parameters
    ----------
    world
        What it shows.
    notice
        Shown on top: why something was refused.
    """
    return _template().render(notice=notice, style=_STYLE, kinds=KINDS, **_content(world))


def _content(world: World) -> dict[str, Any]:
    orders = world.orders()
    return {
        "version": labkit.__version__,
        "origin": world.origin,
        "instance": world.instance,
        "scale": world.scale,
        "db": world.store.path,
        "labs": list(world.boxes.values()),
        "problems": world.problems,
        "counts": {lab: sum(row["lab"] == lab for row in orders) for lab in world.boxes},
        "now": world.clock.now(),
        "orders": orders[::-1][:_SHOWN],
        "orders_total": len(orders),
        "readings": world.readings(),
        "changed": _changed(world),
        "faults": world.faults.list(),
        "photos": world.shelf.list(),
        "callbacks": world.outbox.log()[::-1][:_SHOWN],
        "requests": world.log.list()[::-1][:_SHOWN],
    }


def _changed(world: World) -> dict[str, int]:
    counts = {
        lab: sum(switch["value"] != switch["choices"][0] for switch in switches.values())
        for lab, switches in world.readings().items()
    }
    return {lab: count for lab, count in counts.items() if count}


@functools.lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    import jinja2

    # Everything is escaped: product and file names, references, paths come from outside.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
