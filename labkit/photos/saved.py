"""Pictures that labkit keeps for the user: uploads, and copies that were made of a file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from labkit import folders

_LONGEST = 60


def save_picture(name: str, content: bytes) -> Path:
    """Save a picture, readable by this user only; return its path.

    The same name and content are one file. What no draft uses is deleted after 90 days.
    """
    digest = hashlib.sha256(content).hexdigest()[:12]
    plain = "".join(c if c.isalnum() or c in "-_." else "_" for c in Path(name).name)[-_LONGEST:]
    path = folders.make_private(_folder() / digest) / (plain.lstrip(".") or "photo.jpg")
    folders.create_private(path, content, exist_ok=True)
    return path


def is_saved(path: str) -> bool:
    """Return whether `save_picture` wrote a file: its folder is not shown."""
    return _folder() in Path(path).parents


def _folder() -> Path:
    folders.make_private(folders.state_dir() / "drafts")
    return folders.make_private(folders.state_dir() / "drafts" / "photos")
