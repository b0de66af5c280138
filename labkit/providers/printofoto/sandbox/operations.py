"""The five things that can be done with a resource, each one in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.providers.printofoto.sandbox import orders, pictures
from labkit.providers.printofoto.sandbox.answers import show
from labkit.providers.printofoto.sandbox.listing import Row, select
from labkit.providers.printofoto.sandbox.production import follow
from labkit.providers.printofoto.sandbox.refusal import not_found
from labkit.providers.printofoto.sandbox.rules import check_references
from labkit.providers.printofoto.sandbox.table import RESOURCES
from labkit.providers.printofoto.sandbox.values import matches
from labkit.providers.printofoto.sandbox.writes import read_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from labkit.providers.printofoto.sandbox.desk import Desk
    from labkit.providers.printofoto.sandbox.model import Resource
    from labkit.sandbox.state_store import Document


def list_all(desk: Desk, resource: Resource, query: Mapping[str, str]) -> list[Row]:
    """Answer GET of a list."""
    with desk.store.transaction():
        return select(desk, resource, query)


def show_one(desk: Desk, resource: Resource, number: str) -> Row:
    """Answer GET of one resource."""
    with desk.store.transaction():
        return show(desk, resource, _existing(desk, resource, number))


def create(desk: Desk, resource: Resource, sent: Mapping[str, Any]) -> Row:
    """Answer POST."""
    with desk.store.transaction():
        body = read_fields(desk, resource, sent)
        _check(desk, resource, None, body)
        body["date_creation"] = desk.now()
        number = desk.store.insert(resource.name, body, parent=_parent(resource, body))
        return _settle(desk, resource, number, None)


def update(desk: Desk, resource: Resource, number: str, sent: Mapping[str, Any]) -> Row:
    """Answer PUT."""
    with desk.store.transaction():
        before = _existing(desk, resource, number)
        orders.refuse_locked(desk, resource, _touched(desk, resource, before))
        values = read_fields(desk, resource, sent, before=before)
        _check(desk, resource, before.id, values)
        body = {**before.body, **values}
        desk.store.put(resource.name, before.id, body, parent=_parent(resource, body))
        return _settle(desk, resource, before.id, before)


def remove(desk: Desk, resource: Resource, number: str) -> None:
    """Answer DELETE."""
    with desk.store.transaction():
        before = _existing(desk, resource, number)
        affected = _touched(desk, resource, before)
        orders.refuse_locked(desk, resource, affected)
        desk.store.delete(resource.name, before.id)
        _remove_parts(desk, resource, before.id)
        if resource.name == "image":
            pictures.drop(desk, before.body["image"])
        orders.refuse_incomplete(desk, resource, affected)


def _existing(desk: Desk, resource: Resource, number: str) -> Document:
    document = (
        desk.store.get(resource.name, int(number)) if matches("[0-9]{1,18}", number) else None
    )
    if document is None:
        raise not_found(resource, number)
    return document


def _check(desk: Desk, resource: Resource, number: int | None, values: Mapping[str, str]) -> None:
    check_references(desk, resource, number, values)
    orders.refuse_locked(desk, resource, orders.touched(desk, resource, number, values))


def _touched(desk: Desk, resource: Resource, document: Document) -> list[Document]:
    return orders.touched(desk, resource, document.id, document.body)


def _settle(desk: Desk, resource: Resource, number: int, before: Document | None) -> Row:
    """Do what follows from a write, see that validated orders are still whole, and answer."""
    after = _existing(desk, resource, str(number))
    if resource.name == "orderdetail":
        if before is not None:
            orders.forget_use(desk, number, before.body)
        orders.note_use(desk, number, after.body)
    if resource.name == "image" and before and before.body["image"] != after.body["image"]:
        pictures.drop(desk, before.body["image"])
    affected = _touched(desk, resource, after)
    if before is not None and resource.parent:
        # A part that moved leaves something behind, too.
        affected += _touched(desk, resource, before)
    orders.refuse_incomplete(desk, resource, affected)
    if resource.name == "order":
        follow(desk, before, after)
    return show(desk, resource, after)


def _parent(resource: Resource, body: Mapping[str, str]) -> int | None:
    return int(body[resource.parent]) if resource.parent else None


def _remove_parts(desk: Desk, resource: Resource, number: int) -> None:
    for part in RESOURCES.values():
        field = part.field(part.parent) if part.parent else None
        if field is not None and field.target == resource.name:
            for document in desk.store.find(part.name, parent=number):
                desk.store.delete(part.name, document.id)
