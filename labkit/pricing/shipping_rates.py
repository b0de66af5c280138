"""The cheapest way of sending for many products at once: what `rules.offers` says, by numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from labkit.pricing.rules import EVERYWHERE, Rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from labkit.catalogs.product_lookup import Positions, ProductLookup


class ShippingRates(NamedTuple):
    """How products are sent.

    Attributes
    ----------
    rows
        Where in the table of shipping the cheapest way of each product stands; -1 where there is
        none.
    tiers
        The rows whose price depends on the order, of those that could have been taken.
    """

    rows: Positions
    tiers: Positions


def cheapest(  # noqa: PLR0913 - what is asked, by name
    lookup: ProductLookup, lab: str, products: Positions, *, country: str, rules: Rules, method: str
) -> ShippingRates:
    """Find the cheapest way of sending each product to a country.

    Parameters
    ----------
    lookup
        The shipping of all labs.
    lab
        Of which lab.
    products
        What `ProductLookup.products_of` says of each.
    country, rules, method
        As `labkit.pricing.rules.offers`.
    """
    near = _near(lookup, lab, products, country)
    near = near[_chosen(lookup, near, rules, method)]
    near = _each_once(lookup, near, country)
    order = near[np.lexsort((lookup.price[near], lookup.product[near]))]
    named, first = np.unique(lookup.product[order], return_index=True)
    # The -1 at the end is what -1, no such product, points to.
    best = np.full(lookup.count + 1, -1, dtype=np.int64)
    best[named] = order[first]
    rows = best[products]
    rows = np.where(rows < 0, best[lookup.any_product], rows)
    return ShippingRates(rows, _tiers(lookup, near, best))


def _near(lookup: ProductLookup, lab: str, products: Positions, country: str) -> Positions:
    asked = np.zeros(lookup.count + 1, dtype=bool)
    asked[products] = True
    asked[lookup.any_product] = True
    rows = lookup.rows_of(lab)
    countries = lookup.encoded("country")
    there = np.isin(countries.categories, [country, EVERYWHERE])
    return rows[asked[lookup.product[rows]] & there[countries.codes[rows]]]


def _chosen(lookup: ProductLookup, rows: Positions, rules: Rules, method: str) -> NDArray[np.bool_]:
    # Of a million rows a handful of names differ: each is looked at once.
    ids, names = lookup.encoded("method_id"), lookup.encoded("method")
    fine = rules.takes(ids.categories, names.categories, method)
    return fine[0][ids.codes[rows]] | fine[1][names.codes[rows]]


def _each_once(lookup: ProductLookup, rows: Positions, country: str) -> Positions:
    """Leave of each product's method one price: the country's own before that for elsewhere."""
    countries, ids, names = (lookup.encoded(name) for name in ("country", "method_id", "method"))
    own = np.array([text == country for text in countries.categories], dtype=bool)
    here = own[countries.codes[rows]]
    rows = np.concatenate([rows[here], rows[~here]])
    # Of many products and methods there are more pairs than 32 bits can tell apart.
    key = lookup.product[rows].astype(np.int64)
    for column in (ids, names):
        key = key * len(column.categories) + column.codes[rows]
    _, first = np.unique(key, return_index=True)
    return rows[np.sort(first)]


def _tiers(lookup: ProductLookup, rows: Positions, best: Positions) -> Positions:
    conditions = lookup.encoded("condition")
    said = np.array([bool(text) for text in conditions.categories], dtype=bool)
    unknown = np.isnan(lookup.price[best[lookup.product[rows]]])
    return rows[said[conditions.codes[rows]] & unknown]
