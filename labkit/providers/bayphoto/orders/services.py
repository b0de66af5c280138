"""What the options of a product say against an order's services (document 002, Options)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from labkit.errors import Problem

if TYPE_CHECKING:
    from labkit.providers.bayphoto.catalog import Offer
    from labkit.providers.bayphoto.catalog.choices import Choices, Option
    from labkit.providers.bayphoto.orders.model import Order, Service


def check_services(order: Order, offers: Sequence[Offer | None]) -> Iterator[Problem]:
    """Yield what is wrong with the services of an order.

    Parameters
    ----------
    offers
        What each product of the order offers; None where there is no such product.
    """
    lines = list(zip(order.products, offers, strict=True))
    choices = [offer.choices for offer in offers if offer is not None]
    of_order = chosen(order.order_services, choices)
    of_lines: list[Option] = []
    for n, (line, offer) in enumerate(lines):
        if offer is None:
            continue
        path, here = f"products[{n}].print_services", offer.choices
        all_chosen = [*chosen(line.print_services, [here]), *of_order]
        yield from _listed(line.print_services, [here], path, all_chosen)
        yield from _required(here, path, all_chosen)
        of_lines += all_chosen
    yield from _listed(order.order_services, choices, "order_services", of_lines)


def chosen(services: Iterable[Service], choices: Iterable[Choices]) -> list[Option]:
    """Return the options that services stand for; strangers are left out."""
    ids = {service.service_id for service in services}
    found = {option.service_id: option for each in choices for option in each.named(ids)}
    return list(found.values())


def _listed(
    services: list[Service], choices: list[Choices], path: str, others: Iterable[Option]
) -> Iterator[Problem]:
    known = {each.service_id: each for each in chosen(services, choices)}
    level = "order" if path == "order_services" else "print"
    times = Counter(service.service_id for service in services)
    rivals = {other.service_id: other for other in others}.values()
    for n, service in enumerate(services):
        here, option = f"{path}[{n}].service_id", known.get(service.service_id)
        if option is None:
            yield Problem(here, f"there is no service {service.service_id} here")
            continue
        yield from _one(here, option, level, times[option.service_id])
        for other in rivals:
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
        of_order = all(option.level == "order" for option in group.options)
        names = ", ".join(f"{option.name} ({option.service_id})" for option in group.options)
        yield Problem("order_services" if of_order else path, f"{group.name}: choose {names}")
    for group in choices.waived(all_chosen):
        message = f"what is chosen rules out every choice of {group.name}: the lab may ask for one"
        yield Problem(path, message, "warning")
