"""Where labkit keeps things: caches, snapshots, the journal. All of it for this user alone.

``LABKIT_HOME`` moves everything below one folder (tests and notebooks on shared machines).
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def cache_dir() -> Path:
    """Return the folder of what can be fetched again; made if need be, 0700."""
    home = os.environ.get("LABKIT_HOME")
    return _private(Path(home) / "cache" if home else platformdirs.user_cache_path("labkit"))


def state_dir() -> Path:
    """Return the folder of what cannot be fetched again (journal, snapshots); 0700."""
    home = os.environ.get("LABKIT_HOME")
    return _private(Path(home) / "state" if home else platformdirs.user_state_path("labkit"))


def create_private(path: Path, content: bytes, *, exist_ok: bool = False) -> None:
    """Create a file that only this user can read (0600 from its first moment on)."""
    flags = os.O_WRONLY | os.O_CREAT | (0 if exist_ok else os.O_EXCL)
    descriptor = os.open(path, flags, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(content)


def _private(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path
