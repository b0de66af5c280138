"""Copies of pictures: upright, cropped, turned. Colours, profile and sharpness are kept.

A copy is a JPEG, which every lab prints. It has no EXIF data, so nobody turns it once more, and no
place or camera is told.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from labkit.errors import PhotoError
from labkit.photos.opening import UPRIGHT, opened, orientation_of, turned_by_decoder
from labkit.photos.picture import Picture, is_pdf, read_picture
from labkit.photos.placement import FULL, place

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

    from labkit.model.intent import Crop

# Chroma at full resolution, and finer than what is seen.
_JPEG: dict[str, Any] = {"quality": 98, "subsampling": 0}
_PREVIEW: dict[str, Any] = {"quality": 85}
# The modes a JPEG has → the colour space its profile has to be of (ICC.1:2022, 7.2.8).
_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_GREY = frozenset({"1", "L", "LA", "La"})
_DEEP = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N"})
_WHITE = 255


@dataclass(frozen=True)
class Copy:
    """A picture as it is sent.

    Attributes
    ----------
    name
        Its file name; the ending is that of its content.
    content
        Its bytes: the file's own, if nothing had to be changed.
    picture
        What these bytes say; None for a PDF.
    changes
        What was changed, in words.
    """

    name: str
    content: bytes
    picture: Picture | None
    changes: tuple[str, ...] = ()


def prepare(
    content: bytes,
    name: str,
    *,
    crop: Crop | None = None,
    sides_mm: tuple[float, float] | None = None,
) -> Copy:
    """Return a picture as it is sent: upright, cropped, and turned as it fills a print.

    Parameters
    ----------
    content, name
        The file's.
    crop
        The part that is printed; the rest is cut off.
    sides_mm
        The print's width and height [mm], where the lab turns no picture; None where it is not
        turned.

    Raises
    ------
    PhotoError
        If it is no picture, a broken one, of a format that is not opened here, or a PDF that is to
        be cropped.
    """
    if is_pdf(content):
        if crop not in {None, FULL}:
            raise PhotoError(f"{name!r} is a PDF: it cannot be cropped", hint="crop it yourself")
        return Copy(_named(name, "PDF"), content, None)
    picture = read_picture(content, name=repr(name), whole=True)
    crop = None if crop == FULL else crop
    turned = sides_mm is not None and place(picture.pixels, sides_mm, crop).turned
    changes = {
        "turned upright, as its EXIF orientation says": picture.orientation != UPRIGHT,
        "cropped": crop is not None,
        "turned by 90°: less of it is cut off that way": turned,
    }
    if not any(changes.values()):
        return Copy(_named(name, picture.format), content, picture)
    made = _changed(content, name, crop, turned=turned)
    words = tuple(text for text, done in changes.items() if done)
    return Copy(_named(name, "JPEG"), made, read_picture(made, name=repr(name)), words)


def preview(content: bytes, name: str, most: int) -> tuple[bytes, Picture]:
    """Return a small upright JPEG of a picture, its longer side at most so long, and the picture.

    Raises
    ------
    PhotoError
        If it cannot be read.
    """
    picture = read_picture(content, name=repr(name))
    image = _upright(content, name, draft=2 * most)
    image.thumbnail((most, most))
    return _jpeg(image, _PREVIEW), picture


def _changed(content: bytes, name: str, crop: Crop | None, *, turned: bool) -> bytes:
    from PIL import Image

    image = _upright(content, name)
    if crop is not None:
        image = image.crop(_box(crop, image.size))
    return _jpeg(image.transpose(Image.Transpose.ROTATE_90) if turned else image, _JPEG)


def _box(crop: Crop, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return a crop in whole pixels, at least one each way."""
    left, top = round(crop.x * size[0]), round(crop.y * size[1])
    right = round((crop.x + crop.width) * size[0])
    bottom = round((crop.y + crop.height) * size[1])
    left, top = min(left, size[0] - 1), min(top, size[1] - 1)
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _upright(content: bytes, name: str, *, draft: int = 0) -> PillowImage:
    """Return the decoded picture, upright, in a mode that a JPEG has."""
    from PIL import Image

    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    file = io.BytesIO(content)
    with opened(file, repr(name)) as image:
        # A TIFF's decoder turns it, by whatever says how.
        stored = image.format != "TIFF" and not turned_by_decoder(image)
        turn = turns.get(orientation_of(image, file)) if stored else None
        if draft:
            image.draft("RGB", (draft, draft))
        image.load()
        plain = _plain(image)
        return plain if turn is None else plain.transpose(turn)


def _plain(image: PillowImage) -> PillowImage:
    """Return a picture in a mode that a JPEG has, on white, with a profile of that mode or none."""
    profile = image.info.get("icc_profile")
    made = _in_jpeg_mode(image)
    fits = profile and _space(profile) == _SPACES[made.mode]
    made.info = {"icc_profile": profile} if fits else {}
    return made


def _in_jpeg_mode(image: PillowImage) -> PillowImage:
    if image.mode in _DEEP:
        return _eight_bits(image)
    if image.mode == "LAB":
        return _from_lab(image)
    if image.has_transparency_data:
        return _on_white(image)
    if image.mode in _SPACES:
        return image.copy()
    return image.convert("L" if image.mode in _GREY else "RGB")


def _on_white(image: PillowImage) -> PillowImage:
    from PIL import Image

    mode = "LA" if image.mode in _GREY else "RGBA"
    layer = image.convert(mode)
    base = Image.new(mode[:-1], image.size, "white")
    base.paste(layer.convert(mode[:-1]), mask=layer.getchannel("A"))
    return base


def _eight_bits(image: PillowImage) -> PillowImage:
    import numpy as np
    from PIL import Image

    # Converting such a mode would clip all above 255 to white.
    values = np.asarray(image).astype(np.int64)
    deep = image.mode != "I" or values.max(initial=0) > _WHITE
    return Image.fromarray(np.clip(values >> 8 if deep else values, 0, _WHITE).astype(np.uint8))


def _from_lab(image: PillowImage) -> PillowImage:
    from PIL import ImageCms

    made = ImageCms.profileToProfile(
        image, ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    if made is None:
        raise OSError("its colours cannot be converted")
    return made


def _space(profile: bytes) -> str:
    from PIL import ImageCms

    try:
        read = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    except OSError:
        return ""
    return str(read.profile.xcolor_space).strip()


def _jpeg(image: PillowImage, options: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", icc_profile=image.info.get("icc_profile"), **options)
    return out.getvalue()


def _named(name: str, kind: str) -> str:
    """Return a file name whose ending is that of its content."""
    endings = {
        "JPEG": (".jpg",),
        "PNG": (".png",),
        "GIF": (".gif",),
        "TIFF": (".tif", ".tiff"),
        "PDF": (".pdf",),
    }.get(kind, ())
    if not endings or name.lower().endswith(endings):
        return name
    path = PurePath(name)
    known = path.suffix.lower() in {".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".webp"}
    return f"{path.stem if known else name}{endings[0]}"
