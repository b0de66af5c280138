"""Progress bars in terminals and notebooks."""

from __future__ import annotations

import os
from typing import Any


def in_voila() -> bool:
    """Return whether this kernel serves a page of Voila."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


def bar(read: Any = None, *, disabled: bool = False, **terms: Any) -> Any:  # noqa: ANN401 - what tqdm takes and gives
    """Return a tqdm progress bar; hidden if `disabled`, without a terminal or notebook, in Voila.

    It stays when it is done: a saved notebook would otherwise refer to a widget that is gone. A
    page of Voila is shown only when its cells have run.
    """
    from tqdm.auto import tqdm

    return tqdm(read, disable=True if disabled or in_voila() else None, **terms)
