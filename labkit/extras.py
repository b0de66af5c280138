"""Optional dependencies: what an extra installs, and the error where it is missing."""

from __future__ import annotations

import importlib.util

from labkit.errors import LabkitError


def need(module: str, name: str, extra: str) -> None:
    """Check that a dependency of an extra is installed.

    Parameters
    ----------
    module
        What is imported.
    name
        What it is called.
    extra
        Of labkit; it brings it.

    Raises
    ------
    LabkitError
        If it is not there.
    """
    if importlib.util.find_spec(module) is None:
        raise LabkitError(
            f"{name} is not installed",
            hint=f"install it with: python -m pip install 'labkit[{extra}]'",
        )
