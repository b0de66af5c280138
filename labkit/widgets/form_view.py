"""The widget that renders a form in the browser; its content arrives by message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget

from labkit.widgets.static_fallback import FallbackMixin

_ASSETS = Path(__file__).parent / "assets"
_SCRIPTS = ("form_tools.js", "form_crop.js", "form_parts.js", "form_choices.js", "form.js")
Receive = Callable[[dict[str, Any], list[Any]], None]


class FormView(FallbackMixin, anywidget.AnyWidget):
    """Renders a form and sends back the user's input.

    It has no synced trait but its script and style: a saved notebook contains no input.

    Parameters
    ----------
    receive
        Called with each message from the browser and its binary parts.
    """

    # One module for the browser, which can load no second one from a notebook.
    _esm = "\n".join((_ASSETS / name).read_text("utf-8") for name in _SCRIPTS)
    _css = _ASSETS / "form.css"

    def __init__(self, receive: Receive) -> None:
        super().__init__()
        self._receive = receive
        self.on_msg(self._message)

    def fallback(self) -> tuple[str, str]:
        """Return the static fallback: plain text and HTML."""
        line = "Form. Run this cell to fill it in: input is never saved in the notebook."
        return line, f"<p>{line}</p>"

    def _message(self, _widget: object, content: dict[str, Any], buffers: list[Any]) -> None:
        self._receive(content, buffers or [])

    def tell(self, kind: str, buffers: list[bytes] | None = None, **content: Any) -> None:  # noqa: ANN401 - JSON
        """Send a message to every view of the form."""
        self.send({"type": kind, **content}, buffers)
