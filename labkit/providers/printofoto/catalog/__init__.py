"""Printofoto's catalog: the document's own, for the API has none.

``document.json`` beside this module holds what document 001 says of the 20 products: the resource
each is made through, its formats, the sizes of its pictures in millimetres and pixels. Six of them
have no documented resource and cannot be ordered through the API. Nothing has a price; that is
what the user's own price list is for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import orjson

from labkit.http.messages import Page
from labkit.providers.printofoto import LAB

if TYPE_CHECKING:
    from labkit.frames import Columns
    from labkit.http import Client

NOT_ORDERABLE = "not orderable through the API"

Row = tuple[dict[str, Any], dict[str, Any]]
_WITHOUT_FORMAT = {"format": "", "text": "", "width_mm": None, "height_mm": None, "prints": None}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return what the document says of the products, as data.

    Each of ``products`` has ``id_product``, ``name``, ``orderable``, ``resource`` (and ``items``,
    the resource of its parts), ``formats`` (``format`` as the API takes it, size [mm] and how many
    prints it comes with), ``choices`` and ``images``: for each picture field the size [mm], the
    pixels to aim for (``px``, at 300 dpi) and those of the document (``documented_px``), two of
    which are slips.
    """
    found: dict[str, Any] = orjson.loads(
        resources.files(__package__).joinpath("document.json").read_bytes()
    )
    return found


def fetch_products(client: Client, *, refresh: bool = False) -> list[Page]:
    """Return the document's catalog as the one page it is; nothing is sent anywhere."""
    del client, refresh
    url = f"document: {LAB.document}"
    return [Page(url, "document", document(), dt.datetime.now(dt.UTC))]


fetch_options = fetch_products
fetch_shipping = fetch_products


def parse_products(pages: Sequence[Page]) -> Columns:
    """Return the columns of `labkit.frames.PRODUCTS`: one row for each format of each product.

    The size is that of one print: a photo of a pack, a magnet of a grid, a page of a book, a
    calendar's cover; the variant says how many there are. A price is your own selling price and so
    in no catalog: unknown.
    """
    rows = list(_rows(pages))
    return {
        "product_id": [str(product["id_product"]) for product, _ in rows],
        "variant_id": [form["format"] for _, form in rows],
        "name": [product["name"] for product, _ in rows],
        "category": ["" if product["orderable"] else NOT_ORDERABLE for product, _ in rows],
        "variant": [form["text"] for _, form in rows],
        "width_mm": [form["width_mm"] for _, form in rows],
        "height_mm": [form["height_mm"] for _, form in rows],
        "size_source": ["document" if form["width_mm"] else "" for _, form in rows],
    }


def parse_options(pages: Sequence[Page]) -> Columns:
    """Return the columns of `labkit.frames.OPTIONS`: the document's one closed list of choices.

    ``image_aspect_ratio`` (card, photobook page) is mandatory and has no default. Titles, colours
    and yes-or-no fields are no choices of a catalog: the order's model has them.
    """
    rows = [
        (product, choice, value)
        for page in pages
        for product in page.data["products"]
        for choice in product["choices"]
        for value in choice["values"]
    ]
    return {
        "product_id": [str(product["id_product"]) for product, _, _ in rows],
        "group_id": [choice["field"] for _, choice, _ in rows],
        "group": [choice["field"] for _, choice, _ in rows],
        "option_id": [value for _, _, value in rows],
        "option": [value for _, _, value in rows],
        "required": True,
        "level": [choice["level"] for _, choice, _ in rows],
    }


def parse_shipping(pages: Sequence[Page]) -> Columns:
    """Return the columns of `labkit.frames.SHIPPING`: the two values of ``shipping_type``.

    It belongs to a line of an order, not to the order; what it costs is not documented.
    """
    methods = [method for page in pages for method in page.data["shipping_types"]]
    return {"method_id": methods, "method": methods, "country": "*"}


def _rows(pages: Sequence[Page]) -> Iterator[Row]:
    for page in pages:
        for product in page.data["products"]:
            for form in product["formats"] or [_WITHOUT_FORMAT]:
                yield product, form
