"""The five operations on a resource, each in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.providers.printofoto.sandbox import orders, pictures
from labkit.providers.printofoto.sandbox.listing import Row, select, show
from labkit.providers.printofoto.sandbox.production import start_production
from labkit.providers.printofoto.sandbox.references import check_references
from labkit.providers.printofoto.sandbox.resource_table import RESOURCES
from labkit.providers.printofoto.sandbox.values import matches, timestamp
from labkit.providers.printofoto.sandbox.writes import read_fields
from labkit.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from labkit.providers.printofoto.sandbox.model import Resource
    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.state_store import Document


def list_all(context: EmulatorContext, resource: Resource, query: Mapping[str, str]) -> list[Row]:
    """Answer GET of a list."""
    with context.store.transaction():
        return select(context, resource, query)


def show_one(context: EmulatorContext, resource: Resource, number: str) -> Row:
    """Answer GET of one resource."""
    with context.store.transaction():
        return show(context, resource, _existing(context, resource, number))


def create(context: EmulatorContext, resource: Resource, sent: Mapping[str, Any]) -> Row:
    """Answer POST."""
    with context.store.transaction():
        body = read_fields(context, resource, sent)
        _check(context, resource, None, body)
        body["date_creation"] = timestamp(context.clock.now())
        number = context.store.insert(resource.name, body, parent=_parent(resource, body))
        return _finish_write(context, resource, number, None)


def update(
    context: EmulatorContext, resource: Resource, number: str, sent: Mapping[str, Any]
) -> Row:
    """Answer PUT."""
    with context.store.transaction():
        before = _existing(context, resource, number)
        orders.require_editable(context, resource, _affected_orders(context, resource, before))
        values = read_fields(context, resource, sent, before=before)
        _check(context, resource, before.id, values)
        body = {**before.body, **values}
        context.store.put(resource.name, before.id, body, parent=_parent(resource, body))
        return _finish_write(context, resource, before.id, before)


def remove(context: EmulatorContext, resource: Resource, number: str) -> None:
    """Answer DELETE."""
    with context.store.transaction():
        before = _existing(context, resource, number)
        affected = _affected_orders(context, resource, before)
        orders.require_editable(context, resource, affected)
        context.store.delete(resource.name, before.id)
        _delete_parts(context, resource, before.id)
        if resource.name == "image":
            pictures.delete(context, before.body["image"])
        orders.require_complete(context, resource, affected)


def _existing(context: EmulatorContext, resource: Resource, number: str) -> Document:
    document = (
        context.store.get(resource.name, int(number)) if matches("[0-9]{1,18}", number) else None
    )
    if document is None:
        raise Refusal(404, {"id": f"{resource.title} {number[:40]!r} was not found"})
    return document


def _check(
    context: EmulatorContext, resource: Resource, number: int | None, values: Mapping[str, str]
) -> None:
    check_references(context, resource, number, values)
    orders.require_editable(
        context, resource, orders.affected_orders(context, resource, number, values)
    )


def _affected_orders(
    context: EmulatorContext, resource: Resource, document: Document
) -> list[Document]:
    return orders.affected_orders(context, resource, document.id, document.body)


def _finish_write(
    context: EmulatorContext, resource: Resource, number: int, before: Document | None
) -> Row:
    """Apply what follows from a write, check that validated orders stay complete, and answer."""
    after = _existing(context, resource, str(number))
    if resource.name == "orderdetail":
        if before is not None:
            orders.remove_use(context, number, before.body)
        orders.index_use(context, number, after.body)
    if resource.name == "image" and before and before.body["image"] != after.body["image"]:
        pictures.delete(context, before.body["image"])
    affected = _affected_orders(context, resource, after)
    if before is not None and resource.parent:
        # A part that moved also affects the orders of its former parent.
        affected += _affected_orders(context, resource, before)
    orders.require_complete(context, resource, affected)
    if resource.name == "order":
        start_production(context, before, after)
    return show(context, resource, after)


def _parent(resource: Resource, body: Mapping[str, str]) -> int | None:
    return int(body[resource.parent]) if resource.parent else None


def _delete_parts(context: EmulatorContext, resource: Resource, number: int) -> None:
    for part in RESOURCES.values():
        field = part.field(part.parent) if part.parent else None
        if field is not None and field.target == resource.name:
            for document in context.store.find(part.name, parent=number):
                context.store.delete(part.name, document.id)
