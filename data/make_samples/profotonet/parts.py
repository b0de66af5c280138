"""What the products of Profotonet's sample catalog are made of: options and shipping methods.

The first options and three of the shipping methods are the document's own (003, "Get products");
the others are made up in their style. Prices are in cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


def _attribute(name: str, code: str) -> dict[str, str]:
    return {"name": name, "code": code}


def _option(name: str, code: str, *attributes: tuple[str, str]) -> dict[str, Any]:
    chosen = attributes or ((name, "checked"),)
    return {"name": name, "code": code, "attributes": [_attribute(*each) for each in chosen]}


def _method(name: str, **pricing: int) -> dict[str, Any]:
    return {"name": name, "pricing": pricing}


WHITE_BORDER = _option("Witte randen", "whiteborder")
OPTIMISE = _option("Optimalisatie", "optimalisation")
EDGE = _option(
    "Afwerking randen",
    "canvasedge",
    ("Geen bewerking", "none"),
    ("Uitrekken", "stretch"),
    ("Spiegelen", "mirror"),
    ("Wit laten", "white"),
)
HANGING = _option(
    "Ophangsysteem",
    "hanging",
    ("Geen", "none"),
    ("Ophanglijst", "rail"),
    ("Afstandhouders", "spacers"),
)
CORNERS = _option("Hoeken", "corners", ("Recht", "straight"), ("Afgerond", "rounded"))
COVER = _option("Omslag", "cover", ("Mat", "matte"), ("Glanzend", "gloss"), ("Linnen", "linen"))
HANDLE = _option("Kleur oor", "handle", ("Wit", "white"), ("Zwart", "black"), ("Rood", "red"))
PHOTO = (WHITE_BORDER, OPTIMISE)

# The document's own three methods.
LETTER = _method("Brievenbuspost via PostNL", default=349, nl=249)
LETTER_AS_PACKAGE = _method("Brievenbuspost als pakket via PostNL", default=899, nl=599)
PACKAGE = _method("Pakketpost via PostNL", default=899, nl=599)
# Made-up ones: several countries, no "default", only "default".
LETTER_EU = _method("Brievenbuspost via PostNL", default=549, nl=249, be=349, de=399, fr=449)
PACKAGE_EU = _method("Pakketpost via PostNL", default=1499, nl=599, be=799, de=899, fr=1099)
TUBE = _method("Kokerpakket via PostNL", nl=795, be=995, de=1195, fr=1295)
LARGE = _method("Groot pakket via PostNL", nl=1495, be=1895, de=2295)
LARGE_BENELUX = _method("Extra groot pakket via koerier", nl=3950, be=4950)
WORLD = _method("Pakketpost via PostNL", default=995)

BY_LETTER = (LETTER, LETTER_AS_PACKAGE)
BY_LETTER_EU = (LETTER_EU, PACKAGE_EU)


@dataclass(frozen=True)
class Variant:
    """One paper, frame or colour: its words, and what it adds in cents (flat, per dm of edge)."""

    words: str
    flat: int = 0
    edge: int = 0


@dataclass(frozen=True)
class Family:
    """Products that differ in size and variant only; prices in cents, sizes in millimetres."""

    group: int
    title: str
    sizes: tuple[tuple[int, int], ...]
    base: int
    rate: int  # cents per square decimetre
    options: tuple[dict[str, Any], ...]
    shipping: tuple[dict[str, Any], ...]
    variants: tuple[Variant, ...] = (Variant(""),)


@dataclass(frozen=True)
class Single:
    """A product on its own; its size, if any, is in words only ("A4")."""

    group: int
    name: str
    price: int
    options: tuple[dict[str, Any], ...]
    shipping: tuple[dict[str, Any], ...]
    size: tuple[int, int] = (0, 0)
