"""Orders: what is checked beyond each field by itself, and stored.

Document 002, "Placing Orders", with "Templates" and "Options" for ids, nodes and levels.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from labkit.providers.bayphoto.sandbox import shipping
from labkit.providers.bayphoto.sandbox.options import OptionSet, options_of
from labkit.providers.bayphoto.sandbox.order_list import ORDER
from labkit.providers.bayphoto.sandbox.request_models import WHOLE
from labkit.providers.bayphoto.sandbox.services import check_services
from labkit.sandbox.photo_store import DownloadFailedError
from labkit.sandbox.refusals import Faults, Refusal
from labkit.sandbox.state_store import DuplicateKeyError

if TYPE_CHECKING:
    from labkit.providers.bayphoto.sandbox.options import Service
    from labkit.providers.bayphoto.sandbox.request_models import OrderedProduct, OrderFields, Photo
    from labkit.providers.bayphoto.sandbox.templates import TemplateCopy, Templates
    from labkit.sandbox.emulator import EmulatorContext

FIRST_ORDER = 500_001
_IMAGE_NODE = 1
# "In most single node products, this is "1"": of a template that lists no nodes, nothing is known.
_ONLY_NODE = "1"
# Crops are often rounded to a tenth of a percent, as in the sample.
_ROUNDING = Decimal("0.1")


def place_order(
    context: EmulatorContext, templates: Templates, order: OrderFields, wire: dict[str, Any]
) -> int:
    """Store an order and return its number.

    Parameters
    ----------
    wire
        The order as it was sent, to be stored.

    Raises
    ------
    Refusal
        With every invalid field.
    """
    faults = Faults()
    _check_shipping(order, faults, pick_up_shipping=context.readings["pick_up_shipping"])
    found = [
        _check_product(context, templates, each, f"products[{number}]", faults)
        for number, each in enumerate(order.products)
    ]
    ordered = [each for each in found if each]
    if len(ordered) == len(found):
        _check_choices(context, order, ordered, faults)
    if faults:
        raise Refusal(422, faults)
    body = {"received_at": context.clock.now().isoformat(), "order": wire}
    name = order.order_name
    if context.readings["order_name"] == "folded":
        name = "".join(name.split()).casefold()
    try:
        return context.store.insert(ORDER, body, key=name, first_id=FIRST_ORDER)
    except DuplicateKeyError:
        raise Refusal(422, {"order_name": "has already been taken"}) from None


def _check_shipping(order: OrderFields, faults: Faults, *, pick_up_shipping: str) -> None:
    field, code = "shipping_billing_code", order.shipping_billing_code
    if not code:
        if not order.pick_up:
            faults.add(field, "can't be blank unless pick_up is true")
        return
    if code not in shipping.codes():
        faults.add(field, f"{code!r} is no billing_code of /api/v1/shipping_methods.json")
    if order.pick_up and pick_up_shipping == "refuse":
        faults.add("pick_up", "cannot go together with a shipping_billing_code")


def _check_product(
    context: EmulatorContext,
    templates: Templates,
    product: OrderedProduct,
    field: str,
    faults: Faults,
) -> TemplateCopy | None:
    found = templates.find_product(product.product_id)
    if found is None:
        faults.add(f"{field}.product_id", _unknown_product(templates, product.product_id))
        return None
    for number, photo in enumerate(product.photos):
        by_centre = context.readings["crop_position"] == "centre"
        _check_crop(photo, f"{field}.photos[{number}]", faults, by_centre=by_centre)
        _check_source(context, photo, f"{field}.photos[{number}]", faults)
    return found


def _unknown_product(templates: Templates, number: int) -> str:
    template = templates.find(number)
    product = template and template.record().get("product")
    if product:
        return f"{number} is a template's id; its product.id is {product['id']}"
    return f"there is no product {number}"


def _check_choices(
    context: EmulatorContext, order: OrderFields, ordered: list[TemplateCopy], faults: Faults
) -> None:
    sets = [options_of(found.ancestors) or OptionSet() for found in ordered]
    waived = context.readings["ruled_out_group"] == "waived"
    chosen = check_services(order, sets, faults, waived=waived)
    always = context.readings["option_nodes"] == "always"
    for number, found in enumerate(ordered):
        nodes = _nodes(found, sets[number], chosen[number], always=always)
        photos = order.products[number].photos
        _check_nodes(nodes, photos, f"products[{number}].photos", faults)


def _nodes(
    found: TemplateCopy, options: OptionSet, chosen: list[Service], *, always: bool
) -> dict[str, dict[str, Any]]:
    """Return the nodes a product has with these services, by uid.

    A node that belongs to an option exists if that option, or one in it, is chosen.
    """
    active = {number for each in chosen for number in (each.option, *each.containers)}
    of_options = [(node["option_id"] or number, node) for number, node in options.nodes]
    of_template = [(None if always else node["option_id"], node) for node in found.nodes()]
    if not (of_options or of_template):
        return {_ONLY_NODE: {"node_type": _IMAGE_NODE, "optional": True}}
    both = [*of_template, *of_options]
    return {node["uid"]: node for number, node in both if not number or number in active}


def _check_nodes(
    nodes: dict[str, dict[str, Any]], photos: list[Photo], field: str, faults: Faults
) -> None:
    images = [uid for uid, node in nodes.items() if node["node_type"] == _IMAGE_NODE]
    filled: set[str] = set()
    for number, photo in enumerate(photos):
        uid = photo.node_uid
        if uid not in images:
            reason = "is a mask" if uid in nodes else "is no node of this product"
            known = ", ".join(images) or "none"
            faults.add(f"{field}[{number}].node_uid", f"{uid!r} {reason}; photos go to: {known}")
        elif uid in filled:
            faults.add(f"{field}[{number}].node_uid", f"node {uid!r} has a photo already")
        filled.add(uid)
    empty = [uid for uid in images if uid not in filled and "optional" not in nodes[uid]]
    if empty:
        faults.add(field, f"no photo for node {', '.join(empty)}")


def _check_crop(photo: Photo, field: str, faults: Faults, *, by_centre: bool) -> None:
    sides = (
        ("width", "x", photo.crop_width, photo.crop_x),
        ("height", "y", photo.crop_height, photo.crop_y),
    )
    for side, axis, size, centre in sides:
        if size <= 0:
            faults.add(f"{field}.crop_{side}", "must be greater than 0")
        # By alignment, 0 is the left or upper edge and 100 the right or lower one.
        first = centre - size / 2 if by_centre else centre * (WHOLE - size) / WHOLE
        last = first + size
        if first < -_ROUNDING or last > WHOLE + _ROUNDING:
            faults.add(
                f"{field}.crop_{axis}",
                f"the crop reaches from {first} to {last} percent of the image's {side}",
            )


def _check_source(context: EmulatorContext, photo: Photo, field: str, faults: Faults) -> None:
    try:
        context.photos.fetch(photo.image_source_path)
    except DownloadFailedError:
        faults.add(f"{field}.image_source_path", "the image could not be picked up")
