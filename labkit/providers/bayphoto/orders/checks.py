"""What the catalog says against a Bay Photo order (document 002: Templates, Options, Order)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from labkit.errors import Problem, did_you_mean
from labkit.model.text import is_blank
from labkit.ordering.photo_check import measure, too_small
from labkit.ordering.product_rows import ProductRows, nearest_product
from labkit.providers.bayphoto import LAB
from labkit.providers.bayphoto.catalog import Offers
from labkit.providers.bayphoto.catalog.nodes import ONLY_PLACE
from labkit.providers.bayphoto.orders.crop import outside
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
        options = chosen([*line.print_services, *order.order_services], [offer.choices])
        found += _photos(line, offer, offer.places(options), path, lab)
        for m, photo in enumerate(line.photos[:1]):
            found += too_small(
                f"{path}.photos[{m}].image_source_path", photo.image_source_path, row, lab
            )
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


def _photos(
    line: Product, offer: Offer, places: dict[str, Node], path: str, lab: OrderingLab
) -> Iterator[Problem]:
    used = Counter(photo.node_uid for photo in line.photos)
    for n, photo in enumerate(line.photos):
        here, node = f"{path}.photos[{n}]", places.get(photo.node_uid)
        if node is None:
            yield _no_place(f"{here}.node_uid", photo.node_uid, offer, places)
            continue
        if used[photo.node_uid] > 1:
            yield Problem(f"{here}.node_uid", "this place has two photos")
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
    pixels = measure(photo.image_source_path, lab)
    if left or top or pixels is None or node.aspect is None:
        return
    aspect = pixels[0] * float(photo.crop_width) / (pixels[1] * float(photo.crop_height))
    if abs(aspect / node.aspect - 1) > _ASPECT:
        yield Problem(
            f"{here}.crop_width",
            f"the crop is {aspect:.3f} wide to high, its place {node.aspect:.3f}",
            "warning",
        )
