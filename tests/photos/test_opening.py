"""Opening pictures: formats, limits, and no switch of another library.

Broken once: Image.open without `formats`, LOAD_TRUNCATED_IMAGES left as it is, tags read from the
chunks before a PNG's pixels alone, a TIFF's size turned once more.
"""

import io
import re
import struct
import threading
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from labkit.errors import PhotoError
from labkit.photos.opening import opened
from labkit.photos.picture import MOST_BYTES, measure_photo, read_content, read_picture

ROOT = Path(__file__).resolve().parents[2] / "labkit"


def saved(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def tagged(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


@pytest.fixture
def switches():
    kept = ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS
    yield
    ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS = kept


def test_pictures_are_opened_in_one_file_alone():
    found = [
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if re.search(r"\bImage\.open\(|\bimread\(", path.read_text("utf-8"))
    ]
    assert found == ["photos/opening.py"]


def test_an_eps_never_starts_ghostscript(tmp_path, monkeypatch):
    started = tmp_path / "started"
    tool = tmp_path / "gs"
    tool.write_text(f"#!/bin/sh\ntouch {started}\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "holiday.jpg"
    path.write_bytes(saved(Image.new("RGB", (30, 20), "red"), "EPS"))
    with pytest.raises(PhotoError, match="none of JPEG"):
        measure_photo(path)
    assert not started.exists()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP"])
@pytest.mark.usefixtures("switches")
def test_what_is_cut_off_is_refused_whatever_others_switched(form):
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    content = saved(Image.effect_noise((300, 200), 80), form)
    with pytest.raises(PhotoError, match="cannot be read"):
        read_picture(content[:-1500], whole=True)
    assert read_picture(content, whole=True).pixels == (300, 200)
    assert ImageFile.LOAD_TRUNCATED_IMAGES


@pytest.mark.usefixtures("switches")
def test_a_limit_that_others_set_refuses_no_picture():
    Image.MAX_IMAGE_PIXELS = 10
    assert read_picture(saved(Image.new("L", (300, 200)), "PNG"), whole=True).pixels == (300, 200)
    assert Image.MAX_IMAGE_PIXELS == 10


def open_while_another_thread_switches(content):
    with opened(content, "p"):
        other = threading.Thread(
            target=setattr, args=(ImageFile, "LOAD_TRUNCATED_IMAGES", True), daemon=True
        )
        other.start()
        other.join()


@pytest.mark.usefixtures("switches")
def test_a_switch_that_is_thrown_meanwhile_is_noticed():
    content = io.BytesIO(saved(Image.new("L", (3, 2)), "PNG"))
    with pytest.raises(PhotoError, match="read it again"):
        open_while_another_thread_switches(content)
    assert ImageFile.LOAD_TRUNCATED_IMAGES  # theirs, and it stays


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("compression", [None, "tiff_lzw", "jpeg"])
def test_a_tiff_is_turned_once(orientation, compression):
    content = saved(
        Image.new("RGB", (90, 60)), "TIFF", exif=tagged(orientation), compression=compression
    )
    found = read_picture(content)
    assert found.pixels == ((60, 90) if orientation > 4 else (90, 60))
    assert found.orientation == orientation


def test_a_pngs_tags_count_behind_its_pixels_too():
    body = saved(Image.new("RGB", (90, 60)), "PNG")
    data = tagged(6).tobytes().removeprefix(b"Exif\0\0")
    check = struct.pack(">I", zlib.crc32(b"eXIf" + data))
    chunk = struct.pack(">I", len(data)) + b"eXIf" + data + check
    assert read_picture(body[:-12] + chunk + body[-12:], whole=True).pixels == (60, 90)


@pytest.mark.parametrize("value", [0, 9, 255])
def test_an_orientation_that_is_none_is_upright(value):
    found = read_picture(saved(Image.new("RGB", (90, 60)), "JPEG", exif=tagged(value)))
    assert (found.pixels, found.orientation) == ((90, 60), 1)


def test_broken_exif_data_is_none():
    content = saved(Image.new("RGB", (90, 60)), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert read_picture(content, whole=True).orientation == 1


def test_the_bytes_say_what_a_picture_is(tmp_path):
    path = tmp_path / "photo.jpg"
    Image.new("RGBA", (90, 60)).save(path, "PNG")
    found = read_picture(path.read_bytes())
    assert (found.format, found.mode) == ("PNG", "RGBA")


def test_a_file_that_no_lab_takes_is_not_read(tmp_path):
    path = tmp_path / "huge.jpg"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(PhotoError, match="the most"):
        read_content(path)
    with pytest.raises(PhotoError, match="no picture"):
        read_content(tmp_path / "nothing.jpg")
