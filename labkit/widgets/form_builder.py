"""Builds a form's tree from a pydantic model; independent of any lab.

Labels are the fields' titles, or their names; helps are their descriptions. What a type does not
say, a field may, in ``json_schema_extra={"labkit": {...}}``:

- ``widget``: ``multiline``, ``colour`` or ``password``; in an order also ``product``, ``photo``,
  ``shipping``, and ``option`` (with ``group``, the field that names the option's group);
- ``of``: ``photo`` for fields the photo next to it fills, ``more`` for rarely used fields:
  both are collapsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pydantic.fields import FieldInfo

from labkit.widgets import field_kinds
from labkit.widgets.field import MISSING, Field, FieldMeta, Node
from labkit.widgets.field_groups import Group, ListGroup, OptionalGroup
from labkit.widgets.union_field import UnionField, UnionOption

if TYPE_CHECKING:
    from pydantic import BaseModel

# Makes special fields; None falls back to the field of the type.
FieldFactory = Callable[[FieldMeta, Any], "Node | None"]

_WORDS = {"id": "ID", "url": "URL", "md5": "MD5", "zip": "ZIP", "uid": "UID", "qty": "Quantity"}
_JOINED = re.compile(r"^(id|file|image)(?=(?:product|paper|order|format|url|name|size)$)")
_EDGE = re.compile(r"(?<=[a-z])(?<!\bmd)(?=[A-Z0-9])|_")
_ADDRESS = re.compile(r"\bURL\b|\bsource path\b")
_NAMED = {"product": "Product", "shipping": "Shipping"}


def build_model(model: type[BaseModel], meta: FieldMeta, make: FieldFactory) -> Group:
    """Return the group of a model: one node for each field, in order."""
    fields: dict[str, Node] = {}
    names: dict[str, str] = {}
    for name, info in model.model_fields.items():
        key = _key(name, info)
        names[name] = key
        fields[key] = build_field(_meta(name, info), info, make)
    return Group(meta, fields, names)


def _key(name: str, info: FieldInfo) -> str:
    # Where a field has an alias, the model is filled by it and names it in its errors.
    alias = info.validation_alias
    return alias if isinstance(alias, str) and alias else name


def build_field(meta: FieldMeta, info: FieldInfo, make: FieldFactory) -> Node:
    """Return the node for one field of a model."""
    found, optional = field_kinds.plain(info.annotation)
    default = _default(info)
    special = make(meta, found[0]) if len(found) == 1 else None
    if special is not None:
        return special
    if len(found) > 1 and any(_is_composite(kind) for kind in found):
        return _union(meta, found, make, default=default, optional=optional)
    kind = found[0]
    if field_kinds.is_model(kind):
        return _model(meta, kind, make, default, optional=optional)
    item = field_kinds.item_of(kind)
    if item is not None and len(found) == 1:
        return _list(meta, item, info, make)
    widget = str(meta.hint.get("widget", ""))
    return Field(
        meta, field_kinds.leaf(found, widget, optional=optional), default, optional=optional
    )


def _model(
    meta: FieldMeta,
    model: type[BaseModel],
    make: FieldFactory,
    default: Any,  # noqa: ANN401 - any default
    *,
    optional: bool,
) -> Node:
    if default is MISSING and not optional:
        return build_model(model, meta, make)
    inner = replace(meta, name="", help="")
    return OptionalGroup(meta, lambda: build_model(model, inner, make), default, optional=optional)


def _is_composite(kind: Any) -> bool:  # noqa: ANN401 - any type
    return field_kinds.is_model(kind) or field_kinds.item_of(kind) is not None


def _union(
    meta: FieldMeta,
    found: list[Any],
    make: FieldFactory,
    *,
    default: Any,  # noqa: ANN401 - any default
    optional: bool,
) -> UnionField:
    options: dict[str, UnionOption] = {}
    for kind in found:
        label = (
            label_of(getattr(kind, "__name__", "") or str(kind)) if _is_composite(kind) else "Value"
        )
        inner = FieldMeta("", label, required=True)
        info = FieldInfo.from_annotation(kind)
        options.setdefault(label, UnionOption(kind, partial(build_field, inner, info, make)))
    return UnionField(meta, options, default, optional=optional)


def _meta(name: str, info: FieldInfo) -> FieldMeta:
    extra = info.json_schema_extra
    hint = extra.get("labkit", {}) if isinstance(extra, Mapping) else {}
    widget = hint.get("widget", "") if isinstance(hint, Mapping) else ""
    label = info.title or _NAMED.get(str(widget)) or label_of(name)
    if widget == "photo" and not info.title:
        label = _photo_label(label)
    description = info.description or ""
    # A help text that only repeats the label is dropped.
    words = "" if description.rstrip(".").lower() == label.lower() else description
    return FieldMeta(name, label, words, info.is_required(), dict(hint or {}))  # type: ignore[arg-type]


def _photo_label(label: str) -> str:
    # The user chooses a photo there, whether the field holds a URL or a path.
    words = _ADDRESS.sub("", label).strip()
    return words if words and words != "File" else "Photo"


def label_of(name: str) -> str:
    """Return a field's name as a label.

    Examples
    --------
    >>> label_of("order_date"), label_of("zipCode"), label_of("filesize")
    ('Order date', 'ZIP code', 'File size')
    """
    parts = [part for part in _EDGE.split(_JOINED.sub(r"\1_", name)) if part]
    words = [_WORDS.get(part.lower(), part.lower()) for part in parts]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _default(info: FieldInfo) -> Any:  # noqa: ANN401 - any default
    if info.is_required() or info.default_factory_takes_validated_data:
        return MISSING
    default = info.get_default(call_default_factory=True)
    return MISSING if default is ... else default


def _list(meta: FieldMeta, item: Any, info: FieldInfo, make: FieldFactory) -> ListGroup:  # noqa: ANN401 - a type
    inner = FieldInfo.from_annotation(item)
    found, _ = field_kinds.plain(item)
    named = len(found) == 1 and field_kinds.is_model(found[0])
    label = label_of(found[0].__name__) if named else meta.label
    one = _meta("", inner)
    one = replace(one, name="", label=label, help="", required=False, hint=one.hint or meta.hint)
    return ListGroup(
        meta,
        lambda: build_field(one, inner, make),
        start=1 if named and info.is_required() else 0,
        item=label if named else "",
        default=_default(info),
    )
