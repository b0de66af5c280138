"""How the emulator says no: an object `errors` that names each field and why.

The document has no sample of an error. It calls a list's answer an "object containing information
on any errors" and says that the message "should indicate which one and why", so an error is
``{"errors": {"<field>": "<why>"}}`` here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from labkit.providers.printofoto.sandbox.model import Resource

BAD_REQUEST = 400
UNAUTHORIZED = 401
FORBIDDEN = 403
NOT_FOUND = 404


class Refusal(Exception):  # noqa: N818 - it is an answer, not a failure of the sandbox
    """A request the lab refuses.

    Attributes
    ----------
    status
        The status code.
    errors
        Field → what is wrong with it.
    """

    def __init__(self, status: int, errors: Mapping[str, str]) -> None:
        super().__init__(f"{status}: {dict(errors)}")
        self.status = status
        self.errors = dict(errors)


def not_found(resource: Resource, number: str) -> Refusal:
    """Return the refusal for an id that stands for nothing."""
    return Refusal(NOT_FOUND, {"id": f"{resource.title} {number[:40]!r} was not found"})
