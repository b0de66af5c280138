"""Form fields: the leaves of a form's tree. They keep the raw input."""

from __future__ import annotations

import datetime as dt
import enum
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import SecretBytes, SecretStr
from pydantic_core import to_jsonable_python

from labkit.model.secret import Secret
from labkit.widgets.field_kinds import FieldKind

MISSING: Any = object()
_KEYS = itertools.count(1)
_WHOLE = re.compile(r"[+-]?\d+")
# 1,000 may be a thousand or one.
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


@dataclass(frozen=True)
class FieldMeta:
    """A form field's metadata.

    Attributes
    ----------
    name
        Its name in the model; "" for an item of a list.
    label, help
        What is shown.
    required
        Whether it has to be filled in.
    hint
        The model's ``json_schema_extra["labkit"]``.
    """

    name: str
    label: str
    help: str = ""
    required: bool = False
    hint: Mapping[str, Any] = field(default_factory=dict)


class Node:
    """A node of a form's tree: a field or a group of nodes.

    Attributes
    ----------
    key
        Names it in messages; it stays the same when a list is put in another order.
    parent
        What holds it.
    collapsed_for
        Why it is folded away for now; "" where it is not.
    """

    kind = ""
    collapsed_for = ""

    def __init__(self, meta: FieldMeta) -> None:
        self.meta = meta
        self.key = f"k{next(_KEYS)}"
        self.parent: Node | None = None

    @property
    def collapsed(self) -> str:
        """Why the node is collapsed: its own reason, or the model's hint."""
        return self.collapsed_for or str(self.meta.hint.get("of", ""))

    def children(self) -> dict[str | int, Node]:
        """Return the child nodes by name or index."""
        return {}

    def value(self) -> Any:  # noqa: ANN401 - a list of items
        """Return the node's value; `MISSING` if nothing was entered."""
        return MISSING

    def load(self, value: Any) -> None:  # noqa: ANN401 - a list of items
        """Set the node's value."""

    def spec(self) -> dict[str, Any]:
        """Return the specification that the browser renders."""
        meta = self.meta
        return {
            "key": self.key,
            "kind": self.kind,
            "name": meta.name,
            "label": meta.label,
            "help": meta.help,
            "required": meta.required,
            "collapsed": self.collapsed,
        }

    def walk(self) -> Iterator[Node]:
        """Yield this node and its descendants in display order."""
        yield self
        for child in self.children().values():
            yield from child.walk()

    def find(self, loc: tuple[str | int, ...]) -> tuple[Node, bool]:
        """Return the deepest node on a location's path, and whether the path ends there."""
        if not loc:
            return self, True
        child = self.children().get(loc[0])
        return child.find(loc[1:]) if child is not None else (self, False)

    def path(self) -> tuple[str | int, ...]:
        """Return the node's path in the model."""
        if self.parent is None:
            return ()
        key_in_parent = next(
            name for name, child in self.parent.children().items() if child is self
        )
        return (*self.parent.path(), key_in_parent)


class Field(Node):
    """A single input field.

    Parameters
    ----------
    meta
        What is known of it.
    kind
        ``text``, ``multiline``, ``number``, ``whole``, ``select``, ``checkbox``, ``date``,
        ``moment``, ``time``, ``colour``, ``json`` or ``password``; or all that is known of it.
    default
        The model's default; `MISSING` where it has none.
    optional
        Whether it may be None.
    """

    def __init__(
        self,
        meta: FieldMeta,
        kind: str | FieldKind,
        default: Any = MISSING,  # noqa: ANN401 - any model's default
        *,
        optional: bool = False,
    ) -> None:
        super().__init__(meta)
        self._kind = FieldKind(kind) if isinstance(kind, str) else kind
        self.kind = self._kind.name
        self.default = default
        self.optional = optional
        self.touched = False
        self.error = ""
        self.secret = Secret("")
        self.typed: str | bool = self._initial()

    def _initial(self) -> str | bool:
        if self.kind == "checkbox":
            return self.default is True
        if self.kind == "moment" and self.meta.required and self.default is MISSING:
            return _as_typed(dt.datetime.now(dt.UTC), self.kind)
        return "" if self.default in (MISSING, None) else _as_typed(self.default, self.kind)

    def choices(self) -> dict[str, str]:
        """Return the choices: value → label."""
        return dict(self._kind.choices)

    def single_value(self) -> Any:  # noqa: ANN401 - the one value
        """Return the only possible value; `MISSING` if there are several."""
        values = list(self._kind.values.values())
        return values[0] if len(values) == 1 and not self.optional else MISSING

    def ambiguity(self) -> str:
        """Return why the input is ambiguous; pydantic alone would accept it and misread it."""
        text = str(self.typed).strip()
        if self.kind == "whole" and text and not _WHOLE.fullmatch(text):
            return "enter a whole number in digits only, e.g. 3"
        if self.kind == "number" and _THOUSANDS.fullmatch(text):
            plain = text.replace(",", "")
            return f"ambiguous comma: enter {plain}, or use a decimal point"
        return ""

    def enter(self, typed: object) -> None:
        """Set the raw input."""
        self.touched, self.error = True, ""
        if self.kind == "password":
            self.secret = Secret(str(typed))
        else:
            self.typed = bool(typed) if self.kind == "checkbox" else str(typed)

    def load(self, value: Any) -> None:  # noqa: ANN401 - a list of items
        """Set the field from a model's value."""
        if isinstance(value, SecretStr | SecretBytes):
            word = value.get_secret_value()
            self.secret = Secret(word.decode() if isinstance(word, bytes) else word)
        elif self.kind == "password":
            self.secret = Secret(str(value or ""))
        elif self.kind == "checkbox":
            self.typed = value in (True, 1, "1")
        else:
            self.typed = "" if value is None else _as_typed(value, self.kind)

    def value(self) -> Any:  # noqa: ANN401 - a list of items
        """Return the input in the form pydantic reads; `MISSING` for the default."""
        if self.kind == "password":
            return SecretStr(self.secret.reveal()) if self.secret else MISSING
        if self.kind == "checkbox":
            return MISSING if self.typed == self.default else self.typed
        text = str(self.typed)
        if self.default is not MISSING and text == _as_typed(self.default, self.kind):
            return MISSING
        if not text.strip():
            return self._empty_value()
        if text in self._kind.values:
            return self._kind.values[text]
        return self._kind.read(text) if self._kind.read else text

    def _empty_value(self) -> Any:  # noqa: ANN401 - None, an empty text or nothing
        # A cleared field must not fall back to the default.
        if self.default in (MISSING, None, ""):
            return MISSING
        return None if self.optional else ""

    def spec(self) -> dict[str, Any]:
        """Return the specification that the browser renders; it never contains a secret."""
        chosen: dict[str, Any] = {"value": "" if self.kind == "password" else self.typed}
        if self.kind == "select":
            must = not self.optional and self.default not in (MISSING, None, "")
            chosen["empty"] = "" if must else "– none –" if self._may_be_empty() else "– choose –"
        choices = [{"value": value, "label": label} for value, label in self.choices().items()]
        held = {"held": True} if self.secret else {}
        return super().spec() | chosen | held | ({"choices": choices} if choices else {})

    def _may_be_empty(self) -> bool:
        return self.optional or not self.meta.required


def _as_typed(value: Any, kind: str) -> str:  # noqa: ANN401 - any model's value
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        return str(value.value)
    if kind == "moment" and isinstance(value, dt.datetime):
        here = value.astimezone() if value.tzinfo else value
        return str(here.strftime("%Y-%m-%dT%H:%M:%S"))
    if kind == "json" and not isinstance(value, str):
        return json.dumps(to_jsonable_python(value), ensure_ascii=False, indent=1)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
