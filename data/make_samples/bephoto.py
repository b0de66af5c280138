"""Make the sample catalog of Bephoto: sizes of the trade at invented prices.

``python -m data.make_samples.bephoto`` writes ``data/bephoto/sample_products.json``. Nothing in
it is Bephoto's real range or price; its shape is that of ``GET /products`` (document 000,
"Fetching Products").
"""

from __future__ import annotations

import json
from itertools import cycle
from typing import TYPE_CHECKING, Any

from labkit.resources import data_dir

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "bephoto/sample_products.json"
ABOUT = "Sample data: invented products and prices in the shape of Bephoto's GET /products."
GLOSSY, LUSTRE, METALLIC = 1, 2, 3

# The document says "in millimetres" and no more; free text comes in all of these.
STYLES = ("{short}x{long}", "{long} x {short}mm", "{long}x{short}", "{short} x {long}mm")

# Name of the size, short and long side [mm].
PRINTS = (
    ("9x12", 90, 120),
    ("9x13", 90, 127),
    ("10x10", 102, 102),
    ("10x13", 102, 133),
    ("10x14", 102, 140),
    ("10x15", 100, 150),
    ("11x15", 114, 152),
    ("11x17", 114, 170),
    ("13x13", 127, 127),
    ("13x17", 127, 170),
    ("13x18", 127, 178),
    ("13x19", 127, 190),
    ("15x15", 152, 152),
    ("15x20", 152, 203),
    ("15x21", 152, 210),
    ("15x23", 152, 229),
    ("18x18", 178, 178),
    ("18x24", 178, 240),
    ("20x20", 203, 203),
    ("20x25", 203, 254),
    ("20x27", 203, 270),
    ("20x30", 203, 305),
)
WHITE_BORDER = ("9x13", "10x10", "10x15", "11x15", "13x13", "13x18", "15x20", "15x21", "20x30")
SHEETS = (
    ("Planche photos d'identité 4 poses", 102, 152),
    ("Planche photos d'identité 8 poses", 127, 178),
    ("Planche contact 20 vues", 203, 254),
    ("Planche contact 36 vues", 203, 305),
    ("Planche scolaire 2 x 10x15", 152, 203),
    ("Planche scolaire 1 x 13x18 + 4 x 6x9", 203, 254),
    ("Planche portefeuille 9 poses", 203, 305),
    ("Planche marque-pages 3 poses", 152, 203),
)
ENLARGEMENTS = (
    ("24x30", 240, 300),
    ("24x36", 240, 360),
    ("28x35 (11x14 pouces)", 279, 356),
    ("A4", 210, 297),
    ("A3", 297, 420),
    ("A2", 420, 594),
    ("30x30", 305, 305),
    ("30x40", 305, 406),
    ("30x45", 305, 457),
    ("40x40", 406, 406),
    ("40x50", 406, 508),
    ("40x60", 406, 610),
    ("50x50", 508, 508),
    ("50x60", 508, 610),
    ("50x70", 508, 711),
    ("50x75", 508, 762),
    ("60x80", 610, 813),
    ("60x90", 610, 914),
    ("75x100", 762, 1016),
    ("Panorama 20x60", 203, 610),
    ("Panorama 30x90", 305, 914),
    ("Panorama 40x120", 406, 1219),
)
# A paper the document does not name, on a few large prints.
ON_METALLIC = ("30x40", "40x60", "50x50", "60x90")


def products() -> list[dict[str, Any]]:
    """Return the sample products as ``GET /products`` lists them.

    Returns
    -------
    list of dict
        ``idproduct``, ``product``, ``dimensions`` (free text [mm]) and ``prices``, a list of
        ``price`` [EUR] and ``idpaper``. Document 000, "Fetching Products".
    """
    styles = cycle(STYLES)
    return [
        {
            "idproduct": number,
            "product": name,
            "dimensions": next(styles).format(short=short, long=long),
            "prices": prices,
        }
        for number, name, short, long, prices in _rows()
    ]


def write(folder: Path | None = None) -> Path:
    """Write the sample file below `folder` (labkit's own data by default); return its path."""
    path = (folder or data_dir()) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(), encoding="utf-8")
    return path


def text() -> str:
    """Return the sample file's text: one product a line."""
    lines = ",\n  ".join(json.dumps(product, ensure_ascii=False) for product in products())
    return f'{{\n "about": {json.dumps(ABOUT)},\n "products": [\n  {lines}\n ]\n}}\n'


def _rows() -> Iterator[tuple[int, str, int, int, list[dict[str, Any]]]]:
    for place, (size, short, long) in enumerate(PRINTS):
        yield 101 + place, f"Tirage {size}", short, long, _prices(8 + short * long // 1400)
    sides = {size: (short, long) for size, short, long in PRINTS}
    for place, size in enumerate(WHITE_BORDER):
        short, long = sides[size]
        name = f"Tirage {size} bord blanc"
        yield 201 + place, name, short, long, _prices(10 + short * long // 1300)
    for place, (name, short, long) in enumerate(SHEETS):
        yield 301 + place, name, short, long, _prices(90 + short * long // 500)
    for place, (size, short, long) in enumerate(ENLARGEMENTS):
        prices = _prices(120 + short * long // 450, metallic=size in ON_METALLIC)
        yield 401 + place, f"Agrandissement {size}", short, long, prices


def _prices(cents: int, *, metallic: bool = False) -> list[dict[str, Any]]:
    dearer = {GLOSSY: 0, LUSTRE: 1 + cents // 10}
    if metallic:
        dearer[METALLIC] = cents // 3
    return [{"price": (cents + more) / 100, "idpaper": paper} for paper, more in dearer.items()]


if __name__ == "__main__":
    write()
