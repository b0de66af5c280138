"""The templates that can be ordered (document 002, Templates)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from labkit.errors import CatalogError
from labkit.lab_api import lenient, notes
from labkit.model.size import MM_PER_INCH
from labkit.model.size_finder import size_in
from labkit.providers.bayphoto.catalog.tree import Branch, Kind, page_of, walk

if TYPE_CHECKING:
    from labkit.http import Client, Page
    from labkit.lab_api.lenient import Floats, Record

PATH = "/api/v1/templates.json"
TEMPLATES = Kind("templates", f"GET {PATH}")
_DEEPEST = 32


@dataclass(frozen=True)
class Leaf:
    """A template that can be ordered.

    Attributes
    ----------
    product_id
        What an order takes (`product.id`, not the template's).
    chain
        The template's id, then its containers', innermost first.
    """

    product_id: str
    chain: tuple[str, ...]


def fetch_templates(client: Client, *, refresh: bool = False) -> list[Page]:
    """Read all templates: the deep list, and below every container that came without anything.

    ``templates: []`` may mean "not loaded" as well as "empty" (a shallow catalog has "only
    templates in one level", Method 2): what lies below is asked for once.
    """
    pages = [client.get(PATH, refresh=refresh)]
    known: set[str] = set()
    for _ in range(_DEEPEST):
        expected = [template_id for template_id in _unopened(pages) if template_id not in known]
        if not expected:
            return pages
        known.update(expected)
        calls = [(PATH, {"parent_id": template_id}) for template_id in expected]
        pages += client.get_many(calls, refresh=refresh, label="bayphoto templates", aside=True)
    raise CatalogError(
        f"templates lie more than {_DEEPEST} levels deep",
        **TEMPLATES.where,
        hint="check that the address is the lab's API",
    )


def template_columns(pages: list[Page]) -> dict[str, Any]:
    """Return the columns of `labkit.frames.PRODUCTS`; see `catalog.parse_products`."""
    branches = [(branch, _orderable(branch)) for branch in walk(pages, TEMPLATES)]
    templates = [template for _, found in branches for template in found]
    ids, names, x, y, prices = lenient.columns(
        [template["product"] for template in templates],
        *("id", "name", "print_size_x", "print_size_y", "price"),
        **TEMPLATES.where,
        what="product",
    )
    names = _names(names, templates)
    width, height, source = _sizes(x, y, names)
    categories = (_category(branch) for branch, _ in branches)
    counts = (len(found) for _, found in branches)
    columns: dict[str, Any] = {
        "product_id": _product_ids(ids),
        "name": names,
        "category": list(chain.from_iterable(map(repeat, categories, counts))),
        "width_mm": width,
        "height_mm": height,
        "size_source": source,
        "price": lenient.prices(prices),
    }
    if len(pages) > 1:
        columns["_page"] = [page_of(template) for template in templates]
    keys = columns["product_id"]
    return columns if len(set(keys)) == len(keys) else lenient.once(columns, keys, "price")


def leaves(pages: list[Page]) -> list[Leaf]:
    """Return the templates that can be ordered, each product once, with what they lie in."""
    found: dict[str, Leaf] = {}
    for branch in walk(pages, TEMPLATES):
        templates = _orderable(branch)
        products = [template["product"] for template in templates]
        (ids,) = lenient.columns(products, "id", **TEMPLATES.where, what="product")
        for template, product_id in zip(templates, _product_ids(ids), strict=True):
            leaf = Leaf(product_id, (TEMPLATES.id_of(template), *reversed(branch.ids)))
            found.setdefault(product_id, leaf)
    return list(found.values())


def _orderable(branch: Branch) -> list[Record]:
    # "An orderable template will contain a product field"; one that is read_only is "a label only
    # and not to be used for placing orders" (Templates).
    found = [
        template
        for template in branch.members
        if template.get("product") and not _is_label(template)
    ]
    bad = [template for template in found if not _has_product_id(template)]
    reason = "product.id is missing or no id"
    notes.set_aside("products", bad, len(found), reason, TEMPLATES.where)
    return [template for template in found if _has_product_id(template)] if bad else found


def _has_product_id(template: Record) -> bool:
    product = template["product"]
    return isinstance(product, dict) and bool(lenient.identifier(product.get("id")))


def _is_label(template: Record) -> bool:
    read_only = template.get("read_only")
    return bool(read_only) and lenient.flag(read_only)


def _unopened(pages: list[Page]) -> list[str]:
    return [
        TEMPLATES.id_of(template)
        for branch in walk(pages, TEMPLATES)
        for template in branch.members
        if not (template.get("product") or template.get("templates") or _is_label(template))
    ]


def _product_ids(ids: list[Any]) -> list[str]:
    return lenient.ids(ids, **TEMPLATES.where, what="product.id")


def _category(branch: Branch) -> str:
    return " > ".join(lenient.text(container.get("name")) for container in branch.trail)


def _names(listed: list[Any], templates: list[Record]) -> list[str]:
    names = lenient.texts(listed)
    for index in [index for index, name in enumerate(names) if not name]:
        template = templates[index]
        names[index] = lenient.text(template.get("name") or template.get("name_long"))
    return names


def _sizes(x: list[Any], y: list[Any], names: list[str]) -> tuple[Floats, Floats, list[str]]:
    width, height = _millimetres(x, "width_mm"), _millimetres(y, "height_mm")
    source = ["field"] * len(names)
    for index in np.flatnonzero(np.isnan(width) | np.isnan(height)):
        # "4x5 Print" is 5.0 by 4.0 inches: a bare pair in a name is inches.
        size = size_in(names[index], bare="in")
        width[index], height[index] = (size.width_mm, size.height_mm) if size else (np.nan, np.nan)
        source[index] = "name" if size else ""
    return width, height, source


def _millimetres(inches: list[Any], column: str) -> Floats:
    # "Width of printable area in inches" (Templates); a side of 0 is no size.
    sides = lenient.numbers(inches, column)
    notes.unread(column, inches, sides < 0, "a side below 0")
    sides[~(sides > 0)] = np.nan
    return np.round(sides * MM_PER_INCH, 4)
