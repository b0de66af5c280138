"""Finds the modules of a lab: files of its package, and what its ``client.py`` describes.

A lab may have a file for each part (``wire.py``, ``catalog.py``, ``orders.py``, ``pricing.py``), or
one ``client.py`` that holds them by name, made from data (`labkit.describe`). Where it has both,
what the part's own file defines goes before what is described.
"""

from __future__ import annotations

import importlib
import importlib.util
from types import SimpleNamespace
from typing import Any

_DESCRIBED = "client"


def has(package: str, part: str) -> bool:
    """Say whether a lab's package has a part, as a file or described; nothing of it is imported."""
    return _exists(package, part) or (
        _exists(package, _DESCRIBED) and hasattr(_load(package, _DESCRIBED), part)
    )


def load(package: str, part: str) -> Any:  # noqa: ANN401 - a module, or what is described instead
    """Import a part of a lab.

    Raises
    ------
    ImportError
        If it has no such part; whatever its file raises goes through.
    """
    if not _exists(package, _DESCRIBED):
        return _load(package, part)
    described = getattr(_load(package, _DESCRIBED), part, None)
    if described is None or not _exists(package, part):
        return _load(package, part) if described is None else described
    written = vars(_load(package, part))
    names = {name: value for name, value in written.items() if not name.startswith("__")}
    return SimpleNamespace(**{**vars(described), **names})


def _load(package: str, part: str) -> Any:  # noqa: ANN401 - a module
    return importlib.import_module(f"{package}.{part}")


def _exists(package: str, part: str) -> bool:
    try:
        return importlib.util.find_spec(f"{package}.{part}") is not None
    except ImportError:
        return False
