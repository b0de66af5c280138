"""The sandbox's web page: its labs, orders and switches."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.sandbox.faults import KINDS
from labkit.version import __version__

if TYPE_CHECKING:
    import jinja2

    from labkit.sandbox.state import SandboxState

_FOLDER = Path(__file__).parent / "templates"
_STYLE = (_FOLDER / "page.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_SHOWN = 30

HEADERS = {
    # No scripts, no framing, forms to itself only: names on it may be hostile.
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def render(state: SandboxState, *, notice: str = "") -> str:
    """Render the page as HTML.

    Parameters
    ----------
    state
        The sandbox.
    notice
        Shown at the top: why an action was refused.
    """
    return _template().render(notice=notice, style=_STYLE, kinds=KINDS, **_content(state))


def _content(state: SandboxState) -> dict[str, Any]:
    orders = state.orders()
    return {
        "version": __version__,
        "origin": state.origin,
        "instance": state.instance,
        "scale": state.scale,
        "db": state.store.path,
        "labs": list(state.contexts.values()),
        "problems": state.problems,
        "counts": {lab: sum(row["lab"] == lab for row in orders) for lab in state.contexts},
        "now": state.clock.now(),
        "orders": orders[::-1][:_SHOWN],
        "orders_total": len(orders),
        "readings": state.readings(),
        "changed": _changed(state),
        "faults": state.faults.list(),
        "photos": state.photos.list(),
        "callbacks": state.outbox.log()[::-1][:_SHOWN],
        "requests": state.log.list()[::-1][:_SHOWN],
    }


def _changed(state: SandboxState) -> dict[str, int]:
    counts = {
        lab: sum(switch["value"] != switch["choices"][0] for switch in switches.values())
        for lab, switches in state.readings().items()
    }
    return {lab: count for lab, count in counts.items() if count}


@functools.lru_cache(maxsize=1)
def _template() -> jinja2.Template:
    import jinja2

    # Everything is escaped: product and file names, references and paths are untrusted.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
