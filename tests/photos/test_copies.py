"""Copies of pictures: colours, profile, sharpness, names.

Broken once: what is transparent left black, a CMYK profile pasted onto RGB, chroma at half size,
the file's own ending kept.
"""

import io
import struct

import numpy as np
import pytest
from PIL import Image, ImageCms

import labkit as lk
from labkit.errors import PhotoError
from labkit.photos.copies import prepare, preview

HALF = lk.Crop(x=0, y=0, width=0.5, height=1)


def saved(image, form="PNG", **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def cut(image, form="PNG", **options):
    with Image.open(
        io.BytesIO(prepare(saved(image, form, **options), "p", crop=HALF).content)
    ) as c:
        c.load()
        return c


def srgb():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def profile_of(space):
    head = bytearray(srgb()[:128])
    head[0:4], head[16:20] = struct.pack(">I", 132), space
    return bytes(head) + b"\0\0\0\0"


@pytest.mark.parametrize("form", ["PNG", "TIFF", "WEBP"])
def test_what_is_transparent_is_white(form):
    assert cut(Image.new("RGBA", (40, 20), (0, 0, 0, 0)), form).getpixel((5, 5)) == (255,) * 3
    # Half transparent red on white: 255, 255 - 255 * 128/255.
    red, green, blue = cut(Image.new("RGBA", (40, 20), (255, 0, 0, 128)), form).getpixel((5, 5))
    assert (red, green, blue) == pytest.approx((255, 127, 127), abs=3)


def test_a_palettes_transparent_colour_is_white():
    image = Image.new("P", (40, 20), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    assert cut(image, transparency=0).getpixel((5, 5)) == (255, 255, 255)


def test_sixteen_bits_are_scaled_and_not_clipped():
    assert cut(Image.fromarray(np.full((20, 40), 128 * 257, np.uint16))).getpixel((5, 5)) == 128


@pytest.mark.parametrize(
    ("mode", "space", "form"),
    [("RGB", b"RGB ", "JPEG"), ("L", b"GRAY", "JPEG"), ("CMYK", b"CMYK", "JPEG"),
     ("CMYK", b"CMYK", "TIFF"), ("RGBA", b"RGB ", "PNG"), ("LA", b"GRAY", "PNG")],
)  # fmt: skip
def test_mode_and_profile_stay_together(mode, space, form):
    profile = profile_of(space)
    made = cut(Image.new(mode, (40, 20)), form, icc_profile=profile)
    assert made.mode == mode.removesuffix("A")
    assert made.info["icc_profile"] == profile


@pytest.mark.parametrize(("mode", "space"), [("RGB", b"CMYK"), ("RGB", b"GRAY"), ("L", b"RGB ")])
def test_a_profile_of_other_colours_is_left_out(mode, space):
    made = cut(Image.new(mode, (40, 20)), "JPEG", icc_profile=profile_of(space))
    assert "icc_profile" not in made.info


def test_lab_colours_become_srgb():
    # CIE L* a* b* of pure red in sRGB is 54, 81, 70 (D50), in memory L * 2.55 and 128 more.
    image = Image.merge("LAB", [Image.new("L", (40, 20), v) for v in (138, 128 + 81, 128 + 70)])
    red, green, blue = cut(image, "TIFF").getpixel((5, 5))
    assert red > 240
    assert max(green, blue) < 40


def test_sharpness_is_kept():
    # Lines of one pixel, black and white: a JPEG at 98 keeps them to a few of 255.
    lines = np.zeros((64, 64, 3), np.uint8)
    lines[:, ::2] = 255
    colours = np.zeros((64, 64, 3), np.uint8)
    colours[:, ::2, 0] = 255
    colours[:, 1::2, 2] = 255
    for pixels in (lines, colours):
        made = np.asarray(cut(Image.fromarray(pixels)).convert("RGB")).astype(int)
        assert np.abs(made - pixels[:, :32].astype(int)).max() <= 12


def test_what_needs_no_change_keeps_its_bytes():
    content = saved(Image.new("CMYK", (40, 20)), "JPEG")
    made = prepare(content, "p.jpg", crop=lk.Crop(x=0, y=0, width=1, height=1), sides_mm=(60, 30))
    assert (made.content, made.name, made.changes) == (content, "p.jpg", ())


def test_one_that_is_turned_loses_nothing():
    pixels = np.zeros((40, 20, 3), np.uint8)
    pixels[:20] = (250, 0, 0)
    made = prepare(saved(Image.fromarray(pixels)), "p", sides_mm=(60, 30))
    assert made.picture.pixels == (40, 20)
    with Image.open(io.BytesIO(made.content)) as image:
        # To the left: what was above is at the left.
        assert image.getpixel((5, 10))[0] > 240
        assert image.getpixel((35, 10))[0] < 10


@pytest.mark.parametrize(
    ("form", "name", "ending"),
    [("JPEG", "photo", "photo.jpg"), ("JPEG", "photo.jpeg", "photo.jpg"),
     ("JPEG", "photo.png", "photo.jpg"), ("JPEG", "PHOTO.JPG", "PHOTO.JPG"),
     ("PNG", "photo.jpg", "photo.png"), ("TIFF", "scan.tiff", "scan.tiff"),
     ("JPEG", "a.b c", "a.b c.jpg")],
)  # fmt: skip
def test_a_name_ends_as_its_bytes_say(form, name, ending):
    assert prepare(saved(Image.new("RGB", (40, 20)), form), name).name == ending


def test_a_pdf_is_left_as_it_is():
    made = prepare(b"%PDF-1.7 and so on", "booklet")
    assert (made.name, made.picture, made.content) == ("booklet.pdf", None, b"%PDF-1.7 and so on")
    with pytest.raises(PhotoError, match="cannot be cropped"):
        prepare(b"%PDF-1.7 and so on", "booklet", crop=HALF)


def test_a_preview_shows_what_is_measured():
    exif = Image.Exif()
    exif[0x0112] = 6
    for form in ("JPEG", "TIFF", "WEBP"):
        small, picture = preview(saved(Image.new("RGB", (400, 200)), form, exif=exif), "p", 100)
        with Image.open(io.BytesIO(small)) as image:
            assert (image.size, picture.pixels) == ((50, 100), (200, 400))


def test_a_broken_one_is_no_copy():
    content = saved(Image.effect_noise((300, 200), 80), "JPEG")
    with pytest.raises(PhotoError, match=r"p\.jpg"):
        prepare(content[:-2000], "p.jpg", crop=HALF)
