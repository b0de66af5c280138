"""How Bephoto's emulator writes answers, by the switches' readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from labkit.providers.bephoto.sandbox.orders import SHIPPING_METHOD, total_cents

if TYPE_CHECKING:
    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.refusals import Refusal
    from labkit.sandbox.state_store import Document


def error_form(refusal: Refusal, readings: Mapping[str, str]) -> tuple[int, dict[str, str]]:
    """Write an error the documented way, ``{"error": …}``; its status by ``error_status``."""
    return 200 if readings["error_status"] == "200" else refusal.status, {"error": refusal.text}


def order_record(context: EmulatorContext, found: Document) -> dict[str, Any]:
    """Write an order the way answers show it."""
    body = found.body
    charged = context.readings["charged_total"]
    totals = dict.fromkeys(("totalorder", "totalcost"), body["cents"] / 100)
    totals[charged] = total_cents(body) / 100
    record = {
        "idorder": found.id,
        "datestart": _stamp(context, body["datestart"]),
        **totals,
        "dateconfirmation": _stamp(context, body["dateconfirmation"]),
        "dateprocessed": _stamp(context, body["dateprocessed"]),
        "shippingmethod": SHIPPING_METHOD,
        "metadata": body["metadata"],
    }
    return as_text(record) if context.readings["number_format"] == "text" else record


def as_text(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Write every number in a JSON value as text."""
    if isinstance(value, dict):
        return {name: as_text(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    return str(value) if isinstance(value, (int, float)) else value


def _stamp(context: EmulatorContext, moment: str | None) -> str | int | None:
    if moment is None:
        return "" if context.readings["unset_dates"] == "empty" else None
    aware = dt.datetime.fromisoformat(moment)
    if context.readings["timestamp_format"] == "unix":
        return int(aware.timestamp())
    return f"{aware:%Y-%m-%d %H:%M:%S}"
