"""The templates Bay Photo's emulator serves: the sample, or any number made from it.

The tree keeps its shape; with a scale, each orderable template of the sample stands in its
container as often as it takes, and each copy after the first has a size and a price of its own.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

import orjson

from labkit.providers.bayphoto.sandbox.leaf import ID_STRIDE, Leaf
from labkit.resources import data_dir
from labkit.sandbox.json_wire import join_records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SAMPLE_FILE = "bayphoto/sample_templates.json"


@dataclass(frozen=True)
class Template:
    """A template of the sample: a container, something to order, or a mere label.

    Attributes
    ----------
    record
        Its own fields, as single answers show them but for what lies in it and its nodes.
    above
        The ids of the containers it lies in, the nearest last.
    inside
        The templates that lie in it.
    leaf, place
        What can be copied of it, and which of the products it is, counted from 0; None and -1
        if it is no product.
    """

    record: dict[str, Any]
    nodes: list[dict[str, Any]]
    above: tuple[int, ...] = ()
    inside: tuple[Template, ...] = ()
    leaf: Leaf | None = None
    place: int = -1

    @property
    def number(self) -> int:
        """Its ``id``."""
        return int(self.record["id"])

    @property
    def is_container(self) -> bool:
        """Whether it is there for what is in it."""
        return bool(self.inside)


@dataclass(frozen=True)
class Found:
    """A template that exists: the sample's template and which copy of it."""

    template: Template
    copy: int = 0

    @property
    def above(self) -> tuple[int, ...]:
        """The ids of the containers it lies in, the nearest last."""
        return self.template.above

    def record(self) -> dict[str, Any]:
        """Its fields in a single answer, less what lies in it and its nodes."""
        leaf = self.template.leaf
        return leaf.copy_record(self.copy) if leaf else self.template.record

    def nodes(self) -> list[dict[str, Any]]:
        """Its nodes."""
        leaf = self.template.leaf
        return leaf.copy_nodes(self.copy) if leaf else self.template.nodes


class Templates:
    """All templates of one sandbox.

    Parameters
    ----------
    scale
        How many products there are; None for those of the sample file.
    """

    def __init__(self, scale: int | None) -> None:
        sample = _sample()
        self._sample = sample
        self._copies, self._rest = divmod(
            len(sample.leaves) if scale is None else scale, len(sample.leaves)
        )

    def find(self, number: int) -> Found | None:
        """Return the template of this id, or None."""
        copy, base = divmod(number, ID_STRIDE)
        return self._existing(self._sample.by_id.get(base), copy)

    def find_product(self, number: int) -> Found | None:
        """Return the template whose ``product.id`` this is, or None."""
        copy, base = divmod(number, ID_STRIDE)
        return self._existing(self._sample.by_product.get(base), copy)

    def tree(self) -> Iterator[bytes]:
        """Write all roots with everything below them, as the inside of an array."""
        return self._nested(self._sample.roots)

    def roots(self) -> Iterator[bytes]:
        """Write the roots alone."""
        return join_records(_listed(Found(root)) for root in self._sample.roots)

    def children(self, found: Found) -> Iterator[bytes]:
        """Write the templates that lie directly in this one, without what is in them."""
        return join_records(_listed(each) for each in self._all(found.template.inside))

    def descendants(self, found: Found) -> Iterator[bytes]:
        """Write everything below this template as one flat list."""
        return join_records(_listed(each) for each in self._below(found.template))

    def nested(self, found: Found) -> Iterator[bytes]:
        """Write everything below this template, each child with what is in it."""
        return self._nested(found.template.inside)

    def single(self, found: Found) -> Iterator[bytes]:
        """Write one template the way a single answer shows it: nodes, no ``parent_id``."""
        record = found.record()
        after = {name: record[name] for name in ("product",) if name in record}
        after["nodes"] = found.nodes()
        yield _open({name: each for name, each in record.items() if name not in after})
        yield from self.nested(found)
        yield b"]," + orjson.dumps(after)[1:]

    def _count(self, template: Template) -> int:
        if template.place < 0:
            return 1
        return self._copies + (template.place < self._rest)

    def _existing(self, template: Template | None, copy: int) -> Found | None:
        if template is None or copy >= self._count(template):
            return None
        return Found(template, copy)

    def _all(self, templates: Sequence[Template]) -> Iterator[Found]:
        for template in templates:
            for copy in range(self._count(template)):
                yield Found(template, copy)

    def _below(self, template: Template) -> Iterator[Found]:
        for found in self._all(template.inside):
            yield found
            yield from self._below(found.template)

    def _nested(self, templates: Sequence[Template]) -> Iterator[bytes]:
        separator = b""
        for template in templates:
            written = False
            for part in self._element(template):
                yield part if written else separator + part
                written = True
            separator = b"," if written else separator

    def _element(self, template: Template) -> Iterator[bytes]:
        if not template.is_container:
            return join_records(_listed(found) for found in self._all([template]))
        close = b"]}" if template.above else b'],"nodes":[]}'
        opening = _open(_with_parent(Found(template)))
        return chain((opening,), self._nested(template.inside), (close,))


def _open(record: dict[str, Any]) -> bytes:
    return orjson.dumps(record)[:-1] + b',"templates":['


def _with_parent(found: Found) -> dict[str, Any]:
    record = found.record()
    return record | {"parent_id": found.above[-1]} if found.above else record


def _listed(found: Found) -> dict[str, Any]:
    # In lists the roots show "nodes" and nothing else does; see the document's first sample.
    record = _with_parent(found) | {"templates": []}
    return record if found.above else record | {"nodes": []}


@dataclass
class _Sample:
    roots: tuple[Template, ...] = ()
    by_id: dict[int, Template] = field(default_factory=dict)
    by_product: dict[int, Template] = field(default_factory=dict)
    leaves: list[Template] = field(default_factory=list)

    def take(self, wire: dict[str, Any], above: tuple[int, ...] = ()) -> Template:
        record = {name: each for name, each in wire.items() if name not in _INSIDE}
        nodes, product = wire["nodes"], wire.get("product")
        template = Template(
            record=record,
            nodes=nodes,
            above=above,
            inside=tuple(self.take(each, (*above, wire["id"])) for each in wire["templates"]),
            leaf=Leaf.of(record, nodes) if product else None,
            place=len(self.leaves) if product else -1,
        )
        self.by_id[template.number] = template
        if product:
            self.leaves.append(template)
            self.by_product[product["id"]] = template
        return template


_INSIDE = frozenset({"templates", "nodes"})


@functools.cache
def _sample() -> _Sample:
    sample = _Sample()
    wire = orjson.loads((data_dir() / SAMPLE_FILE).read_bytes())["templates"]
    sample.roots = tuple(sample.take(root) for root in wire)
    return sample
