"""Where Printofoto's pictures are printed, field by field (document 001, the field tables)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.ordering.photo_check import PrintPlace
from labkit.providers.printofoto.photos import UPRIGHT

if TYPE_CHECKING:
    from labkit.ordering.ordering_lab import OrderingLab

# (resource, field, format), the format "" where there is one.
Places = dict[tuple[str, str, str], PrintPlace]
_STAMP = "stamp_url"


def picture_places(lab: OrderingLab) -> Places:
    """Return the place of each picture field.

    A picture is turned to fill it, but where it would be sideways; "2480 x 1748 pixels or upright"
    is a field that takes it either way.
    """
    images: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for product in lab.raw("products")["products"]:
        for image in product.get("images", ()):
            for field in image["fields"]:
                key = (image["resource"], field, image.get("format") or "")
                images.setdefault(key, []).append(image)
    return {key: _place(key[0], key[1], found) for key, found in images.items()}


def place_of(places: Places, resource: str, field: str, part: Any) -> PrintPlace | None:  # noqa: ANN401 - a part, or its fields
    """Return the place of a picture field of a resource or part; None where none is documented."""
    form = str(_value(part, "format") or "")
    found = places.get((resource, field, form)) or places.get((resource, field, ""))
    if found is None or _value(part, "image_aspect_ratio") != "fit":
        return found
    return PrintPlace(found.sides_mm, fixed=found.fixed, upright=True, fills=False)


def _place(resource: str, field: str, images: list[dict[str, Any]]) -> PrintPlace:
    first = images[0]
    return PrintPlace(
        (float(first["width_mm"]), float(first["height_mm"])),
        fixed=len(images) == 1,
        upright=resource in UPRIGHT or field == _STAMP,
    )


def _value(part: Any, name: str) -> Any:  # noqa: ANN401 - a part, or its fields
    return part.get(name) if isinstance(part, dict) else getattr(part, name, None)
