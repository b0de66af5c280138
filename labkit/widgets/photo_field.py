"""The photo field of an order form: file, preview, crop, resolution."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit import folders
from labkit.errors import PhotoError
from labkit.ordering.photo_check import LEAST_PPI, measure
from labkit.ordering.publishing import is_url
from labkit.photos.picture import MOST_PIXELS, fill_ppi
from labkit.widgets.field import MISSING, Field, FieldMeta

if TYPE_CHECKING:
    from labkit.api.lab import Lab

Box = tuple[float, float, float, float]
FULL_FRAME: Box = (0.0, 0.0, 1.0, 1.0)
_PREVIEW = 900
_QUALITY = 95


class PhotoField(Field):
    """A photo: a file path, an upload or a URL.

    Attributes
    ----------
    source
        As it was given; what the lab's field gets may be another address.
    crop
        Left, top, width, height, as fractions of the upright picture; None leaves it to the lab.
    can_crop
        Whether the lab's order has a crop; where not, the picture is cut before it is sent.
    facts
        The text below the photo.
    sent
        What was handed to the lab: the source, or the copy that was cut from it.
    """

    def __init__(self, meta: FieldMeta, default: Any = MISSING) -> None:  # noqa: ANN401 - any default
        super().__init__(meta, "photo", default)
        self.source = ""
        self.crop: Box | None = None
        self.can_crop = True
        self.facts = ""
        self.sent = ""

    @property
    def local(self) -> bool:
        """Whether it is a file on this machine."""
        return bool(self.source) and not is_url(self.source)

    def load(self, value: Any) -> None:  # noqa: ANN401 - a list of items
        """Set the value; the source stays until another photo is chosen."""
        super().load(value)
        if not self.source:
            self.source = str(self.typed)

    def set_source(self, source: str) -> None:
        """Choose another photo."""
        self.touched, self.error = True, ""
        self.source, self.crop, self.facts, self.typed = source.strip(), None, "", ""

    def draft_state(self) -> dict[str, Any]:
        """Return the state a draft stores in addition to the value."""
        return {"source": self.source, "crop": self.crop} if self.source else {}

    def restore_state(self, kept: dict[str, Any]) -> None:
        """Restore the state that a draft stored in addition to the value."""
        self.source = str(kept.get("source", self.typed))
        crop = kept.get("crop")
        self.crop = read_box(crop) if crop else None

    def spec(self) -> dict[str, Any]:
        """Return the specification that the browser renders."""
        kept = self.local and is_upload(self.source)
        named = {"shown": Path(self.source).name if kept else self.source}
        shown = {"source": self.source, "facts": self.facts, **named}
        return super().spec() | shown | {"picture": self.local and Path(self.source).is_file()}


def read_box(box: Any) -> Box:  # noqa: ANN401 - whatever the browser sent
    """Return a crop clipped to the photo.

    Raises
    ------
    PhotoError
        If it is not four numbers.
    """
    try:
        left, top, width, height = (float(part) for part in box)
    except (TypeError, ValueError):
        raise PhotoError("a crop is four numbers: left, top, width, height") from None
    width, height = min(max(width, 0.01), 1.0), min(max(height, 0.01), 1.0)
    return (min(max(left, 0.0), 1 - width), min(max(top, 0.0), 1 - height), width, height)


def resolution_text(field: PhotoField, row: dict[str, Any] | None, lab: Lab) -> str:
    """Return a photo's pixels and its resolution on its product."""
    import pandas as pd

    pixels = measure(field.source, lab)
    if pixels is None:
        return "No preview: labkit does not download photos." if field.source else ""
    text = f"{pixels[0]} × {pixels[1]} pixels"
    sides = (row["width_mm"], row["height_mm"]) if row else ()
    if not sides or any(pd.isna(side) for side in sides):
        return f"{text}."
    _, _, width, height = field.crop or FULL_FRAME
    ppi = fill_ppi((round(pixels[0] * width), round(pixels[1] * height)), sides)
    verdict = "sharp" if ppi >= LEAST_PPI else f"{LEAST_PPI} or more recommended"
    summary = f"{text}; effective {ppi:.0f} ppi on this product ({verdict})."
    cut = (
        "" if field.can_crop or not field.crop else " labkit crops the file: the lab takes no crop."
    )
    return summary + cut


def largest_crop(shape: float | None, pixels: tuple[int, int]) -> Box:
    """Return the largest centred crop with an aspect ratio."""
    if not shape:
        return FULL_FRAME
    ratio = pixels[0] / pixels[1] / shape
    width, height = (1 / ratio, 1.0) if ratio > 1 else (1.0, ratio)
    return ((1 - width) / 2, (1 - height) / 2, width, height)


def aspect(field: PhotoField, row: dict[str, Any] | None, pixels: tuple[int, int]) -> float | None:
    """Return the print's aspect ratio; rotated with the photo where labkit crops."""
    import pandas as pd

    if row is None or pd.isna(row["width_mm"]) or pd.isna(row["height_mm"]):
        return None
    ratio = float(row["width_mm"]) / float(row["height_mm"])
    turned = (ratio > 1) != (pixels[0] > pixels[1])
    return 1 / ratio if turned and not field.can_crop else ratio


def preview(path: str) -> tuple[bytes, tuple[int, int]]:
    """Return a small upright JPEG of a photo, and the photo's pixels."""
    image = _upright(path, draft=True)
    size = image.size
    image.thumbnail((_PREVIEW, _PREVIEW))
    return _jpeg(image, 85), size


def cropped_copy(path: str, crop: Box) -> str:
    """Save a cropped copy of a photo; return its path."""
    image = _upright(path)
    left, top, width, height = crop
    box = (left * image.width, top * image.height)
    corner = (box[0] + width * image.width, box[1] + height * image.height)
    part = image.crop((round(box[0]), round(box[1]), round(corner[0]), round(corner[1])))
    return save_upload(f"{Path(path).stem}-cut.jpg", _jpeg(part, _QUALITY))


def save_upload(name: str, content: bytes) -> str:
    """Save a photo for a draft, readable by this user only; return its path."""
    folder = folders.state_dir() / "drafts" / "photos"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = hashlib.sha256(content).hexdigest()[:12]
    plain = "".join(c if c.isalnum() or c in "-_." else "_" for c in Path(name).name)[-60:]
    place = folder / mark
    place.mkdir(mode=0o700, exist_ok=True)
    path = place / (plain.lstrip(".") or "photo.jpg")
    folders.create_private(path, content, exist_ok=True)
    return str(path)


def is_upload(path: str) -> bool:
    """Return whether `save_upload` wrote a file: its folder is not shown."""
    return folders.state_dir() / "drafts" / "photos" in Path(path).parents


def _upright(path: str, *, draft: bool = False) -> Any:  # noqa: ANN401 - a PIL image
    from PIL import Image, ImageOps

    try:
        with Image.open(path) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PhotoError(f"{Path(path).name!r} is too large to be opened here")
            if draft:
                image.draft("RGB", (_PREVIEW * 2, _PREVIEW * 2))
            return ImageOps.exif_transpose(image)
    except (OSError, ValueError, Image.DecompressionBombError):
        raise PhotoError(
            f"{Path(path).name!r} cannot be read as an image", hint="use JPEG or PNG"
        ) from None


def _jpeg(image: Any, quality: int) -> bytes:  # noqa: ANN401 - a PIL image
    out = io.BytesIO()
    profile = {"icc_profile": image.info["icc_profile"]} if image.info.get("icc_profile") else {}
    image.convert("RGB").save(out, "JPEG", quality=quality, **profile)
    return out.getvalue()
