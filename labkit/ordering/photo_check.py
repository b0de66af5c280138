"""Checking an order's pictures: whole, of a type the lab takes, sharp, and what the print loses.

Only pictures on this machine are read: files, and those in the photo store of labkit's own sandbox.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.errors import PhotoError, Problem
from labkit.lab_api.endpoints import is_loopback
from labkit.ordering.publishing import is_url, stored_content
from labkit.photos.opening import UPRIGHT
from labkit.photos.picture import PDF, Picture, is_file, is_pdf, read_content, read_picture
from labkit.photos.placement import Placement, place

if TYPE_CHECKING:
    from labkit.catalogs.connected import ConnectedLab
    from labkit.model.intent import Crop

LEAST_PPI = 150
# What may be lost without a word: a 3:2 picture on a square print loses a third.
MOST_LOSS = 0.34
_QUARTER_TURN = 5


@dataclass(frozen=True)
class PrintPlace:
    """Where a picture is printed.

    Attributes
    ----------
    sides_mm
        Width and height [mm].
    fixed
        Whether it lies as its sides say: the lab turns neither it nor the picture.
    upright
        Whether a turned picture would be sideways there, as on a page of a calendar.
    fills
        Whether the picture fills it, so that a part may be lost without a word.
    """

    sides_mm: tuple[float, float]
    fixed: bool = False
    upright: bool = False
    fills: bool = True

    @property
    def turning(self) -> tuple[float, float] | None:
        """Its sides, if the picture itself has to be turned to fill it; for `publish`."""
        return self.sides_mm if self.fixed and not self.upright else None

    def placement(self, picture: Picture, crop: Crop | None = None) -> Placement:
        """Return how a picture given to `publish` lies on it."""
        return place(picture.pixels, self.sides_mm, crop, turn=not self.upright)


def row_place(row: dict[str, Any] | None) -> PrintPlace | None:
    """Return the place of a product's one picture, by its `products` row; None where unknown.

    A lab that names no orientation is taken to lay its paper along the picture.
    """
    import pandas as pd

    if row is None or pd.isna(row["width_mm"]) or pd.isna(row["height_mm"]):
        return None
    return PrintPlace((float(row["width_mm"]), float(row["height_mm"])))


def look_at(photo: str | Path, lab: ConnectedLab) -> Picture | None:
    """Return what a picture is; None where it cannot be looked at, and for a PDF.

    Raises
    ------
    PhotoError
        If it is broken, cut off, or no picture.
    """
    found = _look(photo, lab)
    return found if isinstance(found, Picture) else None


def check_photo(  # noqa: PLR0913 - each is another fact of the order
    field: str,
    photo: str | Path,
    place: PrintPlace | None,
    lab: ConnectedLab,
    *,
    formats: Collection[str] = (),
    crop: Crop | None = None,
) -> Iterator[Problem]:
    """Yield what is wrong with an order's picture.

    Parameters
    ----------
    field
        The field's path, for the problems.
    photo
        A file or a URL, as the order has it.
    place
        Where it is printed; None where that is not known.
    lab
        Where it is ordered.
    formats
        The formats the lab's document lists; () where it lists none.
    crop
        The part that the order chooses; None where the lab's own rule decides.
    """
    try:
        found = _look(photo, lab)
    except PhotoError as error:
        yield Problem(field, error.message)
        return
    kind = found.format if isinstance(found, Picture) else found
    if kind and formats and kind not in formats:
        known = " or ".join(sorted(formats))
        yield Problem(field, f"is a {kind} by its bytes, and the lab takes {known}")
    elif isinstance(found, Picture):
        yield from _picture_problems(field, photo, found, place, crop)


def _picture_problems(
    field: str, photo: str | Path, picture: Picture, place: PrintPlace | None, crop: Crop | None
) -> Iterator[Problem]:
    if is_url(photo) and picture.orientation != UPRIGHT:
        yield _tagged(field, picture, place)
    if place is not None:
        yield from _print_problems(field, picture, place, crop)


def _tagged(field: str, picture: Picture, place: PrintPlace | None) -> Problem:
    # A quarter turn on a place that lies as it lies: another part would be printed.
    turned = picture.orientation >= _QUARTER_TURN and place is not None and place.fixed
    text = (
        f"its EXIF orientation is {picture.orientation}, and whether the lab turns it is not "
        "documented: publish it upright, or give the file to from_intent, which does"
    )
    return Problem(field, text, "error" if turned else "warning")


def _print_problems(
    field: str, picture: Picture, where: PrintPlace, crop: Crop | None
) -> Iterator[Problem]:
    pixels = f"{picture.width} x {picture.height} pixels"
    lies = place(picture.pixels, where.sides_mm, crop, turn=not (where.fixed or where.upright))
    best = where.placement(picture, crop)
    if lies.loss > MOST_LOSS:
        text = f"filling this product cuts {lies.loss:.0%} off the picture"
        if best.turned and not lies.turned:
            hint = "turn the picture, or give the file to from_intent, which turns it"
            yield Problem(field, f"{text}, and {best.loss:.0%} if it is turned by 90°: {hint}")
        elif where.fills:
            yield Problem(field, f"{text}; a crop chooses what stays", "warning")
    if lies.ppi < LEAST_PPI:
        text = f"{pixels} give {lies.ppi:.0f} ppi on this product; {LEAST_PPI} or more look sharp"
        yield Problem(field, text, "warning")


def _look(photo: str | Path, lab: ConnectedLab) -> Picture | str | None:
    """Return a picture, ``"PDF"``, or None where it cannot be looked at."""
    if is_url(photo):
        url = str(photo)
        near = is_loopback(url) and url.startswith(f"{lab.endpoint.origin}/")
        try:
            return _look_at_url(url) if near else None
        except LookupError:
            return None
    path = Path(photo)
    return _read(read_content(path), path.name) if is_file(path) else None


@functools.lru_cache(maxsize=256)
def _look_at_url(url: str) -> Picture | str:
    # What the photo store serves at an address never changes; what failed is not kept.
    content = stored_content(url)
    if content is None:
        raise LookupError(url)
    return _read(content, url.rsplit("/", 1)[-1])


def _read(content: bytes, name: str) -> Picture | str:
    return PDF if is_pdf(content) else read_picture(content, name=repr(name), whole=True)
