"""The cheapest shipping method of many products at once; `rules.offers` for whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from labkit.pricing.rules import EVERYWHERE, Rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from labkit.catalogs.product_lookup import Positions, ProductLookup


class ShippingRates(NamedTuple):
    """The shipping rates that apply to products.

    Attributes
    ----------
    rows
        Of each product: the row of its cheapest method in the shipping table; -1 where there is
        none.
    tiers
        The candidate rows whose price depends on the order.
    """

    rows: Positions
    tiers: Positions


def cheapest(  # noqa: PLR0913 - what is asked, by name
    lookup: ProductLookup, lab: str, products: Positions, *, country: str, rules: Rules, method: str
) -> ShippingRates:
    """Find the cheapest shipping method of each product to a country.

    Parameters
    ----------
    lookup
        The shipping table of all labs.
    lab
        The lab's name.
    products
        Each product's code, from `ProductLookup.products_of`.
    country, rules, method
        As `labkit.pricing.rules.offers`.
    """
    near = _near(lookup, lab, products, country)
    near = near[_chosen(lookup, near, rules, method)]
    near = _without_duplicates(lookup, near, country)
    order = near[np.lexsort((lookup.price[near], lookup.product[near]))]
    named, first = np.unique(lookup.product[order], return_index=True)
    # The last element, -1, is the one that -1 (no such product) selects.
    best = np.full(lookup.count + 1, -1, dtype=np.int64)
    best[named] = order[first]
    rows = best[products]
    rows = np.where(rows < 0, best[lookup.any_product], rows)
    return ShippingRates(rows, _tiers(lookup, near, best))


def _near(lookup: ProductLookup, lab: str, products: Positions, country: str) -> Positions:
    requested = np.zeros(lookup.count + 1, dtype=bool)
    requested[products] = True
    requested[lookup.any_product] = True
    rows = lookup.rows_of(lab)
    countries = lookup.encoded("country")
    to_country = np.isin(countries.categories, [country, EVERYWHERE])
    return rows[requested[lookup.product[rows]] & to_country[countries.codes[rows]]]


def _chosen(lookup: ProductLookup, rows: Positions, rules: Rules, method: str) -> NDArray[np.bool_]:
    # Matched per category: a million rows have a handful of names.
    ids, names = lookup.encoded("method_id"), lookup.encoded("method")
    accepted = rules.accepts(ids.categories, names.categories, method)
    return accepted[0][ids.codes[rows]] | accepted[1][names.codes[rows]]


def _without_duplicates(lookup: ProductLookup, rows: Positions, country: str) -> Positions:
    """Keep one price of each product and method: the country's before the one for elsewhere."""
    countries, ids, names = (lookup.encoded(name) for name in ("country", "method_id", "method"))
    is_country = np.array([text == country for text in countries.categories], dtype=bool)
    listed = is_country[countries.codes[rows]]
    rows = np.concatenate([rows[listed], rows[~listed]])
    # The combinations of many products and methods exceed 32 bits.
    key = lookup.product[rows].astype(np.int64)
    for column in (ids, names):
        key = key * len(column.categories) + column.codes[rows]
    _, first = np.unique(key, return_index=True)
    return rows[np.sort(first)]


def _tiers(lookup: ProductLookup, rows: Positions, best: Positions) -> Positions:
    conditions = lookup.encoded("condition")
    has_condition = np.array([bool(text) for text in conditions.categories], dtype=bool)
    unknown = np.isnan(lookup.price[best[lookup.product[rows]]])
    return rows[has_condition[conditions.codes[rows]] & unknown]
