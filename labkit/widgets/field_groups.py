"""Form groups: the fields of a model, optional groups and lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from labkit.widgets.field import MISSING, FieldMeta, Node


class Group(Node):
    """The fields of one model.

    Parameters
    ----------
    meta
        What is known of it.
    fields
        Name → what is filled in there.
    names
        The model's name of a field → its name here, which is its alias.
    """

    kind = "group"

    def __init__(
        self, meta: FieldMeta, fields: dict[str, Node], names: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(meta)
        self.fields = fields
        self._names = dict(names or {})
        for child in fields.values():
            child.parent = self

    def children(self) -> dict[str | int, Node]:
        """Return its fields."""
        return {name: child for name, child in self.fields.items()}  # noqa: C416 - widens the key's type

    def value(self) -> dict[str, Any]:
        """Return name → value of what was filled in."""
        found = {name: child.value() for name, child in self.fields.items()}
        return {name: value for name, value in found.items() if value is not MISSING}

    def load(self, value: Any) -> None:  # noqa: ANN401 - a list of items
        """Fill in the fields a mapping names; the others stay."""
        for name, part in dict(value).items():
            child = self.fields.get(self._names.get(str(name), str(name)))
            if child is not None:
                child.load(part)

    def spec(self) -> dict[str, Any]:
        """Return the specification that the browser renders."""
        return super().spec() | {"children": [child.spec() for child in self.fields.values()]}


class OptionalGroup(Node):
    """An optional model: it can be added and removed."""

    kind = "optional"

    def __init__(
        self,
        meta: FieldMeta,
        make: Callable[[], Node],
        default: Any = MISSING,  # noqa: ANN401 - any model's default
        *,
        optional: bool = True,
    ) -> None:
        super().__init__(meta)
        self._make = make
        self._default = default
        self._optional = optional
        self.inner: Node | None = None
        self._last: Node | None = None
        if default not in (MISSING, None):
            self.load(default)

    def children(self) -> dict[str | int, Node]:
        """Return the fields of the group."""
        found: dict[str | int, Node] = {}
        return found | (self.inner.children() if self.inner else {})

    def value(self) -> Any:  # noqa: ANN401 - a list of items
        """Return the group's values; `MISSING` if it is absent."""
        if self.inner is not None:
            return self.inner.value()
        # A removed group must not come back as the model's default.
        taken = self._optional and self._default not in (MISSING, None)
        return None if taken else MISSING

    def load(self, value: Any) -> None:  # noqa: ANN401 - a list of items
        """Set the group's values; None removes it."""
        if value is None:
            self.inner = self._last = None
            return
        if self.inner is None:
            self.act("add")
        if self.inner is not None:
            self.inner.load(value)

    def act(self, action: str, _key: str = "") -> Node | None:
        """Add or remove the group; return the node that gets the focus."""
        if action == "remove":
            self._last, self.inner = self.inner, None
        else:
            # A removed group comes back with its input.
            self.inner = self._last or self._make()
        if self.inner is not None:
            self.inner.parent = self
            for child in self.inner.children().values():
                child.parent = self
        return next(iter(self.children().values()), self)

    def find(self, loc: tuple[str | int, ...]) -> tuple[Node, bool]:
        """Return the deepest node on a location's path, and whether the path ends there."""
        if not loc or self.inner is None:
            return self, not loc
        found, whole = self.inner.find(loc)
        return (self, whole) if found is self.inner else (found, whole)

    def spec(self) -> dict[str, Any]:
        """Return the specification that the browser renders."""
        children = [child.spec() for child in self.children().values()]
        return super().spec() | {"present": self.inner is not None, "children": children}


class ListGroup(Node):
    """A list of items: add, remove, undo, duplicate, move up and down.

    Parameters
    ----------
    meta
        What is known of it.
    make
        Makes an item.
    start
        With how many items it begins.
    item
        What an item is called; the list's own label where it is "".
    default
        The model's default.
    """

    kind = "list"

    def __init__(
        self,
        meta: FieldMeta,
        make: Callable[[], Node],
        *,
        start: int = 0,
        item: str = "",
        default: Any = MISSING,  # noqa: ANN401 - any model's default
    ) -> None:
        super().__init__(meta)
        self._make = make
        self._item = item or meta.label
        self._start = 0
        self.items: list[Node] = []
        self._removed: tuple[int, Node] | None = None
        if default not in (MISSING, None):
            self.load(default)
        self._default = self._values()
        self._start = start
        self._fill_up()

    def children(self) -> dict[str | int, Node]:
        """Return its items."""
        return dict(enumerate(self.items))

    def _values(self) -> list[Any]:
        # An empty item is None, so that validation reports it.
        values = [item.value() for item in self.items]
        return [None if value is MISSING else value for value in values]

    def value(self) -> Any:  # noqa: ANN401 - a list of items
        """Return the items' values; `MISSING` for what the model's default is."""
        values = self._values()
        return MISSING if values == self._default else values

    def load(self, value: Any) -> None:  # noqa: ANN401 - a list of items
        """Replace the list's items."""
        self.items, self._removed = [], None
        for part in value or ():
            self._insert(len(self.items)).load(part)
        self._fill_up()

    def _fill_up(self) -> None:
        # Required items are there from the start.
        while len(self.items) < self._start:
            self._insert(len(self.items))

    def act(self, action: str, key: str) -> Node | None:
        """Change the list; return the node that gets the focus.

        Parameters
        ----------
        action
            ``add``, ``undo``, ``remove``, ``duplicate``, ``up`` or ``down``.
        key
            The item's. A second click that comes late finds its own item or none, never another.
        """
        if action == "add":
            return self._insert(len(self.items))
        if action == "undo":
            return self._undo()
        place = next((n for n, item in enumerate(self.items) if item.key == key), None)
        if place is None:
            return None
        actions: dict[str, Callable[[int], Node | None]] = {
            "remove": self._remove,
            "duplicate": self._duplicate,
            "up": lambda n: self._move(n, n - 1),
            "down": lambda n: self._move(n, n + 1),
        }
        return actions[action](place)

    def _insert(self, place: int, node: Node | None = None) -> Node:
        item = node or self._make()
        item.parent = self
        self.items.insert(place, item)
        return item

    def _remove(self, place: int) -> Node:
        self._removed = (place, self.items.pop(place))
        return self.items[min(place, len(self.items) - 1)] if self.items else self

    def _undo(self) -> Node | None:
        if self._removed is None:
            return None
        place, item = self._removed
        self._removed = None
        return self._insert(min(place, len(self.items)), item)

    def _duplicate(self, place: int) -> Node:
        old = self.items[place]
        new = self._insert(place + 1)
        value = old.value()
        if value is not MISSING:
            new.load(value)
        for one, other in zip(old.walk(), new.walk(), strict=False):
            _copy_state(one, other)
        return new

    def _move(self, place: int, other: int) -> None:
        # The focus stays on the button that was pressed.
        if 0 <= other < len(self.items):
            items = self.items
            items[place], items[other] = items[other], items[place]

    def spec(self) -> dict[str, Any]:
        """Return the specification that the browser renders."""
        return super().spec() | {
            "items": [item.spec() for item in self.items],
            "item_label": self._item,
            "removed": self._removed is not None,
        }


def _copy_state(old: Node, new: Node) -> None:
    # State in addition to the value: a photo's file and crop, a product's variant.
    if type(old) is type(new) and hasattr(old, "draft_state") and hasattr(new, "restore_state"):
        new.restore_state(old.draft_state())


def titles(node: Node) -> str:
    """Return a node's path as headings: ``"Entry 2 > Photo"``."""
    parts: list[str] = []
    here: Node | None = node
    while here is not None:
        place = here.parent
        if isinstance(place, ListGroup):
            parts.append(f"{here.meta.label} {place.items.index(here) + 1}")
        elif here is node or not isinstance(here, ListGroup):
            parts.append(here.meta.label)
        here = place
    return " > ".join(reversed([part for part in parts if part]))
