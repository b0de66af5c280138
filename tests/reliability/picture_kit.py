"""Pictures of every orientation, format, colour mode and profile, and broken ones, made by hand.

Each is four flat quadrants, seen upright: upper left, upper right, lower left, lower right. How
they are stored for an orientation is the EXIF 2.32 table, written out; nothing of labkit is used.
"""

import io
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageCms

RED, GREEN, BLUE, YELLOW = (220, 30, 40), (30, 190, 60), (40, 60, 210), (230, 220, 40)
WHITE = (255, 255, 255)
GREYS = (20, 90, 170, 240)
# Mode → the four values that are stored, and the colours that are seen.
MODES = {
    "RGB": ((RED, GREEN, BLUE, YELLOW), (RED, GREEN, BLUE, YELLOW)),
    "L": (GREYS, tuple((grey,) * 3 for grey in GREYS)),
    "RGBA": (((*RED, 255), (*GREEN, 255), (*BLUE, 255), (0, 0, 0, 0)), (RED, GREEN, BLUE, WHITE)),
    "LA": (((20, 255), (90, 255), (170, 255), (0, 0)), ((20,) * 3, (90,) * 3, (170,) * 3, WHITE)),
    "P": ((0, 1, 2, 3), (RED, GREEN, BLUE, YELLOW)),
    "I;16": (tuple(grey * 257 for grey in GREYS), tuple((grey,) * 3 for grey in GREYS)),
    "CMYK": (
        ((0, 255, 255, 0), (255, 0, 255, 0), (255, 255, 0, 0), (0, 0, 255, 0)),
        ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)),
    ),
    "1": ((0, 255, 255, 0), ((0,) * 3, WHITE, WHITE, (0,) * 3)),
}
# How a picture that is seen upright is stored: "row 0 is the visual …, column 0 the visual …".
STORED = {
    1: lambda seen: seen,
    2: lambda seen: seen[:, ::-1],
    3: lambda seen: seen[::-1, ::-1],
    4: lambda seen: seen[::-1],
    5: lambda seen: seen.swapaxes(0, 1),
    6: lambda seen: seen.swapaxes(0, 1)[::-1],
    7: lambda seen: seen.swapaxes(0, 1)[::-1, ::-1],
    8: lambda seen: seen.swapaxes(0, 1)[:, ::-1],
}
ENDINGS = {"JPEG": "jpg", "PNG": "png", "PNG-late": "png", "TIFF": "tif", "WEBP": "webp"}
# Which modes a format keeps.
KEPT = {
    "JPEG": ("RGB", "L", "CMYK"),
    "PNG": ("RGB", "L", "RGBA", "LA", "P", "I;16", "1"),
    "PNG-late": ("RGB", "RGBA"),
    "TIFF": ("RGB", "L", "RGBA", "P", "I;16", "CMYK", "1"),
    "WEBP": ("RGB", "RGBA"),
}


@dataclass(frozen=True)
class Made:
    """A picture's file, and what is seen."""

    name: str
    content: bytes
    size: tuple
    colours: tuple
    kind: str
    orientation: int = 1


def picture(kind, mode="RGB", orientation=1, size=(480, 320), profile=None, name=None):
    """Return a picture's file."""
    values, colours = MODES[mode]
    image = _image(STORED[orientation](_quadrants(values, size, mode)), mode)
    options = {"icc_profile": profile} if profile else {}
    content = _saved(image, kind, orientation, options)
    form = kind.partition("-")[0]
    name = name or f"{kind}-{mode.replace(';', '')}-{orientation}.{ENDINGS[kind]}"
    return Made(name, content, size, colours, form, orientation)


def profiles():
    """Return profiles by colour space; of CMYK and grey the header alone."""
    rgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return {"RGB": rgb, "GRAY": _header(rgb, b"GRAY"), "CMYK": _header(rgb, b"CMYK")}


def broken():
    """Return files that are no whole picture: name → bytes."""
    noise = Image.effect_noise((300, 200), 80)
    found = {}
    for form, ending in (("JPEG", "jpg"), ("PNG", "png"), ("TIFF", "tif"), ("WEBP", "webp")):
        content = _plain(noise, form)
        for part in (0.3, 0.6, 0.95):
            found[f"cut-{form}-{part}.{ending}"] = content[: int(len(content) * part)]
    png = bytearray(_plain(noise, "PNG"))
    png[len(png) // 2] ^= 0xFF
    eps = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(eps, "EPS")
    return found | {
        "flipped.png": bytes(png),
        "empty.jpg": b"",
        "text.jpg": b"no picture at all",
        "eps.jpg": eps.getvalue(),
        "heic.jpg": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        "bomb.png": _bomb(),
    }


def seen(content):
    """Return a picture's pixels as anybody sees them who ignores its EXIF tags."""
    with Image.open(io.BytesIO(content)) as image:
        if image.mode.startswith("I"):
            return np.repeat((np.asarray(image) // 257)[:, :, None], 3, axis=2).astype(int)
        return np.asarray(image.convert("RGB")).astype(int)


def quadrants(pixels):
    """Return the colours in the middle of the four quadrants."""
    height, width = pixels.shape[:2]
    places = [(1, 1), (1, 3), (3, 1), (3, 3)]
    return [tuple(pixels[height * down // 4, width * across // 4]) for down, across in places]


def alike(colours, expected):
    """Return whether colours are the same, but for what a JPEG of high quality changes."""
    return all(
        max(abs(int(a) - int(b)) for a, b in zip(one, other, strict=True)) <= 6
        for one, other in zip(colours, expected, strict=True)
    )


def _quadrants(values, size, mode):
    width, height = size
    depth = np.uint16 if mode == "I;16" else np.uint8
    cells = np.array(values, dtype=depth).reshape(2, 2, -1)
    return cells.repeat(height // 2, axis=0).repeat(width // 2, axis=1)


def _image(pixels, mode):
    pixels = np.ascontiguousarray(pixels if pixels.shape[2] > 1 else pixels[:, :, 0])
    if mode == "1":
        return Image.fromarray(pixels).convert("1")
    if mode == "P":
        image = Image.fromarray(pixels).convert("P")
        image.putpalette([part for colour in (RED, GREEN, BLUE, YELLOW) for part in colour])
        return image
    return Image.fromarray(pixels) if mode == "I;16" else Image.fromarray(pixels, mode)


def _saved(image, kind, orientation, options):
    exif = Image.Exif()
    exif[0x0112] = orientation
    tagged = {"exif": exif} if orientation != 1 else {}
    lossless = {"quality": 96, "subsampling": 0} if kind == "JPEG" else {}
    lossless |= {"lossless": True} if kind == "WEBP" else {}
    if kind != "PNG-late":
        return _plain(image, kind, **options, **tagged, **lossless)
    body = _plain(image, "PNG", **options)
    # "Extensions to the PNG Specification": eXIf may stand anywhere between IHDR and IEND.
    data = exif.tobytes().removeprefix(b"Exif\0\0")
    return body[:-12] + _chunk(b"eXIf", data) + body[-12:] if tagged else body


def _plain(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def _chunk(kind, body):
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def _bomb():
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", b"") + _chunk(b"IEND", b"")


def _header(profile, space):
    """Return a profile of another colour space that has no tags: 128 bytes, and a count of 0."""
    head = bytearray(profile[:128])
    head[0:4], head[12:16], head[16:20] = struct.pack(">I", 132), b"prtr", space
    return bytes(head) + b"\0\0\0\0"
