"""Hierarchies as Bay Photo sends them: nested, flat with `parent_id`, or over several answers.

Templates and options both come as "a hierarchical list" (document 002, Templates and Options).
``parent_id=`` brings "all its dependents" (Method 2), children or descendants: what belongs where
is read from the nesting, else from `parent_id`, else from what was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from labkit.lab_api import lenient, notes
from labkit.providers.bayphoto import LAB

if TYPE_CHECKING:
    from labkit.http import Page
    from labkit.lab_api.lenient import Record

_PAGE = "_page"


@dataclass(frozen=True)
class Branch:
    """Members of one container that follow each other, in the lab's order.

    Attributes
    ----------
    trail
        The containers they lie in, outermost first.
    ids
        The containers' ids.
    members
        The templates or options.
    """

    trail: tuple[Record, ...]
    ids: tuple[str, ...]
    members: list[Record]


@dataclass(frozen=True)
class Kind:
    """What a hierarchy is made of.

    Attributes
    ----------
    children
        The field that holds what lies below: ``"templates"`` or ``"options"``.
    call
        Where it is read, for errors.
    """

    children: str
    call: str

    @property
    def where(self) -> dict[str, Any]:
        """Lab and call, for errors."""
        return {"lab": LAB.name, "call": self.call}

    def below(self, record: Record) -> list[Record]:
        """Return what lies directly below a template or option."""
        found = record.get(self.children)
        if not found:
            return []
        return lenient.records(found, **self.where, what=self.children, key="id")

    def id_of(self, record: Record) -> str:
        """Return a template's or option's own id; one without is in no hierarchy."""
        return lenient.identifier(record.get("id"))

    def set_aside(self, ids: list[str]) -> None:
        """Leave out containers that lie in each other: nobody can say what lies in what."""
        reason = f"they contain each other: {' → '.join(ids)}"
        # They are counted already where their list was read.
        notes.set_aside(self.children, ids[1:], 0, reason, self.where)


def walk(pages: list[Page], kind: Kind) -> Iterator[Branch]:
    """Go through a hierarchy in the lab's order, without recursion.

    Parameters
    ----------
    pages
        The answers it was read from; the first holds the whole list.
    kind
        What it is made of.

    Raises
    ------
    AnswerError
        If it is no hierarchy of objects with ids; one without an id, and containers that lie in
        each other, are set aside.
    """
    stack = [_Part(Branch((), (), _roots(pages, kind)), whole=True)]
    while stack:
        part = stack.pop()
        if part.whole:
            stack += reversed(list(_parts(part.branch, kind)))
        elif part.branch.members:
            yield part.branch


@dataclass(frozen=True)
class _Part:
    """A branch still to be cut at its containers (whole), or a piece of one."""

    branch: Branch
    whole: bool


def _parts(branch: Branch, kind: Kind) -> Iterator[_Part]:
    # What lies in a container follows it at once: that is the lab's order.
    start = 0
    cuts = [index for index, record in enumerate(branch.members) if record.get(kind.children)]
    for cut in cuts:
        yield _Part(replace(branch, members=branch.members[start : cut + 1]), whole=False)
        start = cut + 1
        record_id = kind.id_of(branch.members[cut])
        if record_id in branch.ids:
            kind.set_aside([*branch.ids[branch.ids.index(record_id) :], record_id])
        else:
            yield _Part(_inside(branch, branch.members[cut], kind), whole=True)
    yield _Part(replace(branch, members=branch.members[start:]), whole=False)


def page_of(record: Record) -> int:
    """Return the index of the page a template was read from."""
    return int(record.get(_PAGE, 0))


def asked(page: Page, name: str) -> str:
    """Return what a page's query asked for under a name, or ""."""
    return parse_qs(urlsplit(page.path).query).get(name, [""])[0]


def _inside(branch: Branch, container: Record, kind: Kind) -> Branch:
    ids = (*branch.ids, kind.id_of(container))
    return Branch((*branch.trail, container), ids, kind.below(container))


def _roots(pages: list[Page], kind: Kind) -> list[Record]:
    tops = [
        [] if page.error else lenient.listed(page.data, **kind.where, what=kind.children, key="id")
        for page in pages
    ]
    if len(pages) == 1 and not any(lenient.identifier(top.get("parent_id")) for top in tops[0]):
        return tops[0]
    return _Forest(kind).grow(pages, tops)


class _Forest:
    """Puts together what came flat, or in pieces."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.records: dict[str, Record] = {}
        self.parents: dict[str, str] = {}

    def grow(self, pages: list[Page], tops: list[list[Record]]) -> list[Record]:
        """Return the roots, everything else nested below them."""
        for index, page in enumerate(pages):
            self._take(tops[index], index, asked(page, "parent_id"))
        self._set_cycles_aside()
        roots: list[Record] = []
        for record_id, record in self.records.items():
            container = self.records.get(self.parents.get(record_id, ""))
            (roots if container is None else container[self.kind.children]).append(record)
        return roots

    def _take(self, tops: list[Record], page: int, asked_for: str) -> None:
        stack = [(record, "") for record in reversed(tops)]
        while stack:
            record, container = stack.pop()
            record_id = self.kind.id_of(record)
            parent = container or lenient.identifier(record.get("parent_id"))
            if not parent and record_id not in self.records:
                parent = asked_for
            if parent:
                self.parents[record_id] = parent
            self._keep(record_id, record, page)
            stack += [(child, record_id) for child in reversed(self.kind.below(record))]

    def _keep(self, record_id: str, record: Record, page: int) -> None:
        # One template may come twice, once with less in it: what is missing is filled in.
        known = self.records.setdefault(record_id, {self.kind.children: [], _PAGE: page})
        for name, value in record.items():
            if name != self.kind.children and known.get(name) in (None, ""):
                known[name] = value

    def _set_cycles_aside(self) -> None:
        # What lies in a circle hangs on no root: it is left out by itself.
        seen: set[str] = set()
        for record_id in self.records:
            way: dict[str, None] = {}
            at = record_id
            while at in self.parents and at not in seen and at not in way:
                way[at] = None
                at = self.parents[at]
            if at in way:
                ids = list(way)
                self.kind.set_aside([*ids[ids.index(at) :], at])
            seen.update(way)
