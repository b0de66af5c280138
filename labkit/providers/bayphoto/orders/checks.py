"""What the catalog says against a Bay Photo order (document 002: Templates, Options, Order)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from labkit.errors import PhotoError, Problem, did_you_mean
from labkit.model.size import MM_PER_INCH
from labkit.ordering.photo_check import PrintPlace, check_photo, look_at
from labkit.ordering.product_rows import ProductRows, nearest_product
from labkit.providers.bayphoto import LAB
from labkit.providers.bayphoto.catalog import template_ids
from labkit.providers.bayphoto.catalog.nodes import fetch_template, nodes
from labkit.providers.bayphoto.orders.crop import ambiguous, automatic, crop_of, outside

if TYPE_CHECKING:
    import pandas as pd

    from labkit.ordering.ordering_lab import OrderingLab
    from labkit.providers.bayphoto.catalog.nodes import Node
    from labkit.providers.bayphoto.orders.model import Order, Photo, Product, Service

# A crop rounded to 0.01 % of either side is still of the node's aspect.
_ASPECT = 0.01


def check(order: Order, lab: OrderingLab) -> list[Problem]:
    """Return what is wrong with an order, line by line."""
    products = ProductRows(lab.products())
    templates = template_ids(lab.pages("products"))
    options = lab.options()
    found = [*_shipping(order, lab), *_state(order)]
    for n, line in enumerate(order.products):
        path = f"products[{n}]"
        row = products.find(line.product_id)
        if row is None:
            found.append(Problem(f"{path}.product_id", _no_product(line.product_id, templates)))
            continue
        offered = options[options["product_id"] == line.product_id]
        found += _services(line.print_services, offered, f"{path}.print_services", "print")
        found += _required(line, offered, path)
        places = nodes(fetch_template(lab.client, templates[line.product_id]))
        found += _photos(line, places, path, lab)
    ids = {line.product_id for line in order.products}
    all_own = options[options["product_id"].isin(ids)]
    return [*found, *_services(order.order_services, all_own, "order_services", "order")]


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
    if order.customer.country == "US" and not order.customer.state:
        yield Problem("customer.state", "is required in the US")


def _no_product(product_id: str, templates: dict[str, str]) -> str:
    for product, template in templates.items():
        if template == product_id:
            return f"{product_id} is a template's id; the product's is {product}"
    return nearest_product(product_id, LAB.title)


def _services(
    services: list[Service], offered: pd.DataFrame, path: str, level: str
) -> Iterator[Problem]:
    known = {row["option_id"]: row for row in offered.to_dict("records") if row["option_id"]}
    chosen = Counter(service.service_id for service in services)
    for n, service in enumerate(services):
        here, number = f"{path}[{n}].service_id", service.service_id
        row = known.get(number)
        if row is None:
            yield Problem(here, f"there is no service {number} here")
            continue
        yield from _one_service(here, row, chosen, level)
        for other in row["excludes"]:
            if other in chosen:
                yield Problem(here, f"{row['option']} rules out {known[other]['option']}")


def _one_service(
    here: str, row: dict[str, object], chosen: Counter[str], level: str
) -> Iterator[Problem]:
    name, number = row["option"], str(row["option_id"])
    if row["read_only"]:
        yield Problem(here, f"{name} is a label and cannot be ordered")
    elif row["level"] == "image":
        yield Problem(here, f"{name} is for an image, for which an order has no documented place")
    elif row["level"] != level:
        yield Problem(here, f"{name} belongs to the {row['level']}, not to the {level}")
    if chosen[number] > 1 and not row["multiple"]:
        yield Problem(here, f"{name} can be chosen once")
    if row["hidden"]:
        yield Problem(here, f"{name} is not meant for the public", "warning")


def _required(line: Product, offered: pd.DataFrame, path: str) -> Iterator[Problem]:
    chosen = {service.service_id for service in line.print_services}
    needed = offered[offered["required"] & ~offered["read_only"] & (offered["level"] == "print")]
    for _, group in needed.groupby("group_id", sort=False):
        if chosen.isdisjoint(group["option_id"]):
            names = ", ".join(
                f"{name} ({number})"
                for name, number in zip(group["option"], group["option_id"], strict=True)
            )
            yield Problem(f"{path}.print_services", f"{group['group'].iloc[0]}: choose {names}")


def _photos(line: Product, places: list[Node], path: str, lab: OrderingLab) -> Iterator[Problem]:
    expected = {node.uid: node for node in places if node.kind == "image"}
    used = Counter(photo.node_uid for photo in line.photos)
    for n, photo in enumerate(line.photos):
        here = f"{path}.photos[{n}]"
        node = expected.get(photo.node_uid)
        if node is None:
            known = ", ".join(expected) or "none"
            yield Problem(f"{here}.node_uid", f"this product's places for photos are: {known}")
            continue
        if used[photo.node_uid] > 1:
            yield Problem(f"{here}.node_uid", "this place has two photos")
        yield from _crop(photo, node, here, lab)
    missing = [uid for uid in expected if uid not in used]
    if missing:
        yield Problem(f"{path}.photos", f"no photo for the place {', '.join(missing)}")


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
