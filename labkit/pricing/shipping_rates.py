"""The cheapest way of sending for many products at once: what `rules.offers` says, by numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from labkit.pricing.rules import EVERYWHERE, Rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from labkit.pricing.product_lookup import Positions, Shelf


class Ways(NamedTuple):
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
    shelf: Shelf, lab: str, products: Positions, *, country: str, rules: Rules, method: str
) -> Ways:
    """Find the cheapest way of sending each product to a country.

    Parameters
    ----------
    shelf
        The shipping of all labs.
    lab
        Of which lab.
    products
        What `Shelf.products_of` says of each.
    country, rules, method
        As `labkit.pricing.rules.offers`.
    """
    near = _near(shelf, lab, products, country)
    near = near[_chosen(shelf, near, rules, method)]
    near = _each_once(shelf, near, country)
    order = near[np.lexsort((shelf.price[near], shelf.product[near]))]
    named, first = np.unique(shelf.product[order], return_index=True)
    # The -1 at the end is what -1, no such product, points to.
    best = np.full(shelf.count + 1, -1, dtype=np.int64)
    best[named] = order[first]
    rows = best[products]
    rows = np.where(rows < 0, best[shelf.any_product], rows)
    return Ways(rows, _tiers(shelf, near, best))


def _near(shelf: Shelf, lab: str, products: Positions, country: str) -> Positions:
    asked = np.zeros(shelf.count + 1, dtype=bool)
    asked[products] = True
    asked[shelf.any_product] = True
    rows = shelf.rows_of(lab)
    countries = shelf.coded("country")
    there = np.isin(countries.texts, [country, EVERYWHERE])
    return rows[asked[shelf.product[rows]] & there[countries.places[rows]]]


def _chosen(shelf: Shelf, rows: Positions, rules: Rules, method: str) -> NDArray[np.bool_]:
    # Of a million rows a handful of names differ: each is looked at once.
    ids, names = shelf.coded("method_id"), shelf.coded("method")
    fine = rules.takes(ids.texts, names.texts, method)
    return fine[0][ids.places[rows]] | fine[1][names.places[rows]]


def _each_once(shelf: Shelf, rows: Positions, country: str) -> Positions:
    """Leave of each product's method one price: the country's own before that for elsewhere."""
    countries, ids, names = (shelf.coded(name) for name in ("country", "method_id", "method"))
    own = np.array([text == country for text in countries.texts], dtype=bool)
    here = own[countries.places[rows]]
    rows = np.concatenate([rows[here], rows[~here]])
    # Of many products and methods there are more pairs than 32 bits can tell apart.
    key = shelf.product[rows].astype(np.int64)
    for column in (ids, names):
        key = key * len(column.texts) + column.places[rows]
    _, first = np.unique(key, return_index=True)
    return rows[np.sort(first)]


def _tiers(shelf: Shelf, rows: Positions, best: Positions) -> Positions:
    conditions = shelf.coded("condition")
    said = np.array([bool(text) for text in conditions.texts], dtype=bool)
    unknown = np.isnan(shelf.price[best[shelf.product[rows]]])
    return rows[said[conditions.places[rows]] & unknown]
