"""Order drafts survive a kernel restart. They contain addresses, so mode 0600, and no secrets."""

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
    """Save a draft atomically."""
    path = _path(name)
    saved = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    content = json.dumps({**draft, "saved": saved}, default=_nothing).encode()
    temporary = path.with_suffix(f".{secrets.token_hex(4)}.tmp")
    folders.create_private(temporary, content)
    os.replace(temporary, path)  # noqa: PTH105 - the one call that replaces at once


def load(name: str) -> dict[str, Any] | None:
    """Return a draft; None if it is missing or unreadable."""
    try:
        found = json.loads(_path(name).read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("value"), dict) else None


def newest(name: str) -> str:
    """Return the newest draft's name that equals or starts with `name`; `name` if there is none."""
    first_path = _path(name)
    found = [first_path, *first_path.parent.glob(f"{first_path.stem}-*.json")] if name else []
    return max(found, key=_modified).stem if any(map(_modified, found)) else name


def remove(name: str) -> None:
    """Delete a draft."""
    _path(name).unlink(missing_ok=True)


def prune() -> None:
    """Delete drafts older than 90 days, and photos that no draft uses."""
    kept = ""
    for path in _path("x").parent.glob("*.json"):
        if _expired(path):
            path.unlink(missing_ok=True)
        else:
            kept += _text(path)
    for folder in (_path("x").parent / "photos").glob("*"):
        if _expired(folder) and folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


# Another kernel may prune at the same time: a missing file has no age.


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
    # Secrets are never stored; the form asks for them again.
    return None
