"""The templates: those of the sample, or any number of copies.

The tree keeps its shape; with a scale, each orderable template of the sample is copied in its
container as often as needed, and each copy after the first has another size and price.
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
    """A template of the sample: a container, a product, or a label.

    Attributes
    ----------
    record
        Its fields in a single answer, without its children and nodes.
    ancestors
        The ids of its containers, the nearest last.
    children
        The templates in it.
    leaf, index
        Its copies, and its index among the products; None and -1 if it is not a product.
    """

    record: dict[str, Any]
    nodes: list[dict[str, Any]]
    ancestors: tuple[int, ...] = ()
    children: tuple[Template, ...] = ()
    leaf: Leaf | None = None
    index: int = -1

    @property
    def number(self) -> int:
        """Its ``id``."""
        return int(self.record["id"])

    @property
    def is_container(self) -> bool:
        """Whether it has children."""
        return bool(self.children)


@dataclass(frozen=True)
class TemplateCopy:
    """A template that exists: the sample's template and which copy of it."""

    template: Template
    copy: int = 0

    @property
    def ancestors(self) -> tuple[int, ...]:
        """The ids of its containers, the nearest last."""
        return self.template.ancestors

    def record(self) -> dict[str, Any]:
        """Its fields in a single answer, without its children and nodes."""
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

    def find(self, number: int) -> TemplateCopy | None:
        """Return the template of this id, or None."""
        copy, base = divmod(number, ID_STRIDE)
        return self._existing(self._sample.by_id.get(base), copy)

    def find_product(self, number: int) -> TemplateCopy | None:
        """Return the template whose ``product.id`` this is, or None."""
        copy, base = divmod(number, ID_STRIDE)
        return self._existing(self._sample.by_product.get(base), copy)

    def tree(self) -> Iterator[bytes]:
        """Write all roots with everything below them, as elements of an array."""
        return self._nested(self._sample.roots)

    def roots(self) -> Iterator[bytes]:
        """Write the roots only."""
        return join_records(_listed(TemplateCopy(root)) for root in self._sample.roots)

    def children(self, found: TemplateCopy) -> Iterator[bytes]:
        """Write the children, without what is below them."""
        return join_records(_listed(each) for each in self._all(found.template.children))

    def descendants(self, found: TemplateCopy) -> Iterator[bytes]:
        """Write all descendants as one flat list."""
        return join_records(_listed(each) for each in self._below(found.template))

    def nested(self, found: TemplateCopy) -> Iterator[bytes]:
        """Write the children, each with everything below it."""
        return self._nested(found.template.children)

    def single(self, found: TemplateCopy) -> Iterator[bytes]:
        """Write one template as a single answer: with nodes, without ``parent_id``."""
        record = found.record()
        after = {name: record[name] for name in ("product",) if name in record}
        after["nodes"] = found.nodes()
        yield _open({name: each for name, each in record.items() if name not in after})
        yield from self.nested(found)
        yield b"]," + orjson.dumps(after)[1:]

    def _count(self, template: Template) -> int:
        if template.index < 0:
            return 1
        return self._copies + (template.index < self._rest)

    def _existing(self, template: Template | None, copy: int) -> TemplateCopy | None:
        if template is None or copy >= self._count(template):
            return None
        return TemplateCopy(template, copy)

    def _all(self, templates: Sequence[Template]) -> Iterator[TemplateCopy]:
        for template in templates:
            for copy in range(self._count(template)):
                yield TemplateCopy(template, copy)

    def _below(self, template: Template) -> Iterator[TemplateCopy]:
        for found in self._all(template.children):
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
        close = b"]}" if template.ancestors else b'],"nodes":[]}'
        opening = _open(_with_parent(TemplateCopy(template)))
        return chain((opening,), self._nested(template.children), (close,))


def _open(record: dict[str, Any]) -> bytes:
    return orjson.dumps(record)[:-1] + b',"templates":['


def _with_parent(found: TemplateCopy) -> dict[str, Any]:
    record = found.record()
    return record | {"parent_id": found.ancestors[-1]} if found.ancestors else record


def _listed(found: TemplateCopy) -> dict[str, Any]:
    # In lists the roots show "nodes" and nothing else does; see the document's first sample.
    record = _with_parent(found) | {"templates": []}
    return record if found.ancestors else record | {"nodes": []}


@dataclass
class _Sample:
    roots: tuple[Template, ...] = ()
    by_id: dict[int, Template] = field(default_factory=dict)
    by_product: dict[int, Template] = field(default_factory=dict)
    leaves: list[Template] = field(default_factory=list)

    def take(self, wire: dict[str, Any], ancestors: tuple[int, ...] = ()) -> Template:
        record = {name: each for name, each in wire.items() if name not in _INSIDE}
        nodes, product = wire["nodes"], wire.get("product")
        template = Template(
            record=record,
            nodes=nodes,
            ancestors=ancestors,
            children=tuple(self.take(each, (*ancestors, wire["id"])) for each in wire["templates"]),
            leaf=Leaf.of(record, nodes) if product else None,
            index=len(self.leaves) if product else -1,
        )
        self.by_id[template.number] = template
        if product:
            self.leaves.append(template)
            self.by_product[product["id"]] = template
        return template


_INSIDE = frozenset({"templates", "nodes"})


@functools.cache
def _sample() -> _Sample:
    return read_sample(orjson.loads((data_dir() / SAMPLE_FILE).read_bytes()))


def read_sample(wire: dict[str, Any]) -> _Sample:
    """Read the content of a sample file."""
    sample = _Sample()
    sample.roots = tuple(sample.take(root) for root in wire["templates"])
    return sample
