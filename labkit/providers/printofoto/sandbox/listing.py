"""Answers: one resource, and lists of them with filters, order and paging.

Source: the document, "Filtering Resources" (limit, offset, sort) and the parameters of each list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from labkit.providers.printofoto.sandbox.model import Kind
from labkit.providers.printofoto.sandbox.pictures import url_of
from labkit.providers.printofoto.sandbox.values import read, read_moment, read_whole
from labkit.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from labkit.providers.printofoto.sandbox.model import Resource
    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.state_store import Document

Row = dict[str, str]
_Made = TypeVar("_Made")

DEFAULT_LIMIT = 10
HIGHEST_LIMIT = 1000
HIGHEST_OFFSET = 10**12
PAGING = ("limit", "offset", "sort")
MISSING_DATE = "0000-00-00 00:00:00"
_NUMBERS = (Kind.INTEGER, Kind.REFERENCE, Kind.BOOLEAN, Kind.PRICE)


def show(context: EmulatorContext, resource: Resource, document: Document) -> Row:
    """Return a resource as the API answers it: all its fields, all of them text."""
    body = document.body
    answer = {resource.id_field: str(document.id)}
    answer.update({field.name: body[field.name] for field in resource.fields})
    if resource.name == "image":
        # Not stored: a sandbox restarted on its database may have another address.
        answer["preview_url"] = url_of(context, body["image"])
    answer["date_creation"] = body["date_creation"]
    return answer


def filters_of(resource: Resource) -> tuple[str, ...]:
    """Return the names of a list's filters."""
    return ("date_from", "date_to", *resource.filters)


def select(context: EmulatorContext, resource: Resource, query: Mapping[str, str]) -> list[Row]:
    """Return the resources a query selects.

    Raises
    ------
    Refusal
        400, naming each invalid parameter.
    """
    errors = _unknown(resource, query)
    tests = _tests(context, resource, query, errors)
    limit = _try(errors, "limit", partial(_limit, context, query), DEFAULT_LIMIT)
    start = _try(errors, "offset", partial(_start, context, query), 0)
    sort, descending = _try(errors, "sort", partial(_sort, context, resource, query), ("", False))
    if errors:
        raise Refusal(400, errors)
    rows = [row for row in _rows(context, resource, query) if all(test(row) for test in tests)]
    if sort:
        rows.sort(key=lambda row: _rank(resource, sort, row[sort]), reverse=descending)
    return rows[start : start + limit]


def _unknown(resource: Resource, query: Mapping[str, str]) -> dict[str, str]:
    known = (*filters_of(resource), *PAGING)
    why = f"is not a filter of {resource.name}; there are {', '.join(known)}"
    return {name[:60]: why for name in query if name not in known}


def _try(errors: dict[str, str], name: str, make: Callable[[], _Made], default: _Made) -> _Made:
    try:
        return make()
    except ValueError as error:
        errors[name] = str(error)
        return default


def _rows(context: EmulatorContext, resource: Resource, query: Mapping[str, str]) -> list[Row]:
    parent = query.get(resource.parent) if resource.parent else None
    documents = context.store.find(resource.name, parent=None if parent is None else int(parent))
    return [show(context, resource, document) for document in documents]


def _tests(
    context: EmulatorContext, resource: Resource, query: Mapping[str, str], errors: dict[str, str]
) -> list[Callable[[Row], bool]]:
    tests = []
    for name in filters_of(resource):
        if name in query:
            try:
                tests.append(_test(context, resource, name, query[name]))
            except ValueError as error:
                errors[name] = str(error)
    return tests


def _test(
    context: EmulatorContext, resource: Resource, name: str, raw: str
) -> Callable[[Row], bool]:
    if name.endswith(("_from", "_to")):
        return _date_test(context, name, read_moment(raw))
    field = resource.field(name)
    if field is not None and field.kind in (Kind.INTEGER, Kind.REFERENCE):
        number = read(field, raw)
        return lambda row: row[name] == number
    if name == "tag" and context.readings["tag_filter"] == "member":
        return lambda row: raw.strip() in [tag.strip() for tag in row[name].split(",")]
    return lambda row: row[name] == raw


def _date_test(context: EmulatorContext, name: str, moment: str) -> Callable[[Row], bool]:
    """Return the test of a date, by switch date_filters.

    The document calls `date_from` "less than" and `date_to` "after than", which
    contradicts their names.
    """
    field, _, end = name.rpartition("_")
    field = "date_creation" if field == "date" else field
    before = (end == "from") == (context.readings["date_filters"] == "reversed")

    def test(row: Row) -> bool:
        value = row[field] if " " in row[field] else f"{row[field]} 00:00:00"
        return value != MISSING_DATE and (value < moment if before else value > moment)

    return test


def _limit(context: EmulatorContext, query: Mapping[str, str]) -> int:
    limit = read_whole(query.get("limit", str(DEFAULT_LIMIT)))
    if limit < 1:
        raise ValueError("must be at least 1")
    if limit > HIGHEST_LIMIT and context.readings["large_limit"] == "refuse":
        raise ValueError(f"must be at most {HIGHEST_LIMIT}")
    return min(limit, HIGHEST_LIMIT)


def _start(context: EmulatorContext, query: Mapping[str, str]) -> int:
    offset = read_whole(query.get("offset", "0"))
    if not 0 <= offset <= HIGHEST_OFFSET:
        raise ValueError(f"must be from 0 to {HIGHEST_OFFSET}")
    return max(offset - 1, 0) if context.readings["offset_start"] == "one" else offset


def _sort(
    context: EmulatorContext, resource: Resource, query: Mapping[str, str]
) -> tuple[str, bool]:
    """Return the field to sort by ("" for none) and whether descending."""
    text = query.get("sort", "")
    if context.readings["sort_plus"] == "accept" and text.endswith("+DESC"):
        text = text.removesuffix("+DESC") + " DESC"
    name = text.removesuffix(" DESC")
    if "sort" in query and name not in resource.readable:
        raise ValueError(f"must be a field of {resource.name}, with ' DESC' behind it or without")
    return name, name != text


def _rank(resource: Resource, name: str, value: str) -> tuple[bool, Decimal, str]:
    field = resource.field(name)
    is_number = name == resource.id_field or (field is not None and field.kind in _NUMBERS)
    number = Decimal(value) if is_number and value else Decimal(0)
    return value != "", number, value
