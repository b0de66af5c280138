"""From a pydantic model to the parts of its form. No lab is known here."""

from __future__ import annotations

import datetime as dt
import enum
import re
import types
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import (
    AwareDatetime,
    BaseModel,
    FutureDatetime,
    NaiveDatetime,
    PastDatetime,
    SecretStr,
)

from labkit.widgets.field import MISSING, About, Field, Node
from labkit.widgets.lists import Group, Many, Part

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

# Makes a field that needs more than its type says; None leaves it to the type.
Maker = Callable[[About, Any], "Node | None"]

_WORDS = {"id": "ID", "url": "URL", "md5": "MD5", "zip": "ZIP", "uid": "UID", "qty": "Quantity"}
_JOINED = re.compile(r"^(id|file|image)(?=(?:product|paper|order|format|url|name|size)$)")
_EDGE = re.compile(r"(?<=[a-z])(?<!\bmd)(?=[A-Z0-9])|_")
_ADDRESS = re.compile(r"\bURL\b|\bsource path\b")
_NAMED = {"product": "Product", "shipping": "Shipping"}
_TEXTUAL = {"multiline": "multiline", "colour": "colour", "password": "password"}
_MOMENTS = (dt.datetime, AwareDatetime, NaiveDatetime, PastDatetime, FutureDatetime)
_NUMBERS = (int, float, Decimal)


def build_model(model: type[BaseModel], about: About, make: Maker) -> Group:
    """Return the form of a model: one part for each of its fields, in their order."""
    fields = {
        name: build_field(_about(name, info), info, make)
        for name, info in model.model_fields.items()
    }
    return Group(about, fields)


def build_field(about: About, info: FieldInfo, make: Maker) -> Node:
    """Return the part of a form for one field of a model."""
    kind, optional = _without_none(info.annotation)
    special = make(about, kind)
    if special is not None:
        return special
    if _is_model(kind):
        if optional or not info.is_required():
            return Part(about, lambda: build_model(kind, About("", about.label), make))
        return build_model(kind, about, make)
    if get_origin(kind) in {list, tuple, set, frozenset}:
        return _list(about, kind, info, make)
    return _leaf(about, kind, _default(info))


def _about(name: str, info: FieldInfo) -> About:
    extra = info.json_schema_extra
    hint = extra.get("labkit", {}) if isinstance(extra, Mapping) else {}
    widget = hint.get("widget", "") if isinstance(hint, Mapping) else ""
    label = info.title or _NAMED.get(str(widget)) or spoken(name)
    if widget == "photo" and not info.title:
        label = _picture_label(label)
    required = info.is_required() or _least(info) > 0
    return About(name, label, info.description or "", required, dict(hint or {}))  # type: ignore[arg-type]


def _picture_label(label: str) -> str:
    # A picture is chosen there, whatever the field holds of it: an address, a path.
    words = _ADDRESS.sub("", label).strip()
    return words if words and words != "File" else "Photo"


def spoken(name: str) -> str:
    """Return a field's name as a label.

    Examples
    --------
    >>> spoken("order_date"), spoken("zipCode"), spoken("filesize")
    ('Order date', 'ZIP code', 'File size')
    """
    parts = [part for part in _EDGE.split(_JOINED.sub(r"\1_", name)) if part]
    words = [_WORDS.get(part.lower(), part.lower()) for part in parts]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _without_none(annotation: Any) -> tuple[Any, bool]:  # noqa: ANN401 - any annotation
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, types.UnionType}:
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        optional = len(kinds) < len(get_args(annotation))
        if len(kinds) == 1:
            return _without_none(kinds[0])[0], optional
        return str, optional  # several types: taken as text, and pydantic decides
    return annotation, False


def _is_model(kind: Any) -> bool:  # noqa: ANN401 - any annotation
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _default(info: FieldInfo) -> Any:  # noqa: ANN401 - any default
    if info.is_required():
        return MISSING
    if info.default_factory_takes_validated_data:
        return MISSING
    default = info.get_default(call_default_factory=True)
    return MISSING if default is ... else default


def _least(info: FieldInfo) -> int:
    if not info.is_required():
        return 0
    return max((getattr(rule, "min_length", None) or 0 for rule in info.metadata), default=0)


def _list(about: About, kind: Any, info: FieldInfo, make: Maker) -> Many:  # noqa: ANN401 - a type
    inner = _without_none((get_args(kind) or (str,))[0])[0]
    if _is_model(inner):
        item = spoken(inner.__name__)
        start = 1 if _least(info) else 0
        return Many(
            about, lambda: build_model(inner, About("", item), make), start=start, item=item
        )
    one = About("", about.label, hint=about.hint)
    return Many(about, lambda: make(one, inner) or _leaf(one, inner, MISSING))


def _leaf(about: About, kind: Any, default: Any) -> Field:  # noqa: ANN401 - any type and default
    choices = _choices(kind)
    if choices:
        return Field(about, "select", default, choices)
    return Field(about, _kind(about, kind), default)


def _choices(kind: Any) -> dict[str, str]:  # noqa: ANN401 - any type
    if get_origin(kind) is Literal:
        return {str(value): str(value) for value in get_args(kind)}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return {str(one.value): spoken(one.name.lower()) for one in kind}
    return {}


def _kind(about: About, kind: Any) -> str:  # noqa: ANN401 - any type
    widget = str(about.hint.get("widget", ""))
    if widget in _TEXTUAL:
        return _TEXTUAL[widget]
    simple = {bool: "checkbox", SecretStr: "password", dt.date: "date"}
    if kind in simple:
        return simple[kind]
    if kind in _MOMENTS:
        return "moment"
    return "number" if kind in _NUMBERS else "text"
