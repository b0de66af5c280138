"""The calls of Bay Photo's emulator, each as documents 002 and 004 have it."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Query
from fastapi.security import APIKeyHeader
from pydantic import BeforeValidator, WithJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from labkit.providers.bayphoto.sandbox import (
    options,
    orders,
    request_models,
    response_models,
    shipping,
)
from labkit.providers.bayphoto.sandbox.templates import TemplateCopy, Templates
from labkit.sandbox.emulator import EmulatorContext
from labkit.sandbox.json_response import answer
from labkit.sandbox.json_wire import stream
from labkit.sandbox.lab_app import Context, JsonBody, whole_number, wrong_headers
from labkit.sandbox.refusals import Refusal
from labkit.sandbox.schemas import json_body

_HEADER = APIKeyHeader(
    name="Authorization",
    scheme_name="token",
    auto_error=False,
    description='Token token="TokenValueHere"',
)


def _authenticate(
    request: Request, context: Context, _given: Annotated[str | None, Depends(_HEADER)]
) -> None:
    if wrong_headers(request, {"Authorization": f'Token token="{context.credentials["token"]}"'}):
        raise Refusal(401, {"Authorization": 'must be Token token="…" with a valid token'})


def _flag(value: object) -> bool:
    if value not in {"true", "false", False}:
        raise Refusal(400, {"shallow": "must be true or false"})
    return value == "true"


_INTEGER = WithJsonSchema({"type": "integer", "minimum": 0})
Id = Annotated[int, BeforeValidator(whole_number("id", 404)), _INTEGER, Path()]
TemplateId = Annotated[int, BeforeValidator(whole_number("template_id", 400)), _INTEGER, Query()]
ParentId = Annotated[int, BeforeValidator(whole_number("parent_id", 400)), _INTEGER, Query()]
Shallow = Annotated[
    bool,
    BeforeValidator(_flag),
    WithJsonSchema({"type": "boolean"}),
    Query(description="Only templates in one level of the hierarchy"),
]

_Responses = dict[int | str, dict[str, Any]]


def _error(description: str) -> dict[str, Any]:
    return {"model": response_models.Error, "description": description}


_REFUSED: _Responses = {
    401: _error("No token, or not the right one"),
    "4XX": _error("Anything else that is wrong with the call"),
}
_UNKNOWN: _Responses = {404: _error("There is nothing of this id"), **_REFUSED}
_QUERY: _Responses = {400: _error("A parameter is at fault"), **_UNKNOWN}

router = APIRouter(prefix="/api/v1", dependencies=[Depends(_authenticate)])


@router.get(
    "/templates.json",
    summary="Templates",
    responses={200: {"model": list[response_models.Template]}, **_QUERY},
)
def list_templates(
    context: Context, shallow: Shallow = False, parent_id: ParentId | None = None
) -> Response:
    """List all templates, those of the top level, or the dependents of one."""
    templates = Templates(context.scale)
    if parent_id is not None:
        reading = "children" if shallow else context.readings["parent_id"]
        return _array(_dependents(templates, _find(templates, parent_id, "parent_id"), reading))
    return _array(templates.roots() if shallow else templates.tree())


@router.get(
    "/templates/{id}.json",
    summary="One template",
    responses={200: {"model": response_models.Template}, **_UNKNOWN},
)
def open_template(context: Context, number: Annotated[Id, Path(alias="id")]) -> Response:
    """Open a specific template, with its nodes."""
    templates = Templates(context.scale)
    return stream(templates.single(_find(templates, number, "id")))


@router.get(
    "/options.json",
    summary="Options of a template",
    responses={200: {"model": list[response_models.Option]}, **_QUERY},
)
def list_options(context: Context, template_id: TemplateId) -> Response:
    """List the options of a template: a leaf, a container or either, by options_template."""
    found = Templates(context.scale).find(template_id)
    if found is None and context.readings["unknown_template"] == "missing":
        raise Refusal(404, {"template_id": f"there is no template {template_id}"})
    records = _options_of(found, context.readings["options_template"]) if found else []
    return answer([_option(context, each) for each in records])


@router.get(
    "/options/{id}.json",
    summary="One option",
    responses={200: {"model": response_models.Option}, **_UNKNOWN},
)
def open_option(context: Context, number: Annotated[Id, Path(alias="id")]) -> Response:
    """Get a specific option."""
    record = options.option(number)
    if record is None:
        raise Refusal(404, {"id": f"there is no option {number}"})
    return answer(_option(context, record))


@router.get(
    "/shipping_methods.json",
    summary="Shipping methods",
    responses={200: {"model": list[response_models.ShippingMethod]}, **_REFUSED},
)
def list_shipping_methods() -> Response:
    """List all shipping methods."""
    return answer(shipping.methods())


@router.get(
    "/shipping_methods/{id}.json",
    summary="One shipping method",
    responses={200: {"model": response_models.ShippingMethod}, **_UNKNOWN},
)
def open_shipping_method(number: Annotated[Id, Path(alias="id")]) -> Response:
    """Get a specific shipping method."""
    method = shipping.method(number)
    if method is None:
        raise Refusal(404, {"id": f"there is no shipping method {number}"})
    return answer(method)


@router.post(
    "/orders.json",
    summary="Place an order",
    status_code=201,
    openapi_extra=json_body(request_models.Order),
    responses={
        201: {"model": response_models.Accepted},
        400: _error("The body is not JSON"),
        415: _error("The body is not said to be application/json"),
        422: {"model": response_models.Errors, "description": "The fields at fault"},
        **_REFUSED,
    },
)
def place_order(context: Context, body: JsonBody) -> Response:
    """Place an order; nothing of a refused order is kept."""
    order = body.read(_order_model(context), context=context.readings["service_id"])
    wire = cast("dict[str, Any]", body.json())  # it has the shape of an order
    number = orders.place_order(context, Templates(context.scale), order, wire)
    if context.readings["order_answer"] == "empty":
        return Response(status_code=200)
    return answer({"id": number, "order_name": order.order_name}, 201)


def _order_model(context: EmulatorContext) -> type[request_models.OrderFields]:
    optional = context.readings["pick_up_customer"] == "optional"
    return request_models.PickUpOrder if optional else request_models.Order


def _find(templates: Templates, number: int, field: str) -> TemplateCopy:
    found = templates.find(number)
    if found is None:
        raise Refusal(404, {field: f"there is no template {number}"})
    return found


def _dependents(templates: Templates, found: TemplateCopy, reading: str) -> Iterator[bytes]:
    if reading == "descendants":
        return templates.descendants(found)
    return templates.nested(found) if reading == "nested" else templates.children(found)


def _array(elements: Iterator[bytes]) -> Response:
    return stream(chain((b"[",), elements, (b"]",)))


def _options_of(found: TemplateCopy, reading: str) -> list[dict[str, Any]]:
    template = found.template
    if template.is_container:
        containers = {
            "leaf": (),
            "container": (template.number,),
            "both": (*found.ancestors, template.number),
        }[reading]
    else:
        containers = () if reading == "container" else found.ancestors
    found_set = options.options_of(containers)
    return found_set.records if found_set else []


def _option(context: EmulatorContext, record: dict[str, Any]) -> dict[str, Any]:
    return options.listed(record, lists=context.readings["disable_ids"] == "lists")
