"""The calls of Bephoto's emulator, each as document 000 has it."""

from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BeforeValidator, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from labkit.providers.bephoto.sandbox import models, orders
from labkit.providers.bephoto.sandbox.catalog import Catalog
from labkit.providers.bephoto.sandbox.orders import Refusal
from labkit.providers.bephoto.sandbox.wire import as_text, order_record, read
from labkit.sandbox.emulator import Box
from labkit.sandbox.json_wire import answer, join_records, json_body, read_body, stream
from labkit.sandbox.state_store import Document

_NUMBER_DIGITS = 18
_Responses = dict[int | str, dict[str, Any]]


def _box(request: Request) -> Box:
    box: Box = request.app.state.box
    return box


def _order_number(text: object) -> int:
    # Anything that is no number of an order is an order that does not exist.
    digits = str(text)
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _NUMBER_DIGITS):
        raise Refusal(404, "idorder: there is no such order")
    return int(digits)


def _token(
    given: Annotated[
        HTTPAuthorizationCredentials | None,
        Depends(HTTPBearer(auto_error=False, description="The token of POST /user/login.")),
    ],
) -> str:
    if given is None:
        raise Refusal(401, "Unauthorized")
    return given.credentials


def _admit(box: Annotated[Box, Depends(_box)], token: Annotated[str, Depends(_token)]) -> None:
    orders.admit(box, token)


def _show(box: Box, found: Document) -> Response:
    return answer({"status": 1, "order": [order_record(box, found)]})


def _error(description: str) -> dict[str, Any]:
    return {"model": models.ErrorAnswer, "description": description}


TheBox = Annotated[Box, Depends(_box)]
Body = Annotated[bytes, Depends(read_body)]
IdOrder = Annotated[
    int,
    BeforeValidator(_order_number),
    WithJsonSchema({"type": "integer", "minimum": 1}),
    Path(description="L'ID unique de la commande."),
]
_REFUSED: _Responses = {
    401: _error("Unauthorized: no token, an unknown one, or one whose life is over"),
    "4XX": _error("Anything else: the body is not JSON, is not said to be, is too long"),
}
_NO_ORDER: _Responses = {404: _error("There is no such order")}
_BAD_FIELDS: _Responses = {422: _error("The field at fault, and what is wrong with it")}
_CLOSED: _Responses = {409: _error("The order is closed, or cannot be closed")}

public = APIRouter()
private = APIRouter(dependencies=[Depends(_admit)])


@public.post(
    "/user/login",
    summary="Login",
    openapi_extra=json_body(models.Login),
    responses={200: {"model": models.Token}, **_REFUSED, **_BAD_FIELDS},
)
def log_in(request: Request, box: TheBox, raw: Body) -> Response:
    """Obtain an authentication token."""
    given = read(models.Login, request, raw)
    return answer({"status": 1, "token": orders.login(box, given.email, given.password)})


@private.post(
    "/orders",
    summary="Order Creation",
    openapi_extra=json_body(models.NewOrder, required=False),
    responses={200: {"model": models.OrderAnswer}, **_REFUSED, **_BAD_FIELDS},
)
def create_order(request: Request, box: TheBox, raw: Body) -> Response:
    """Create a new order."""
    given = read(models.NewOrder, request, raw, empty={})
    return _show(box, orders.create(box, given.metadata))


@private.get(
    "/orders/{idorder}",
    summary="Fetching Order",
    responses={200: {"model": models.OrderAnswer}, **_REFUSED, **_NO_ORDER},
)
def fetch_order(box: TheBox, idorder: IdOrder) -> Response:
    """Fetch information for an order."""
    return _show(box, orders.order(box, idorder))


@private.get(
    "/products",
    summary="Fetching Products",
    responses={200: {"model": models.ProductsAnswer}, **_REFUSED},
)
def fetch_products(box: TheBox) -> Response:
    """Get a list of available print products."""
    records = Catalog(box.scale).records()
    if box.readings["q58"] == "text":
        records = (as_text(record) for record in records)
    return stream(chain((b'{"status":1,"products":[',), join_records(records), (b"]}",)))


@private.post(
    "/orders/{idorder}/products",
    summary="Adding Products",
    openapi_extra=json_body(models.NewLine),
    responses={
        200: {"model": models.Done},
        **_REFUSED,
        **_NO_ORDER,
        **_CLOSED,
        **_BAD_FIELDS,
    },
)
def add_product(request: Request, box: TheBox, idorder: IdOrder, raw: Body) -> Response:
    """Add a product to an open order."""
    line = read(models.NewLine, request, raw)
    orders.add_line(box, Catalog(box.scale), idorder, line)
    return answer({"status": 1})


@private.post(
    "/orders/{idorder}/close",
    summary="Confirming Order",
    openapi_extra=json_body(models.Close, required=False),
    responses={
        200: {"model": models.Done},
        **_REFUSED,
        **_NO_ORDER,
        **_CLOSED,
        **_BAD_FIELDS,
    },
)
def close_order(request: Request, box: TheBox, idorder: IdOrder, raw: Body) -> Response:
    """Confirm an order once all its products are added."""
    read(models.Close, request, raw, empty={})
    orders.close(box, idorder)
    return answer({"status": 1})
