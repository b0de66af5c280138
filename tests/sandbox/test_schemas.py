"""Whole examples made from schemas: of fields, of parts, of what a document lists."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, Field, TypeAdapter

from labkit.sandbox.schemas import example_of


class Part(BaseModel):
    sku: Annotated[str, Field(pattern="^P-", examples=["P-1"])]
    copies: Annotated[int, Field(ge=2)]
    note: str = ""
    colour: Annotated[str, Field(examples=["red"])] = ""


class Whole(BaseModel):
    parts: Annotated[list[Part], Field(min_length=2)]
    sent: Literal["slow", "fast"]
    gift: bool
    gone: str | None


def _example(shape):
    schema = TypeAdapter(shape).json_schema(ref_template="#/components/schemas/{model}")
    return example_of(schema, schema.pop("$defs", {}))


def test_an_object_has_what_is_required_and_what_has_an_example():
    part = {"sku": "P-1", "copies": 2, "colour": "red"}
    expected = {"parts": [part, part], "sent": "slow", "gift": True, "gone": "text"}
    assert _example(Whole) == expected
    Whole.model_validate(expected)


def test_an_example_of_the_whole_comes_first():
    shape = Annotated[Part, Field(examples=[{"sku": "P-9", "copies": 3}])]
    assert _example(shape) == {"sku": "P-9", "copies": 3}


def test_a_pattern_without_an_example_is_a_mistake():
    with pytest.raises(ValueError, match="needs an example"):
        _example(Annotated[str, Field(pattern="^P-")])
