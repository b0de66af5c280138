"""Readings of ``shipping_country``, which the document shows as "France" and does not explain."""

from __future__ import annotations

# Where the two languages differ, for the countries that tests order to.
_FRENCH = frozenset({"Allemagne", "Belgique", "Espagne", "Italie", "Pays-Bas", "Suisse"})
_ENGLISH = frozenset({"Belgium", "Germany", "Italy", "Netherlands", "Spain", "Switzerland"})
_CODE = 2


def check_country(name: str, reading: str) -> None:
    """Check a country by the switch ``country_name``.

    Raises
    ------
    ValueError
        If it is written in another way.
    """
    code = len(name) == _CODE and name.isupper()
    other = {"french": _ENGLISH, "english": _FRENCH}.get(reading, frozenset())
    if reading == "code" and not code:
        raise ValueError("must be a code of ISO 3166, as FR")
    if name in other or (code and reading in {"french", "english"}):
        raise ValueError(f"must be a country's name in {reading.capitalize()}")
