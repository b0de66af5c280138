"""Copies of the files that are uploaded: the API neither crops nor turns a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.errors import PhotoError
from labkit.http.messages import Call
from labkit.ordering.publishing import is_url
from labkit.photos.copies import Copy, prepare
from labkit.photos.picture import read_content
from labkit.photos.saved import save_picture
from labkit.providers.printofoto.orders.model import CHILDREN
from labkit.providers.printofoto.orders.places import Places, picture_places, place_of

if TYPE_CHECKING:
    from labkit.model.intent import Crop, Line
    from labkit.ordering.ordering_lab import OrderingLab


def upload_call(picture: str, tag: str, sha256: str = "") -> Call:
    """Return the POST of a file or a URL (document 001, Image)."""
    fields = {"tag": tag, "public": "0"}
    if is_url(picture):
        return Call("POST", "/image", form={**fields, "image": picture})
    return Call("POST", "/image", form=fields, file=("image", Path(picture)), file_sha256=sha256)


def as_sent(picture: str) -> str:
    """Return the file that is uploaded: itself, or a copy that is upright without its EXIF tag.

    An ending that belongs to another format is corrected as well. What is no picture stays: `check`
    names it, or the lab.
    """
    if is_url(picture):
        return picture
    path = Path(picture)
    content = read_content(path)
    try:
        copy = prepare(content, path.name)
    except PhotoError:
        return picture
    return picture if copy.name == path.name and not copy.changes else str(_saved(copy))


def with_copies(
    resource: dict[str, Any], name: str, line: Line, lab: OrderingLab
) -> tuple[dict[str, Any], list[str]]:
    """Return a resource with copies in place of a line's files that have to be changed.

    A file that is not there or broken stays, for `check` to name it.

    Returns
    -------
    dict, list
        The resource's fields, and what was changed, in words.
    """
    files = {str(photo) for photo in line.photos if not is_url(photo)}
    if not files:
        return resource, []
    places = picture_places(lab)
    field, child, _ = CHILDREN.get(name, ("", "", ""))
    changes: list[str] = []
    made = _replaced(resource, name, files, line.crop, places, changes)
    if isinstance(made.get(field), list):
        made[field] = [
            _replaced(part, child, files, line.crop, places, changes) for part in made[field]
        ]
    return made, list(dict.fromkeys(changes))


def _replaced(  # noqa: PLR0913, PLR0917 - handed on as they are
    part: Any,  # noqa: ANN401 - a part's fields, or what a caller wrote there
    kind: str,
    files: set[str],
    crop: Crop | None,
    places: Places,
    changes: list[str],
) -> Any:  # noqa: ANN401 - as `part`
    if not isinstance(part, dict):
        return part
    made = dict(part)
    for slot, value in part.items():
        if isinstance(value, str) and value in files:
            place = place_of(places, kind, slot, part)
            made[slot] = _printed(value, crop, place.turning if place else None, changes)
    return made


def _printed(
    file: str, crop: Crop | None, turning: tuple[float, float] | None, changes: list[str]
) -> str:
    path = Path(file)
    try:
        copy = prepare(read_content(path), path.name, crop=crop, sides_mm=turning)
    except PhotoError:
        return file
    if not copy.changes:
        return file
    changes.append(f"{copy.name}: {'; '.join(copy.changes)}")
    return str(_saved(copy))


def _saved(copy: Copy) -> Path:
    return save_picture(copy.name, copy.content)
