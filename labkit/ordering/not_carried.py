"""What a lab's order cannot carry of an intent's line: the checks that most labs share."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from labkit.errors import Problem, did_you_mean
from labkit.ordering.publishing import is_stored, is_url

if TYPE_CHECKING:
    from labkit.catalogs.connected import ConnectedLab
    from labkit.model.intent import Line


def not_carried(
    line: Line, path: str, lab: ConnectedLab, *, photos: float | None = 1
) -> Iterator[Problem]:
    """Yield the problems of a lab whose API takes no crop, and so many photos for a product.

    A file is cropped before it is published; a picture elsewhere is not read.
    """
    if line.crop is not None and any(
        is_url(one) and not is_stored(one, lab) for one in line.photos
    ):
        message = "the API takes no crop; crop the picture itself, or give it as a file"
        yield Problem(f"{path}.crop", message, "warning")
    yield from too_many_photos(line, path, photos=photos)


def too_many_photos(line: Line, path: str, *, photos: float | None) -> Iterator[Problem]:
    """Yield a problem where a line has more photos than the product takes (None: any number)."""
    if photos is not None and len(line.photos) > photos:
        message = f"{len(line.photos)} photos, and this product has places for {photos}"
        yield Problem(f"{path}.photo", message)


def known_fields(
    line: Line, path: str, known: Collection[str], dropped: list[Problem]
) -> dict[str, Any]:
    """Return a line's own fields that the lab has; the others become problems in `dropped`."""
    for name in line.fields:
        if name not in known:
            message = f"there is no such field; {did_you_mean(name, known)}"
            dropped.append(Problem(f"{path}.fields.{name}", message))
    return {name: value for name, value in line.fields.items() if name in known}
