"""Tokens and orders: their state, its changes, and refusals.

Document 000, "Login" to "Confirming Order".
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from labkit.sandbox.emulator import OrderRow
from labkit.sandbox.refusals import Refusal, fetch_photo

if TYPE_CHECKING:
    from labkit.providers.bephoto.sandbox.catalog import Catalog
    from labkit.providers.bephoto.sandbox.models import NewLine
    from labkit.sandbox.clock import Event
    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.state_store import Document

LAB = "bephoto"
ORDER, LINE, TOKEN = "order", "line", "token"
FIRST_ORDER = 100_001
TOKEN_LIFE = dt.timedelta(hours=1)
TOKEN_REQUESTS = 3
PROCESSING = dt.timedelta(days=1)
PROCESS = "process"
SHIPPING_CENTS = 495
SHIPPING_METHOD = "Livraison standard"
_JPEG = b"\xff\xd8\xff"
READINGS = {
    "error_status": ("401", "200"),
    "unset_dates": ("null", "empty"),
    "number_format": ("numbers", "text"),
    "token_life": ("never", "hour", "after_requests"),
    "timestamp_format": ("text", "unix"),
    "invalid_close": ("refuse", "accept"),
    "charged_total": ("totalcost", "totalorder"),
    "content_type": ("refuse", "accept"),
    "number_text": ("refuse", "accept"),
    "new_login": ("keeps", "ends"),
}
ALIASES = {
    "q56": "error_status",
    "q57": "unset_dates",
    "q58": "number_format",
    "q59": "token_life",
    "q62": "timestamp_format",
    "q65": "invalid_close",
    "q85": "charged_total",
    "q86": "content_type",
    "q87": "number_text",
    "q88": "new_login",
}
"""Numbers of the notes on the labs' documents → switch."""


def login(context: EmulatorContext, email: str, password: str) -> str:
    """Return a new token; by the reading ``new_login`` it ends the older ones.

    Raises
    ------
    Refusal
        "Unauthorized" if these are not the sandbox's credentials.
    """
    right = [
        secrets.compare_digest(given.encode(), context.credentials[name].encode())
        for name, given in (("email", email), ("password", password))
    ]
    if not all(right):
        raise Refusal(401, "Unauthorized")
    if context.readings["new_login"] == "ends":
        for older in context.store.find(TOKEN):
            context.store.put(TOKEN, older.id, older.body | {"ended": True})
    token = secrets.token_urlsafe(24)
    body = {"since": context.clock.now().isoformat(), "requests": 0}
    context.store.insert(TOKEN, body, key=_digest(token))
    return token


def authenticate(context: EmulatorContext, token: str) -> None:
    """Check the token of a call.

    Raises
    ------
    Refusal
        "Unauthorized" if the token is unknown or its life, by ``token_life``, is over.
    """
    with context.store.transaction():
        found = context.store.by_key(TOKEN, _digest(token))
        if found is None or _is_over(context, found):
            raise Refusal(401, "Unauthorized")


def create(context: EmulatorContext, metadata: str) -> Document:
    """Create an order."""
    body = {
        "datestart": context.clock.now().isoformat(),
        "dateconfirmation": None,
        "dateprocessed": None,
        "metadata": metadata,
        "cents": 0,
        "lines": 0,
    }
    with context.store.transaction():
        return order(context, context.store.insert(ORDER, body, first_id=FIRST_ORDER))


def order(context: EmulatorContext, idorder: int) -> Document:
    """Return an order.

    Raises
    ------
    Refusal
        404 if there is none of this number.
    """
    found = context.store.get(ORDER, idorder)
    if found is None:
        raise Refusal(404, {"idorder": f"there is no order {idorder}"})
    return found


def add_line(context: EmulatorContext, catalog: Catalog, idorder: int, line: NewLine) -> None:
    """Add a product to an open order.

    Raises
    ------
    Refusal
        If the order is unknown or closed, the product is not sold on that paper, or the picture
        is in the sandbox's photo store and does not match the line.
    """
    order(context, idorder)
    cents = _unit_price(catalog, line)
    _check_file(context, line)
    with context.store.transaction():
        found = order(context, idorder)
        if found.body["dateconfirmation"]:
            raise Refusal(409, {"idorder": f"order {idorder} is closed"})
        context.store.insert(LINE, line.model_dump() | {"cents": cents}, parent=idorder)
        found.body["cents"] += cents * line.quantity
        found.body["lines"] += 1
        context.store.put(ORDER, idorder, found.body)


def close(context: EmulatorContext, idorder: int) -> None:
    """Confirm an order; it is processed a day later on the sandbox's clock.

    Raises
    ------
    Refusal
        If the order is unknown or, by ``invalid_close``, empty or closed already.
    """
    with context.store.transaction():
        found = order(context, idorder)
        closed = found.body["dateconfirmation"] is not None
        if context.readings["invalid_close"] == "refuse":
            _check_closable(found, closed=closed)
        if closed:
            return
        now = context.clock.now()
        found.body["dateconfirmation"] = now.isoformat()
        context.store.put(ORDER, idorder, found.body)
        context.clock.schedule(LAB, now + PROCESSING, PROCESS, {"idorder": idorder})


def on_event(context: EmulatorContext, event: Event) -> None:
    """Process an order that is due."""
    if event.name != PROCESS:
        return
    found = context.store.get(ORDER, event.payload["idorder"])
    if found is not None:
        found.body["dateprocessed"] = event.due.isoformat()
        context.store.put(ORDER, found.id, found.body)


def list_orders(context: EmulatorContext) -> list[OrderRow]:
    """Return all orders for the sandbox's list."""
    return [_row(found) for found in context.store.find(ORDER)]


def _row(found: Document) -> OrderRow:
    body = found.body
    return OrderRow(
        id=str(found.id),
        reference=body["metadata"],
        state=_state(body),
        created_at=body["datestart"],
        lines=body["lines"],
        total=f"{total_cents(body) // 100}.{total_cents(body) % 100:02d}",
        raw=body,
    )


def total_cents(body: dict[str, Any]) -> int:
    """Return what is charged for an order [euro cents]: its lines and, if it has any, shipping."""
    return int(body["cents"]) + (SHIPPING_CENTS if body["lines"] else 0)


def _state(body: dict[str, Any]) -> str:
    if body["dateprocessed"]:
        return "processed"
    return "confirmed" if body["dateconfirmation"] else "open"


def _digest(token: str) -> str:
    # The database may be a file; tokens must not be stored in it.
    return hashlib.sha256(token.encode()).hexdigest()


def _is_over(context: EmulatorContext, token: Document) -> bool:
    life = context.readings["token_life"]
    if token.body.get("ended"):
        return True
    if life == "hour":
        since = dt.datetime.fromisoformat(token.body["since"])
        return bool(context.clock.now() - since >= TOKEN_LIFE)
    if life == "after_requests":
        used = token.body["requests"]
        context.store.put(TOKEN, token.id, token.body | {"requests": used + 1})
        return bool(used >= TOKEN_REQUESTS)
    return False


def _unit_price(catalog: Catalog, line: NewLine) -> int:
    papers = catalog.cents(line.idproduct)
    if papers is None:
        raise Refusal(422, {"idproduct": f"there is no product {line.idproduct}"})
    if line.idpaper not in papers:
        known = ", ".join(map(str, papers))
        raise Refusal(422, {"idpaper": f"product {line.idproduct} is sold on paper {known}"})
    return papers[line.idpaper]


def _check_file(context: EmulatorContext, line: NewLine) -> None:
    photo = fetch_photo(context, line.fileurl, "fileurl")
    if photo is None:
        return
    if not photo.content.startswith(_JPEG):
        raise Refusal(422, {"fileurl": "the file is not a JPEG"})
    if len(photo.content) != line.filesize:
        raise Refusal(422, {"filesize": f"the file has {len(photo.content)} bytes"})


def _check_closable(found: Document, *, closed: bool) -> None:
    if closed:
        raise Refusal(409, {"idorder": f"order {found.id} is closed already"})
    if not found.body["lines"]:
        raise Refusal(409, {"idorder": f"order {found.id} has no products"})
