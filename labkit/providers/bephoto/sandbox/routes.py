"""The calls of Bephoto's emulator, each as document 000 has it."""

from itertools import chain
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BeforeValidator, WithJsonSchema
from starlette.responses import Response

from labkit.providers.bephoto.sandbox import models, orders
from labkit.providers.bephoto.sandbox.catalog import Catalog
from labkit.providers.bephoto.sandbox.wire import as_text, error_form, order_record
from labkit.sandbox.emulator import EmulatorContext
from labkit.sandbox.json_response import answer
from labkit.sandbox.json_wire import join_records, stream
from labkit.sandbox.lab_app import Body, Context, JsonBody, whole_number
from labkit.sandbox.refusals import Refusal
from labkit.sandbox.schemas import Answers, json_body
from labkit.sandbox.state_store import Document

_UNAUTHORIZED = Refusal(401, "Unauthorized")


def _token(
    given: Annotated[
        HTTPAuthorizationCredentials | None,
        Depends(HTTPBearer(auto_error=False, description="The token of POST /user/login.")),
    ],
) -> str:
    if given is None:
        raise _UNAUTHORIZED
    return given.credentials


def _authenticate(context: Context, token: Annotated[str, Depends(_token)]) -> None:
    orders.authenticate(context, token)


def _body(context: EmulatorContext, body: Body) -> Body:
    return body.as_json() if context.readings["content_type"] == "accept" else body


def _show(context: EmulatorContext, found: Document) -> Response:
    return answer({"status": 1, "order": [order_record(context, found)]})


IdOrder = Annotated[
    int,
    # Anything that is no number of an order is an order that does not exist.
    BeforeValidator(whole_number("idorder", 404)),
    WithJsonSchema({"type": "integer", "minimum": 1}),
    Path(description="L'ID unique de la commande."),
]
says = Answers(
    errors={
        401: ("Unauthorized: no token, an unknown one, or one whose life is over", _UNAUTHORIZED),
        404: ("There is no such order", Refusal(404, {"idorder": "there is no order 100001"})),
        409: (
            "The order is closed, or cannot be closed",
            Refusal(409, {"idorder": "order 100001 is closed"}),
        ),
        422: (
            "The field at fault, and what is wrong with it",
            Refusal(422, {"quantity": "must be greater than or equal to 1"}),
        ),
        "4XX": (
            "Anything else: the body is not JSON, is not said to be, is too long",
            Refusal(415, {"Content-Type": "must be application/json"}),
        ),
    },
    form=error_form,
    model=models.ErrorAnswer,
    always=(401, "4XX"),
    readings=orders.READINGS,
)

public = APIRouter()
private = APIRouter(dependencies=[Depends(_authenticate)])


@public.post(
    "/user/login",
    summary="Login",
    openapi_extra=json_body(models.Login),
    responses=says(models.Token, 422),
)
def log_in(context: Context, body: JsonBody) -> Response:
    """Obtain an authentication token."""
    given = _body(context, body).read(models.Login)
    return answer({"status": 1, "token": orders.login(context, given.email, given.password)})


@private.post(
    "/orders",
    summary="Order Creation",
    openapi_extra=json_body(models.NewOrder, required=False),
    responses=says(models.OrderAnswer, 422),
)
def create_order(context: Context, body: JsonBody) -> Response:
    """Create a new order."""
    return _show(
        context,
        orders.create(context, _body(context, body).read(models.NewOrder, empty={}).metadata),
    )


@private.get("/orders/{idorder}", summary="Fetching Order", responses=says(models.OrderAnswer, 404))
def fetch_order(context: Context, idorder: IdOrder) -> Response:
    """Fetch information for an order."""
    return _show(context, orders.order(context, idorder))


@private.get("/products", summary="Fetching Products", responses=says(models.ProductsAnswer))
def fetch_products(context: Context) -> Response:
    """Get a list of available print products."""
    records = Catalog(context.scale).records()
    if context.readings["number_format"] == "text":
        records = (as_text(record) for record in records)
    return stream(chain((b'{"status":1,"products":[',), join_records(records), (b"]}",)))


@private.post(
    "/orders/{idorder}/products",
    summary="Adding Products",
    openapi_extra=json_body(models.NewLine),
    responses=says(models.Done, 404, 409, 422),
)
def add_product(context: Context, idorder: IdOrder, body: JsonBody) -> Response:
    """Add a product to an open order."""
    numbers = context.readings["number_text"]
    line = _body(context, body).read(models.NewLine, context=numbers)
    orders.add_line(context, Catalog(context.scale), idorder, line)
    return answer({"status": 1})


@private.post(
    "/orders/{idorder}/close",
    summary="Confirming Order",
    openapi_extra=json_body(models.Close, required=False),
    responses=says(models.Done, 404, 409, 422),
)
def close_order(context: Context, idorder: IdOrder, body: JsonBody) -> Response:
    """Confirm an order once all its products are added."""
    _body(context, body).read(models.Close, empty={})
    orders.close(context, idorder)
    return answer({"status": 1})
