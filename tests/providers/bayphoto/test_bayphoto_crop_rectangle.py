"""From a print's proportions to the percents of Bay Photo's orders."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkit.model.size import Size
from labkit.photos.placement import crop_rectangle
from labkit.providers.bayphoto.orders.crop import crop_fields, outside

SIDES = st.integers(1, 20_000)
MM = st.floats(10, 2000)


def test_a_square_of_a_three_by_two_picture_by_hand():
    fields = crop_fields(crop_rectangle((6000, 4000), "20x20 cm"))
    # Two thirds across and all of it down, about the middle.
    assert fields["crop_width"] == Decimal("66.6666")
    assert fields["crop_height"] == 100
    assert fields["crop_x"] == pytest.approx(Decimal(50), abs=Decimal("0.0002"))
    assert fields["crop_y"] == 50


@given(SIDES, SIDES, MM, MM)
def test_no_rectangle_leaves_the_picture(width, height, across, down):
    fields = crop_fields(crop_rectangle((width, height), Size(across, down)))
    for centre, extent in (("crop_x", "crop_width"), ("crop_y", "crop_height")):
        # Less than a tenthousandth of a percent is rounded away to nothing.
        if fields[extent] > 0:
            assert not outside(fields[centre], fields[extent])
