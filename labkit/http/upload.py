"""A file as it leaves with a call: whole, and the very content that was meant."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from labkit.errors import PhotoError

if TYPE_CHECKING:
    from pathlib import Path

    from labkit.http.messages import Call


def read_file(call: Call, path: Path, *, lab: str) -> bytes:
    """Return the content of the file that goes with a call.

    Raises
    ------
    PhotoError
        If it cannot be read, or is not the content that was meant; nothing is sent.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PhotoError(
            f"{path.name!r} cannot be read: {error.strerror}",
            lab=lab,
            call=str(call),
            hint="check its path and its permissions",
        ) from error
    if call.file_sha256 not in {"", hashlib.sha256(content).hexdigest()}:
        raise changed(path.name, lab=lab, call=str(call))
    return content


def changed(name: str, *, lab: str, call: str) -> PhotoError:
    """Return the error for a file that is not what it was when the order was made."""
    return PhotoError(
        f"{name!r} was changed while the order was being submitted; it was not sent",
        lab=lab,
        call=call,
        hint="submit the order again",
    )
