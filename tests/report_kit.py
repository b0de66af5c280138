"""A catalog with hostile names and a lab that is down, for tests of every form of report."""

from offers_kit import products
from played_lab import PlayedLab, down

import labkit as lk
from labkit.endpoints import Kind

SIZES = ["10x15 cm", "13x18 cm", "77x99 cm"]
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "http://evil.invalid/",
    "<script>alert(1)</script>",
    "null\x00 and bell\x07",
    "half a pair \ud83d",
    "000123",
]


def hostile_catalog():
    """Return a catalog of three labs: one plain, one a sample with hostile names, one down."""
    one = products(
        ("one", "Matte", 102, 152, 0.25),
        ("one", "Glossy", 150, 100, 0.2),
        ("one", "Large", 127, 178, 0.4),
        ("one", "Free of price", 100, 150, None),
    )
    named = [name for name in HOSTILE if name.isprintable() or "\x00" in name]
    two = products(
        *[("two", name, 100, 150, (10 + place) / 100) for place, name in enumerate(named)],
        price_kind="suggested_retail",
        tax="unknown",
        currency="USD",
    )
    sample = PlayedLab("two", {"products": two}, kind=Kind.EMBEDDED, own=True)
    return lk.catalog([PlayedLab("one", {"products": one}), sample, down("three")])
