"""Drafts of orders: they survive a kernel restart. They hold addresses, so 0600, and no secrets."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import secrets
from pathlib import Path
from typing import Any

from labkit import folders

_PLAIN = re.compile(r"[^a-z0-9_-]")


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


def remove(name: str) -> None:
    """Forget a draft."""
    _path(name).unlink(missing_ok=True)


def _nothing(_value: object) -> None:
    # A secret is not written down; it is asked for again.
    return None
