"""A pane of HTML that is sent, not kept: a notebook that is saved holds nothing of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget

from labkit.widgets.html_table import failure

if TYPE_CHECKING:
    from collections.abc import Callable

_ASSETS = Path(__file__).parent / "assets"


class Shown(anywidget.AnyWidget):
    """Shows HTML that is sent by message, and says which of its controls was used.

    Parameters
    ----------
    answer
        Called with the control's name, its key and its value. An exception of it is shown above
        the HTML, where the person looks.
    """

    _esm = _ASSETS / "shown.js"
    _css = _ASSETS / "shown.css"

    def __init__(self, answer: Callable[[str, str, str], None] | None = None) -> None:
        super().__init__()
        self.html = ""
        self._answer = answer
        self.on_msg(self._take)

    def show(self, html: str) -> None:
        """Show HTML in place of what is shown; whoever makes it has escaped every text in it."""
        self.html = html
        self.send({"kind": "html", "html": html})

    def download(self, name: str, content: bytes, kind: str) -> None:
        """Let the browser save a file."""
        self.send({"kind": "file", "name": name, "type": kind}, buffers=[content])

    def _take(self, _widget: object, content: Any, _buffers: object) -> None:  # noqa: ANN401 - what the page sends
        if not isinstance(content, dict):
            return
        name, key, value = (str(content.get(part, "")) for part in ("do", "key", "value"))
        if name == "hello":
            self.show(self.html)
        elif self._answer is not None:
            try:
                self._answer(name, key, value)
            except Exception as error:  # noqa: BLE001 - a lab's broken module must not take the others with it
                self.show(failure(error) + self.html)
