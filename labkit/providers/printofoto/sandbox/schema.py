"""JSON schemas of the fields, as `values` and `writes` enforce them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.providers.printofoto.sandbox.examples import BY_KIND
from labkit.providers.printofoto.sandbox.model import Field, Kind, Need, Resource, Write
from labkit.providers.printofoto.sandbox.orders import VALIDATED
from labkit.providers.printofoto.sandbox.values import (
    COLOUR,
    FALSE,
    HIGHEST_PRICE,
    MONTH,
    PRICE,
    TRUE,
    URL,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Schema = dict[str, Any]

NOT_BLANK = r"[^ \t\r\n\f\v]"
NOTHING: Schema = {"enum": ["", None]}
_DAY = (
    r"[1-9][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
    r"|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
)
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
MOMENT: Schema = {
    "anyOf": [
        {"type": "string", "pattern": f"^{_DAY}$"},
        {"type": "string", "pattern": f"^{_DAY} {_TIME}$"},
    ]
}


def request_schema(resource: Resource, write: Write, readings: Mapping[str, str]) -> Schema:
    """Return the schema of the body of a POST or PUT."""
    properties = {name: _ignored() for name in resource.readable}
    required = []
    for field in resource.fields:
        need = _need(field, write, readings)
        if need is not Need.UNDOCUMENTED:
            properties[field.name] = _describe(field, need, write, readings)
        if need is Need.MANDATORY:
            required.append(field.name)
    schema: Schema = {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    pairs = [
        field for field in resource.fields if field.name.startswith("image") and field.alternative
    ]
    if pairs:
        both = readings["polaroid_pictures"] == "accept"
        schema["allOf"] = [_one_of(field, both=both) for field in pairs]
    return schema


def answer_schema(resource: Resource) -> Schema:
    """Return the schema of an answer: every field, all of them text."""
    properties: Schema = {
        field.name: {"type": "string", "description": field.description or field.name}
        for field in resource.fields
    }
    properties[resource.id_field] = {
        "type": "string",
        "pattern": "^[1-9][0-9]*$",
        "examples": ["1"],
    }
    properties["date_creation"] = {
        "type": "string",
        "pattern": f"^{_DAY} {_TIME}$",
        "examples": ["2015-01-05 14:01:40"],
    }
    return {
        "type": "object",
        "properties": {name: properties[name] for name in resource.readable},
        "required": list(resource.readable),
        "additionalProperties": False,
    }


def file_schema(schema: Schema) -> Schema:
    """Return the schema of a body whose `image` may be a file."""
    picture = {**schema["properties"]["image"], "contentMediaType": "application/octet-stream"}
    return {**schema, "properties": {**schema["properties"], "image": picture}}


def without_null(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a schema for a form, which cannot carry null."""
    if isinstance(schema, dict):
        return {name: without_null(value) for name, value in schema.items()}
    if isinstance(schema, list):
        return [without_null(value) for value in schema if value not in ("null", None)]
    return schema


def whole(minimum: int, maximum: int) -> Schema:
    """Return the schema of a whole number, given as such or as its digits."""
    if maximum < 100:  # noqa: PLR2004 - short enough to list
        digits: Schema = {"enum": [str(number) for number in range(minimum, maximum + 1)]}
    else:
        start = "0|" if minimum == 0 else ""
        digits = {"type": "string", "pattern": f"^({start}[1-9][0-9]{{0,8}})$"}
    return {"anyOf": [{"type": "integer", "minimum": minimum, "maximum": maximum}, digits]}


def _need(field: Field, write: Write, readings: Mapping[str, str]) -> Need:
    need = field.need(write)
    accepted = field.single_write and readings["undocumented_fields"] == "accept"
    return Need.OPTIONAL if need is Need.UNDOCUMENTED and accepted else need


def _ignored() -> Schema:
    return {"readOnly": True, "description": "In answers only; ignored in a request."}


def _describe(field: Field, need: Need, write: Write, readings: Mapping[str, str]) -> Schema:
    schema = _value_schema(field)
    if field.name == "order_state":
        schema = _state_schema(field, write, readings)
    if field.kind is Kind.TEXT:
        schema = _text_schema(field, need)
    elif need is Need.OPTIONAL:
        schema = {"anyOf": [schema, NOTHING]}
    if field.kind in BY_KIND:
        schema = {**schema, "examples": [BY_KIND[field.kind]]}
    return {**schema, "description": field.description or field.name}


def _text_schema(field: Field, need: Need) -> Schema:
    mandatory = need is Need.MANDATORY
    schema: Schema = {"type": ["string", "number"] if mandatory else ["string", "number", "null"]}
    if mandatory:
        schema["pattern"] = NOT_BLANK
    if field.max_length is not None:
        schema["maxLength"] = field.max_length
    return schema


def _state_schema(field: Field, write: Write, readings: Mapping[str, str]) -> Schema:
    # An order that is just being made has no details, so it cannot be a validated one.
    empty = write == "post" and readings["incomplete_order"] == "refuse"
    refused = (*field.lab_only, VALIDATED) if empty else field.lab_only
    states = [state for state in range(field.maximum + 1) if str(state) not in refused]
    return {"enum": [*(str(state) for state in states), *states]}


def _value_schema(field: Field) -> Schema:
    if field.kind in (Kind.INTEGER, Kind.REFERENCE):
        return whole(field.minimum, field.maximum)
    if field.kind is Kind.CHOICE:
        return {"enum": list(field.choices)}
    return dict(_SCHEMAS.get(field.kind, {}))


def _one_of(field: Field, *, both: bool) -> Schema:
    picture = {"type": "string", "pattern": URL}
    this: Schema = {"required": [field.name], "properties": {field.name: picture}}
    other: Schema = {"required": [field.alternative], "properties": {field.alternative: picture}}
    if both:
        return {"anyOf": [this, other]}
    this["properties"][field.alternative] = NOTHING
    other["properties"][field.name] = NOTHING
    return {"oneOf": [this, other]}


_SCHEMAS: dict[Kind, Schema] = {
    Kind.BOOLEAN: {"enum": [*TRUE, *FALSE, 1, 0, True, False]},
    Kind.URL: {"type": "string", "pattern": URL},
    Kind.PICTURE: {"type": "string", "pattern": URL},
    Kind.COLOUR: {"type": "string", "pattern": COLOUR},
    Kind.DATE: {"type": "string", "pattern": f"^{_DAY}$"},
    Kind.MONTH: {
        "anyOf": [
            {"type": "string", "pattern": MONTH},
            {"type": "string", "pattern": f"^{_DAY}$"},
        ]
    },
    Kind.ASPECT: {"type": "string", "pattern": "^([Ff][Ii][Tt]|[Ff][Ii][Ll][Ll])$"},
    Kind.PRICE: {
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": HIGHEST_PRICE},
            {"type": "string", "pattern": PRICE},
        ]
    },
}
