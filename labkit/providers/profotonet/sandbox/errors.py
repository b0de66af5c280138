"""The lab's form of an error (document 003, "Response error" and "Resultcodes")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

# Notes, 12: "400 Invalid parameters" and "422 Incorrect parameters" overlap. Read apart, 400 is an
# invalid field and 422 one that does not fit the catalog or the other fields.
_CODES: dict[str, dict[int, int]] = {
    "split": {},
    "always-400": {422: 400},
    "always-422": {400: 422},
}


def error_form(refusal: Refusal, readings: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """Return the status and the body of an error.

    The document's table names ``errors`` twice, the second time as "the orderid assigned to the
    order", and then ``status``; its sample has the list alone. Switch error_body: ``"list"`` is
    the sample; ``"with-order"`` adds both if the refusal has an ``order``. Switch error_codes
    chooses the status.
    """
    from labkit.sandbox.json_wire import BodyError

    if isinstance(refusal, BodyError):
        ((field, words),) = refusal.faults
        refusal = Refusal(400, {field.lower(): f"Invalid parameter: {words}"})
    errors = [
        {"field": fault.field, "message": fault.message}
        if fault.field
        else {"field": "request", "message": fault.message.capitalize()}
        for fault in refusal.faults
    ]
    order = refusal.more.get("order", {}) if readings["error_body"] == "with-order" else {}
    status = _CODES[readings["error_codes"]].get(refusal.status, refusal.status)
    return status, {"errors": errors, **order}
