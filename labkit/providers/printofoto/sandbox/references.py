"""Rules across resources: referenced ids, and positions of pages.

Source: the document, "id of ... resource" under the parameters, OrderDetail ("id_product",
"id_custom") and PhotobookPage ("position ... 1 to 10").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.providers.printofoto.sandbox.model import Kind, Resource
from labkit.providers.printofoto.sandbox.resource_table import PRODUCT_NAMES, RESOURCES
from labkit.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from labkit.sandbox.emulator import EmulatorContext


def check_references(
    context: EmulatorContext, resource: Resource, number: int | None, values: Mapping[str, str]
) -> None:
    """Check that referenced resources exist and a position is free.

    Parameters
    ----------
    number
        The resource's own id; None while it is being made.

    Raises
    ------
    Refusal
        400, naming the field.
    """
    errors = _dangling(context, resource, values)
    if resource.name == "orderdetail":
        errors.update(_product(context, values))
    if resource.name == "photobookpage" and not errors:
        errors.update(_position(context, number, values))
    if errors:
        raise Refusal(400, errors)


def _dangling(
    context: EmulatorContext, resource: Resource, values: Mapping[str, str]
) -> dict[str, str]:
    return {
        field.name: f"there is no {field.target} {values[field.name]}"
        for field in resource.fields
        if field.kind is Kind.REFERENCE
        and context.store.get(field.target, int(values[field.name])) is None
    }


def _product(context: EmulatorContext, values: Mapping[str, str]) -> dict[str, str]:
    number, custom = int(values["id_product"]), int(values["id_custom"])
    name = PRODUCT_NAMES[number]
    if name not in RESOURCES:
        return {"id_product": f"{number} ({name}) has no resource and can't be ordered"}
    if context.store.get(name, custom) is None:
        return {"id_custom": f"there is no {name} {custom}"}
    return {}


def _position(
    context: EmulatorContext, number: int | None, values: Mapping[str, str]
) -> dict[str, str]:
    book = int(values["id_photobook"])
    for page in context.store.find("photobookpage", parent=book):
        if page.body["position"] == values["position"] and page.id != number:
            taken = f"{values['position']} of photobook {book} is taken by page {page.id}"
            return {"position": taken}
    return {}
