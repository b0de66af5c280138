"""What is missing before an order can be validated.

The document says how many pages a photobook has ("1 to 10") and how many pictures a pack holds
(``11x15_by_5``, ``11x15_by_20``, ``148x210_by_3``), not what happens where some are missing. The
emulator refuses, which a client has to expect.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labkit.providers.printofoto.sandbox.resource_table import PRODUCT_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.state_store import Document

PAGES = range(1, 11)


@dataclass(frozen=True)
class Pack:
    """A product that is made of items: their resource, and how many each format holds."""

    items: str
    formats: Mapping[str, int]


PACKS = {
    "photoprint": Pack("photoprintitem", {"11x15_by_5": 5, "11x15_by_20": 20}),
    "factsheet": Pack("factsheetitem", {"148x210_by_3": 3}),
}


def missing_parts(context: EmulatorContext, order: Document) -> list[str]:
    """Return what an order lacks; nothing if it is complete."""
    details = context.store.find("orderdetail", parent=order.id)
    if not details:
        return ["it has no order detail"]
    return [
        f"order detail {detail.id}: {problem}"
        for detail in details
        for problem in _missing_in_product(context, detail)
    ]


def _missing_in_product(context: EmulatorContext, detail: Document) -> list[str]:
    name, number = PRODUCT_NAMES[int(detail.body["id_product"])], int(detail.body["id_custom"])
    product = context.store.get(name, number)
    if product is None:
        return [f"{name} {number} does not exist any more"]
    if name == "photobook":
        return _missing_pages(context, number)
    if name in PACKS:
        return _missing_items(context, PACKS[name], name, product)
    return []


def _missing_pages(context: EmulatorContext, number: int) -> list[str]:
    pages = context.store.find("photobookpage", parent=number)
    there = {int(page.body["position"]) for page in pages}
    missing = [str(position) for position in PAGES if position not in there]
    if not missing:
        return []
    return [f"photobook {number} has no photobookpage at position {', '.join(missing)}"]


def _missing_items(context: EmulatorContext, pack: Pack, name: str, product: Document) -> list[str]:
    count = len(context.store.find(pack.items, parent=product.id))
    chosen = product.body["format"]
    allowed = [pack.formats[chosen]] if chosen else list(pack.formats.values())
    if count in allowed:
        return []
    number = " or ".join(str(one) for one in allowed)
    format_text = f"format {chosen}" if chosen else "without a format"
    return [f"{name} {product.id} ({format_text}) has {count} {pack.items}, needs {number}"]
