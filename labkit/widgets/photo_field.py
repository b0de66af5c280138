"""The photo field of an order form: file, preview, crop, resolution."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.errors import PhotoError
from labkit.model.intent import Crop
from labkit.ordering.photo_check import LEAST_PPI, look_at, row_place
from labkit.ordering.publishing import is_url
from labkit.photos.copies import prepare, preview
from labkit.photos.picture import read_content
from labkit.photos.saved import is_saved, save_picture
from labkit.widgets.field import MISSING, Field, FieldMeta

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.photos.picture import Picture

Box = tuple[float, float, float, float]
FULL_FRAME: Box = (0.0, 0.0, 1.0, 1.0)
_PREVIEW = 900
_SHOWN_LOSS = 0.005


class PhotoField(Field):
    """A photo: a file path, an upload or a URL.

    Attributes
    ----------
    source
        As it was given; what the lab's field gets may be another address.
    crop
        Left, top, width, height, as fractions of the upright picture; None leaves it to the lab.
    facts
        The text below the photo.
    """

    def __init__(self, meta: FieldMeta, default: Any = MISSING) -> None:  # noqa: ANN401 - any default
        super().__init__(meta, "photo", default)
        self.source = ""
        self.crop: Box | None = None
        self.facts = ""

    @property
    def chosen_crop(self) -> Crop | None:
        """The crop; None where the whole photo is left to the lab."""
        if self.crop is None:
            return None
        x, y, width, height = self.crop
        return Crop(x=x, y=y, width=width, height=height)

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
        kept = self.local and is_saved(self.source)
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


def resolution_text(
    field: PhotoField, row: dict[str, Any] | None, lab: Lab, changes: str = ""
) -> str:
    """Return a photo's pixels, its resolution on its product, and what labkit changes."""
    picture = look_at(field.source, lab)
    if picture is None:
        return "No preview: labkit does not download photos." if field.source else ""
    text = f"{picture.width} × {picture.height} pixels"
    place = row_place(row)
    if place is None:
        return f"{text}."
    placement = place.placement(picture, field.chosen_crop)
    verdict = "sharp" if placement.ppi >= LEAST_PPI else f"{LEAST_PPI} or more recommended"
    facts = [f"{text}; effective {placement.ppi:.0f} ppi on this product ({verdict})."]
    if placement.loss > _SHOWN_LOSS:
        facts.append(f"Filling it cuts off {placement.loss:.0%}.")
    if changes:
        facts.append(f"labkit changes the file: {changes}.")
    return " ".join(facts)


def first_crop(picture: Picture, row: dict[str, Any] | None) -> tuple[Box | None, float | None]:
    """Return the part of a picture that its product prints, and that part's aspect ratio."""
    place = row_place(row)
    if place is None:
        return None, None
    crop = place.placement(picture).crop
    aspect = picture.width * crop.width / (picture.height * crop.height)
    return (crop.x, crop.y, crop.width, crop.height), aspect


def small_preview(path: str) -> tuple[bytes, Picture]:
    """Return a small upright JPEG of a photo, and the photo."""
    return preview(read_content(Path(path)), Path(path).name, _PREVIEW)


def cropped_copy(path: str, crop: Crop) -> str:
    """Save a cropped copy of a photo; return its path."""
    copy = prepare(read_content(Path(path)), Path(path).name, crop=crop)
    return str(save_picture(copy.name, copy.content))
