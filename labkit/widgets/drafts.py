"""Drafts of orders: they survive a kernel restart. They hold addresses, so 0600, and no secrets."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import secrets
import shutil
import time
from pathlib import Path
from typing import Any

from labkit import folders

_PLAIN = re.compile(r"[^a-z0-9_-]")
_DAYS = 90


def _path(name: str) -> Path:
    folder = folders.state_dir() / "drafts"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{_PLAIN.sub('_', name.lower())}.json"


def save(name: str, draft: dict[str, Any]) -> None:
    """Keep a draft; the old one stays until the new one is whole."""
    path = _path(name)
    saved = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    content = json.dumps({**draft, "saved": saved}, default=_nothing).encode()
    beside = path.with_suffix(f".{secrets.token_hex(4)}.tmp")
    folders.create_private(beside, content)
    os.replace(beside, path)  # noqa: PTH105 - the one call that replaces at once


def load(name: str) -> dict[str, Any] | None:
    """Return a draft; None where there is none, or it cannot be read."""
    try:
        found = json.loads(_path(name).read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("value"), dict) else None


def newest(name: str) -> str:
    """Return the name of the newest draft that is called so, or begins so; itself if none is."""
    own = _path(name)
    found = [own, *own.parent.glob(f"{own.stem}-*.json")] if name else []
    return max(found, key=_modified).stem if any(map(_modified, found)) else name


def remove(name: str) -> None:
    """Forget a draft."""
    _path(name).unlink(missing_ok=True)


def prune() -> None:
    """Forget drafts, and pictures of none, that nobody touched for long: they hold addresses."""
    kept = ""
    for path in _path("x").parent.glob("*.json"):
        if _expired(path):
            path.unlink(missing_ok=True)
        else:
            kept += _text(path)
    for folder in (_path("x").parent / "photos").glob("*"):
        if _expired(folder) and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


# Another kernel may tidy at the same time: what is gone is neither old nor new.


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _expired(path: Path) -> bool:
    touched = _modified(path)
    return bool(touched) and time.time() - touched > _DAYS * 86_400


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _nothing(_value: object) -> None:
    # A secret is not written down; it is asked for again.
    return None
