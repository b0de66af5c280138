import dataclasses
import io
import struct
import zlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offers_kit import products
from PIL import Image
from played_lab import PlayedLab
from timing_kit import quickest

import labkit as lk
from labkit import frames
from labkit.errors import ColumnError, InputError, LabModuleError, PhotoError, SizeError
from labkit.photos.fit import fit_products
from labkit.photos.picture import measure_photo, read_picture
from labkit.photos.placement import crop_rectangle

SIDES = st.integers(1, 20_000)
MM = st.floats(10, 2000)


def fitted(pixels, *sizes, min_ppi=200.0):
    rows = [("one", str(position), *size, 0.2) for position, size in enumerate(sizes)]
    return fit_products(products(*rows), pixels, min_ppi)


def picture(path, size, **options):
    Image.new("RGB", size, "teal").save(path, **options)
    return path


def png_head(width, height):
    """Return a PNG that says it is huge and has nothing in it."""

    def chunk(kind, body):
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


# Sharpness, crop and border, worked out by hand


def test_a_photo_of_the_prints_proportions_loses_nothing():
    # 1800 px on 6 in, 1200 px on 4 in: 300 on each side
    row = fitted((1800, 1200), (152.4, 101.6)).iloc[0]
    assert row["ppi"] == 300
    assert row["crop_loss"] == 0
    assert row["border"] == 0
    assert row["orientation"] == "as it is"
    assert row["verdict"] == "good"


def test_a_print_listed_the_other_way_round_is_turned():
    row = fitted((1800, 1200), (101.6, 152.4)).iloc[0]
    assert (row["ppi"], row["crop_loss"], row["orientation"]) == (300, 0, "turned")


def test_a_square_print_cuts_a_third_off_a_three_by_two_photo():
    # 254 mm are 10 in; 1200 px across them are 120 ppi; 1200 of 1800 px stay
    row = fitted((1800, 1200), (254, 254)).iloc[0]
    assert row["ppi"] == 120
    assert row["crop_loss"] == pytest.approx(1 / 3, abs=1e-6)
    assert row["border"] == pytest.approx(1 / 3, abs=1e-6)
    assert row["orientation"] == "as it is"
    assert row["verdict"] == "too small"


def test_fill_takes_the_side_that_has_fewer_pixels():
    # 8 x 10 in from 3000 x 2000: turned to 10 x 8: 300 and 250; 2500 x 2000 px stay
    row = fitted((3000, 2000), (203.2, 254)).iloc[0]
    assert row["ppi"] == 250
    assert row["crop_loss"] == pytest.approx(500 / 3000, abs=1e-6)
    assert row["orientation"] == "turned"


@pytest.mark.parametrize(
    ("least", "verdict"), [(300, "good"), (301, "soft"), (400, "soft"), (401, "too small")]
)
def test_the_verdict_goes_by_what_was_asked(least, verdict):
    # soft from three quarters on: 300 is 3/4 of 400
    assert fitted((1800, 1200), (152.4, 101.6), min_ppi=least)["verdict"].tolist() == [verdict]


def test_products_without_a_size_stand_last_and_are_unknown():
    frame = fitted((1800, 1200), (None, 100), (152.4, 101.6), (None, None), (0, 100))
    assert frame["name"].tolist() == ["1", "0", "2", "3"]
    rest = frame.iloc[1:]
    assert rest[["ppi", "crop_loss", "border"]].isna().all(axis=None)
    assert rest["verdict"].tolist() == ["unknown"] * 3
    assert rest["orientation"].tolist() == [""] * 3
    assert rest["notes"].tolist() == ["size not known"] * 3


def test_the_frame_is_what_its_table_says():
    frame = fitted((1800, 1200), (152.4, 101.6), (None, None))
    assert list(frame) == frames.FIT.names
    assert frame["ppi"].dtype == "Float64"
    assert frame["product_id"].tolist() == ["1200000000000000", "1200000000000001"]
    assert frame.attrs["pixels"] == [1800, 1200]
    assert frame.attrs["min_ppi"] == 200


def test_no_products_give_no_rows():
    frame = fit_products(products(), (1800, 1200), 200.0)
    assert len(frame) == 0
    assert list(frame) == frames.FIT.names


def test_a_frame_of_something_else_is_refused():
    with pytest.raises(ColumnError):
        fit_products(pd.DataFrame({"ppi": [1]}), (1800, 1200), 200.0)


@settings(deadline=None)
@given(SIDES, SIDES, MM, MM)
def test_turning_photo_or_print_changes_nothing_but_the_turn(width, height, across, down):
    straight = fitted((width, height), (across, down)).iloc[0]
    for other in (fitted((height, width), (across, down)), fitted((width, height), (down, across))):
        row = other.iloc[0]
        assert row["ppi"] == straight["ppi"]
        assert row["crop_loss"] == straight["crop_loss"]
        assert row["verdict"] == straight["verdict"]
    assert 0 <= straight["crop_loss"] < 1


@settings(deadline=None)
@given(SIDES, SIDES, MM, MM)
def test_what_stays_has_the_pixels_that_the_ppi_says(width, height, across, down):
    row = fitted((width, height), (across, down)).iloc[0]
    # The printed part, counted in pixels, against the print's area at that sharpness.
    kept = width * height * (1 - row["crop_loss"])
    assert across * down / 25.4**2 * row["ppi"] ** 2 == pytest.approx(kept, rel=1e-4, abs=1)


# Catalogs


def test_a_catalog_fits_all_its_products():
    cat = lk.catalog([PlayedLab("one"), PlayedLab("two", own=True)])
    frame = cat.fit((1800, 1200))
    assert frame["lab"].tolist() == ["one", "two"]
    # 100 x 150 mm: 1200 px on 100 mm are 304.8 ppi, 1800 on 150 too
    assert frame["ppi"].tolist() == [304.8, 304.8]
    assert frame.attrs["sample"] == ["two"]


@pytest.fixture(scope="module")
def document_lab():
    return lk.catalog(["printofoto"])


def test_q37_of_documented_pixels_that_contradict_the_size_both_are_named(document_lab):
    frame = document_lab.fit((6000, 4000)).set_index("name")
    assert frame.loc["bookmark", "notes"] == (
        "the document asks for 567x1795, computed 591x1772: either is accepted"
    )
    assert frame.loc["calendar", "notes"] == (
        "the document asks for 3580x4961, computed 3508x4961: either is accepted"
    )
    assert frame["notes"].str.contains("either").sum() == 2
    assert frame.loc["postcard", "notes"] == "the document asks for 1772x1299 pixels"


def test_q37_pixels_as_computed_and_as_documented_both_hold_up(document_lab):
    for pixels in ((591, 1772), (567, 1795)):
        row = document_lab.fit(pixels, min_ppi=250).set_index("name").loc["bookmark"]
        assert row["verdict"] == "good"
    # 567 px on 50 mm
    assert row["ppi"] == pytest.approx(288.036)


def test_a_magnet_of_each_format_is_a_product_without_documented_pixels(document_lab):
    frame = document_lab.fit((6000, 4000))
    assert set(frame.loc[frame["name"] == "magnet", "notes"]) == {""}


def test_a_labs_broken_module_is_no_silence(tmp_path, monkeypatch):
    package = tmp_path / "brokenphotos"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "photos.py").write_text("import nothing_of_this_name")
    monkeypatch.syspath_prepend(tmp_path)
    lab = PlayedLab("one")
    lab.connection.spec = dataclasses.replace(lab.spec, package="brokenphotos")
    with pytest.raises(LabModuleError, match="one: its module 'photos' cannot be imported"):
        lk.catalog([lab]).fit((600, 400))


def test_a_million_products_take_a_few_passes():
    count = 1_000_000
    numbers = np.arange(count, dtype="float64")
    many = frames.build(
        frames.PRODUCTS,
        {
            "lab": "one",
            "name": [f"Print {position}" for position in range(count)],
            "width_mm": 50 + numbers % 400,
            "height_mm": 50 + numbers % 700,
        },
        rows=count,
    )
    assert len(fit_products(many, (6000, 4000), 200.0)) == count
    taken = quickest(lambda: fit_products(many, (6000, 4000), 200.0), turns=3)
    sides = [many["width_mm"], many["height_mm"]]
    # A hundred sorts of its sides.
    assert taken < 100 * quickest(lambda: np.sort(np.stack(sides), axis=0))


@pytest.mark.parametrize("wrong", [0, -1, float("nan"), float("inf"), "sharp", None, True])
def test_a_ppi_that_is_none_is_refused(wrong):
    with pytest.raises(InputError, match="ppi"):
        lk.catalog([PlayedLab("one")]).fit((1800, 1200), min_ppi=wrong)


# Pictures


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP"])
def test_a_pictures_pixels_are_read_from_its_file(tmp_path, form):
    path = picture(tmp_path / "photo", (90, 60), format=form)
    assert measure_photo(path) == (90, 60)
    assert measure_photo(str(path)) == (90, 60)
    frame = lk.catalog([PlayedLab("one")]).fit(path)
    # 90 px on 150 mm: 15.24 ppi
    assert frame["ppi"].tolist() == [15.24]


@pytest.mark.short
@pytest.mark.parametrize(
    ("value", "seen"), [(1, (90, 60)), (3, (90, 60)), (6, (60, 90)), (8, (60, 90))]
)
@pytest.mark.parametrize("form", ["jpg", "png", "tif", "webp"])
def test_a_camera_held_upright_is_believed(tmp_path, form, value, seen):
    exif = Image.Exif()
    exif[0x0112] = value
    path = picture(tmp_path / f"photo.{form}", (90, 60), exif=exif)
    assert measure_photo(path) == seen


@pytest.mark.parametrize("pixels", [(1800, 1200), [1800, 1200], (np.int64(1800), np.int32(1200))])
def test_pixels_are_given_as_two_whole_numbers(pixels):
    assert measure_photo(pixels) == (1800, 1200)


@pytest.mark.parametrize(
    "wrong",
    [
        (0, 10),
        (-5, 10),
        (1.5, 10),
        (10,),
        (1, 2, 3),
        None,
        7,
        ("a", "b"),
        b"photo.jpg",
        b"xx",
        (True, 3),
    ],
)
def test_other_numbers_are_refused(wrong):
    with pytest.raises(PhotoError, match="picture") as caught:
        measure_photo(wrong)
    assert "6000, 4000" in caught.value.hint


def test_what_is_no_file_is_refused(tmp_path):
    with pytest.raises(PhotoError, match="no file"):
        measure_photo(tmp_path / "nothing.jpg")
    with pytest.raises(PhotoError, match="no file"):
        measure_photo(tmp_path)
    with pytest.raises(PhotoError, match="address") as caught:
        measure_photo("https://photos.invalid/1.jpg")
    assert "download" in caught.value.hint


@pytest.mark.parametrize("body", [b"", b"no picture", b"\xff\xd8\xff\xe0", b"GIF89a", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused_and_says_what_to_do(tmp_path, body):
    path = tmp_path / "photo.jpg"
    path.write_bytes(body)
    with pytest.raises(PhotoError, match=r"photo\.jpg cannot be read") as caught:
        measure_photo(path)
    assert "save it again" in caught.value.hint


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP"])
def test_a_picture_that_ends_too_soon_is_refused(tmp_path, form):
    path = tmp_path / "photo"
    noise = Image.effect_noise((300, 200), 80)
    noise.save(path, format=form)
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(PhotoError, match="cannot be read"):
        measure_photo(path)
    # Where only the head is looked at, it is enough; WebP's decoder wants everything at once.
    if form != "WEBP":
        assert read_picture(io.BytesIO(path.read_bytes())).pixels == (300, 200)


def test_a_picture_that_would_fill_the_memory_is_not_opened(tmp_path):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_head(60_000, 60_000))
    with pytest.raises(PhotoError, match="opened safely") as caught:
        measure_photo(path)
    assert "width and height" in caught.value.hint


def test_the_limit_holds_where_pillows_own_is_switched_off(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)
    path = tmp_path / "bomb.png"
    path.write_bytes(png_head(60_000, 60_000))
    with pytest.raises(PhotoError, match="opened safely"):
        measure_photo(path)


def test_pictures_for_print_are_read_whatever_their_colours(tmp_path):
    for name, mode in (("cmyk.jpg", "CMYK"), ("deep.png", "I;16"), ("deep.tif", "I;16")):
        Image.new(mode, (300, 200)).save(tmp_path / name)
        assert measure_photo(tmp_path / name) == (300, 200)
    moving = [Image.new("RGB", (300, 200), colour) for colour in ("red", "teal")]
    moving[0].save(tmp_path / "moving.gif", save_all=True, append_images=moving[1:])
    assert measure_photo(tmp_path / "moving.gif") == (300, 200)


def test_a_telephones_heic_is_refused_by_name(tmp_path):
    path = tmp_path / "photo.heic"
    path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    with pytest.raises(PhotoError, match="HEIC") as caught:
        measure_photo(path)
    assert "save it again, as JPEG" in caught.value.hint


def test_a_large_camera_is_no_bomb_and_gives_no_warning():
    # 100 megapixels: Pillow would warn from 89 on
    assert read_picture(io.BytesIO(png_head(11_648, 8_736))).pixels == (11_648, 8_736)


# Crops


@pytest.mark.parametrize(
    ("pixels", "size", "rectangle"),
    [
        ((6000, 4000), "15x10 cm", (0, 0, 1, 1)),
        ((6000, 4000), "10x15 cm", (0, 0, 1, 1)),
        ((6000, 4000), "20x20 cm", (1 / 6, 0, 2 / 3, 1)),
        ((4000, 6000), "20x20 cm", (0, 1 / 6, 1, 2 / 3)),
        ((6000, 4000), "30x10 cm", (0, 0.25, 1, 0.5)),
    ],
)
def test_crops_worked_out_by_hand(pixels, size, rectangle):
    crop = crop_rectangle(pixels, size)
    assert (crop.x, crop.y, crop.width, crop.height) == pytest.approx(rectangle)


def test_a_print_that_must_not_be_turned_is_not():
    # 10 of 15 upright from 6000 x 4000: 4000 * 2/3 = 2667 of 6000 px across
    crop = crop_rectangle((6000, 4000), "10x15 cm", turn=False)
    assert (crop.width, crop.height) == pytest.approx((4 / 9, 1))


@settings(deadline=None)
@given(SIDES, SIDES, MM, MM, st.booleans())
def test_a_crop_keeps_the_aspect_is_centred_and_inside(width, height, across, down, turn):
    crop = crop_rectangle((width, height), lk.Size(across, down), turn=turn)
    ratio = (crop.width * width) / (crop.height * height)
    expected = [across / down] + [down / across] * turn
    assert min(abs(ratio / each - 1) for each in expected) < 1e-6
    assert crop.x >= 0
    assert crop.y >= 0
    assert crop.x + crop.width <= 1 + 1e-9
    assert crop.y + crop.height <= 1 + 1e-9
    assert 2 * crop.x + crop.width == pytest.approx(1)
    assert 2 * crop.y + crop.height == pytest.approx(1)
    # The largest: it touches two edges.
    assert max(crop.width, crop.height) == 1


@settings(deadline=None)
@given(SIDES, SIDES, MM, MM)
def test_a_crop_and_the_loss_say_the_same(width, height, across, down):
    crop = crop_rectangle((width, height), lk.Size(across, down))
    row = fitted((width, height), (across, down)).iloc[0]
    assert 1 - crop.width * crop.height == pytest.approx(row["crop_loss"], abs=2e-6)


def test_a_crop_of_nothing_readable_is_refused():
    with pytest.raises(SizeError):
        crop_rectangle((6000, 4000), "large")
    with pytest.raises(PhotoError):
        crop_rectangle((0, 4000), "10x15")
