"""The catalog of a described lab: where each table is read, and what its rows and columns are."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import compress
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from labkit.describe.document import take
from labkit.errors import AnswerError
from labkit.lab_api import lenient, notes
from labkit.model.size_finder import size_in, size_of

if TYPE_CHECKING:
    from labkit.frames import Columns
    from labkit.http import Client
    from labkit.http.messages import Page

Record = dict[str, Any]
Levels = dict[str, list[Record]]
_MOST_PAGES = 100_000


@dataclass(frozen=True)
class Pages:
    """A list that comes in pages, by their number.

    Attributes
    ----------
    name
        The query's parameter.
    total
        Where an answer says how many pages there are.
    first
        The number of the first.
    """

    name: str
    total: str
    first: int = 1


@dataclass(frozen=True)
class Id:
    """An id at a path, as text; it has to be there."""

    path: str

    def read(self, values: Sequence[Any], column: str) -> Any:  # noqa: ANN401, ARG002 - a column
        """Return the column."""
        return list(map(lenient.identifier, values))


@dataclass(frozen=True)
class Text:
    """A text at a path; with `words`, the lab's codes are read as these."""

    path: str
    words: Mapping[str, str] = field(default_factory=dict)

    def read(self, values: Sequence[Any], column: str) -> Any:  # noqa: ANN401 - a column
        """Return the column."""
        texts = lenient.texts(list(values))
        unknown = [text for text in texts if text and text not in self.words] if self.words else []
        notes.note(column, unknown, "a code the lab's description does not list")
        return [self.words.get(text, text) for text in texts]


@dataclass(frozen=True)
class Number:
    """A number at a path; unknown is NaN.

    Attributes
    ----------
    path
        Where it stands.
    factor, per
        What it is multiplied with (25.4: inches in mm) and divided by (100: cents).
    """

    path: str
    factor: float = 1.0
    per: float = 1.0

    def read(self, values: Sequence[Any], column: str) -> Any:  # noqa: ANN401 - a column
        """Return the column."""
        return lenient.numbers(values, column) * self.factor / self.per


@dataclass(frozen=True)
class Flag:
    """A flag at a path."""

    path: str

    def read(self, values: Sequence[Any], column: str) -> Any:  # noqa: ANN401, ARG002 - a column
        """Return the column."""
        return [lenient.flag(value) for value in values]


@dataclass(frozen=True)
class SizeIn:
    """A size written as text at a path: columns ``width_mm``, ``height_mm``, ``size_source``.

    Attributes
    ----------
    path
        Where the text stands.
    bare
        The unit of a pair without one: ``cm``, ``mm`` or ``in``.
    source
        ``field``, or ``name`` where the text is the product's name.
    """

    path: str
    bare: str = "cm"
    source: str = "field"

    def read(self, values: Sequence[Any]) -> dict[str, Any]:
        """Return the three columns."""
        read = size_of if self.source == "field" else size_in
        known = {text: read(text, bare=self.bare) for text in set(map(str, values))}
        if self.source == "field":
            unread = [not known[str(value)] for value in values]
            notes.unread("width_mm", values, unread, "no size that can be read")
        sizes = [known[str(value)] for value in values]
        return {
            "width_mm": [size.width_mm if size else np.nan for size in sizes],
            "height_mm": [size.height_mm if size else np.nan for size in sizes],
            "size_source": [self.source if size else "" for size in sizes],
        }


Column = Id | Text | Number | Flag


@dataclass(frozen=True)
class Table:
    """One table of the catalog: where it is read, what a row is, what its columns are.

    Attributes
    ----------
    path
        The GET's path: ``"/products"``.
    columns
        Column of `labkit.frames` → `Id`, `Text`, `Number`, `Flag` or one value for all rows.
        ``size_source`` is "field" where there is a ``width_mm``. A path begins at the record of
        the list; one that begins with a name of `each` begins there.
    at
        Where the list stands in the answer: ``"data.items"``; "" where it is the answer.
    each
        The lists within a record that a row stands for, the outer one first: ``("options",
        "values")``. ``"prices{}"`` is an object of key → value: ``prices.key``, ``prices.value``.
    size
        Where sizes are written as text.
    pages, params
        How the list comes in pages, and the query.
    """

    path: str
    columns: Mapping[str, Any]
    at: str = ""
    each: tuple[str, ...] = ()
    size: SizeIn | None = None
    pages: Pages | None = None
    params: Mapping[str, str] = field(default_factory=dict)


def catalog(lab: str, **tables: Table) -> SimpleNamespace:
    """Return a lab's ``catalog``: ``fetch_*`` and ``parse_*`` of each table it has.

    Parameters
    ----------
    lab
        The lab's name, for errors.
    **tables
        ``products=``, ``options=``, ``shipping=``.
    """
    found = SimpleNamespace()
    for name, table in tables.items():
        setattr(found, f"fetch_{name}", partial(_fetch, table))
        setattr(found, f"parse_{name}", partial(_parse, table, lab))
    return found


def _fetch(table: Table, client: Client, *, refresh: bool = False) -> list[Page]:
    if table.pages is None:
        return [client.get(table.path, table.params, refresh=refresh)]
    numbered, start = table.pages, table.pages.first
    first = client.get(table.path, {**table.params, numbered.name: str(start)}, refresh=refresh)
    total = lenient.number(take(first.data, numbered.total))
    if not 0 <= total <= _MOST_PAGES:
        raise AnswerError(
            f"{numbered.total} does not say how many pages there are",
            lab=client.spec.name,
            call=f"GET {table.path}",
            hint="check that the address is the lab's API",
        )
    rest = [
        (table.path, {**table.params, numbered.name: str(number)})
        for number in range(start + 1, start + int(total))
    ]
    return [first, *client.get_many(rest, refresh=refresh, aside=True)]


def _parse(table: Table, lab: str, pages: list[Page]) -> Columns:
    where = {"lab": lab, "call": f"GET {table.path}"}
    levels, page = _with_ids(table, *_rows(table, pages, where), where)

    columns: dict[str, Any] = {
        name: column.read(_values(levels, column.path), name)
        if isinstance(column, Column)
        else column
        for name, column in table.columns.items()
    }
    if "width_mm" in columns:
        columns.setdefault("size_source", "field")
    if table.size is not None:
        columns |= table.size.read(_values(levels, table.size.path))
    return columns | ({"_page": np.array(page)} if len(pages) > 1 else {})


def _values(levels: Levels, path: str) -> list[Any]:
    level, _, rest = path.partition(".")
    inside = level in levels
    records = levels[level] if inside else levels[""]
    return [take(record, rest if inside else path) for record in records]


def _with_ids(
    table: Table, levels: Levels, page: list[int], where: Mapping[str, str]
) -> tuple[Levels, list[int]]:
    """Set the rows aside that have no id where there has to be one."""
    innermost = table.each[-1].removesuffix("{}") if table.each else ""
    for path in [column.path for column in table.columns.values() if isinstance(column, Id)]:
        good = [bool(lenient.identifier(value)) for value in _values(levels, path)]
        bad = list(compress(levels[innermost], map(operator.not_, good)))
        notes.set_aside(
            f"rows of {table.path}", bad, len(good), f"{path} is missing or no id", where
        )
        if bad:
            levels = {name: list(compress(records, good)) for name, records in levels.items()}
            page = list(compress(page, good))
    return levels, page


def _rows(table: Table, pages: list[Page], where: Mapping[str, str]) -> tuple[Levels, list[int]]:
    levels: Levels = {"": []}
    page: list[int] = []
    for number, each in enumerate(pages):
        if each.error is not None:
            continue
        listed = lenient.listed(take(each.data, table.at), **where, what=table.at or "the list")
        levels[""] += listed
        page += [number] * len(listed)
    above = ""
    for step in table.each:
        name = step.removesuffix("{}")
        inner = [_inner(record, step, where) for record in levels[above]]
        counts = [len(records) for records in inner]
        levels = {
            level: [
                record for record, count in zip(records, counts, strict=True) for _ in range(count)
            ]
            for level, records in levels.items()
        }
        page = [number for number, count in zip(page, counts, strict=True) for _ in range(count)]
        levels[name] = [record for records in inner for record in records]
        above = name
    return levels, page


def _inner(record: Record, step: str, where: Mapping[str, str]) -> list[Record]:
    name = step.removesuffix("{}")
    found = record.get(name)
    if step == name:
        return lenient.records(found, **where, what=name)
    pairs = found.items() if isinstance(found, dict) else ()
    return [{"key": key, "value": value} for key, value in pairs]
