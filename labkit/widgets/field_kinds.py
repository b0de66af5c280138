"""Maps types to kinds of form fields, and raw input to values."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import (
    AwareDatetime,
    BaseModel,
    FutureDate,
    FutureDatetime,
    Json,
    NaiveDatetime,
    PastDate,
    PastDatetime,
    RootModel,
    SecretBytes,
    SecretStr,
)

_TEXTUAL = ("multiline", "colour", "password")
_MOMENTS = (dt.datetime, AwareDatetime, PastDatetime, FutureDatetime)
_DATES = (dt.date, PastDate, FutureDate)
_LISTS = (list, tuple, set, frozenset, Sequence, Collection, Iterable, AbstractSet)
_YES_NO = {"True": "yes", "False": "no"}


@dataclasses.dataclass(frozen=True)
class FieldKind:
    """A kind of form field.

    Attributes
    ----------
    name
        The kind of field; `labkit.widgets.field.Field` lists them.
    choices
        Text → label of what can be chosen.
    values
        Text → value of what can be chosen, where it is no text.
    read
        Makes what pydantic takes of what was typed.
    """

    name: str
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    read: Callable[[str], Any] | None = None


def plain(annotation: Any) -> tuple[list[Any], bool]:  # noqa: ANN401 - any annotation
    """Return the types an annotation allows except None, and whether it allows None."""
    annotation = _bare(annotation)
    if get_origin(annotation) not in {Union, types.UnionType}:
        return [annotation], annotation is type(None)
    kinds: list[Any] = []
    optional = False
    for one in get_args(annotation):
        if one is type(None):
            optional = True
            continue
        inner, none = plain(one)
        kinds += [kind for kind in inner if kind not in kinds]
        optional |= none
    return kinds, optional


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - any annotation
    while True:
        if get_origin(annotation) is Annotated and Json in get_args(annotation)[1:]:
            return str
        if get_origin(annotation) in {Annotated, typing.Final, typing.Required}:
            annotation = get_args(annotation)[0]
        elif hasattr(annotation, "__supertype__"):  # a NewType
            annotation = annotation.__supertype__
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = annotation.__value__
        elif _is_class(annotation) and issubclass(annotation, RootModel):
            annotation = annotation.model_fields["root"].annotation
        else:
            return annotation


def is_model(kind: Any) -> bool:  # noqa: ANN401 - any type
    """Say whether a type is a pydantic model."""
    return _is_class(kind) and issubclass(kind, BaseModel)


def item_of(kind: Any) -> Any:  # noqa: ANN401 - any type
    """Return the type of a list's items; None where it is no list that can grow."""
    origin = get_origin(kind) or kind
    if origin not in _LISTS:
        return None
    args = get_args(kind)
    if origin is tuple and not (len(args) == 2 and args[1] is ...):  # noqa: PLR2004 - tuple[X, ...]
        return None
    return args[0] if args else str


def leaf(kinds: Sequence[Any], widget: str, *, optional: bool) -> FieldKind:
    """Return the kind of field for types that are no models and no lists.

    Parameters
    ----------
    kinds
        The types it may have.
    widget
        What the model's own hint asks for; "" where it has none.
    optional
        Whether None is one of its values.
    """
    if widget in _TEXTUAL:
        return FieldKind(widget)
    found = [_choices(kind) for kind in kinds]
    if all(found):
        values = {text: value for one in found for text, (value, _) in one.items()}
        labels = {text: label for one in found for text, (_, label) in one.items()}
        return FieldKind("select", labels, values)
    if len(kinds) == 1:
        return _one(kinds[0], optional=optional)
    # Several types: as text, and pydantic decides which it is.
    numbers = all(kind in {int, float, Decimal} for kind in kinds)
    return FieldKind("number", read=read_number) if numbers else FieldKind("text")


def _one(kind: Any, *, optional: bool) -> FieldKind:  # noqa: ANN401 - any type
    if kind is bool:
        yes_no = FieldKind("select", _YES_NO, {"True": True, "False": False})
        return yes_no if optional else FieldKind("checkbox")
    if kind in _MOMENTS:
        return FieldKind("moment", read=_read_moment)
    if kind in {float, Decimal}:
        return FieldKind("number", read=read_number)
    simple: dict[Any, FieldKind] = {
        SecretStr: FieldKind("password"),
        SecretBytes: FieldKind("password"),
        NaiveDatetime: FieldKind("moment"),
        dt.time: FieldKind("time"),
        int: FieldKind("whole", read=str.strip),
        **{date: FieldKind("date") for date in _DATES},
    }
    found = simple.get(kind) if _hashable(kind) else None
    if found is not None:
        return found
    if getattr(kind, "__name__", "") == "Color":
        return FieldKind("colour")
    return FieldKind("json", read=_read_json) if _is_structure(kind) else FieldKind("text")


def _choices(kind: Any) -> dict[str, tuple[Any, str]]:  # noqa: ANN401 - any type
    if get_origin(kind) is Literal:
        values = [one.value if isinstance(one, enum.Enum) else one for one in get_args(kind)]
        return {str(value): (value, str(value)) for value in values}
    if _is_class(kind) and issubclass(kind, enum.Enum):
        return {
            str(one.value): (one.value, one.name.replace("_", " ").capitalize()) for one in kind
        }
    return {}


def _is_structure(kind: Any) -> bool:  # noqa: ANN401 - any type
    # A structured type without fields of its own in the form: entered as JSON.
    origin = get_origin(kind) or kind
    if not isinstance(origin, type):
        return False
    if dataclasses.is_dataclass(origin) or typing.is_typeddict(origin):
        return True
    return issubclass(origin, Mapping | tuple | list | set | frozenset)


def _is_class(kind: Any) -> bool:  # noqa: ANN401 - any type
    return isinstance(kind, type) and not isinstance(kind, types.GenericAlias)


def _hashable(kind: Any) -> bool:  # noqa: ANN401 - any type
    try:
        hash(kind)
    except TypeError:
        return False
    return True


def read_number(text: str) -> str:
    """Return a number as pydantic reads it; a decimal comma is one, too."""
    return text.strip().replace(",", ".")


def _read_moment(text: str) -> str:
    try:
        # Local time of this machine, with its UTC offset.
        return dt.datetime.fromisoformat(text).astimezone().isoformat()
    except ValueError:
        return text


def _read_json(text: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(text)
    except ValueError:
        return text  # pydantic says that it is none
