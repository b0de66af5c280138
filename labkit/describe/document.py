"""What a lab's document prints of a body: field names, types, required, closed lists, examples.

The one thing client and sandbox of a described lab may share. How a value is meant (a state, a
date, a total) is said on each side for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

if TYPE_CHECKING:
    from pydantic import BaseModel

TYPES: dict[str, type] = {"text": str, "whole": int, "number": float, "flag": bool}


@dataclass(frozen=True)
class Field:
    """One field of a body, as the document's table has it.

    Attributes
    ----------
    name
        The wire's name.
    type
        ``text``, ``whole``, ``number`` or ``flag``; without meaning where it has `parts`.
    required, about, example
        Whether it has to be there, what it is, and a value for examples.
    choices
        The closed list of its values.
    least, longest, pattern
        The smallest number, the most characters, and a regular expression, where printed.
    parts
        The fields of an object.
    many
        Whether it is a list of these.
    """

    name: str
    type: str = "text"
    required: bool = True
    about: str = ""
    example: Any = None
    choices: tuple[str, ...] = ()
    least: int | None = None
    longest: int | None = None
    pattern: str | None = None
    parts: tuple[Field, ...] = ()
    many: bool = False

    @property
    def value(self) -> Any:  # noqa: ANN401 - any JSON value
        """A value for examples: its own, or one of its kind."""
        if self.example is not None:
            return self.example
        if self.parts:
            return example(self.parts)
        if self.choices:
            return self.choices[0]
        return {"text": "text", "whole": self.least or 1, "number": 1.0, "flag": True}[self.type]


Fields = tuple[Field, ...]


def model_of(
    name: str, fields: Fields, *, strict: bool, hints: Mapping[str, Mapping[str, str]] | None = None
) -> type[BaseModel]:
    """Make a pydantic model of a body.

    Parameters
    ----------
    name
        The model's name; a part's is made from it and the part's.
    fields
        As the document prints them.
    strict
        Whether ``"3"`` is refused where a number belongs: a sandbox is strict, a form is not.
    hints
        Path → what a form has to know of the field, as ``{"widget": "product"}``.

    Raises
    ------
    KeyError
        If a field's type is none of `TYPES`.
    """
    from pydantic import ConfigDict, create_model

    made = {field.name: _pair(name, field, strict, dict(hints or {})) for field in fields}
    config = ConfigDict(strict=strict, extra="forbid")
    model: type[BaseModel] = create_model(name, __config__=config, **made)  # type: ignore[call-overload]
    return model


def _pair(name: str, field: Field, strict: bool, hints: dict[str, Any]) -> tuple[Any, Any]:
    from pydantic import Field as Described

    kind = _kind(name, field, strict, hints)
    if field.many:
        kind = Annotated[list.__class_getitem__(kind), Described(min_length=int(field.required))]
    extra: Any = {"labkit": dict(hints[field.name])} if field.name in hints else None
    about = Described(
        description=field.about or None,
        examples=None if field.example is None else [field.example],
        json_schema_extra=extra,
        **({} if field.required else {"default": _nothing(field)}),
    )
    return kind if field.required or field.many or field.parts else kind | None, about


def _kind(name: str, field: Field, strict: bool, hints: dict[str, Any]) -> Any:  # noqa: ANN401 - a type
    from pydantic import Field as Described

    from labkit.model.order_values import NotBlank

    if field.parts:
        start = f"{field.name}."
        inner = {
            path.removeprefix(start): hint for path, hint in hints.items() if path.startswith(start)
        }
        part = model_of(f"{name}_{field.name}", field.parts, strict=strict, hints=inner)
        return part if field.required or field.many else part | None
    if field.choices:
        return Literal[field.choices]
    limits: dict[str, Any] = {
        "ge": field.least,
        "max_length": field.longest,
        "pattern": field.pattern,
    }
    given = {limit: value for limit, value in limits.items() if value is not None}
    kind: Any = NotBlank if field.type == "text" and field.required else TYPES[field.type]
    return Annotated[kind, Described(**given)] if given else kind


def _nothing(field: Field) -> Any:  # noqa: ANN401 - the default of any field
    return [] if field.many else None


def paths(fields: Fields, start: str = "") -> Iterator[tuple[str, Field]]:
    """Return every field with its path: ``recipient.city``, ``items[].sku``."""
    for field in fields:
        path = f"{start}{field.name}{'[]' if field.many else ''}"
        yield path, field
        yield from paths(field.parts, f"{path}.")


def example(fields: Fields) -> dict[str, Any]:
    """Return a whole body: what is required, and what has an example."""
    return {
        field.name: [field.value] if field.many else field.value
        for field in fields
        if field.required or field.example is not None
    }


def take(data: Any, path: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return what stands at a path of objects, ``"price.amount"``; None where there is nothing.

    ``[]`` behind a name goes through a list: ``"shipments[].code"`` is a list of codes.
    """
    if not path:
        return data
    step, _, rest = path.partition(".")
    name = step.removesuffix("[]")
    found = data.get(name) if isinstance(data, dict) else None
    if step.endswith("[]"):
        return [take(each, rest) for each in found] if isinstance(found, list) else []
    return take(found, rest)


def put(data: dict[str, Any], path: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
    """Put a value at a path; with ``[]`` in it, one value of a list into each object of a list."""
    step, _, rest = path.partition(".")
    name = step.removesuffix("[]")
    if not rest:
        data[name] = list(value) if step.endswith("[]") else value
    elif step.endswith("[]"):
        parts = data.setdefault(name, [{} for _ in value])
        for part, each in zip(parts, value, strict=False):
            put(part, rest, each)
    else:
        put(data.setdefault(name, {}), rest, value)
