"""What the document's own rules say against a Printofoto order (document 001)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.errors import Problem
from labkit.model.order_values import is_web_url
from labkit.ordering.photo_check import check_photo, look_at
from labkit.ordering.publishing import is_url
from labkit.photos.picture import is_file
from labkit.providers.printofoto.orders.model import CHILDREN, RESOURCES, picture_fields
from labkit.providers.printofoto.orders.places import Places, picture_places, place_of
from labkit.providers.printofoto.orders.resources import (
    BOUNDED_LOGOS,
    MOST_LOGO,
    PAGES,
    POLAROIDS,
)
from labkit.providers.printofoto.resources import MOST_PER_PAGE

if TYPE_CHECKING:
    from labkit.ordering.ordering_lab import OrderingLab
    from labkit.providers.printofoto.orders.fields import Part
    from labkit.providers.printofoto.orders.model import Detail, Order

# format → how many parts a pack has.
_PACKS = {"11x15_by_5": 5, "11x15_by_20": 20, "148x210_by_3": 3}
# "jpg|gif|png" (Image, `image`).
_FORMATS = ("GIF", "JPEG", "PNG")
_ADDRESS = (
    "shipping_firstname",
    "shipping_name",
    "shipping_address_1",
    "shipping_zipcode",
    "shipping_city",
    "shipping_country",
)


def check(order: Order, lab: OrderingLab) -> list[Problem]:
    """Return what is wrong with an order, detail by detail."""
    found: list[Problem] = []
    copies = sum(detail.copies for detail in order.details)
    if copies > MOST_PER_PAGE:
        text = f"{copies} copies are {copies} lines at this lab; at most {MOST_PER_PAGE} can be"
        found.append(Problem("details", f"{text} compared before validating: split the order"))
    places = picture_places(lab)
    for n, detail in enumerate(order.details):
        path = f"details[{n}]"
        if not detail.resource:
            known = ", ".join(map(str, RESOURCES))
            text = (
                f"product {detail.id_product} cannot be ordered through the API; these can: {known}"
            )
            found.append(Problem(f"{path}.id_product", text))
            continue
        wrong = list(_resource(detail, path))
        found += wrong
        if not wrong:
            found += _content(detail, f"{path}.{detail.resource}", order)
            found += _pictures(detail, f"{path}.{detail.resource}", places, lab)
    return found


def _resource(detail: Detail, path: str) -> Iterator[Problem]:
    if getattr(detail, detail.resource) is None:
        yield Problem(f"{path}.{detail.resource}", f"product {detail.id_product} needs it")
    for name in RESOURCES.values():
        if name != detail.resource and getattr(detail, name) is not None:
            text = f"belongs to another product than {detail.id_product}"
            yield Problem(f"{path}.{name}", text)


def _content(detail: Detail, path: str, order: Order) -> Iterator[Problem]:
    resource: Any = getattr(detail, detail.resource)
    pack = _PACKS.get(getattr(resource, "format", ""))
    if pack is not None and len(resource.items) != pack:
        yield Problem(f"{path}.items", f"a pack of {pack} has {len(resource.items)}")
    if detail.resource == "photobook":
        yield from _pages(resource, path)
    if detail.resource == "polaroidbox":
        yield from _polaroids(resource, path)
    if detail.resource == "postcard" and any(
        getattr(resource, name) != getattr(order, name) for name in _ADDRESS
    ):
        yield Problem(
            path, "the postcard goes to another address than the order: is that meant?", "warning"
        )


def _pages(book: Any, path: str) -> Iterator[Problem]:  # noqa: ANN401 - a Photobook
    places = Counter(page.position for page in book.pages)
    for n, page in enumerate(book.pages):
        if places[page.position] > 1:
            yield Problem(f"{path}.pages[{n}].position", f"page {page.position} stands twice")
    missing = [str(n) for n in range(1, PAGES + 1) if n not in places]
    if missing:
        yield Problem(f"{path}.pages", f"without page {', '.join(missing)}")


def _polaroids(box: Any, path: str) -> Iterator[Problem]:  # noqa: ANN401 - a PolaroidBox
    for n in range(1, POLAROIDS + 1):
        full, square = getattr(box, f"image_url_{n}"), getattr(box, f"pic_url_{n}")
        if bool(full) == bool(square):
            text = "is given beside" if full else "or"
            yield Problem(
                f"{path}.image_url_{n}", f"{text} pic_url_{n}: exactly one of the two is needed"
            )


def _pictures(detail: Detail, path: str, places: Places, lab: OrderingLab) -> Iterator[Problem]:
    resource = getattr(detail, detail.resource)
    yield from _part(resource, detail.resource, path, places, lab)
    field, child, _ = CHILDREN.get(detail.resource, ("", "", ""))
    for n, part in enumerate(getattr(resource, field) if field else ()):
        yield from _part(part, child, f"{path}.{field}[{n}]", places, lab)


def _part(
    part: Part, resource: str, path: str, places: Places, lab: OrderingLab
) -> Iterator[Problem]:
    for name in picture_fields(type(part)):
        picture = getattr(part, name)
        if not picture:
            continue
        here = f"{path}.{name}"
        if is_url(picture) and not is_web_url(picture):
            yield Problem(here, "is no http or https address")
            continue
        if not is_url(picture) and not is_file(picture):
            yield Problem(here, f"there is no picture {Path(picture).name!r}")
            continue
        where = place_of(places, resource, name, part)
        wrong = list(check_photo(here, picture, where, lab, formats=_FORMATS))
        yield from wrong
        if name == "logo_url" and resource in BOUNDED_LOGOS and not wrong:
            yield from _large_logo(here, picture, lab)


def _large_logo(here: str, picture: str, lab: OrderingLab) -> Iterator[Problem]:
    found = look_at(picture, lab)
    if found and any(side > most for side, most in zip(found.pixels, MOST_LOGO, strict=True)):
        size, most = (" x ".join(map(str, sides)) for sides in (found.pixels, MOST_LOGO))
        yield Problem(here, f"a logo has at most {most} pixels; this one has {size}")
