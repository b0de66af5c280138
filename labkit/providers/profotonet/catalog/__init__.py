"""Profotonet's catalog: one answer with all products, their options and their shipping.

Source: document 003, "Get products". ``parse_*`` make columns out of the decoded answer: a list,
``{data: […]}`` or one object; numbers or texts either way; ids never through a float.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa

from labkit.errors import AnswerError
from labkit.lab_api import lenient, notes
from labkit.model.countries import ALPHA2
from labkit.providers.profotonet import LAB
from labkit.providers.profotonet.catalog.names import read_parts, read_sizes

if TYPE_CHECKING:
    from pandas.api.extensions import ExtensionArray

    from labkit.frames import Columns
    from labkit.http import Client, Page
    from labkit.lab_api.lenient import Floats, Record

Positions = np.ndarray[Any, np.dtype[np.int64]]

_WHERE = {"lab": LAB.name, "call": "GET /products"}
_TEXT = pa.large_string()
# "default" is set for the rest of the possible countries.
_DEFAULT = "default"
_EVERYWHERE_ELSE = "*"
_UNPRICED = {_EVERYWHERE_ELSE: None}
_COUNTRIES = ALPHA2 | {_EVERYWHERE_ELSE}


class _Offer(NamedTuple):
    products: list[Record]
    ids: list[str]


def fetch_products(client: Client, *, refresh: bool = False) -> list[Page]:
    """Read the catalog: one answer, which the document asks to cache."""
    return [client.get("/products", refresh=refresh)]


fetch_options = fetch_products
fetch_shipping = fetch_products


def parse_products(pages: Sequence[Page]) -> Columns:
    """Return the columns of `labkit.frames.PRODUCTS`; prices are cents on the wire.

    Sizes, categories and variants are read from the names: see `catalog.names`.

    Raises
    ------
    AnswerError
        If the answer is not of the documented shape; the message says which product.
    """
    products, ids = _offer(pages)
    names = _texts(products, "name")
    width, height = read_sizes(names)
    sized = ~np.isnan(width)
    category, variant = read_parts(names, sized)
    return {
        "product_id": ids,
        "variant_id": "",
        "name": _strings(names),
        "category": _strings(category),
        "variant": _strings(variant),
        "width_mm": width,
        "height_mm": height,
        "size_source": np.where(sized, "name", ""),
        "price": _euros(lenient.field(products, "price")),
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
    products, ids = _offer(pages)
    lists, used = _distinct(lenient.field(products, "options"))
    options, owner = _children(lists, "options", key="code")
    attributes, option = _children(lenient.field(options, "attributes"), "attributes", key="code")
    row, product = _spread(owner[option], used, len(lists))
    return {
        "product_id": _at(ids, product),
        "group_id": _at(_codes(options, "option"), option[row]),
        "group": _at(_texts(options, "name"), option[row]),
        "option_id": _at(_codes(attributes, "attribute"), row),
        "option": _at(_texts(attributes, "name"), row),
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
    products, ids = _offer(pages)
    lists, used = _distinct(lenient.field(products, "shippingMethods"))
    methods, owner = _children(lists, "shippingMethods", key="name")
    pricing = [_pricing(prices) for prices in lenient.field(methods, "pricing")]
    method = np.repeat(np.arange(len(methods)), _lengths(pricing))
    row, product = _spread(owner[method], used, len(lists))
    countries = list(chain.from_iterable(pricing))
    cents = list(chain.from_iterable(map(dict.values, pricing)))
    return {
        "product_id": _at(ids, product),
        "method_id": "",
        "method": _at(_texts(methods, "name"), method[row]),
        "country": _at(countries, row),
        "price": _euros(cents)[row],
    }


def _pricing(prices: object) -> dict[str, Any]:
    """Return country → cents; a country that is none is left out."""
    if not isinstance(prices, dict) or not prices:
        odd = notes.is_there(prices) and prices not in ({}, [])
        notes.note("country", [prices] * odd, "no object of countries and prices")
        return _UNPRICED
    unknown = [key for key in prices if _country(key) not in _COUNTRIES]
    notes.note("country", unknown, "no country of ISO 3166: its price is left out")
    found: dict[str, Any] = {}
    for key, cents in prices.items():
        country = _country(key)
        if found.setdefault(country, cents) != cents:
            notes.note("price", [prices], "two prices for one country")
            found[country] = None
    known = {country: cents for country, cents in found.items() if country in _COUNTRIES}
    return known or _UNPRICED


def _offer(pages: Sequence[Page]) -> _Offer:
    products = list(chain.from_iterable(_items(page.data) for page in pages))
    ids = lenient.ids(lenient.field(products, "productId"), **_WHERE, what="productId")
    if len(set(ids)) < len(ids):
        return _once(products, ids)
    return _Offer(products, ids)


def _items(data: Any) -> list[Record]:  # noqa: ANN401 - whatever the lab sends
    if isinstance(data, dict) and "data" in data:
        data = data["data"]
    if isinstance(data, list) or (isinstance(data, dict) and "productId" in data):
        return lenient.records(data, **_WHERE, what="products", key="productId")
    raise AnswerError(
        f"a list of products belongs here, not {notes.shown(data)}",
        lab=_WHERE["lab"],
        call=_WHERE["call"],
        hint="see document 003, Get products; lab.raw('products') shows the answer",
    )


def _once(products: list[Record], ids: list[str]) -> _Offer:
    # Of a product that is listed twice the first counts; at two prices nobody can say which holds.
    first: dict[str, Record] = {}
    doubtful: dict[str, list[Any]] = {}
    for key, product in zip(ids, products, strict=True):
        kept = first.setdefault(key, product)
        if kept.get("price") != product.get("price"):
            doubtful.setdefault(key, [kept.get("price")]).append(product.get("price"))
    notes.note("price", [f"{key}: {found}" for key, found in doubtful.items()], notes.TWO_PRICES)
    for key in doubtful:
        first[key] = first[key] | {"price": None}
    return _Offer(list(first.values()), list(first))


def _distinct(values: list[Any]) -> tuple[list[Any], Positions]:
    """Return the different values of a field, and which of them each product has.

    A catalog has few different lists of options or methods, so each is read once: at a million
    products that is several times quicker than reading them all.
    """
    known: dict[bytes, int] = {}
    used = [known.setdefault(packed, len(known)) for packed in map(orjson.dumps, values)]
    return [orjson.loads(packed) for packed in known], np.array(used, dtype="int64")


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


def _children(lists: list[Any], what: str, *, key: str = "") -> tuple[list[Record], Positions]:
    """Return the objects in lists, and the position of the list each one is in."""
    found = [lenient.records(value, **_WHERE, what=what, key=key) for value in lists]
    owner = np.repeat(np.arange(len(found)), _lengths(found))
    return list(chain.from_iterable(found)), owner


def _lengths(found: Sequence[Any]) -> Positions:
    return np.fromiter(map(len, found), dtype="int64", count=len(found))


def _codes(found: list[Record], what: str) -> list[str]:
    return lenient.ids(lenient.field(found, "code"), **_WHERE, what=f"code of {what}")


def _texts(found: list[Record], name: str) -> pa.Array:
    return pa.array(lenient.texts(lenient.field(found, name)), _TEXT)


def _at(values: pa.Array | list[str], positions: Positions) -> ExtensionArray:
    each = values if isinstance(values, pa.Array) else pa.array(values, _TEXT)
    return _strings(each.take(pa.array(positions)))


def _strings(values: pa.Array) -> ExtensionArray:
    return pd.arrays.ArrowStringArray(values)


def _country(key: str) -> str:
    # Catalog keys are lower case, an order's country is upper case.
    folded = key.strip().lower()
    return _EVERYWHERE_ELSE if folded == _DEFAULT else folded.upper()


def _euros(cents: list[Any]) -> Floats:
    """Return major units of whole cents; NaN where a price is unknown."""
    if set(map(type, cents)) <= {int}:
        whole = np.array(cents, dtype="float64")
    else:
        # Cents are whole: "81,95" would be euros, or a slip; nobody can say.
        whole = np.array([_whole(value) for value in cents], dtype="float64")
        notes.unread("price", cents, np.isnan(whole), "no whole number of cents")
    notes.unread("price", cents, whole < 0, "a price below 0")
    whole[whole < 0] = np.nan
    # Whole numbers are exact in a float; the one division gives the float nearest to the price.
    euros: Floats = whole / 100
    return euros


def _whole(value: object) -> float:
    number = lenient.number(value)
    return number if number.is_integer() else float("nan")
