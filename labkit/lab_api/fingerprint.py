"""A short digest of a lab's package: what was kept by another version of it is not served."""

from __future__ import annotations

import hashlib
import importlib.util
from functools import lru_cache
from pathlib import Path

_COMPILED = "__pycache__"


@lru_cache(maxsize=64)
def package_digest(package: str) -> str:
    """Return a digest of all files of a package, read once a process; "" where it has none."""
    digest = hashlib.blake2b(digest_size=8)
    for name, path in _files(package):
        content = path.read_bytes()
        digest.update(f"{name} {len(content)} ".encode() + content)
    return digest.hexdigest()


def _files(package: str) -> list[tuple[str, Path]]:
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):
        return []
    if spec is None:
        return []
    if not spec.submodule_search_locations:
        return [(package, Path(spec.origin))] if spec.origin and Path(spec.origin).is_file() else []
    homes = [Path(home) for home in spec.submodule_search_locations]
    return sorted(
        (path.relative_to(home).as_posix(), path)
        for home in homes
        for path in home.rglob("*")
        if path.is_file() and _COMPILED not in path.parts
    )
