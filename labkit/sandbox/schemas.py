"""The OpenAPI document of an emulator: request models, answers by status, example bodies.

FastAPI only describes the bodies it parses; an emulator parses its bodies strictly itself, so they
are described here. Example bodies are made from the examples of single fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from labkit.sandbox.examples import add_examples
from labkit.sandbox.links import Links, add_links
from labkit.sandbox.readings import Readings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from labkit.sandbox.refusals import ErrorForm, Refusal

Schema = dict[str, Any]
MEDIA_TYPE = "application/json"
_SCHEMAS = "#/components/schemas/"


def json_body(model: Any, *, required: bool = True) -> Schema:  # noqa: ANN401 - a model or a TypedDict
    """Return the ``openapi_extra`` of an operation that reads `model` from its body."""
    schema = {"$ref": _SCHEMAS + model.__name__}
    return {"requestBody": {"required": required, "content": {MEDIA_TYPE: {"schema": schema}}}}


@dataclass(frozen=True)
class Answers:
    """The answers of a lab's calls by status: ``says(models.Done, 404, 409)`` for one call.

    Attributes
    ----------
    errors
        Status → what it means, and a refusal of it as an example. 4XX stands for all others.
    form
        The lab's form of error.
    model
        The model of an error's body.
    always
        The statuses every call has.
    readings
        The emulator's switches; examples show the default of each.
    """

    errors: Mapping[int | str, tuple[str, Refusal]]
    form: ErrorForm
    model: Any
    always: tuple[int | str, ...] = ()
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __call__(
        self,
        model: Any,  # noqa: ANN401 - what FastAPI takes as a model
        *statuses: int | str,
        success: int = 200,
    ) -> dict[int | str, Any]:
        """Return the ``responses`` of an operation.

        Parameters
        ----------
        model
            The model of its success.
        *statuses
            Its error statuses, in addition to `always`.
        success
            The status of its success.
        """
        refused = {status: self._error(status) for status in (*statuses, *self.always)}
        return {success: {"model": model}, **refused}

    def _error(self, status: int | str) -> Schema:
        meaning, refusal = self.errors[status]
        _, body = self.form(refusal, Readings(self.readings))
        content = {MEDIA_TYPE: {"example": body}}
        return {"model": self.model, "description": meaning, "content": content}


def complete(
    app: FastAPI,
    models: Sequence[Any] = (),
    examples: Mapping[str, Mapping[str, Any]] | None = None,
    links: Links | None = None,
) -> None:
    """Complete an application's OpenAPI document: request models, example bodies, links.

    Parameters
    ----------
    app
        The application.
    models
        The models its operations name by `json_body`: pydantic's, or TypedDicts.
    examples
        Example bodies, as `add_examples` takes them; the others are made.
    links
        Which calls can follow which, as `add_links` takes them.

    Raises
    ------
    ValueError
        When the document is made, if a text that has to follow a pattern has no example.
    """
    original = app.openapi

    def openapi() -> Schema:
        document = original()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(_described(models))
        add_examples(document, examples or {})
        add_links(document, links or {})
        for content in _contents(document):
            if "example" not in content:
                content["example"] = example_of(content.get("schema", {}), schemas)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it


def example_of(schema: Schema, schemas: Mapping[str, Schema]) -> Any:  # noqa: ANN401 - any JSON value
    """Make an example of a schema: from its own, or those of its parts.

    An object has the properties that are required and those that have an example.

    Raises
    ------
    ValueError
        If a text that has to follow a pattern has no example.
    """
    whole = _resolved(schema, schemas)
    for name, first in _GIVEN:
        if name in whole:
            return whole[name][0] if first else whole[name]
    for name in ("anyOf", "oneOf", "allOf"):
        if name in whole:
            return example_of(whole[name][0], schemas)
    kind = whole.get("type", "object")
    return _MADE[kind[0] if isinstance(kind, list) else kind](whole, schemas)


_GIVEN = (("examples", True), ("example", False), ("const", False), ("enum", True))


def _object(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    required = schema.get("required", ())
    return {
        name: example_of(part, schemas)
        for name, part in schema.get("properties", {}).items()
        if name in required or "examples" in _resolved(part, schemas)
    }


def _array(schema: Schema, schemas: Mapping[str, Schema]) -> list[Any]:
    return [example_of(schema.get("items", {}), schemas)] * max(1, schema.get("minItems", 1))


def _text(schema: Schema, _schemas: Mapping[str, Schema]) -> str:
    if "pattern" in schema:
        raise ValueError(f"a text that follows {schema['pattern']!r} needs an example")
    return str(schema.get("default") or "text")


_MADE: dict[str, Callable[[Schema, Mapping[str, Schema]], Any]] = {
    "object": _object,
    "array": _array,
    "string": _text,
    "integer": lambda schema, _: schema.get("minimum", 1),
    "number": lambda schema, _: schema.get("minimum", 1.0),
    "boolean": lambda schema, _: schema.get("default", True),
    "null": lambda _schema, _: None,
}


def _resolved(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    while "$ref" in schema:
        rest = {name: value for name, value in schema.items() if name != "$ref"}
        schema = schemas[schema["$ref"].removeprefix(_SCHEMAS)] | rest
    return schema


def _described(models: Sequence[Any]) -> Schema:
    from pydantic import TypeAdapter

    found: Schema = {}
    for model in models:
        schema = TypeAdapter(model).json_schema(ref_template=_SCHEMAS + "{model}")
        found.update(schema.pop("$defs", {}))
        if "$ref" not in schema:  # a recursive model is among its definitions
            found[model.__name__] = schema
    return found


def _contents(document: Schema) -> Iterator[Schema]:
    for calls in document["paths"].values():
        for operation in calls.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for body in bodies:
                yield from body.get("content", {}).values()
