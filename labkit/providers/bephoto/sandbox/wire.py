"""How Bephoto's emulator reads bodies and writes answers, by the switches' readings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from labkit.providers.bephoto.sandbox.orders import SHIPPING_METHOD, Refusal, total_cents
from labkit.sandbox import json_wire

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from labkit.sandbox.emulator import Box
    from labkit.sandbox.state_store import Document

_Model = TypeVar("_Model", bound=BaseModel)


def read(
    model: type[_Model], request: Request, raw: bytes, *, empty: dict[str, Any] | None = None
) -> _Model:
    """Read a body as the model says.

    Raises
    ------
    Refusal
        If it is not JSON or a field is at fault; the error names it.
    """
    try:
        given = json_wire.parse_body(raw, request.headers.get("content-type", ""), empty=empty)
        return model.model_validate(given)
    except json_wire.BodyError as error:
        raise Refusal(error.status, error.message) from None
    except ValidationError as error:
        faults = [f"{field}: {message}" for field, message in json_wire.explain(error)]
        raise Refusal(422, "; ".join(faults)) from None


def order_record(box: Box, found: Document) -> dict[str, Any]:
    """Write an order the way answers show it."""
    body = found.body
    record = {
        "idorder": found.id,
        "datestart": _stamp(box, body["datestart"]),
        "totalorder": body["cents"] / 100,
        "totalcost": total_cents(body) / 100,
        "dateconfirmation": _stamp(box, body["dateconfirmation"]),
        "dateprocessed": _stamp(box, body["dateprocessed"]),
        "shippingmethod": SHIPPING_METHOD,
        "metadata": body["metadata"],
    }
    return as_text(record) if box.readings["q58"] == "text" else record


def as_text(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Write every number in a JSON value as text."""
    if isinstance(value, dict):
        return {name: as_text(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    return str(value) if isinstance(value, (int, float)) else value


def answer_errors(app: FastAPI) -> None:
    """Give every error the documented form, ``{"error": …}``."""

    async def refused(request: Request, error: Exception) -> Response:
        status, text = _status_and_text(error)
        if request.app.state.box.readings["q56"] == "200":
            status = 200
        response = json_wire.answer({"error": text}, status)
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    for kind in (Refusal, HTTPException, RequestValidationError, json_wire.BodyError):
        app.add_exception_handler(kind, refused)


def _status_and_text(error: Exception) -> tuple[int, str]:
    if isinstance(error, Refusal):
        return error.status, error.error
    if isinstance(error, json_wire.BodyError):
        return error.status, error.message
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail)
    return 422, "; ".join(f"{fault['loc'][-1]}: {fault['msg']}" for fault in _faults(error))


def _faults(error: Exception) -> list[dict[str, Any]]:
    return list(error.errors()) if isinstance(error, RequestValidationError) else []


def _stamp(box: Box, moment: str | None) -> str | int | None:
    if moment is None:
        return "" if box.readings["q57"] == "empty" else None
    aware = dt.datetime.fromisoformat(moment)
    if box.readings["q62"] == "unix":
        return int(aware.timestamp())
    return f"{aware:%Y-%m-%d %H:%M:%S}"
