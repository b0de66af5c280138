"""The lab's form of an error; the documents show none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from labkit.sandbox.refusals import Refusal

_INVALID_FIELDS = 422


def error_form(refusal: Refusal, _readings: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """Return an error's status and body: ``{"errors": {field: […]}}`` for an order's fields.

    Any other call is refused as a whole: ``{"error": "…"}``.
    """
    if refusal.status == _INVALID_FIELDS and all(fault.field for fault in refusal.faults):
        return refusal.status, {"errors": refusal.fields}
    return refusal.status, {"error": refusal.text}
