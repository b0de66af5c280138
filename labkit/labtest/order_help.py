"""What the order contract asks again and again."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import labkit as lk
from labkit import sandbox
from labkit.errors import RefusedError, UnsupportedError
from labkit.labtest import forms

if TYPE_CHECKING:
    from labkit.api.lab import Lab


def unsold(lab: Lab) -> str:
    """Return an id of the kind the lab has, of no product in its catalog."""
    known = set(lab.products()["product_id"])
    last = max(known)
    alike = [re.sub(r"\d", digit, last) for digit in "987654321"]
    return next(made for made in [*alike, f"{last}9", f"{last}99"] if made not in known)


def calls(lab: str, since: dt.datetime) -> list[dict[str, Any]]:
    """Return what was asked of a lab's emulator since a moment, the oldest first."""
    begin = since.replace(microsecond=since.microsecond // 1000 * 1000)  # as the log writes it
    return [
        entry
        for entry in sandbox.shared().log()
        if entry["lab"] == lab and dt.datetime.fromisoformat(entry["time"]) >= begin
    ]


def errors(lab: Lab, order: Any) -> list[str]:  # noqa: ANN401 - an order, or its fields
    """Return the fields in which `check` finds errors."""
    return [problem.field for problem in lab.check(order) if problem.severity == "error"]


def meaning(intent: lk.OrderIntent) -> dict[str, Any]:
    """Return an intent's fields; crops to a ten-thousandth of the picture, as labs round them."""
    fields = intent.model_dump()
    for line in fields["lines"]:
        crop = line["crop"] or {}
        line["crop"] = {side: round(value, 4) for side, value in crop.items()}
    return fields


def choices(line: lk.Line) -> set[str]:
    """Return the option_ids of a line, without the groups some labs name with them."""
    return {option.rpartition("=")[2] for option in line.options}


def check_fields(lab: Lab, fields: list[str]) -> None:
    """Make sure that each field is one of the order's form."""
    model = lab.order_service.module.Order
    strange = [field for field in fields if not forms.has_field(model, field)]
    assert not strange, f"not in the order's form: {strange}"


def may_be_refused(operation: Any, reference: str, what: dict[str, Any]) -> None:  # noqa: ANN401 - a method
    """Cancel or reprint; the receipt is the order's own, unless the lab says no."""
    # The lab's own no is an answer: it may be too late, or too early.
    with contextlib.suppress(RefusedError, UnsupportedError):
        assert operation(reference, **what).reference == reference
