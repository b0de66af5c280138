"""The leaves of a form: one field each. What was typed stays as it was typed."""

from __future__ import annotations

import datetime as dt
import enum
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import SecretStr

from labkit.values import Secret

MISSING: Any = object()
_KEYS = itertools.count(1)


@dataclass(frozen=True)
class About:
    """What is known of a field before anything is typed.

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
    """One part of a form: a field, or something that holds others.

    Attributes
    ----------
    key
        Names it in messages; it stays the same when a list is put in another order.
    parent
        What holds it.
    """

    kind = ""

    def __init__(self, about: About) -> None:
        self.about = about
        self.key = f"k{next(_KEYS)}"
        self.parent: Node | None = None

    def children(self) -> dict[str | int, Node]:
        """Return what it holds, by name or place."""
        return {}

    def value(self) -> Any:  # noqa: ANN401 - whatever the model takes
        """Return what was filled in; `MISSING` where nothing was."""
        return MISSING

    def load(self, value: Any) -> None:  # noqa: ANN401 - whatever the model gives
        """Fill it in."""

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws it from."""
        about = self.about
        return {
            "key": self.key,
            "kind": self.kind,
            "name": about.name,
            "label": about.label,
            "help": about.help,
            "required": about.required,
        }

    def walk(self) -> Iterator[Node]:
        """Yield it and everything in it, in the order shown."""
        yield self
        for child in self.children().values():
            yield from child.walk()

    def find(self, loc: tuple[str | int, ...]) -> tuple[Node, bool]:
        """Return the deepest part a location leads to, and whether it is led to its end."""
        if not loc:
            return self, True
        child = self.children().get(loc[0])
        return child.find(loc[1:]) if child is not None else (self, False)

    def path(self) -> tuple[str | int, ...]:
        """Return its location in the model."""
        if self.parent is None:
            return ()
        own = next(name for name, child in self.parent.children().items() if child is self)
        return (*self.parent.path(), own)


class Field(Node):
    """A field that is filled in by typing or choosing.

    Parameters
    ----------
    about
        What is known of it.
    kind
        ``text``, ``multiline``, ``number``, ``select``, ``checkbox``, ``date``, ``moment``,
        ``colour`` or ``password``.
    default
        The model's default; `MISSING` where it has none.
    choices
        Value → label, of a ``select``.
    """

    def __init__(
        self,
        about: About,
        kind: str,
        default: Any = MISSING,  # noqa: ANN401 - any model's default
        choices: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(about)
        self.kind = kind
        self.default = default
        self._choices = dict(choices or {})
        self.touched = False
        self.trouble = ""
        self.secret = Secret("")
        self.typed: str | bool = self._start()

    def _start(self) -> str | bool:
        if self.kind == "checkbox":
            return self.default is True
        if self.kind == "moment" and self.about.required:
            return _as_typed(dt.datetime.now(dt.UTC), self.kind)
        return "" if self.default in (MISSING, None) else _as_typed(self.default, self.kind)

    def choices(self) -> dict[str, str]:
        """Return value → label of what can be chosen."""
        return self._choices

    def type(self, typed: object) -> None:
        """Take what was typed or chosen."""
        self.touched, self.trouble = True, ""
        if self.kind == "password":
            self.secret = Secret(str(typed))
        else:
            self.typed = bool(typed) if self.kind == "checkbox" else str(typed)

    def load(self, value: Any) -> None:  # noqa: ANN401 - whatever the model gives
        """Fill it in from a model's value."""
        if isinstance(value, SecretStr):
            self.secret = Secret(value.get_secret_value())
        elif self.kind == "checkbox":
            self.typed = value in (True, 1, "1")
        else:
            self.typed = "" if value is None else _as_typed(value, self.kind)

    def value(self) -> Any:  # noqa: ANN401 - whatever the model takes
        """Return what was typed, in the form pydantic reads; `MISSING` for the default."""
        if self.kind == "password":
            return SecretStr(self.secret.reveal()) if self.secret else MISSING
        if self.kind == "checkbox":
            return MISSING if self.typed == self.default else self.typed
        text = str(self.typed)
        has_default = self.default is not MISSING
        if has_default and text == _as_typed(self.default, self.kind):
            return MISSING
        if not text.strip():
            emptied = has_default and self.default and self.kind in {"text", "multiline"}
            return text if emptied else MISSING
        return _for_pydantic(text, self.kind)

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws it from; a secret is never in it."""
        chosen = {"value": "" if self.kind == "password" else self.typed}
        choices = [{"value": value, "label": label} for value, label in self.choices().items()]
        held = {"held": True} if self.secret else {}
        return super().spec() | chosen | held | ({"choices": choices} if choices else {})


def _as_typed(value: Any, kind: str) -> str:  # noqa: ANN401 - any model's value
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        return str(value.value)
    if kind == "moment" and not isinstance(value, str):
        return str(value.astimezone().strftime("%Y-%m-%dT%H:%M:%S"))
    if isinstance(value, dt.date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _for_pydantic(text: str, kind: str) -> str:
    if kind == "number":
        return text.strip().replace(",", ".")
    if kind == "moment":
        try:
            # The clock of this machine is meant, and said so.
            return dt.datetime.fromisoformat(text).astimezone().isoformat()
        except ValueError:
            return text
    return text
