"""A country is "France" in the samples (document 001): a French name, an English one, or neither.

The French name is sent; where the lab refuses it, the English one and then the code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from labkit.errors import RefusedError

if TYPE_CHECKING:
    from labkit.http.flow import Flow
    from labkit.providers.printofoto.orders.model import Order

T = TypeVar("T")
_FIELD = "shipping_country"

_NAMES = {
    "AD": ("Andorre", "Andorra"),
    "AT": ("Autriche", "Austria"),
    "AU": ("Australie", "Australia"),
    "BE": ("Belgique", "Belgium"),
    "BG": ("Bulgarie", "Bulgaria"),
    "CA": ("Canada", "Canada"),
    "CH": ("Suisse", "Switzerland"),
    "CY": ("Chypre", "Cyprus"),
    "CZ": ("République tchèque", "Czech Republic"),
    "DE": ("Allemagne", "Germany"),
    "DK": ("Danemark", "Denmark"),
    "EE": ("Estonie", "Estonia"),
    "ES": ("Espagne", "Spain"),
    "FI": ("Finlande", "Finland"),
    "FR": ("France", "France"),
    "GB": ("Royaume-Uni", "United Kingdom"),
    "GP": ("Guadeloupe", "Guadeloupe"),
    "GR": ("Grèce", "Greece"),
    "HR": ("Croatie", "Croatia"),
    "HU": ("Hongrie", "Hungary"),
    "IE": ("Irlande", "Ireland"),
    "IS": ("Islande", "Iceland"),
    "IT": ("Italie", "Italy"),
    "LI": ("Liechtenstein", "Liechtenstein"),
    "LT": ("Lituanie", "Lithuania"),
    "LU": ("Luxembourg", "Luxembourg"),
    "LV": ("Lettonie", "Latvia"),
    "MC": ("Monaco", "Monaco"),
    "MQ": ("Martinique", "Martinique"),
    "MT": ("Malte", "Malta"),
    "NL": ("Pays-Bas", "Netherlands"),
    "NO": ("Norvège", "Norway"),
    "PL": ("Pologne", "Poland"),
    "PT": ("Portugal", "Portugal"),
    "RE": ("La Réunion", "Réunion"),
    "RO": ("Roumanie", "Romania"),
    "SE": ("Suède", "Sweden"),
    "SI": ("Slovénie", "Slovenia"),
    "SK": ("Slovaquie", "Slovakia"),
    "US": ("États-Unis", "United States"),
}

NAMES = {code: french for code, (french, _) in _NAMES.items()}
"""ISO 3166 code → French name."""


def in_each_spelling(order: Order, submit: Callable[[Order], Flow[T]]) -> Flow[T]:
    """Submit an order; while the lab refuses its country, with the country's other names."""
    first, *others = _spellings(order)
    for other in others:
        try:
            return (yield from submit(first))
        except RefusedError as error:
            if not any(problem.field.endswith(_FIELD) for problem in error.problems):
                raise
        first = other
    return (yield from submit(first))


def spelling(order: Order) -> dict[str, str]:
    """Return what the journal keeps of the name that the lab took."""
    return {_FIELD: order.shipping_country}


def spelled(order: Order, kept: Mapping[str, Any]) -> Order:
    """Return an order, and its postcards to the same country, with the name that was kept."""
    name = str(kept.get(_FIELD) or order.shipping_country)
    copy = order.model_copy(update={_FIELD: name}, deep=True)
    for detail in copy.details:
        card = detail.postcard
        if card is not None and card.shipping_country == order.shipping_country:
            card.shipping_country = name
    return copy


def _spellings(order: Order) -> list[Order]:
    code = next((code for code, names in _NAMES.items() if order.shipping_country in names), "")
    others = (*_NAMES[code], code) if code else ()
    names = dict.fromkeys((order.shipping_country, *others))
    return [spelled(order, {_FIELD: name}) for name in names]
