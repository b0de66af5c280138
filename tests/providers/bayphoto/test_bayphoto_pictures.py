"""Bay Photo and pictures: points q89, q96 and q97 of the notes.

Broken once: off-centre crops sent as fields, a portrait not turned, the EXIF tag left in the file.
"""

import io
from decimal import Decimal

import numpy as np
import pytest
from PIL import Image

import labkit as lk
from labkit.ordering.photo_check import look_at
from labkit.providers.bayphoto.sandbox import EMULATOR
from labkit.sandbox.running_sandbox import Sandbox

NAME = "bayphoto"
TO = lk.Address(first_name="Jane", last_name="Roe", street="First Street", house_number="12",
                postcode="95060", city="Santa Cruz", state="CA", country="US")  # fmt: skip


@pytest.fixture(scope="module")
def box():
    with Sandbox([EMULATOR]) as started:
        yield started


@pytest.fixture(scope="module")
def lab(box):
    return lk.connect(NAME, base_url=box.base_url(NAME))


@pytest.fixture
def ramp():
    """A picture of 600 x 480 pixels whose red tells the column and whose green tells the row."""
    rows, columns = np.mgrid[0:480, 0:600]
    colours = [columns * 255 // 599, rows * 255 // 479, np.full_like(rows, 90)]
    return Image.fromarray(np.dstack(colours).astype(np.uint8))


def order(lab, path, **line):
    one = lk.Line(**{"product_id": "1975", "options": ("13462",), "photo": str(path)} | line)
    wish = lk.OrderIntent(reference="Q", recipient=TO, lines=[one], shipping="FEDEX2")
    return lab.from_intent(wish)


def printed(box, photo, reading):
    """Return what the lab prints: the picture's pixels, cropped as a reading has it."""
    content = box._state.contexts[NAME].photos.fetch(photo.image_source_path).content
    image = Image.open(io.BytesIO(content))
    box_of = {}
    for side, extent, position, length in (
        ("x", photo.crop_width, photo.crop_x, image.width),
        ("y", photo.crop_height, photo.crop_y, image.height),
    ):
        first = {
            "centre": position - extent / 2,
            "alignment": position * (100 - extent) / 100,
        }[reading]
        box_of[side] = [float(edge) * length / 100 for edge in (first, first + extent)]
    (left, right), (top, bottom) = box_of["x"], box_of["y"]
    return np.asarray(image.crop((left, top, right, bottom))).astype(int)


@pytest.mark.parametrize("reading", ["centre", "alignment"])
@pytest.mark.parametrize("crop", [(0.0, 0.0, 0.5, 0.5), (0.4, 0.1, 0.5, 0.5), (0.2, 0.2, 0.6, 0.6)])
def test_q89_a_crop_is_the_same_part_under_both_readings(box, lab, tmp_path, ramp, crop, reading):
    box.reset()
    box.readings.set(NAME, "q89", reading)
    ramp.save(tmp_path / "ramp.png")
    made, _ = order(lab, tmp_path / "ramp.png", crop=crop)
    assert [p for p in lab.check(made) if p.severity == "error"] == []
    assert lab.submit(made).state == "confirmed"
    part = printed(box, made.products[0].photos[0], reading)
    x, y, width, height = crop
    corners = {
        (0, 0): (x, y),
        (-1, -1): (x + width, y + height),
    }
    for place, (across, down) in corners.items():
        red, green, _ = part[place]
        # Two pixels of 480 are one of 255.
        assert red == pytest.approx(across * 255, abs=4)
        assert green == pytest.approx(down * 255, abs=4)


def test_q89_an_off_centre_crop_of_a_picture_elsewhere_is_refused_before_it_is_sent(lab):
    made, _ = order(lab, "https://photos.invalid/1.jpg", crop=(0, 0, 0.5, 0.5))
    found = {p.field: p.message for p in lab.check(made) if p.severity == "error"}
    assert set(found) == {"products[0].photos[0].crop_x", "products[0].photos[0].crop_y"}
    assert "two ways" in found["products[0].photos[0].crop_x"]
    made, _ = order(lab, "https://photos.invalid/1.jpg", crop=(0.25, 0.25, 0.5, 0.5))
    assert [p for p in lab.check(made) if p.severity == "error"] == []


def test_q96_a_portrait_on_a_landscape_place_is_turned_and_that_is_said(box, lab, tmp_path, ramp):
    path = tmp_path / "portrait.png"
    ramp.transpose(Image.Transpose.ROTATE_90).save(path)
    fit = lk.catalog([lab]).fit(path)
    row = fit[fit["product_id"] == "1975"].iloc[0]
    assert (row["orientation"], row["crop_loss"]) == ("turned", 0)
    made, dropped = order(lab, path)
    (note,) = [p for p in dropped if p.field == "lines[0].photo"]
    assert (note.severity, "turned by 90°" in note.message) == ("warning", True)
    photo = made.products[0].photos[0]
    assert (photo.crop_width, photo.crop_height) == (Decimal(100), Decimal(100))
    assert look_at(photo.image_source_path, lab).pixels == (600, 480)
    assert [p for p in lab.check(made) if p.severity == "error"] == []


def test_q96_one_that_is_ordered_as_it_is_loses_too_much_to_be_sent(box, lab, tmp_path, ramp):
    content = io.BytesIO()
    ramp.transpose(Image.Transpose.ROTATE_90).save(content, "PNG")
    made, _ = order(lab, "https://photos.invalid/1.png")
    made.products[0].photos[0].image_source_path = box.photos.put(content.getvalue(), "p.png")
    # 480 x 600 on 5 x 4: 480 * 4/5 = 384 of 600 rows remain.
    for height in ("100", "64"):
        made.products[0].photos[0].crop_height = Decimal(height)
        (found,) = [p for p in lab.check(made) if p.severity == "error"]
        assert found.field == "products[0].photos[0].image_source_path"
        assert "cuts 36% off the picture, and 0% if it is turned" in found.message


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_q97_pictures_are_published_upright_and_without_the_tag(
    box, lab, tmp_path, ramp, orientation
):
    exif = Image.Exif()
    exif[0x0112] = orientation
    ramp.save(tmp_path / "phone.jpg", exif=exif, quality=95)
    made, dropped = order(lab, tmp_path / "phone.jpg")
    assert "upright" in next(p.message for p in dropped if p.field == "lines[0].photo")
    photo = made.products[0].photos[0]
    content = box._state.contexts[NAME].photos.fetch(photo.image_source_path).content
    with Image.open(io.BytesIO(content)) as sent:
        assert sent.getexif().get(0x0112, 1) == 1
        assert sent.size == (600, 480)  # upright, or turned to fill a place that lies
    url = box.photos.put(tmp_path / "phone.jpg")
    photo.image_source_path = url
    (found,) = [p for p in lab.check(made) if "EXIF" in p.message]
    # Half a turn prints the same part; a quarter turn prints another one.
    assert found.severity == ("warning" if orientation == 3 else "error")
