"""What names of Profotonet's products say: sizes by hand, categories, variants."""

import numpy as np
import pyarrow as pa
import pytest

from labkit.providers.profotonet.catalog.names import read_parts, read_sizes


def sizes(*names):
    width, height = read_sizes(pa.array(names, pa.large_string()))
    return [None if np.isnan(w) else (w, h) for w, h in zip(width, height, strict=True)]


def parts(*names):
    array = pa.array(names, pa.large_string())
    category, variant = read_parts(array, ~np.isnan(read_sizes(array)[0]))
    return list(zip(category.to_pylist(), variant.to_pylist(), strict=True))


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Canvas 2cm (50 x 50) - Houten baklijst: Wit", (500, 500)),
        ("Foto 10x15 - Papiersoort: Glans", (100, 150)),
        ("Foto 15X10", (150, 100)),
        ("13 x 18 cm", (130, 180)),
        ("Dibond 29,7x42 cm", (297, 420)),
        ("Dibond 29.7 × 42", (297, 420)),
        ("Muismat 190x230 mm", (190, 230)),
        ("Visitekaart 85x55mm", (85, 55)),
        ("Doek 50cm x 70cm", (500, 700)),
        ("Behang 1 x 2,5 m", (1000, 2500)),
        ("Print 8x10 inch", (203.2, 254)),
        ('Print 8x10"', (203.2, 254)),
        ("Print 8x10'' - Mat", (203.2, 254)),
        ("Foto\u00a010\u00a0x\u00a015", (100, 150)),
        ("Fotoboek A4 liggend", (210, 297)),
        ("Poster A0", (841, 1189)),
        ("Kaartje a6", (105, 148)),
        ("Wenskaart (A5)", (148, 210)),
    ],
)
def test_one_size_in_a_name(name, size):
    assert sizes(name) == [size]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Schoolfotoset A - Papiersoort: Glans",
        "Canvas 2cm",
        "Mok 325 ml - Kleur: Wit",
        "2x pasfoto",
        "A11 boek",
        "Foto BA4",
        "Foto 0x15",
        "Foto 10x",
        "Bestand 1200x1800px",
        "Bestand 1200 x 1800 pixels",
        "Nr 10x15e",
    ],
)
def test_no_size_in_a_name(name):
    assert sizes(name) == [None]


def test_of_three_numbers_the_smallest_is_a_depth_or_a_count():
    assert sizes("Blok 30x20x2 cm", "Blok 20 x 30 x 30mm") == [(300, 200), None]
    assert sizes("4x 10x15 cm", "4 x 10x15") == [(100, 150), (100, 150)]
    assert sizes("Doos 10x15x12", "4 x 10 x 15") == [None, None]  # which two are not clear


def test_a_name_with_several_sizes_has_none_unless_they_are_one():
    assert sizes("Set 1x 13x18 + 4x 9x13") == [None]
    assert sizes("Foto 10x15 cm/13x18 cm", "Foto 10x15/15x10") == [None, None]
    assert sizes("Poster A4 (21 x 29,7 cm)") == [(210, 297)]
    assert sizes("Foto 1200x1800px 10x15 cm") == [(100, 150)]
    assert sizes("1200x1800px of 600x900px") == [None]


def test_names_keep_their_places_among_many():
    names = ["Foto 10x15", "Mok", "A4 of A5", "A4 (21x29,7)", "13x18 mm"] * 3
    assert sizes(*names) == [(100, 150), None, None, (210, 297), (13, 18)] * 3
    assert sizes() == []


def test_the_category_is_what_stands_before_the_dash_without_its_size():
    assert parts(
        "Canvas 2cm (50 x 50) - Houten baklijst: Wit",
        "Foto 10x15 - Papiersoort: Glans",
        "Fotoboek A4 liggend - 24 pagina's - Zacht",
        "Schoolfotoset A - Papiersoort: Glans",
        "Set 13x18 + 9x13 - Glans",
        "13 x 18 cm",
        "T-shirt",
        "",
    ) == [
        ("Canvas 2cm", "Houten baklijst: Wit"),
        ("Foto", "Papiersoort: Glans"),
        ("Fotoboek liggend", "24 pagina's - Zacht"),
        ("Schoolfotoset A", "Papiersoort: Glans"),
        ("Set 13x18 + 9x13", "Glans"),
        ("", ""),
        ("T-shirt", ""),
        ("", ""),
    ]
