"""What the options of a product say against an order's services (document 002, Options)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from labkit.errors import Problem

if TYPE_CHECKING:
    from labkit.providers.bayphoto.catalog import Offer
    from labkit.providers.bayphoto.catalog.choices import Choices, Group, Option
    from labkit.providers.bayphoto.orders.model import Order, Service

_OF_ORDER = "order_services"


def check_services(order: Order, offers: Sequence[Offer | None]) -> Iterator[Problem]:
    """Yield what is wrong with the services of an order.

    Parameters
    ----------
    offers
        What each product of the order offers; None where there is no such product.
    """
    choices = [offer.choices for offer in offers if offer is not None]
    of_order = chosen(order.order_services, choices, "order")
    of_lines: list[Option] = []
    for n, (line, offer) in enumerate(zip(order.products, offers, strict=True)):
        if offer is None:
            continue
        path, offered = f"products[{n}].print_services", [offer.choices]
        together = [*chosen(line.print_services, offered, "print"), *of_order]
        yield from _listed(line.print_services, offered, path, "print", together)
        yield from _required(offer.choices, path, together)
        of_lines += together
    yield from _listed(order.order_services, choices, _OF_ORDER, "order", of_lines)


def chosen(services: Iterable[Service], choices: Iterable[Choices], level: str) -> list[Option]:
    """Return the options that services stand for, without strangers and what has no place there.

    Parameters
    ----------
    services, level
        The services of a product (``print``) or of the whole order (``order``).
    choices
        What can be chosen.
    """
    return [
        option
        for option in _known(services, choices).values()
        if option.orderable and option.level in {level, ""}
    ]


def _known(services: Iterable[Service], choices: Iterable[Choices]) -> dict[str, Option]:
    ids = {service.service_id for service in services}
    return {option.service_id: option for each in choices for option in each.named(ids)}


def _listed(
    services: list[Service],
    choices: list[Choices],
    path: str,
    level: str,
    together: Iterable[Option],
) -> Iterator[Problem]:
    known = _known(services, choices)
    times = Counter(service.service_id for service in services)
    others = {other.service_id: other for other in together}.values()
    for n, service in enumerate(services):
        here, option = f"{path}[{n}].service_id", known.get(service.service_id)
        if option is None:
            yield Problem(here, f"there is no service {service.service_id} here")
            continue
        yield from _one(here, option, level, times[option.service_id])
        for other in others:
            if option.rules_out(other):
                yield Problem(here, f"{option.name} rules out {other.name}")


def _one(here: str, option: Option, level: str, times: int) -> Iterator[Problem]:
    name = option.name
    if option.read_only:
        yield Problem(here, f"{name} is a label and cannot be ordered")
    elif option.level == "image":
        yield Problem(here, f"{name} is for an image, for which an order has no documented place")
    elif option.level not in {level, ""}:
        yield Problem(here, f"{name} belongs to the {option.level}, not to the {level}")
    if times > 1 and not option.flag("multiple"):
        yield Problem(here, f"{name} can be chosen once")
    if option.hidden:
        yield Problem(here, f"{name} is not meant for the public", "warning")


def _required(choices: Choices, path: str, all_chosen: list[Option]) -> Iterator[Problem]:
    for group in choices.open_groups(all_chosen):
        names = ", ".join(f"{option.name} ({option.service_id})" for option in group.options)
        yield Problem(_place(group, path), f"{group.name}: choose {names}")
    for group in choices.waived(all_chosen):
        message = f"what is chosen rules out every choice of {group.name}: the lab may ask for one"
        yield Problem(_place(group, path), message, "warning")


def _place(group: Group, path: str) -> str:
    return _OF_ORDER if group.level == "order" else path
