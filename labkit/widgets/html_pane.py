"""A pane whose HTML is sent by message and never saved in the notebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget

from labkit.widgets.html_elements import error_box

if TYPE_CHECKING:
    from collections.abc import Callable

_ASSETS = Path(__file__).parent / "assets"


class HtmlPane(anywidget.AnyWidget):
    """Shows HTML and reports which of its controls was used.

    Parameters
    ----------
    on_action
        Called with the control's name, its key and its value. An exception of it is shown above
        the HTML, where the person looks.
    """

    _esm = _ASSETS / "html_pane.js"
    _css = _ASSETS / "html_pane.css"

    def __init__(self, on_action: Callable[[str, str, str], None] | None = None) -> None:
        super().__init__()
        self.html = ""
        self._on_action = on_action
        self.on_msg(self._receive)

    def show(self, html: str) -> None:
        """Replace the HTML; the caller has escaped all text in it."""
        self.html = html
        self.send({"kind": "html", "html": html})

    def download(self, name: str, content: bytes, kind: str) -> None:
        """Let the browser save a file."""
        self.send({"kind": "file", "name": name, "type": kind}, buffers=[content])

    def _receive(self, _widget: object, content: Any, _buffers: object) -> None:  # noqa: ANN401 - what the page sends
        if not isinstance(content, dict):
            return
        name, key, value = (str(content.get(part, "")) for part in ("action", "key", "value"))
        if name == "ready":
            self.show(self.html)
        elif self._on_action is not None:
            try:
                self._on_action(name, key, value)
            except Exception as error:  # noqa: BLE001 - an error in a callback is seen by nobody else
                self.show(error_box(error) + self.html)
