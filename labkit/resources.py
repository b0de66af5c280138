"""Where the files are that come with labkit: sample data, notebooks, documentation."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from labkit.version import __version__

_PACKAGE = Path(__file__).resolve().parent


def data_dir() -> Path:
    """Return the folder of the sample data.

    Returns
    -------
    pathlib.Path
        ``labkit/_data`` of an installed wheel, ``data`` at the top of a checkout.

    Raises
    ------
    FileNotFoundError
        If this installation has neither.
    """
    return _folder("data")


def notebooks_dir() -> Path:
    """Return the folder of the notebooks.

    Returns
    -------
    pathlib.Path
        ``labkit/_notebooks`` of an installed wheel, ``notebooks`` at the top of a checkout.

    Raises
    ------
    FileNotFoundError
        If this installation has neither.
    """
    return _folder("notebooks")


def docs_dir() -> Path:
    """Return the folder of the documentation's sources.

    Returns
    -------
    pathlib.Path
        ``labkit/_docs`` of an installed wheel, ``docs`` at the top of a checkout.

    Raises
    ------
    FileNotFoundError
        If this installation has neither.
    """
    return _folder("docs")


@functools.lru_cache(maxsize=8)
def sample_hash(scale: int | None = None) -> str:
    """Return a short hash that tells sample data, their scale and labkit's version from others.

    What was read from one sandbox is good for every sandbox that serves the same samples.
    """
    digest = hashlib.sha256(f"{__version__} {scale}".encode())
    folder = data_dir()
    for path in sorted(folder.rglob("*.json")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _folder(name: str) -> Path:
    # The wheel first: next to an installed package, a folder "data" is another package's.
    for folder in (_PACKAGE / f"_{name}", _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"this installation of labkit lacks its {name} folder; reinstall labkit's wheel or "
        "work from a complete checkout"
    )
