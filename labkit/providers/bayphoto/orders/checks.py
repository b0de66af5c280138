"""What the catalog says against a Bay Photo order (document 002: Templates, Options, Order)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from labkit.errors import PhotoError, Problem, did_you_mean
from labkit.model.order_values import is_blank
from labkit.model.size import MM_PER_INCH
from labkit.ordering.photo_check import PrintPlace, check_photo, look_at, row_place
from labkit.ordering.product_rows import ProductRows, nearest_product
from labkit.providers.bayphoto import LAB
from labkit.providers.bayphoto.catalog import Offers
from labkit.providers.bayphoto.catalog.nodes import ONLY_PLACE
from labkit.providers.bayphoto.orders.crop import ambiguous, automatic, crop_of, outside
from labkit.providers.bayphoto.orders.services import check_services, chosen

if TYPE_CHECKING:
    from labkit.ordering.ordering_lab import OrderingLab
    from labkit.providers.bayphoto.catalog import Offer
    from labkit.providers.bayphoto.catalog.nodes import Node
    from labkit.providers.bayphoto.orders.model import Order, Photo, Product

# A crop rounded to 0.01 % of either side is still of the node's aspect.
_ASPECT = 0.01


def check(order: Order, lab: OrderingLab) -> list[Problem]:
    """Return what is wrong with an order, line by line."""
    products = ProductRows(lab.products())
    offers = Offers(lab)
    found = [*_shipping(order, lab), *_state(order)]
    offered = [offers.find(line.product_id) for line in order.products]
    for n, (line, offer) in enumerate(zip(order.products, offered, strict=True)):
        path, row = f"products[{n}]", products.find(line.product_id)
        if row is None or offer is None:
            message = _no_product(line.product_id, offers.chains)
            found.append(Problem(f"{path}.product_id", message))
            continue
        options = [
            *chosen(line.print_services, [offer.choices], "print"),
            *chosen(order.order_services, [offer.choices], "order"),
        ]
        found += _photos(line, offer, offer.places(options), path, row_place(row), lab)
    return list(dict.fromkeys([*found, *check_services(order, offered)]))


def _shipping(order: Order, lab: OrderingLab) -> Iterator[Problem]:
    codes = lab.shipping()["method_id"].to_list()
    code = order.shipping_billing_code
    if order.pick_up and code:
        yield Problem("pick_up", "the document does not say what both mean: choose one of the two")
    elif not order.pick_up and not code:
        yield Problem("shipping_billing_code", f"choose one: {', '.join(codes)}")
    elif code and code not in codes:
        yield Problem("shipping_billing_code", did_you_mean(code, codes))


def _state(order: Order) -> Iterator[Problem]:
    if order.customer.country == "US" and is_blank(order.customer.state):
        yield Problem("customer.state", "is required in the US")


def _no_product(product_id: str, chains: dict[str, tuple[str, ...]]) -> str:
    for product, (template, *_) in chains.items():
        if template == product_id:
            return f"{product_id} is a template's id; the product's is {product}"
    return nearest_product(product_id, LAB.title)


def _photos(  # noqa: PLR0913, PLR0917 - handed on as they are
    line: Product,
    offer: Offer,
    places: dict[str, Node],
    path: str,
    paper: PrintPlace | None,
    lab: OrderingLab,
) -> Iterator[Problem]:
    used = Counter(photo.node_uid for photo in line.photos)
    for n, photo in enumerate(line.photos):
        here, node = f"{path}.photos[{n}]", places.get(photo.node_uid)
        if used[photo.node_uid] > 1:
            yield Problem(f"{here}.node_uid", "this place has two photos")
        if node is None:
            yield _no_place(f"{here}.node_uid", photo.node_uid, offer, places)
            source = photo.image_source_path
            yield from check_photo(f"{here}.image_source_path", source, paper, lab)
        else:
            yield from _crop(photo, node, here, lab)
    missing = [uid for uid in places if uid not in used]
    if missing:
        yield Problem(f"{path}.photos", f"no photo for the place {', '.join(missing)}")
    for node in offer.nodes:
        if node.kind == "image" and node.uid not in {*places, *used}:
            message = f"the place {node.uid} belongs to an option that is not chosen"
            yield Problem(f"{path}.photos", message, "warning")


def _no_place(here: str, uid: str, offer: Offer, places: dict[str, Node]) -> Problem:
    if not offer.nodes and uid == ONLY_PLACE:
        message = "the catalog lists no place for a photo: the lab may refuse it"
        return Problem(here, message, "warning")
    return Problem(here, f"this product's places for photos are: {', '.join(places) or 'none'}")


def _crop(photo: Photo, node: Node, here: str, lab: OrderingLab) -> Iterator[Problem]:
    left = outside(photo.crop_x, photo.crop_width)
    top = outside(photo.crop_y, photo.crop_height)
    if left:
        yield Problem(f"{here}.crop_width", "the crop leaves the picture at its sides")
    if top:
        yield Problem(f"{here}.crop_height", "the crop leaves the picture at its top or bottom")
    if left or top:
        return
    yield from _two_readings(photo, here)
    crop = None if automatic(photo) else crop_of(photo)
    aspect = list(_aspect(photo, node, here, lab))
    yield from aspect
    place = node_place(node)
    place = replace(place, fills=not aspect) if place else None
    source = photo.image_source_path
    yield from check_photo(f"{here}.image_source_path", source, place, lab, crop=crop)


def _two_readings(photo: Photo, here: str) -> Iterator[Problem]:
    sides = {
        "crop_x": (photo.crop_x, photo.crop_width),
        "crop_y": (photo.crop_y, photo.crop_height),
    }
    for field, (position, extent) in sides.items():
        if ambiguous(position, extent):
            text = (
                "off the centre the document can be read in two ways, which print different "
                "parts: crop the picture itself, or give the file to from_intent, which does"
            )
            yield Problem(f"{here}.{field}", text)


def _aspect(photo: Photo, node: Node, here: str, lab: OrderingLab) -> Iterator[Problem]:
    try:
        picture = look_at(photo.image_source_path, lab)
    except PhotoError:
        return  # `check_photo` says so
    if picture is None or node.aspect is None:
        return
    aspect = picture.width * float(photo.crop_width) / (picture.height * float(photo.crop_height))
    if abs(aspect / node.aspect - 1) > _ASPECT:
        yield Problem(
            f"{here}.crop_width",
            f"the crop is {aspect:.3f} wide to high, its place {node.aspect:.3f}",
            "warning",
        )


def node_place(node: Node | None) -> PrintPlace | None:
    """Return where a node's picture is printed; None where its bounds are not known.

    An order has no rotation: a picture lies on its node as it is (Order, `photos[]`).
    """
    if node is None or not node.width_in or not node.height_in:
        return None
    sides = node.width_in * MM_PER_INCH, node.height_in * MM_PER_INCH
    return PrintPlace(sides, fixed=True)
