"""What the labs of a sandbox have: each order's content, read from its state, photo bytes included.

Nothing of labkit's client is used. Content is (recipient, lines): the recipient as (last name,
postcode, city), () where the lab is sent none; the lines counted as (product, variant or options,
SHA-256 of each photo) → quantity.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass

from labkit.providers.printofoto.sandbox import pictures


@dataclass(frozen=True)
class Found:
    """An order at a lab: its number there, the customer's reference, its content and its state.

    The state is ``placed``, ``draft`` or ``cancelled``.
    """

    number: str
    reference: str
    content: tuple
    state: str = "placed"


def orders(box, lab):
    """Return the orders of a lab, drafts too."""
    context = box._state.contexts[lab]
    with context.store.transaction():
        return list(_VIEWS[lab](context))


def placed(box, lab):
    """Return the orders that are placed with a lab."""
    return [one for one in orders(box, lab) if one.state == "placed"]


def content(recipient, lines):
    """Return an order's content: lines are ((product, choice, photos), quantity)."""
    counted = Counter()
    for line, quantity in lines:
        counted[line] += quantity
    return recipient, frozenset(counted.items())


def digest(photo):
    """Return what is compared of a photo's bytes."""
    return hashlib.sha256(photo).hexdigest()[:12]


def _bephoto(context):
    for order in context.store.find("order"):
        lines = [
            (
                (str(b["idproduct"]), str(b["idpaper"]), _stored(context, b["fileurl"])),
                b["quantity"],
            )
            for b in (line.body for line in context.store.find("line", parent=order.id))
        ]
        state = "placed" if order.body["dateconfirmation"] else "draft"
        yield Found(str(order.id), order.body["metadata"], content((), lines), state)


def _bayphoto(context):
    for order in context.store.find("order"):
        body = order.body["order"]
        to = body["customer"]
        recipient = (to["name"].split()[-1], to["zip"], to["city"])
        lines = [
            (
                (
                    str(line["product_id"]),
                    ",".join(str(one["service_id"]) for one in line["print_services"]),
                    *(photo for one in line["photos"] for photo in _stored_in(context, one)),
                ),
                line["qty"],
            )
            for line in body["products"]
        ]
        yield Found(str(order.id), body["order_name"], content(recipient, lines))


def _profotonet(context):
    for order in context.store.find("order"):
        body = order.body["request"]
        lines = [
            (
                (str(line["productId"]), "", _stored(context, line["file"]["url"])),
                line["quantity"],
            )
            for line in body["entries"]
        ]
        recipient = (body["lastName"], body["zipCode"], body["city"])
        yield Found(str(order.id), body["referenceId"], content(recipient, lines))


def _printofoto(context):
    for order in context.store.find("order"):
        body = order.body
        details = [
            detail.body
            for detail in context.store.find("orderdetail")
            if detail.body["id_order"] == str(order.id)
        ]
        recipient = tuple(body[f"shipping_{name}"] for name in ("name", "zipcode", "city"))
        lines = [(_printofoto_line(context, detail), 1) for detail in details]
        state = {"0": "draft", "6": "cancelled"}.get(body["order_state"], "placed")
        yield Found(str(order.id), body["id_order_partner"], content(recipient, lines), state)


def _printofoto_line(context, detail):
    number = int(detail["id_custom"])
    if detail["id_product"] == "14":
        poster = context.store.get("poster", number).body
        return "14", poster["format"], detail["price"], _picture(context, poster["image_url"])
    pack = context.store.get("photoprint", number).body
    items = [item.body for item in context.store.find("photoprintitem", parent=number)]
    photos = sorted(_picture(context, item["image_url"]) for item in items)
    return "17", pack["format"], *photos


def _stored_in(context, photo):
    yield _stored(context, photo["image_source_path"])


def _stored(context, url):
    return digest(context.photos.fetch(url).content)


def _picture(context, url):
    return digest(pictures.find(context, pictures.stored_name(context, url)).content)


_VIEWS = {
    "bephoto": _bephoto,
    "bayphoto": _bayphoto,
    "profotonet": _profotonet,
    "printofoto": _printofoto,
}

__all__ = ["Found", "content", "digest", "orders", "placed"]
