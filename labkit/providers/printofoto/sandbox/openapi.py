"""The OpenAPI document of the emulator: the 103 operations, made from the table of resources.

It follows the switches, so that it always says what is enforced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.providers.printofoto.sandbox.bodies import FILE_FORM, FORM, JSON, takes_files
from labkit.providers.printofoto.sandbox.examples import examples
from labkit.providers.printofoto.sandbox.listing import (
    DEFAULT_LIMIT,
    HIGHEST_LIMIT,
    HIGHEST_OFFSET,
    filters_of,
)
from labkit.providers.printofoto.sandbox.model import Kind, Resource, Write
from labkit.providers.printofoto.sandbox.resource_table import RESOURCES
from labkit.providers.printofoto.sandbox.schema import (
    MOMENT,
    Schema,
    answer_schema,
    file_schema,
    request_schema,
    without_null,
)
from labkit.sandbox.examples import add_examples
from labkit.sandbox.links import Links, add_links
from labkit.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

_ERRORS: Schema = {
    "type": "object",
    "properties": {
        "errors": {
            "type": "object",
            "description": "Field → what is wrong with it.",
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
            "examples": [{"image_url_1": "is mandatory"}],
        }
    },
    "required": ["errors"],
}
_CODES = {
    "400": "One of the input parameters was invalid or missing.",
    "401": "No valid credentials.",
    "403": "The request is not valid for the resource in its current state, or has no valid "
    "credentials.",
    "404": "There is no resource with this id.",
}


def document(readings: Mapping[str, str], server: str) -> Schema:
    """Return the OpenAPI document.

    Parameters
    ----------
    readings
        The switches as they are set.
    server
        The address the API is served at; "" if it is not known.
    """
    paths: Schema = {}
    schemas: Schema = {"errors": _ERRORS}
    for resource in RESOURCES.values():
        schemas[resource.name] = answer_schema(resource)
        for write in ("post", "put"):
            schema = request_schema(resource, write, readings)
            schemas[f"{resource.name}_{write}"] = schema
            schemas[f"{resource.name}_{write}_form"] = without_null(schema)
        paths[f"/{resource.name}"] = _collection(resource, readings)
        paths[f"/{resource.name}/{{id}}"] = _single(resource, readings)
    described: Schema = {
        "openapi": "3.1.0",
        "info": {
            "title": "Printofoto (labkit's sandbox)",
            "version": __version__,
            "description": "Made from Printofoto's API document; the lab has not seen it. It "
            "follows the sandbox's switches.",
        },
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _credentials()},
        "security": [{"api_key": [], "api_secret": []}],
    }
    bodies = examples(readings["unauthorized_status"])
    if readings["single_resource"] == "list":
        bodies = {call: _as_list(call, each) for call, each in bodies.items()}
    add_examples(described, bodies)
    for resource in RESOURCES.values():
        add_links(described, _links(resource))
    return {**described, "servers": [{"url": server}]} if server else described


def _links(resource: Resource) -> Links:
    """Return what can follow: a resource is read, written and deleted, also once it is gone."""
    single = f"/{resource.name}/{{id}}"
    methods = ("GET", "PUT", "DELETE") if resource.deletable else ("GET", "PUT")
    made = {f"{each} {single}": {"id": f"$response.body#/{resource.id_field}"} for each in methods}
    links = {f"POST /{resource.name}": made}
    if resource.deletable:
        links[f"DELETE {single}"] = {call: {"id": "$request.path.id"} for call in made}
    return links


def _as_list(call: str, bodies: Mapping[str, Any]) -> Mapping[str, Any]:
    single = call.startswith("GET ") and call.endswith("{id}")
    return {**bodies, "200": [bodies["200"]]} if single else bodies


def _credentials() -> Schema:
    return {
        name: {"type": "apiKey", "in": "header", "name": name} for name in ("api_key", "api_secret")
    }


def _collection(resource: Resource, readings: Mapping[str, str]) -> Schema:
    listed = {"type": "array", "items": _ref(resource.name), "maxItems": HIGHEST_LIMIT}
    get = _operation(resource, "list", f"List each {resource.title}", readings)
    get["parameters"] = _paging(resource, readings) + [
        _query(name, _filter_schema(resource, name)) for name in filters_of(resource)
    ]
    get["responses"].update(_answers("200", "The list.", listed, "400"))
    post = _operation(resource, "create", f"Create a {resource.title}", readings)
    post["requestBody"] = _body(resource, "post", readings)
    post["responses"].update(_answers("201", "Created.", _ref(resource.name), "400"))
    return {"get": get, "post": post}


def _single(resource: Resource, readings: Mapping[str, str]) -> Schema:
    shown = _ref(resource.name)
    listed: Schema = {"type": "array", "items": shown, "minItems": 1, "maxItems": 1}
    get = _operation(resource, "show", f"Show a {resource.title}", readings)
    answer = listed if readings["single_resource"] == "list" else shown
    get["responses"].update(_answers("200", "The resource.", answer, "404"))
    put = _operation(resource, "update", f"Update a {resource.title}", readings)
    put["requestBody"] = _body(resource, "put", readings)
    put["responses"].update(_answers("200", "Updated.", shown, "400", "404"))
    operations: Schema = {"parameters": [_identifier()], "get": get, "put": put}
    if resource.deletable:
        delete = _operation(resource, "delete", f"Delete a {resource.title}", readings)
        delete["responses"].update({"204": {"description": "Deleted."}, "404": _error("404")})
        operations["delete"] = delete
    return operations


def _operation(resource: Resource, verb: str, summary: str, readings: Mapping[str, str]) -> Schema:
    codes = {"403", readings["unauthorized_status"]}
    return {
        "operationId": f"{verb}_{resource.name}",
        "summary": summary,
        "tags": [resource.name],
        "responses": {code: _error(code) for code in sorted(codes)},
    }


def _answers(code: str, text: str, schema: Schema, *errors: str) -> Schema:
    answer = {"description": text, "content": {JSON: {"schema": schema}}}
    return {code: answer, **{error: _error(error) for error in errors}}


def _error(code: str) -> Schema:
    return {"description": _CODES[code], "content": {JSON: {"schema": _ref("errors")}}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _body(resource: Resource, write: Write, readings: Mapping[str, str]) -> Schema:
    schema = request_schema(resource, write, readings)
    name = f"{resource.name}_{write}"
    content: Schema = {JSON: {"schema": _ref(name)}, FORM: {"schema": _ref(f"{name}_form")}}
    if takes_files(resource):
        content[FILE_FORM] = {"schema": without_null(file_schema(schema))}
    return {"required": bool(schema["required"] or "allOf" in schema), "content": content}


def _identifier() -> Schema:
    schema = {"type": "integer", "minimum": 1, "maximum": HIGHEST_OFFSET}
    return {"name": "id", "in": "path", "required": True, "schema": schema}


def _query(name: str, schema: Schema, description: str = "") -> Schema:
    parameter: Schema = {"name": name, "in": "query", "required": False, "schema": schema}
    return {**parameter, "description": description} if description else parameter


def _paging(resource: Resource, readings: Mapping[str, str]) -> list[Schema]:
    limit: dict[str, Any] = {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT}
    limit["maximum"] = HIGHEST_LIMIT if readings["large_limit"] == "refuse" else HIGHEST_OFFSET
    offset = {"type": "integer", "minimum": 0, "maximum": HIGHEST_OFFSET, "default": 0}
    names = [name + end for name in resource.readable for end in ("", " DESC")]
    return [
        _query("limit", limit, f"How many; {HIGHEST_LIMIT} at most."),
        _query("offset", offset, "Where to begin."),
        _query("sort", {"enum": names}, "A field, with ' DESC' behind it to sort downwards."),
    ]


def _filter_schema(resource: Resource, name: str) -> Schema:
    if name.endswith(("_from", "_to")):
        return MOMENT
    field = resource.field(name)
    if field is not None and field.kind in (Kind.INTEGER, Kind.REFERENCE):
        return {"type": "integer", "minimum": field.minimum, "maximum": field.maximum}
    return {"type": "string"}
