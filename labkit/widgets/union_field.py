"""A form field for a union: of models, or of a model and a plain value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from labkit.widgets.field import MISSING, Field, FieldMeta, Node
from labkit.widgets.field_groups import Group


@dataclass(frozen=True)
class UnionOption:
    """One type of a union.

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
        """Return whether a value is valid for this type."""
        try:
            TypeAdapter(self.kind).validate_python(value)
        except ValidationError:
            return False
        return True

    def has_fields(self, value: Any) -> bool:  # noqa: ANN401 - any value
        """Return whether the type has all fields of a value."""
        fields = getattr(self.kind, "model_fields", {})
        return isinstance(value, Mapping) and set(value) <= set(fields)


class UnionField(Node):
    """A union's field; the input of the other types is kept.

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
        """The node of the chosen type."""
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
        """Return the chosen type's fields."""
        inner = self.inner
        if inner is None:
            return {}
        return inner.children() if isinstance(inner, Group) else {"": inner}

    def value(self) -> Any:  # noqa: ANN401 - a list of items
        """Return the chosen type's value; `MISSING` if none is chosen."""
        inner = self.inner
        if inner is None:
            return None if self.optional and self.default not in (MISSING, None) else MISSING
        value = inner.value()
        return {**_discriminators(inner), **value} if isinstance(inner, Group) else value

    def load(self, value: Any) -> None:  # noqa: ANN401 - a list of items
        """Choose the type of a value, and set it."""
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
        """Return the deepest node on a location's path, which includes pydantic's type tag."""
        rest = loc[1:] if loc and loc[0] in self._tags(self.chosen) else loc
        if not rest:
            return self, True
        inner = self.inner
        found = inner.find(rest) if inner is not None else (self, False)
        return (self, found[1]) if found[0] is inner else found

    def is_other_option(self, step: str | int) -> bool:
        """Return whether a step of a location leads to a type that is not chosen."""
        if step in self._tags(self.chosen) or step in self.children():
            return False
        return bool(self.chosen)

    def _tags(self, name: str) -> set[str | int]:
        # pydantic tags a model by its class name or by its discriminator.
        option, inner = self.options.get(name), self._made.get(name)
        if option is None:
            return set()
        discriminators = _discriminators(inner) if isinstance(inner, Group) else {}
        names = {getattr(option.kind, "__name__", str(option.kind)), str(option.kind)}
        return {*names, *map(str, discriminators.values())}

    def draft_state(self) -> dict[str, Any]:
        """Return the state a draft stores in addition to the value."""
        return {"option": self.chosen} if self.chosen else {}

    def restore_state(self, kept: dict[str, Any]) -> None:
        """Restore the state that a draft stored in addition to the value."""
        option = str(kept.get("option", ""))
        if option in self.options and option != self.chosen:
            self._fill(option)

    def spec(self) -> dict[str, Any]:
        """Return the specification that the browser renders."""
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
    # Fields with a single possible value discriminate between models and are set automatically.
    found = {}
    for name, child in group.fields.items():
        single = child.single_value() if isinstance(child, Field) else MISSING
        if single is not MISSING:
            found[name] = single
    return found
