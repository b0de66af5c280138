"""What is in the sample catalog of Profotonet: families of products in several sizes, and singles.

All of it is made up but the two examples of the document (003, "Get products"). Names are Dutch, in
the document's style: a depth ("2cm"), a weight, a number of pages or pieces is not a size.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.make_samples.profotonet.parts import (
    BY_LETTER,
    BY_LETTER_EU,
    CORNERS,
    COVER,
    EDGE,
    HANDLE,
    HANGING,
    LARGE,
    LARGE_BENELUX,
    OPTIMISE,
    PACKAGE,
    PACKAGE_EU,
    PHOTO,
    TUBE,
    WHITE_BORDER,
    WORLD,
    Family,
    Single,
    Variant,
)

__all__ = ["FAMILIES", "singles"]

_MM2_PER_DM2 = 10_000


def _sizes(centimetres: str) -> tuple[tuple[int, int], ...]:
    """Read "9x13 8.5x5.5" as pairs of millimetres."""
    pairs = (size.split("x") for size in centimetres.split())
    return tuple((round(float(wide) * 10), round(float(high) * 10)) for wide, high in pairs)


_PAPERS = (Variant("Glans"), Variant("Mat"), Variant("Zijdeglans", flat=3))
_FRAMES = (
    Variant(""),
    Variant(" - Houten baklijst: Zwart", edge=200),
    Variant(" - Houten baklijst: Wit", edge=200),
    Variant(" - Houten baklijst: Naturel", edge=220),
)
_PRINTS = _sizes(
    "9x13 10x10 10x13 10x15 11x15 13x13 13x18 15x20 15x23 18x24 20x20 20x25 20x30 28x35 30x30 "
    "30x40 30x45"
)
_WALL = _sizes("20x30 30x45 40x40 40x60 50x70 60x90")
_CANVAS = _sizes("20x20 30x30 30x40 40x40 40x60 50x50 50x70 60x80 60x90")
_LARGE_CANVAS = _sizes("80x120 100x100 100x150")
_A_SIZES = {"A5": (148, 210), "A4": (210, 297), "A3": (297, 420), "A2": (420, 594)}

FAMILIES = (
    Family(10001, "Foto {s} - Papiersoort: {v}", _PRINTS, 5, 8, PHOTO, BY_LETTER_EU, _PAPERS),
    Family(
        10003,
        "Panoramafoto {s} - Papiersoort: {v}",
        _sizes("10x30 13x38 20x60"),
        25,
        9,
        (OPTIMISE,),
        BY_LETTER_EU,
        _PAPERS[:2],
    ),
    Family(
        10005,
        "Fine art print {s} - Papier: {v}",
        _sizes("15x20 20x30 30x40 40x60 50x70"),
        295,
        95,
        (WHITE_BORDER,),
        (TUBE,),
        (Variant("Crème 308 g"), Variant("Katoen 310 g", flat=125)),
    ),
    Family(
        10010,
        "Poster {s} - Papiersoort: {v}",
        _sizes("30x40 40x40 40x60 50x70 60x80 70x100"),
        195,
        18,
        PHOTO,
        (TUBE,),
        _PAPERS[:2],
    ),
    Family(10037, "Canvas 2cm ({b}){v}", _CANVAS, 1195, 120, (EDGE,), (PACKAGE,), _FRAMES),
    Family(10038, "Canvas 4cm ({b})", _CANVAS, 1695, 140, (EDGE,), (PACKAGE_EU,)),
    Family(
        10039,
        "Canvas 4cm ({b}){v}",
        _LARGE_CANVAS,
        2495,
        150,
        (EDGE,),
        (LARGE_BENELUX,),
        _FRAMES[:2],
    ),
    Family(
        10041,
        "Aluminium 3mm ({b}) - Oppervlak: {v}",
        _WALL,
        1495,
        160,
        (HANGING, CORNERS),
        (LARGE,),
        (Variant("Mat"), Variant("Geborsteld", flat=350)),
    ),
    Family(10042, "Acrylglas 5mm ({b})", _WALL, 1995, 210, (HANGING,), (LARGE,)),
    Family(10043, "Forex 10mm ({b})", _WALL, 995, 90, (HANGING,), (LARGE,)),
    Family(10044, "Foto op hout 1,8cm ({b})", _WALL[:4], 1295, 130, (HANGING,), (PACKAGE_EU,)),
    Family(
        10045,
        "Textieldoek {s} cm - Ophangsysteem: {v}",
        _WALL[3:],
        1895,
        80,
        (),
        (TUBE,),
        (Variant("Zonder"), Variant("Met", flat=1250)),
    ),
    Family(
        10051,
        "Wenskaart {s} - Set van 10 - Papier: {v}",
        _sizes("10x15 13x13 13x18"),
        545,
        60,
        (CORNERS,),
        BY_LETTER_EU,
        (Variant("Glans"), Variant("Structuur 300 g", flat=120)),
    ),
    Family(10052, "Fotomagneet {s} cm", _sizes("5x5 6x9 10x15"), 145, 40, (), BY_LETTER),
    Family(10053, "Muismat {m} mm", _sizes("19x23 20x25"), 695, 20, (OPTIMISE,), BY_LETTER),
    Family(
        10054,
        "Kussen {b} cm - Vulling: {v}",
        _sizes("40x40 50x50 30x50"),
        895,
        40,
        (),
        (WORLD,),
        (Variant("Zonder"), Variant("Met", flat=395)),
    ),
    Family(
        11000,
        "Fotoboek {s} - 24 pagina's - Omslag: {v}",
        _sizes("14x14 21x21 20x30 30x30"),
        1295,
        120,
        (COVER,),
        (PACKAGE,),
        (Variant("Zacht"), Variant("Hard", flat=650)),
    ),
    Family(
        11000,
        "Visitekaartjes {m} mm - 250 stuks",
        _sizes("8.5x5.5 5.5x8.5"),
        1695,
        30,
        (CORNERS,),
        BY_LETTER,
    ),
    Family(
        12000,
        "Fotolijst hout {s} - Kleur: {v}",
        _sizes("10x15 13x18 20x30 30x40"),
        495,
        90,
        (),
        (PACKAGE_EU,),
        (Variant("Zwart"), Variant("Wit"), Variant("Eiken", flat=150)),
    ),
)


def _school_sets() -> Iterator[Single]:
    # 130 x 190 is what the document's example has in its id; its name tells no size.
    prices = {"A": 127, "B": 189, "C": 245, "D": 319, "E": 398, "F": 475}
    for letter, price in prices.items():
        for paper in _PAPERS:
            name = f"Schoolfotoset {letter} - Papiersoort: {paper.words}"
            yield Single(10022, name, price + paper.flat, PHOTO, BY_LETTER, (130, 190))


def _a_sizes() -> Iterator[Single]:
    for name, size in _A_SIZES.items():
        area = size[0] * size[1] // _MM2_PER_DM2
        yield Single(
            10002, f"Foto {name} - Papiersoort: Glans", 45 + 8 * area, PHOTO, BY_LETTER_EU, size
        )
        yield Single(
            11000,
            f"Flyer {name} - 250 grams - 100 stuks",
            1495 + 210 * area,
            (),
            (PACKAGE_EU,),
            size,
        )
    for name, price in (("A4", 1195), ("A3", 1695)):
        yield Single(
            11000, f"Jaarkalender {name} staand", price, (COVER,), (PACKAGE,), _A_SIZES[name]
        )
    yield Single(11000, "Fotoboek A4 liggend - 32 pagina's", 2895, (COVER,), (PACKAGE,), (297, 210))


def _without_size() -> Iterator[Single]:
    by_package = (PACKAGE_EU,)
    yield Single(10060, "Mok 325 ml - Kleur: Wit", 795, (HANDLE,), by_package)
    yield Single(10060, "Magische mok 325 ml", 1095, (), by_package)
    yield Single(10061, "Puzzel 112 stukjes", 1195, (), by_package)
    yield Single(10061, "Puzzel 500 stukjes", 1595, (), by_package)
    yield Single(10061, "Puzzel 1000 stukjes - Met doos", 2195, (), by_package)
    yield Single(10062, "Sleutelhanger - Vorm: Hart", 395, (), BY_LETTER)
    yield Single(10062, "Sleutelhanger - Vorm: Rond", 395, (), BY_LETTER)
    yield Single(10063, "Pasfoto's - Set van 6", 495, (), BY_LETTER)
    yield Single(10064, "Klassenfoto - Papiersoort: Glans", 215, PHOTO, BY_LETTER)
    yield Single(10064, "Klassenfoto - Papiersoort: Mat", 215, PHOTO, BY_LETTER)
    yield Single(10065, "Digitaal bestand hoge resolutie", 250, (OPTIMISE,), BY_LETTER)
    yield Single(11000, "Geboortekaartje dubbelgevouwen - 25 stuks", 2450, (CORNERS,), by_package)
    yield Single(12000, "Bijsluiter schoolfotografie", 5, (), BY_LETTER)
    yield Single(12000, "Kortingskaart 10%", 8, (), BY_LETTER)
    yield Single(12000, "Cadeauverpakking", 195, (), by_package)
    yield Single(12000, "Presentatiemap - Kleur: Grijs", 145, (), BY_LETTER)
    yield Single(12000, "USB-stick 16 GB - Kleur: Hout", 1195, (), by_package)
    yield Single(12000, "Ophangset voor canvas", 145, (), BY_LETTER)


def singles() -> Iterator[Single]:
    """Yield the products that are no family: school sets, paper sizes, gifts, things added."""
    yield from _school_sets()
    yield from _a_sizes()
    yield from _without_size()
