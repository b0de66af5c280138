"""A part that may be one of several things: a union of models, or of a model and a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from labkit.widgets.field import MISSING, Field, FieldMeta, Node
from labkit.widgets.field_groups import Group


@dataclass(frozen=True)
class UnionOption:
    """One of the things it may be.

    Attributes
    ----------
    kind
        The type.
    make
        Makes what is filled in then.
    """

    kind: Any
    make: Callable[[], Node]

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - any value
        """Say whether a value is of this type."""
        try:
            TypeAdapter(self.kind).validate_python(value)
        except ValidationError:
            return False
        return True

    def has_fields(self, value: Any) -> bool:  # noqa: ANN401 - any value
        """Say whether it has all the fields that a value has."""
        fields = getattr(self.kind, "model_fields", {})
        return isinstance(value, Mapping) and set(value) <= set(fields)


class UnionField(Node):
    """One of several things; what was filled in for another is kept until the form goes.

    Parameters
    ----------
    meta
        What is known of it.
    options
        Label → what it may be.
    default
        The model's default.
    optional
        Whether it may be nothing.
    """

    kind = "union"

    def __init__(
        self,
        meta: FieldMeta,
        options: Mapping[str, UnionOption],
        default: Any = MISSING,  # noqa: ANN401 - any default
        *,
        optional: bool = False,
    ) -> None:
        super().__init__(meta)
        self.options = dict(options)
        self.optional = optional
        self.default = default
        self.chosen = ""
        self._made: dict[str, Node] = {}
        self._loaded: Any = None
        if default not in (MISSING, None):
            self.load(default)

    @property
    def inner(self) -> Node | None:
        """What is filled in for what was chosen."""
        return self._made.get(self.chosen)

    def choose(self, name: str) -> Node | None:
        """Choose one of the options; "" chooses none."""
        self.chosen = name if name in self.options else ""
        if self.chosen and self.chosen not in self._made:
            self._made[self.chosen] = self.options[self.chosen].make()
        inner = self.inner
        if inner is not None:
            inner.parent = self
            for child in inner.children().values():
                child.parent = self if isinstance(inner, Group) else inner
        return next(iter(self.children().values()), None)

    def children(self) -> dict[str | int, Node]:
        """Return what is filled in, as if it were its own."""
        inner = self.inner
        if inner is None:
            return {}
        return inner.children() if isinstance(inner, Group) else {"": inner}

    def value(self) -> Any:  # noqa: ANN401 - a list of items
        """Return what was filled in; `MISSING` where nothing was chosen."""
        inner = self.inner
        if inner is None:
            return None if self.optional and self.default not in (MISSING, None) else MISSING
        value = inner.value()
        return {**_discriminators(inner), **value} if isinstance(inner, Group) else value

    def load(self, value: Any) -> None:  # noqa: ANN401 - a list of items
        """Choose what a value is, and fill it in."""
        self._loaded = value.model_dump() if isinstance(value, BaseModel) else value
        if value is None:
            self.choose("")
            return
        options = [name for name, option in self.options.items() if option.fits(value)]
        options += [
            name for name, option in self.options.items() if option.has_fields(self._loaded)
        ]
        self._fill(next(iter(options), next(iter(self.options))))

    def _fill(self, name: str) -> None:
        self.choose(name)
        if self.inner is not None and self._loaded is not None:
            self.inner.load(self._loaded)

    def find(self, loc: tuple[str | int, ...]) -> tuple[Node, bool]:
        """Return the deepest part a location leads to; pydantic names the type on the way."""
        rest = loc[1:] if loc and loc[0] in self._tags(self.chosen) else loc
        if not rest:
            return self, True
        inner = self.inner
        found = inner.find(rest) if inner is not None else (self, False)
        return (self, found[1]) if found[0] is inner else found

    def is_other_option(self, step: str | int) -> bool:
        """Say whether a step of a location leads to what was not chosen."""
        if step in self._tags(self.chosen) or step in self.children():
            return False
        return bool(self.chosen)

    def _tags(self, name: str) -> set[str | int]:
        # A model is named by its class, or by the mark that tells it from the others.
        option, inner = self.options.get(name), self._made.get(name)
        if option is None:
            return set()
        discriminators = _discriminators(inner) if isinstance(inner, Group) else {}
        names = {getattr(option.kind, "__name__", str(option.kind)), str(option.kind)}
        return {*names, *map(str, discriminators.values())}

    def draft_state(self) -> dict[str, Any]:
        """Return what a draft keeps beside the value."""
        return {"option": self.chosen} if self.chosen else {}

    def restore_state(self, kept: dict[str, Any]) -> None:
        """Take what was kept beside the value."""
        option = str(kept.get("option", ""))
        if option in self.options and option != self.chosen:
            self._fill(option)

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws it from."""
        inner = self.inner
        discriminators = _discriminators(inner) if isinstance(inner, Group) else {}
        children = [
            child.spec() for name, child in self.children().items() if name not in discriminators
        ]
        return super().spec() | {
            "options": list(self.options),
            "chosen": self.chosen,
            "optional": self.optional or not self.meta.required,
            "children": children,
        }


def _discriminators(group: Group) -> dict[str, Any]:
    # What can only have one value tells one model from another, and is filled in for the person.
    found = {}
    for name, child in group.fields.items():
        single = child.single_value() if isinstance(child, Field) else MISSING
        if single is not MISSING:
            found[name] = single
    return found
