"""The embedded sandbox: a local server that emulates the labs as their API documents say.

``start`` runs one, ``shared`` returns the one of this process, ``serve`` runs one until it is
interrupted, ``openapi`` gives a lab's specification. They are loaded when they are first used, so
importing this package is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labkit.sandbox.app import openapi
    from labkit.sandbox.running_sandbox import Sandbox
    from labkit.sandbox.server import serve, shared, start

_HOME = {
    "Sandbox": "labkit.sandbox.running_sandbox",
    "openapi": "labkit.sandbox.app",
    "serve": "labkit.sandbox.server",
    "shared": "labkit.sandbox.server",
    "start": "labkit.sandbox.server",
}

__all__ = ["Sandbox", "openapi", "serve", "shared", "start"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
