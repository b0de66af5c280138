"""Bay Photo's catalog: templates, their options, shipping methods (document 002).

The modules of this package: `tree` (hierarchies), `templates`, `choices` (what can and has to be
chosen), `options` (as columns), `nodes` (places for photos), `offer` (all of that for one product).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.lab_api import lenient, notes
from labkit.providers.bayphoto import LAB
from labkit.providers.bayphoto.catalog.choices import PATH as OPTIONS_PATH
from labkit.providers.bayphoto.catalog.nodes import Node, fetch_template, nodes
from labkit.providers.bayphoto.catalog.offer import Offer, Offers
from labkit.providers.bayphoto.catalog.options import fetch_sheets, option_columns
from labkit.providers.bayphoto.catalog.templates import fetch_templates, leaves, template_columns

if TYPE_CHECKING:
    from labkit.frames import Columns
    from labkit.http import Client, Page
    from labkit.lab_api.lenient import Record

__all__ = [
    "Node",
    "Offer",
    "Offers",
    "fetch_options",
    "fetch_products",
    "fetch_shipping",
    "fetch_template",
    "nodes",
    "parse_options",
    "parse_products",
    "parse_shipping",
    "template_ids",
]

SHIPPING_PATH = "/api/v1/shipping_methods.json"
_SHIPPING: dict[str, Any] = {"lab": LAB.name, "call": f"GET {SHIPPING_PATH}"}


def fetch_products(client: Client, *, refresh: bool = False) -> list[Page]:
    """Read all templates: one deep list, and what it left out, container by container.

    Raises
    ------
    HttpError
        If a page cannot be read.
    CatalogError
        If templates contain each other.
    """
    return fetch_templates(client, refresh=refresh)


def parse_products(pages: list[Page]) -> Columns:
    """Return one row for each product; templates that are labels or containers are left out.

    Parameters
    ----------
    pages
        Those of `fetch_products`.

    Returns
    -------
    dict
        ``product_id`` (`product.id`), ``name``, ``category`` (the containers' names),
        ``width_mm``, ``height_mm`` [mm] of the printable area as listed (`print_size_x`,
        `print_size_y`) or else read from the name, ``size_source``, ``price`` (suggested retail
        [USD, assumed]). A product that stands in several containers is listed once, in the first;
        where its prices differ, the price is unknown.

    Raises
    ------
    AnswerError
        If the pages are not what Templates shows, or an id is missing.
    CatalogError
        If templates contain each other.
    """
    return template_columns(pages)


def template_ids(pages: list[Page]) -> dict[str, str]:
    """Return product id → template id: an order names the one, `fetch_template` takes the other.

    Parameters
    ----------
    pages
        Those of `fetch_products`.
    """
    with notes.collected():
        return {leaf.product_id: leaf.chain[0] for leaf in leaves(pages)}


def fetch_options(client: Client, *, refresh: bool = False) -> list[Page]:
    """Read the templates and the options of each that can be ordered.

    Raises
    ------
    HttpError, CatalogError
        As `fetch_products`.
    """
    templates = fetch_templates(client, refresh=refresh)
    return [*templates, *fetch_sheets(client, templates, refresh=refresh)]


def parse_options(pages: list[Page]) -> Columns:
    """Return the options of each product.

    Parameters
    ----------
    pages
        Those of `fetch_options`.

    Returns
    -------
    dict
        ``product_id``, ``group_id`` and ``group`` (the container a choice is asked for in),
        ``option_id`` (`service.id`; "" for a label), ``option``, ``price`` (suggested retail
        [USD, assumed]), ``required`` (the group's), ``default``, ``multiple``, ``hidden`` (its
        own or a container's), ``read_only`` (labels, and whatever has no service), ``level``
        (`service_type`), ``excludes`` (`disable_ids` as service ids, both ways).

    Raises
    ------
    AnswerError, CatalogError
        As `parse_products`.
    """
    templates = [page for page in pages if not page.path.startswith(OPTIONS_PATH)]
    sheets = [page for page in pages if page.path.startswith(OPTIONS_PATH)]
    return option_columns(templates, sheets)


def fetch_shipping(client: Client, *, refresh: bool = False) -> list[Page]:
    """Read the shipping methods: one page."""
    return [client.get(SHIPPING_PATH, refresh=refresh)]


def parse_shipping(pages: list[Page]) -> Columns:
    """Return the shipping methods.

    No price can be told: `tier_prices` come without the values they start at. Which countries a
    method reaches is not said either: its country is "*".

    Parameters
    ----------
    pages
        The page of `fetch_shipping`.

    Returns
    -------
    dict
        ``method_id`` (`billing_code`, blanks included), ``method``, ``country`` "*", ``condition``
        (the lab's tier fields, raw).

    Raises
    ------
    AnswerError
        If the page is not what Shipping Methods shows.
    """
    methods = lenient.listed(
        pages[0].data, **_SHIPPING, what="shipping methods", key="billing_code"
    )
    return {
        "method_id": lenient.texts(lenient.field(methods, "billing_code")),
        "method": lenient.texts(lenient.field(methods, "name")),
        "country": ["*"] * len(methods),
        "condition": [_condition(method) for method in methods],
    }


def _condition(method: Record) -> str:
    # `uses` alone says nothing: it stands beside empty tiers in the samples.
    tiers = {name: _raw(method.get(name)) for name in ("tier_type", "uses", "tier_prices")}
    if not tiers["tier_type"] and not tiers["tier_prices"]:
        return ""
    return "; ".join(f"{name}: {text}" for name, text in tiers.items() if text)


def _raw(value: object) -> str:
    if isinstance(value, list):
        return ",".join(lenient.text(item) for item in value)
    return lenient.text(value)
