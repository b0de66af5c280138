"""An order's totals, calculated as in the document's example: exact, in cents.

Source: document 003, "Insert order", its answer: 8322 + 575 + 99 = 8996, and taxes of
22 + 1422 + 100 + 17 = 1561. Each of these is 21/121 of its own part, rounded part by part; so
prices include 21 % VAT.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

_RATE = 21
_WITH_TAX = 100 + _RATE
# The only trace of a parcel in the catalog is a word in a method's Dutch name (notes, 17).
_PARCEL = "pakket"


class Line(NamedTuple):
    """A product, its quantity and its unit price [cents, tax included]."""

    product_id: int
    quantity: int
    price: int


def tax_of(amount: int) -> int:
    """Return the tax included in an amount, in whole cents (never a tie)."""
    return (2 * amount * _RATE + _WITH_TAX) // (2 * _WITH_TAX)


def totals(lines: Iterable[Line], *, shipping: int, starting: int) -> dict[str, Any]:
    """Return the totals of an order by the document's names.

    Parameters
    ----------
    lines
        What is ordered.
    shipping
        Shipping of the whole order [cents, tax included].
    starting
        Starting costs of the order [cents, tax included].

    Returns
    -------
    dict
        ``total``, ``taxTotal``, ``subTotal``, ``shippingTotal``, ``shippingTaxTotal``,
        ``startingCostsTotal``, ``startingCostsTaxTotal`` [cents] and ``entryTotals``, one for each
        product in the order they are first named.
    """
    entries = _entry_totals(lines)
    subtotal = sum(entry["total"] for entry in entries)
    entry_taxes = sum(entry["taxTotal"] for entry in entries)
    return {
        "total": subtotal + shipping + starting,
        "taxTotal": entry_taxes + tax_of(shipping) + tax_of(starting),
        "subTotal": subtotal,
        "shippingTotal": shipping,
        "shippingTaxTotal": tax_of(shipping),
        "startingCostsTotal": starting,
        "startingCostsTaxTotal": tax_of(starting),
        "entryTotals": entries,
    }


def shipping_price(
    methods: Sequence[Mapping[str, Any]], shipping_method: str, country: str
) -> int | None:
    """Return a product's shipping price [cents], or None if it cannot be sent by that method.

    Parameters
    ----------
    methods
        The product's ``shippingMethods`` of the catalog.
    shipping_method
        ``pickup`` costs nothing, ``send`` takes the product's cheapest method and ``sendaspackage``
        the cheapest of those that are a parcel by name. All three are assumptions (notes, 17).
    country
        Two letters; the keys of ``pricing`` are lower case, all others pay ``default``.
    """
    if shipping_method == "pickup":
        return 0
    usable = [
        method
        for method in methods
        if shipping_method == "send" or _PARCEL in method["name"].lower()
    ]
    prices = (_price_to(method["pricing"], country) for method in usable)
    return min((price for price in prices if price is not None), default=None)


def _price_to(pricing: Mapping[str, int], country: str) -> int | None:
    return pricing.get(country.lower(), pricing.get("default"))


def _entry_totals(lines: Iterable[Line]) -> list[dict[str, int]]:
    entries: dict[int, dict[str, int]] = {}
    for line in lines:
        entry = entries.setdefault(
            line.product_id, {"productId": line.product_id, "quantity": 0, "total": 0}
        )
        entry["quantity"] += line.quantity
        entry["total"] += line.quantity * line.price
    return [entry | {"taxTotal": tax_of(entry["total"])} for entry in entries.values()]
