"""The one place that talks HTTP: cached reads, writes sent once, secrets, deadlines, limits.

Its names are loaded when they are first used: a catalog that was kept needs no HTTP.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labkit.http.client import Client
    from labkit.http.messages import Answer, Call, ErrorBody, Outgoing, Page
    from labkit.http.probe import read_index

__all__ = ["Answer", "Call", "Client", "ErrorBody", "Outgoing", "Page", "read_index"]

_HOME = {"Client": "client", "read_index": "probe"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name not in __all__:
        raise AttributeError(f"module 'labkit.http' has no attribute {name!r}")
    return getattr(importlib.import_module(f"labkit.http.{_HOME.get(name, 'messages')}"), name)
