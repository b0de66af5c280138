"""The kinds of field Printofoto's resources have (document 001, the POST of each resource)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model

_COLOUR = r"^#[0-9a-fA-F]{6}$"
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(-\d{2})?")
_DAY = r"^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
_PHOTO: Any = {"labkit": {"widget": "photo"}}


class Part(BaseModel):
    """A resource or a part of an order; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", validate_default=True)


def _lower(value: object) -> object:
    # "Fit or Fill" in the text, "fit" and "fill" in the samples.
    return value.lower() if isinstance(value, str) else value


def _month(value: object) -> object:
    # "2015-01" and "2014-01-01" both appear: YYYY-MM is sent.
    found = _MONTH.fullmatch(value) if isinstance(value, str) else None
    return f"{found[1]}-{found[2]}" if found else value


def _real_day(value: str) -> str:
    dt.date.fromisoformat(value)  # no 30th of February
    return value


def _flag(value: object) -> object:
    # "0" and "1" in the samples; bool("0") would be True.
    return {"0": False, "1": True}.get(value, value) if isinstance(value, str) else value


Aspect = Annotated[Literal["fit", "fill"], BeforeValidator(_lower)]
Month = Annotated[str, BeforeValidator(_month), Field(pattern=r"^[1-9]\d{3}-(0[1-9]|1[0-2])$")]
Day = Annotated[str, Field(pattern=_DAY), AfterValidator(_real_day)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Colour = Annotated[
    str,
    Field(pattern=_COLOUR, json_schema_extra={"labkit": {"widget": "colour"}}),
]


def image(description: str, *, required: bool = True) -> Any:  # noqa: ANN401 - a pydantic field
    """Return a field for a picture: a file or a URL; it is made an image resource first."""
    if required:
        return Field(min_length=1, description=description, json_schema_extra=_PHOTO)
    return Field(default="", description=description, json_schema_extra=_PHOTO)


def optional_text(description: str, **rules: Any) -> Any:  # noqa: ANN401 - a pydantic field
    """Return an optional text field."""
    return Field(default="", description=description, **rules)


def images(prefix: str, count: int, description: str, *, required: bool = True) -> dict[str, Any]:
    """Return numbered picture fields: ``image_url_1`` to ``image_url_<count>``."""
    return {
        f"{prefix}_{n}": (str, image(f"{description} {n}.", required=required))
        for n in range(1, count + 1)
    }


def with_fields(name: str, doc: str, base: type[Part], **fields: Any) -> Any:  # noqa: ANN401 - a new model
    """Make a model with numbered fields, which would fill pages written out."""
    return create_model(name, __doc__=doc, __base__=base, __module__=base.__module__, **fields)
