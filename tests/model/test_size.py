"""Sizes as people type them: pairs, fractions, units, names, orientation, depth."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkit.errors import LabkitError, SizeError
from labkit.model.size import Size


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [
        ("10x15", 100, 150),
        ("10x15 cm", 100, 150),
        ("10 x 15cm", 100, 150),
        ("4x6 in", 101.6, 152.4),
        ('8x10"', 203.2, 254),
        ("8x10”", 203.2, 254),
        ("8×10 inch", 203.2, 254),
        ("8 in. x 10 in.", 203.2, 254),
        ("100x150 mm", 100, 150),
        ("127 x 90mm", 127, 90),
        ("12,7x17,8", 127, 178),
        ("12.7 x 17.8 cm", 127, 178),
        ("10cm x 15cm", 100, 150),
        ('8"x10"', 203.2, 254),
        ("10\u00a0x\u00a015\u202fcm", 100, 150),
        # fractions: 3.5 × 25.4 = 88.9; 8.5 × 25.4 = 215.9
        ("3 1/2 x 5 in", 88.9, 127),
        ("3½ x 5 in", 88.9, 127),
        ("3 ½ x 5 in", 88.9, 127),
        ("3\u00a01/2 x 5 in", 88.9, 127),
        ("8-1/2 x 11 in", 215.9, 279.4),
        ("8.5x11 in", 215.9, 279.4),
        ("1/2 x 3/4 in", 12.7, 19.05),
        ("3½x5", 35, 50),  # a bare pair is centimetres
        # units of each side, words between them
        ("1m x 70cm", 1000, 700),
        ("1 x 2,5 m", 1000, 2500),
        ("10 by 15 cm", 100, 150),
        ("10 by 15", 100, 150),
        ("10 sur 15 cm", 100, 150),
        ("10 bij 15 cm", 100, 150),
        ("10-15", 100, 150),
        ("10 – 15 cm", 100, 150),
        ("2.125 x 3.375 in", 53.975, 85.725),  # thousands of inches are no print
        # names: ISO 216 and 269, US paper, photographic prints
        ("A4", 210, 297),
        ("a5", 148, 210),
        ("A0", 841, 1189),
        ("A10", 26, 37),
        ("DIN A4", 210, 297),
        ("DIN-A4", 210, 297),
        ("B0", 1000, 1414),
        ("B2", 500, 707),
        ("din b5", 176, 250),
        ("C4", 229, 324),
        ("DIN C6", 114, 162),
        ("Letter", 215.9, 279.4),
        ("US letter", 215.9, 279.4),
        ("legal", 215.9, 355.6),
        ("Tabloid", 279.4, 431.8),
        ("wallet", 63.5, 88.9),
        ("2R", 63.5, 88.9),
        ("3R", 88.9, 127),
        ("4R", 101.6, 152.4),
        ("5r", 127, 177.8),
        ("8R", 203.2, 254),
        ("S8R", 203.2, 304.8),
        # orientation and shape
        ("A4 landscape", 297, 210),
        ("landscape A4", 297, 210),
        ("A4-landscape", 297, 210),
        ("10x15 paysage", 150, 100),
        ("15x10 cm staand", 100, 150),
        ("13x18 (liggend)", 180, 130),
        ("15x10 portrait", 100, 150),
        ("square 20", 200, 200),
        ("20 cm square", 200, 200),
        ("carré 20 cm", 200, 200),
        ("vierkant 20x20", 200, 200),
        ("8 in square", 203.2, 203.2),
    ],
)
def test_sizes_as_people_write_them(text, width, height):
    size = Size.parse(text)
    assert (size.width_mm, size.height_mm, size.depth_mm) == (width, height, None)


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("30x20x2 cm", (300, 200, 20)),
        ("30 x 20 cm x 18 mm", (300, 200, 18)),
        ("300x200x20 mm", (300, 200, 20)),
        ('8x10x1.5"', (203.2, 254, 38.1)),
        ("20x30x2", (200, 300, 20)),
    ],
)
def test_a_third_smaller_measure_is_the_depth(text, measures):
    size = Size.parse(text)
    assert (size.width_mm, size.height_mm, size.depth_mm) == measures
    assert Size.parse(str(size)) == size


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.000x700 mm", "1.000 mm can be 1 or 1000 mm"),
        ("1,000 x 700 mm", "1,000 mm can be 1 or 1000 mm"),
        ("700 x 1.000 mm", "1.000 mm can be 1 or 1000 mm"),
        ("1.250 x 90 cm", "1.250 cm can be 1.25 or 1250 cm"),
        ("10x15x20", "which two"),
        ("30x20x18 mm", "mm or cm"),
        ("4x 10x15", "a count"),
        ("1m x 70", "unit of its second number"),
        ("0x15", "side of 0"),
        ("square 20x30", "not square"),
        ("4x6/8 in", "6/8 is no fraction"),
        ("1200x1800 px", "pixels"),
        ("9999x9999", "no print is longer"),
    ],
)
def test_what_can_be_read_two_ways_is_refused_with_the_reason(text, reason):
    with pytest.raises(SizeError, match=reason) as caught:
        Size.parse(text)
    assert "10x15" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        *("", "10", "10x", "x15", "-1x5", "10x15 ft", "A11", "B11", "2A0", "A3+", "1e3x2"),
        *("1 000 x 700 mm", "8-1/2", "2026-10", "10x15x2x1", "square", "landscape", "7R", None, 5),
    ],
)
def test_anything_else_is_an_error_that_shows_what_would_have_been_read(text):
    with pytest.raises(SizeError) as caught:
        Size.parse(text)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, LabkitError)
    assert "10x15" in str(caught.value)


SIDES = st.decimals("0.1", "500", places=1)
UNITS = st.sampled_from([("cm", 10), ("mm", 1), ("in", Decimal("25.4")), ("", 10)])


@given(SIDES, SIDES, UNITS, st.sampled_from([".", ","]))
def test_a_pair_is_its_numbers_times_the_unit(a, b, unit, point):
    name, factor = unit
    size = Size.parse(f"{a} x {b} {name}".replace(".", point))
    assert size.width_mm == pytest.approx(float(a * factor), abs=1e-3)
    assert size.height_mm == pytest.approx(float(b * factor), abs=1e-3)


@given(st.integers(0, 60), st.sampled_from([(1, 2), (1, 4), (3, 4), (5, 8), (7, 16)]))
def test_a_fraction_is_its_exact_value(whole, part):
    top, bottom = part
    inches = whole + Fraction(top, bottom)
    text = f"{whole} {top}/{bottom} x 10 in" if whole else f"{top}/{bottom} x 10 in"
    assert Size.parse(text).width_mm == pytest.approx(float(inches * Fraction("25.4")), abs=1e-4)


@given(st.integers(0, 9), st.sampled_from("ABC"))
def test_two_sheets_of_the_next_iso_size_make_one_but_for_the_half_millimetre(number, series):
    larger, smaller = Size.parse(f"{series}{number}"), Size.parse(f"DIN {series}{number + 1}")
    assert smaller.height_mm == larger.width_mm
    assert 0 <= larger.height_mm - 2 * smaller.width_mm <= 1


@given(SIDES, SIDES, st.sampled_from(["landscape", "paysage", "liggend", "quer"]))
def test_a_word_of_orientation_turns_but_never_changes_the_sides(a, b, word):
    plain, turned = Size.parse(f"{a}x{b}"), Size.parse(f"{a}x{b} {word}")
    assert turned.width_mm >= turned.height_mm
    assert (turned.short_mm, turned.long_mm) == (plain.short_mm, plain.long_mm)


def test_sides_are_told_apart_without_turning():
    size = Size.parse("178x127 mm")
    assert (size.width_mm, size.short_mm, size.long_mm) == (178, 127, 178)
    assert str(size) == "17.8x12.7 cm"
    assert repr(size) == "Size(width_mm=178.0, height_mm=127.0)"
