"""The OpenAPI document the emulator serves: made from the very declarations it checks with."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from labkit.providers.profotonet.sandbox import answers
from labkit.providers.profotonet.sandbox.examples import CALLBACK, EXAMPLES
from labkit.providers.profotonet.sandbox.shapes import ORDER, REPRINT
from labkit.sandbox.examples import add_examples

__all__ = ["document"]

_SCHEMAS = "#/components/schemas/{model}"
_JSON = "application/json"
_ANSWERS: dict[str, TypeAdapter[Any]] = {
    shape.__name__: TypeAdapter(shape)
    for shape in (
        answers.Errors,
        answers.Product,
        answers.InsertAnswer,
        answers.OrderAnswer,
        answers.ReprintAnswer,
        answers.Callback,
    )
}
_REFUSALS = {
    400: "A field that is wrong by itself, or a body that is not JSON.",
    401: "No key, or another one.",
    403: "Not possible for this order (any more).",
    404: "No such order.",
    409: "There is an order of this referenceId.",
    422: "Fields that do not fit the catalog or each other.",
    500: "Internal server error.",
}


class _Untitled(GenerateJsonSchema):
    """Schemas without the titles pydantic makes of names ("Productid")."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - as pydantic has it
        return False


def document(version: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API, as the emulator serves it by default."""
    described = {
        "openapi": "3.1.0",
        "info": {
            "title": "Profotonet (labkit's sandbox)",
            "version": version,
            "description": "Made from Profotonet's API document; the lab has not seen it. Where "
            "that can be read in two ways, this shows the sandbox's default readings.",
        },
        "security": [{"key": []}],
        "paths": {
            "/products": {"get": _products()},
            "/order": {"post": _insert(), "get": _show()},
            "/reprint": {"post": _reprint()},
        },
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "key"}},
            "schemas": _schemas(),
        },
    }
    add_examples(described, EXAMPLES)
    return described


def _products() -> dict[str, Any]:
    listed = {"type": "array", "items": _ref("Product")}
    return {
        "operationId": "getProducts",
        "summary": "All products that can be ordered, in one answer.",
        "responses": _responses(listed, 401),
    }


def _insert() -> dict[str, Any]:
    callback = {"post": {"requestBody": _body("Callback", CALLBACK), "responses": _accepted()}}
    return {
        "operationId": "insertOrder",
        "summary": "A new order, taken in as a cart until its files are downloaded.",
        "requestBody": _body("OrderBody"),
        "responses": _responses(_ref("InsertAnswer"), 400, 401, 409, 422),
        "callbacks": {"status": {"{$request.body#/notificationUrl}": callback}},
    }


def _show() -> dict[str, Any]:
    reference = {
        "name": "referenceId",
        "in": "query",
        "required": True,
        "schema": {"type": "string", "pattern": r"\S"},
        "example": "10000000",
    }
    test = {
        "name": "test",
        "in": "query",
        "required": False,
        "schema": {"type": "boolean", "default": False},
        "description": "Answer with made-up data, even if there is an order of this referenceId.",
    }
    return {
        "operationId": "getOrder",
        "summary": "An order as it stands.",
        "parameters": [reference, test],
        "responses": _responses(_ref("OrderAnswer"), 400, 401, 404),
    }


def _reprint() -> dict[str, Any]:
    return {
        "operationId": "reprintOrder",
        "summary": "Ask for entries of a processed order to be printed again, within 28 days.",
        "requestBody": _body("ReprintBody"),
        "responses": _responses(_ref("ReprintAnswer"), 400, 401, 403, 404, 422),
    }


def _accepted() -> dict[str, Any]:
    return {"2XX": {"description": "Accepted; anything else is sent again two hours later."}}


def _responses(schema: dict[str, Any], *refusals: int) -> dict[str, Any]:
    success = {"200": {"description": "Success.", "content": {_JSON: {"schema": schema}}}}
    errors = {_JSON: {"schema": _ref("Errors")}}
    return success | {
        str(code): {"description": _REFUSALS[code], "content": errors} for code in (*refusals, 500)
    }


def _body(name: str, example: dict[str, Any] | None = None) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": _ref(name)}
    if example is not None:
        content["example"] = example
    return {"required": True, "content": {_JSON: content}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": _SCHEMAS.format(model=name)}


def _schemas() -> dict[str, Any]:
    adapters: dict[str, TypeAdapter[Any]] = {"OrderBody": ORDER, "ReprintBody": REPRINT, **_ANSWERS}
    _, schema = TypeAdapter.json_schemas(
        [(name, "validation", adapter) for name, adapter in adapters.items()],
        ref_template=_SCHEMAS,
        schema_generator=_Untitled,
    )
    definitions: dict[str, Any] = schema["$defs"]
    return definitions
