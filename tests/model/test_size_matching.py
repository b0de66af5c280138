import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offers_kit import products

from labkit.errors import InputError
from labkit.model.size import Size
from labkit.model.size_matching import distinct, errors, match, nearest, parse_tolerance, sides

SIDES = st.integers(20, 2000).map(float)
TOLERANCES = st.integers(0, 200).map(lambda thousandths: thousandths / 1000)


def matches(width, height, requested, tolerance=0.03):
    frame = products(("a", "x", width, height, 1.0))
    return bool(len(match(*sides(frame), Size.parse(requested), tolerance)))


# The trade's names and the paper's measures, as DESIGN lists them.
@pytest.mark.parametrize(
    ("requested", "width", "height"),
    [
        ("10x15", 102, 152),
        ("20x30", 203, 305),
        ("13x18", 127, 178),
        ("8x10 in", 203, 254),
        ("4x6 in", 102, 152),
        ("10x15", 101.6, 152.4),
    ],
)
def test_the_trades_names_find_the_papers_measures_either_way_round(requested, width, height):
    assert matches(width, height, requested)
    assert matches(height, width, requested)


@pytest.mark.parametrize(("width", "height"), [(103, 154.5), (97, 145.5), (97, 154.5)])
def test_exactly_the_tolerance_still_matches(width, height):
    assert matches(width, height, "10x15")


@pytest.mark.parametrize(
    ("width", "height"), [(103.1, 150), (100, 154.6), (96.9, 150), (110, 150), (100, 100)]
)
def test_one_side_too_far_off_is_no_match(width, height):
    assert not matches(width, height, "10x15")


@pytest.mark.parametrize(("width", "height"), [(None, 150), (100, None), (None, None), (0, 150)])
def test_an_unknown_size_matches_nothing(width, height):
    assert not matches(width, height, "10x15", tolerance=0.99)


def test_the_error_is_the_worse_sides():
    # 102 x 152 for 100 x 150: 2 mm on either side, 2 % of the shorter, 1.33 % of the longer.
    off_mm, error = errors(np.array([102.0]), np.array([152.0]), Size(100, 150))
    assert (off_mm[0], error[0]) == (2.0, 0.02)
    # 127 x 178 for 130 x 180: 3 mm (2.3077 %) and 2 mm (1.1111 %).
    off_mm, error = errors(np.array([127.0]), np.array([178.0]), Size(180, 130))
    assert off_mm[0] == 3.0
    assert error[0] == pytest.approx(0.0230769, abs=1e-7)


@settings(max_examples=40, deadline=None)
@given(SIDES, SIDES, SIDES, SIDES, TOLERANCES)
def test_turning_either_changes_nothing(width, height, first, second, tolerance):
    frames = [products(("a", "x", *pair, 1.0)) for pair in ((width, height), (height, width))]
    sizes = [Size(first, second), Size(second, first)]
    found = {len(match(*sides(frame), size, tolerance)) for frame in frames for size in sizes}
    assert len(found) == 1


@given(SIDES, SIDES, st.integers(0, 300), TOLERANCES)
def test_too_large_and_too_small_are_the_same_distance(width, height, thousandths, tolerance):
    size = Size(width, height)
    error = thousandths / 1000
    short, long = (
        np.array([[size.short_mm * (1 + sign * error)] for sign in (1, -1)]),
        np.array([[size.long_mm], [size.long_mm]]),
    )
    found = [len(match(short[row], long[row], size, tolerance)) for row in (0, 1)]
    assert found[0] == found[1] == (thousandths <= round(tolerance * 1000))


@settings(max_examples=40, deadline=None)
@given(SIDES, SIDES, SIDES, SIDES, TOLERANCES)
def test_what_matches_is_no_further_off_than_the_tolerance(width, height, first, second, tolerance):
    short, long = sides(products(("a", "x", width, height, 1.0)))
    size = Size(first, second)
    _, error = errors(short, long, size)
    assert bool(len(match(short, long, size, tolerance))) == (error[0] <= tolerance + 1e-8)


@given(SIDES, SIDES, SIDES, SIDES)
def test_requested_and_offered_can_be_swapped_but_for_which_is_100_percent(a, b, c, d):
    one, other = Size(a, b), Size(c, d)
    here = errors(np.array([one.short_mm]), np.array([one.long_mm]), other)[1][0]
    there = errors(np.array([other.short_mm]), np.array([other.long_mm]), one)[1][0]
    # |p-a|/a <= e means a >= p/(1+e) and p <= a/(1-e): the other way round it is e/(1-e) at most.
    most = here + 1e-9  # they are given to nine digits
    assert there <= (most / (1 - most) if most < 1 else np.inf) + 1e-9


def test_the_nearest_sizes_are_named_once_each():
    frame = products(
        ("a", "x", 102, 152, 1.0),
        ("b", "y", 152.4, 101.6, 1.0),
        ("c", "z", 203, 305, None),
        ("d", "w", None, None, 1.0),
        ("d", "w", 508, 762, 1.0),
    )
    found = nearest(*distinct(*sides(frame)), Size(110, 160), count=2)
    assert found == [Size(102, 152), Size(203, 305)]


@pytest.mark.parametrize("value", [1, 1.5, -0.1, "3 %", None, True, float("nan"), [0.1]])
def test_what_is_no_tolerance_is_refused(value):
    with pytest.raises(InputError, match=r"0\.03"):
        parse_tolerance(value)
