"""Checks what a lab's catalog brings: columns, kinds, closed words, ids, prices, countries."""

from __future__ import annotations

import numbers
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from labkit import frames
from labkit.errors import LabkitError, did_you_mean
from labkit.lab_api.endpoints import resolve
from labkit.model.countries import ALPHA2
from labkit.model.currencies import ISO_4217
from labkit.model.money import PriceKind, Tax
from labkit.sandbox.server import shared_address

if TYPE_CHECKING:
    from labkit.frames import Column, Table
    from labkit.http import Client
    from labkit.lab_api.spec import LabSpec

Fault = tuple[str, str]
_MOST = 3  # of one kind in one column; the others are counted
_KEYS = {
    "products": ("product_id", "variant_id"),
    "options": ("product_id", "group_id", "option_id"),
    "shipping": ("product_id", "method_id", "method", "country", "condition"),
}
_NEEDED = {"products": ("product_id", "name"), "options": ("option_id",), "shipping": ("method",)}
_WORDS: dict[str, frozenset[str]] = {
    "size_source": frozenset({"field", "name", "document", ""}),
    "level": frozenset({"print", "image", "order", ""}),
    "price_kind": frozenset(map(str, PriceKind)),
    "tax": frozenset(map(str, Tax)),
    "currency": ISO_4217,
    "country": ALPHA2 | {"*", ""},
}


def check_tables(lab: LabSpec) -> Iterator[Fault]:
    """Yield (column, what is wrong) of a lab's tables, as its embedded sandbox serves them."""
    from labkit.http import Client

    try:
        client = Client(lab, resolve(lab, embedded=shared_address))
    except LabkitError as error:
        yield "", str(error)
        return
    try:
        kept: dict[str, Mapping[str, Any]] = {}
        for table in frames.TABLES.values():
            yield from _check_table(lab, client, table, kept)
        yield from _check_products_of(kept)
    finally:
        client.close()


def _check_table(
    lab: LabSpec, client: Client, table: Table, kept: dict[str, Mapping[str, Any]]
) -> Iterator[Fault]:
    catalog = lab.module("catalog")
    parse = getattr(catalog, f"parse_{table.name}", None)
    if parse is None:
        return
    try:
        columns = dict(parse(getattr(catalog, f"fetch_{table.name}")(client)))
    except Exception as error:  # noqa: BLE001 - whatever a lab's module raises is its fault
        yield f"parse_{table.name}", f"{type(error).__name__}: {error}"
        return
    kept[table.name] = columns
    for name, message in check_columns(table, columns):
        yield f"{table.name}.{name}", message


def check_columns(table: Table, columns: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield (column, what is wrong) of the columns a ``parse_*`` returns.

    Parameters
    ----------
    table
        One of `labkit.frames.TABLES`.
    columns
        Column → values, or one value for all rows.
    """
    known = {column.name: column for column in table.columns}
    lengths = {len(values) for values in columns.values() if _is_many(values)}
    if len(lengths) > 1:
        message = {name: len(values) for name, values in columns.items() if _is_many(values)}
        yield "", f"columns differ in length: {message}"
        return
    for name in _NEEDED[table.name]:
        if name not in columns:
            yield name, "is missing"
    for name, values in columns.items():
        if name in known:
            needed = (table.name, name) == ("products", "product_id")
            faults = _check_column(known[name], _listed(values), needed=needed)
            yield from _counted(name, list(faults))
        elif name != "_page":
            yield name, f"{table.name} has no such column; {did_you_mean(name, known)}"
    yield from _counted("/".join(_KEYS[table.name]), list(_repeats(table, columns)))


def _check_column(
    column: Column, values: Sequence[Any], *, needed: bool
) -> Iterator[tuple[str, str]]:
    fits, expected = _KINDS.get(column.kind, (lambda _value: True, ""))
    words = _WORDS.get(column.name)
    for row, value in enumerate(values):
        place = f"[{row}]"
        if not fits(value):
            yield place, f"{value!r:.40} is {type(value).__name__} where {expected} belongs"
        elif words is not None and str(value) not in words:
            yield place, _unknown_word(column.name, str(value), words)
        elif column.name == "price" and _is_number(value) and value < 0:
            yield place, f"{value} is negative; leave None where it is unknown"
        elif column.name in {"width_mm", "height_mm"} and _is_number(value) and value <= 0:
            yield place, f"{value} is no measure; leave None where it is unknown"
        elif needed and not value:
            yield place, "is empty: an order takes it"


def _unknown_word(name: str, value: str, words: frozenset[str]) -> str:
    if value.upper() in words:
        return f"{value!r} has to be in capitals: {value.upper()}"
    if len(words) > 20:  # noqa: PLR2004 - a list nobody reads
        return f"{value!r} is no {name}: {did_you_mean(value, words)}"
    return f"{value!r} is none of {', '.join(sorted(filter(None, words)))}"


def _repeats(table: Table, columns: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    names = [name for name in _KEYS[table.name] if _is_many(columns.get(name))]
    seen: dict[tuple[Any, ...], int] = {}
    for row, key in enumerate(zip(*(columns[name] for name in names), strict=True)):
        first = seen.setdefault(tuple(map(str, key)), row)
        if first != row:
            yield f"[{row}]", f"{' / '.join(map(str, key))} repeats row {first}"


def _check_products_of(kept: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    products = set(map(str, _listed(kept.get("products", {}).get("product_id", []))))
    for table in ("options", "shipping"):
        named = _listed(kept.get(table, {}).get("product_id", ""))
        unknown = [str(each) for each in dict.fromkeys(named) if each and str(each) not in products]
        if unknown and products:
            yield f"{table}.product_id", f"no product has the id {', '.join(unknown[:_MOST])}"


def _counted(name: str, faults: list[tuple[str, str]]) -> Iterator[Fault]:
    for place, message in faults[:_MOST]:
        yield f"{name}{place}", message
    if len(faults) > _MOST:
        yield name, f"and {len(faults) - _MOST} more like these"


def _is_many(values: object) -> bool:
    return hasattr(values, "__len__") and not isinstance(values, str | bytes)


def _listed(values: Any) -> Sequence[Any]:  # noqa: ANN401 - a column or one value
    if not _is_many(values):
        return [values]
    return values.tolist() if isinstance(values, np.ndarray) else list(values)


def _is_number(value: object) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool) and value == value  # noqa: PLR0124 - not NaN


_KINDS: dict[str, tuple[Any, str]] = {
    "text": (lambda value: isinstance(value, str), "text"),
    "number": (
        lambda value: (
            value is None or (isinstance(value, numbers.Real) and not isinstance(value, bool))
        ),
        "a number or None",
    ),
    "flag": (lambda value: isinstance(value, bool | np.bool_), "a flag"),
    "texts": (lambda value: not isinstance(value, str) and hasattr(value, "__iter__"), "texts"),
}
