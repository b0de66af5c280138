"""What the API answers of a resource: all its fields, all of them text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labkit.providers.printofoto.sandbox.desk import Desk
    from labkit.providers.printofoto.sandbox.model import Resource
    from labkit.sandbox.state_store import Document


def show(desk: Desk, resource: Resource, document: Document) -> dict[str, str]:
    """Return a resource as the API answers it: its id, its fields, its date of creation."""
    body = document.body
    answer = {resource.id_field: str(document.id)}
    answer.update({field.name: body[field.name] for field in resource.fields})
    if resource.name == "image":
        # Made anew each time: a sandbox started again on its database has another address.
        answer["preview_url"] = desk.picture_url(body["image"])
    answer["date_creation"] = body["date_creation"]
    return answer
