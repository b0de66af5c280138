"""Progress bars, where somebody can see them move."""

from __future__ import annotations

import os
from typing import Any


def in_voila() -> bool:
    """Say whether this kernel belongs to a page of Voila."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


def bar(read: Any = None, *, off: bool = False, **terms: Any) -> Any:  # noqa: ANN401 - what tqdm takes and gives
    """Return tqdm's bar; it shows nothing where nobody looks, if it is `off`, and in Voila.

    It stays when it is done: of one that goes, a notebook that is saved, or exported, keeps the
    mark of a widget that cannot be found. A page of Voila is shown when its cells have run, so
    there it would be just that.
    """
    from tqdm.auto import tqdm

    return tqdm(read, disable=True if off or in_voila() else None, **terms)
