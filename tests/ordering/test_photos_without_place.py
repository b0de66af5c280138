"""No photo vanishes: what a product has no place for is an error.

Broken once: `zip` over the places and the photos, without a word about the rest.
"""

import pytest
from every_lab import LINES, wish
from PIL import Image

import labkit as lk


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "holiday.jpg"
    Image.new("RGB", (1800, 1200), "teal").save(path)
    return str(path)


def errors(problems):
    return [problem.field for problem in problems if problem.severity == "error"]


@pytest.mark.parametrize("name", sorted(LINES))
def test_more_photos_than_places_are_an_error_at_every_lab(name, photo):
    lab = lk.connect(name)
    _, dropped = lab.from_intent(wish(name, photo=(photo,) * 4))
    assert "lines[0].photo" in errors(dropped)


@pytest.mark.parametrize(
    ("product", "form", "places"),
    [("14", "420x297", 1), ("2", "", 14), ("7", "", 9), ("10", "", 9), ("12", "", 2)],
)
def test_printofoto_refuses_such_an_order(photo, product, form, places):
    lab = lk.connect("printofoto")
    line = {"product_id": product, "variant_id": form}
    order, dropped = lab.from_intent(wish("printofoto", photo=(photo,) * (places + 1), **line))
    assert "lines[0].photo" in errors(dropped)
    assert any(field.endswith(f"photo_{places + 1}") for field in errors(lab.check(order)))
    _, dropped = lab.from_intent(wish("printofoto", photo=(photo,) * places, **line))
    assert "lines[0].photo" not in errors(dropped)


def test_bay_photo_refuses_such_an_order(photo):
    lab = lk.connect("bayphoto")
    order, _ = lab.from_intent(wish("bayphoto", photo=(photo,) * 2))
    assert "products[0].photos[1].node_uid" in errors(lab.check(order))
