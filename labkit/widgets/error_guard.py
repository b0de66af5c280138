"""Shows exceptions of callbacks to the user; ipywidgets alone would hide them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from labkit.errors import LabkitError


def error_text(error: BaseException) -> str:
    """Return an exception's message for the user."""
    if isinstance(error, LabkitError):
        return str(error)
    return f"This is a bug in labkit: {type(error).__name__}: {error}"


@contextlib.contextmanager
def report_errors(show: Callable[[str], object]) -> Iterator[None]:
    """Pass an exception's message to `show` instead of raising it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - any exception has to be seen
        show(error_text(error))
