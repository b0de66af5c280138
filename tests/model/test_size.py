from decimal import Decimal

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
        ("8×10 inch", 203.2, 254),
        ("100x150 mm", 100, 150),
        ("127 x 90mm", 127, 90),
        ("12,7x17,8", 127, 178),
        ("12.7 x 17.8 cm", 127, 178),
        ("10cm x 15cm", 100, 150),
        ('8"x10"', 203.2, 254),
        ("A4", 210, 297),
        ("a5", 148, 210),
        ("A0", 841, 1189),
        ("A10", 26, 37),
    ],
)
def test_sizes_as_people_write_them(text, width, height):
    size = Size.parse(text)
    assert (size.width_mm, size.height_mm) == (width, height)


@pytest.mark.parametrize(
    "text",
    ["", "10", "10x", "x15", "10x15x20", "0x15", "-1x5", "10x15 ft", "B4", "A11", "1e3x2", None, 5],
)
def test_anything_else_is_an_error_that_shows_what_would_have_been_read(text):
    with pytest.raises(SizeError) as caught:
        Size.parse(text)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, LabkitError)
    assert "10x15" in str(caught.value) or "A10" in str(caught.value)


@given(
    st.decimals("0.1", "500", places=1),
    st.decimals("0.1", "500", places=1),
    st.sampled_from([("cm", 10), ("mm", 1), ("in", Decimal("25.4")), ("", 10)]),
    st.sampled_from([".", ","]),
)
def test_a_pair_is_its_numbers_times_the_unit(a, b, unit, point):
    name, factor = unit
    size = Size.parse(f"{a} x {b} {name}".replace(".", point))
    assert size.width_mm == pytest.approx(float(a * factor), abs=1e-3)
    assert size.height_mm == pytest.approx(float(b * factor), abs=1e-3)


def test_sides_are_told_apart_without_turning():
    size = Size.parse("178x127 mm")
    assert (size.width_mm, size.short_mm, size.long_mm) == (178, 127, 178)
    assert str(size) == "17.8x12.7 cm"
