"""The branches of a form: groups, parts that may be left out, and lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from labkit.errors import InputError
from labkit.widgets.field import MISSING, About, Node


class Group(Node):
    """The fields of one model.

    Parameters
    ----------
    about
        What is known of it.
    fields
        Name → what is filled in there.
    """

    kind = "group"

    def __init__(self, about: About, fields: dict[str, Node]) -> None:
        super().__init__(about)
        self.fields = fields
        for child in fields.values():
            child.parent = self

    def children(self) -> dict[str | int, Node]:
        """Return its fields."""
        return {name: child for name, child in self.fields.items()}  # noqa: C416 - widens the key's type

    def value(self) -> dict[str, Any]:
        """Return name → value of what was filled in."""
        found = {name: child.value() for name, child in self.fields.items()}
        return {name: value for name, value in found.items() if value is not MISSING}

    def load(self, value: Any) -> None:  # noqa: ANN401 - a mapping
        """Fill in the fields a mapping names; the others stay."""
        for name, part in dict(value).items():
            if name in self.fields:
                self.fields[name].load(part)

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws it from."""
        return super().spec() | {"children": [child.spec() for child in self.fields.values()]}


class Part(Node):
    """A model that may be left out."""

    kind = "part"

    def __init__(self, about: About, make: Callable[[], Node]) -> None:
        super().__init__(about)
        self._make = make
        self.inner: Node | None = None

    def children(self) -> dict[str | int, Node]:
        """Return the fields of the part, as if they were its own."""
        found: dict[str | int, Node] = {}
        return found | (self.inner.children() if self.inner else {})

    def value(self) -> Any:  # noqa: ANN401 - the part's fields
        """Return the part's fields; `MISSING` where it is left out."""
        return self.inner.value() if self.inner else MISSING

    def load(self, value: Any) -> None:  # noqa: ANN401 - a mapping, or None
        """Fill it in; None leaves it out."""
        if value is None:
            self.act("remove", 0)
            return
        if self.inner is None:
            self.act("add", 0)
        if self.inner is not None:
            self.inner.load(value)

    def act(self, action: str, _place: int) -> Node | None:
        """Add or remove it; return where the focus goes."""
        self.inner = self._make() if action == "add" else None
        if self.inner is not None:
            self.inner.parent = self
            for child in self.inner.children().values():
                child.parent = self
        return next(iter(self.children().values()), self)

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws it from."""
        children = [child.spec() for child in self.children().values()]
        return super().spec() | {"present": self.inner is not None, "children": children}


class Many(Node):
    """A list: add, remove, duplicate, move up and down."""

    kind = "list"

    def __init__(
        self, about: About, make: Callable[[], Node], *, start: int = 0, item: str = ""
    ) -> None:
        super().__init__(about)
        self._make = make
        self._item = item or about.label
        self.items: list[Node] = []
        for _ in range(start):
            self.act("add", 0)

    def children(self) -> dict[str | int, Node]:
        """Return its items."""
        return dict(enumerate(self.items))

    def value(self) -> Any:  # noqa: ANN401 - a list
        """Return the items' values; `MISSING` for an empty list."""
        values = [item.value() for item in self.items]
        return [value for value in values if value is not MISSING] or MISSING

    def load(self, value: Any) -> None:  # noqa: ANN401 - a list
        """Fill it in anew."""
        self.items = []
        for part in value or ():
            self._insert(len(self.items)).load(part)

    def act(self, action: str, place: int) -> Node | None:
        """Change the list; return where the focus goes."""
        actions: dict[str, Callable[[int], Node | None]] = {
            "add": self._add,
            "remove": self._remove,
            "duplicate": self._duplicate,
            "up": lambda n: self._move(n, n - 1),
            "down": lambda n: self._move(n, n + 1),
        }
        return actions[action](place)

    def _insert(self, place: int) -> Node:
        item = self._make()
        item.parent = self
        self.items.insert(place, item)
        return item

    def _add(self, _place: int) -> Node:
        return self._insert(len(self.items))

    def _remove(self, place: int) -> Node:
        self._there(place)
        del self.items[place]
        return self.items[min(place, len(self.items) - 1)] if self.items else self

    def _duplicate(self, place: int) -> Node:
        old = self._there(place)
        new = self._insert(place + 1)
        value = old.value()
        if value is not MISSING:
            new.load(value)
        for one, other in zip(old.walk(), new.walk(), strict=False):
            _keep(one, other)
        return new

    def _move(self, place: int, other: int) -> Node:
        item = self._there(place)
        self._there(other)
        self.items[place], self.items[other] = self.items[other], item
        return item

    def _there(self, place: int) -> Node:
        if not 0 <= place < len(self.items):
            raise InputError(f"{self.about.label} has no line {place + 1}")
        return self.items[place]

    def spec(self) -> dict[str, Any]:
        """Return what the browser draws it from."""
        return super().spec() | {
            "items": [item.spec() for item in self.items],
            "item_label": self._item,
        }


def _keep(old: Node, new: Node) -> None:
    # What stands beside a value: a picture's file and crop, a product's variant.
    if type(old) is type(new) and hasattr(old, "beside") and hasattr(new, "take_beside"):
        new.take_beside(old.beside())
