"""Profotonet's catalog: one answer with all products, their options and their shipping.

Source: document 003, "Get products". ``parse_*`` make columns out of the decoded answer: a list,
``{data: […]}`` or one object; numbers or texts either way; ids never through a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from labkit.labs.profotonet.columns import (
    DEFAULT,
    Positions,
    Rows,
    at,
    countries,
    error,
    euros,
    ids,
    lengths,
    objects,
    pick,
    strings,
    texts,
)
from labkit.labs.profotonet.names import read_parts, read_sizes

if TYPE_CHECKING:
    from labkit.frames import Columns
    from labkit.http import Client, Page

_PRICING = "shippingMethods[].pricing"
_UNPRICED = {DEFAULT: None}


def fetch_products(client: Client, *, refresh: bool = False) -> list[Page]:
    """Read the catalog: one answer, which the document asks to cache."""
    return [client.get("/products", refresh=refresh)]


fetch_options = fetch_products
fetch_shipping = fetch_products


def parse_products(pages: Sequence[Page]) -> Columns:
    """Return the columns of `labkit.frames.PRODUCTS`; prices are cents on the wire.

    Sizes, categories and variants are read from the names; see `labkit.labs.profotonet.names`.

    Raises
    ------
    AnswerError
        If the answer is not of the documented shape; the message says which product.
    """
    products, page = _products(pages)
    names = texts(products, "products[].name")
    width, height = read_sizes(names)
    sized = ~np.isnan(width)
    category, variant = read_parts(names, sized)
    return {
        "product_id": strings(ids(products, "products[].productId")),
        "variant_id": "",
        "name": strings(names),
        "category": strings(category),
        "variant": strings(variant),
        "width_mm": width,
        "height_mm": height,
        "size_source": np.where(sized, "name", ""),
        "price": euros(pick(products, "price"), "products[].price"),
        "_page": page,
    }


def parse_options(pages: Sequence[Page]) -> Columns:
    """Return the columns of `labkit.frames.OPTIONS`: one row for each attribute of an option.

    An order takes the option's code (group_id) with one attribute's code (option_id); none is
    required and none is a default. What an option costs is not documented: unknown, not 0.

    Raises
    ------
    AnswerError
        If the answer is not of the documented shape.
    """
    products, _ = _products(pages)
    lists, used = _distinct(products, "options")
    options, owner = _children(lists, "options")
    attributes, option = _children(pick(options, "attributes"), "options[].attributes")
    row, product = _spread(owner[option], used, len(lists))
    return {
        "product_id": at(ids(products, "products[].productId"), product),
        "group_id": at(ids(options, "options[].code"), option[row]),
        "group": at(texts(options, "options[].name"), option[row]),
        "option_id": at(ids(attributes, "options[].attributes[].code"), row),
        "option": at(texts(attributes, "options[].attributes[].name"), row),
        "level": "print",
    }


def parse_shipping(pages: Sequence[Page]) -> Columns:
    """Return the columns of `labkit.frames.SHIPPING`: one row for each product, method, country.

    A method has no id: an order takes ``pickup``, ``send`` or ``sendaspackage``, and nothing maps
    the catalog's names to these. Without a default there is no row for "everywhere else".

    Raises
    ------
    AnswerError
        If the answer is not of the documented shape.
    """
    products, _ = _products(pages)
    lists, used = _distinct(products, "shippingMethods")
    methods, owner = _children(lists, "shippingMethods")
    pricing = objects([prices or _UNPRICED for prices in pick(methods, "pricing")], _PRICING)
    method = np.repeat(np.arange(len(methods)), lengths(pricing))
    row, product = _spread(owner[method], used, len(lists))
    cents = list(chain.from_iterable(map(dict.values, pricing)))
    return {
        "product_id": at(ids(products, "products[].productId"), product),
        "method_id": "",
        "method": at(texts(methods, "shippingMethods[].name"), method[row]),
        "country": at(countries(list(chain.from_iterable(pricing))), row),
        "price": euros(cents, _PRICING)[row],
    }


def _products(pages: Sequence[Page]) -> tuple[Rows, Positions]:
    lists = [_items(page.data) for page in pages]
    page = np.repeat(np.arange(len(lists)), lengths(lists))
    return (lists[0] if len(lists) == 1 else list(chain.from_iterable(lists))), page


def _items(data: Any) -> Rows:  # noqa: ANN401 - whatever the lab sends
    if isinstance(data, dict) and "data" in data:
        data = data["data"]
    if isinstance(data, dict) and "productId" in data:
        data = [data]
    if not isinstance(data, list):
        raise error("the answer", 0, data, "a list of products")
    return objects(data, "products[]")


def _distinct(products: Rows, field: str) -> tuple[list[Any], Positions]:
    """Return the different values of a field, and which of them each product has.

    A catalog has few different lists of options or methods, so each is read once: at a million
    products that is several times quicker than reading them all.
    """
    known: dict[bytes, int] = {}
    packed = map(orjson.dumps, pick(products, field))
    used = [known.setdefault(value, len(known)) for value in packed]
    return [orjson.loads(value) for value in known], np.array(used, dtype="int64")


def _spread(owner: Positions, used: Positions, lists: int) -> tuple[Positions, Positions]:
    """Return, for each row of each product, the row among the distinct ones and the product.

    Parameters
    ----------
    owner
        The list each distinct row belongs to, rising.
    used
        The list each product has.
    lists
        How many there are.
    """
    count = np.bincount(owner, minlength=lists)
    first = np.cumsum(count) - count
    each = count[used]
    product = np.repeat(np.arange(len(used)), each)
    within = np.arange(len(product)) - np.repeat(np.cumsum(each) - each, each)
    return first[used][product] + within, product


def _children(lists: Sequence[Any], what: str) -> tuple[Rows, Positions]:
    """Return the objects in lists, and the position of the list each one is in."""
    some: list[Any] = [value or () for value in lists]
    some = [[value] if isinstance(value, dict) else value for value in some]
    for position, value in enumerate(some):
        if not isinstance(value, list | tuple):
            raise error(what, position, value, "a list")
    children = objects(list(chain.from_iterable(some)), f"{what}[]")
    return children, np.repeat(np.arange(len(some)), lengths(some))
