"""Bay Photo's orders (documents 002 and 004, "Placing Orders")."""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from labkit.errors import Problem
from labkit.model.intent import Address, Line, OrderIntent
from labkit.ordering.not_carried import known_fields, too_many_photos
from labkit.ordering.photo_check import look_at
from labkit.ordering.publishing import publish
from labkit.providers.bayphoto.catalog import Offer, Offers
from labkit.providers.bayphoto.orders.checks import check, node_place
from labkit.providers.bayphoto.orders.crop import centred, crop_fields, crop_of, filling
from labkit.providers.bayphoto.orders.flow import plan, resolve, status, submit
from labkit.providers.bayphoto.orders.model import Customer, Order, Photo, Product, Service

if TYPE_CHECKING:
    from pathlib import Path

    from labkit.model.intent import Crop
    from labkit.ordering.ordering_lab import OrderingLab
    from labkit.ordering.photo_check import PrintPlace
    from labkit.ordering.publishing import Published
    from labkit.photos.picture import Picture
    from labkit.providers.bayphoto.catalog.nodes import Node

__all__ = [
    "CANNOT",
    "VOLATILE",
    "Order",
    "check",
    "from_intent",
    "plan",
    "reference",
    "resolve",
    "status",
    "submit",
    "to_intent",
]

# The documents have no call that looks an order up or tells where it is.
CANNOT = frozenset({"status", "look_up"})
# When the order was received is a new moment each time an order is made from an intent.
VOLATILE = frozenset({"order_date"})
# Where the number stands before the street's name.
_NUMBER_FIRST = frozenset({"US", "CA", "GB", "IE", "AU", "NZ", "FR"})


def reference(order: Order) -> str:
    """Return labkit's reference: `order_name`."""
    return order.order_name


def from_intent(intent: OrderIntent, lab: OrderingLab) -> tuple[Order, list[Problem]]:
    """Return an order for an intent, and what Bay Photo cannot carry.

    A required group with exactly one default gets it; without one, `check` asks.

    Raises
    ------
    PhotoError
        If a picture is not there, or cannot be given an address.
    """
    dropped: list[Problem] = []
    offers = Offers(lab)
    offered = [offers.find(line.product_id) or Offer() for line in intent.lines]
    # Each line may name them: what one names twice is wanted twice, what two name is wanted once.
    of_order: Counter[str] = Counter()
    for line, offer in zip(intent.lines, offered, strict=True):
        of_order |= Counter(offer.choices.of_order(line.options))
    products: list[Product] = []
    for n, (line, offer) in enumerate(zip(intent.lines, offered, strict=True)):
        others = set(of_order).difference(line.options)
        chosen = offer.choices.with_defaults([*line.options, *others])
        of_order |= Counter(offer.choices.of_order(chosen))
        places = list(offer.places(offer.choices.named(chosen)).values())
        published = _published(line, places, lab)
        path = f"lines[{n}]"
        dropped += [note for one, _ in published for note in one.notes(f"{path}.photo")]
        dropped += _not_carried(line, path, len(places))
        products.append(_product(line, [o for o in chosen if o not in of_order], published))
    values: dict[str, Any] = {
        "order_name": intent.reference,
        "order_date": lab.order_service.now().replace(microsecond=0),
        "shipping_billing_code": intent.shipping or _first_method(lab, dropped),
        "customer": _customer(intent.recipient, dropped),
        "products": products,
        "order_services": _services(of_order.elements()),
    }
    return Order.model_construct(**values), dropped


def _first_method(lab: OrderingLab, dropped: list[Problem]) -> str:
    # The documents name no default; the lab's own list begins with its slowest and plainest.
    methods = lab.shipping()
    if methods.empty:
        return ""
    first = methods.iloc[0]
    message = f"none was chosen: {first['method']} ({first['method_id']}) is taken, the lab's first"
    dropped.append(Problem("shipping", message, "warning"))
    return str(first["method_id"])


def _customer(recipient: Address, dropped: list[Problem]) -> Customer:
    if recipient.company:
        dropped.append(
            Problem("recipient.company", "the API has no field for it; use line2", "warning")
        )
    parts = [recipient.street, recipient.house_number]
    if recipient.country in _NUMBER_FIRST:
        parts.reverse()
    values: dict[str, Any] = {
        "name": " ".join(filter(None, (recipient.first_name, recipient.last_name))),
        "email": recipient.email,
        "phone": recipient.phone,
        "address1": " ".join(filter(None, parts)),
        "address2": recipient.line2,
        "city": recipient.city,
        "state": recipient.state,
        "country": recipient.country,
        "zip": recipient.postcode,
    }
    return Customer.model_construct(**values)


def _services(numbers: Any) -> list[Service]:  # noqa: ANN401 - any iterable of ids
    return [Service.model_construct(service_id=number) for number in numbers]


def _not_carried(line: Line, path: str, places: int) -> list[Problem]:
    dropped: list[Problem] = []
    known_fields(line, path, (), dropped)
    return [*dropped, *too_many_photos(line, path, photos=max(places, 1))]


def _product(
    line: Line, chosen: list[str], published: list[tuple[Published, dict[str, Any]]]
) -> Product:
    photos = [
        Photo.model_construct(image_file_name=one.name, image_source_path=one.url, **placed)
        for one, placed in published
    ]
    values: dict[str, Any] = {
        "product_id": line.product_id,
        "qty": line.quantity,
        "photos": photos,
        "print_services": _services(chosen),
    }
    return Product.model_construct(**values)


def _published(
    line: Line, places: list[Node], lab: OrderingLab
) -> list[tuple[Published, dict[str, Any]]]:
    """Return each photo as it was published, with its place and crop."""
    # What has no place stays in the order, where `check` refuses it.
    pairs = zip_longest(line.photos, places[: len(line.photos)])
    return [_publish(photo, node, line.crop, lab) for photo, node in pairs]


def _publish(
    photo: str | Path, node: Node | None, crop: Crop | None, lab: OrderingLab
) -> tuple[Published, dict[str, Any]]:
    place = node_place(node)
    cut = crop if crop is not None and _to_be_cut(photo, crop, place, lab) else None
    published = publish(photo, lab, crop=cut, sides_mm=place.turning if place else None)
    placed = {} if cut is not None else _crop(published.picture, node, crop)
    return published, placed if node is None else {**placed, "node_uid": node.uid}


def _to_be_cut(photo: str | Path, crop: Crop, place: PrintPlace | None, lab: OrderingLab) -> bool:
    """Return whether a crop is applied to the picture itself.

    That is right however `crop_x` and `crop_y` are read, and where the picture is turned as well.
    """
    picture = look_at(photo, lab)
    if picture is None:
        return False
    fields = crop_fields(crop)
    turned = place is not None and place.placement(picture, crop).turned
    return turned or not centred(fields["crop_x"], fields["crop_y"])


def _crop(picture: Picture | None, node: Node | None, crop: Crop | None) -> dict[str, Any]:
    if crop is not None:
        return crop_fields(crop)
    if picture is None or node is None or node.aspect is None:
        return {}  # the whole picture, about its centre
    return filling(picture.width / picture.height, node.aspect)


def to_intent(order: Order) -> OrderIntent:
    """Return an order as any lab's; the name's last word is taken for the last name."""
    customer = order.customer
    first, _, last = customer.name.rpartition(" ")
    recipient = Address(
        first_name=first,
        last_name=last,
        street=customer.address1,
        line2=customer.address2,
        postcode=customer.zip,
        city=customer.city,
        state=customer.state,
        country=customer.country,
        email=customer.email,
        phone=customer.phone,
    )
    lines = [_line(product) for product in order.products]
    # Options of the whole order stand with the first line, where from_intent finds them again.
    of_order = tuple(service.service_id for service in order.order_services)
    lines[0] = lines[0].model_copy(update={"options": lines[0].options + of_order})
    return OrderIntent(
        reference=order.order_name,
        recipient=recipient,
        lines=tuple(lines),
        shipping=order.shipping_billing_code,
    )


def _line(product: Product) -> Line:
    photos = tuple(photo.image_source_path for photo in product.photos)
    crops = [crop_of(photo) for photo in product.photos]
    return Line(
        product_id=product.product_id,
        quantity=product.qty,
        photo=photos[0] if len(photos) == 1 else photos,
        options=tuple(service.service_id for service in product.print_services),
        crop=crops[0] if len(crops) == 1 else None,
    )
