"""Checks of the services of an order.

Document 002, "Options": levels (``service_type``), ``required``, ``multiple``, ``read_only`` and
``disable_ids``.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from labkit.providers.bayphoto.sandbox.options import (
    IMAGE,
    ORDER,
    PRINT,
    OptionSet,
    RequiredOption,
    Service,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from labkit.providers.bayphoto.sandbox.request_models import OrderedService, OrderFields
    from labkit.sandbox.refusals import Faults

# A service's location in the order's JSON, and the service.
LocatedService = tuple[str, Service]
_OF_ORDER = "order_services"
_SECTIONS = {PRINT: "print_services of a product", ORDER: _OF_ORDER}


def check_services(
    order: OrderFields, sets: Sequence[OptionSet], faults: Faults, *, waived: bool
) -> list[list[Service]]:
    """Check the services of an order; return the valid ones of each product, the order's included.

    Parameters
    ----------
    sets
        The options of each product; those of the order are checked against all of them.
    waived
        Whether a required option is waived if what is chosen disables everything in it.
    """
    whole = _merged(sets)
    of_order = _known(whole, order.order_services or (), _OF_ORDER, ORDER, faults)
    _check_repeated(of_order, faults)
    _check_exclusions(whole, combinations(_distinct(of_order), 2), faults)
    required: dict[tuple[str, int], str] = {}
    chosen = []
    for number, (options, product) in enumerate(zip(sets, order.products, strict=True)):
        place = f"products[{number}].print_services"
        of_product = _known(options, product.print_services or (), place, PRINT, faults)
        _check_repeated(of_product, faults)
        pairs = combinations(_distinct(of_product), 2)
        across = ((one, two) for two in _distinct(of_product) for one in _distinct(of_order))
        _check_exclusions(whole, (*pairs, *across), faults)
        chosen.append([service for _, service in (*of_product, *of_order)])
        for option in _missing(options, whole, chosen[-1], waived=waived):
            field = _OF_ORDER if option.level == ORDER else place
            known = ", ".join(sorted(str(each.number) for each in option.services))
            required[field, option.number] = f"{option.name} is required: one of {known}"
    for (field, _), message in required.items():
        faults.add(field, message)
    return chosen


def _merged(sets: Sequence[OptionSet]) -> OptionSet:
    records = {each["id"]: each for options in sets for each in options.records}
    return OptionSet.of(list(records.values()))


def _known(
    options: OptionSet,
    given: Sequence[OrderedService],
    place: str,
    level: int,
    faults: Faults,
) -> list[LocatedService]:
    chosen = []
    for number, entry in enumerate(given):
        field = f"{place}[{number}].service_id"
        for service_id in entry.service_id:
            service = options.services.get(service_id)
            fault = _fault(options, service_id, service, level)
            if fault:
                faults.add(field, fault)
            elif service:
                chosen.append((field, service))
    return chosen


def _fault(options: OptionSet, number: int, service: Service | None, level: int) -> str:
    if service is None:
        known = {each.option: each.number for each in options.services.values()}
        if number in known:
            return f"{number} is an option's id; its service.id is {known[number]}"
        return f"{number} is not a service of the ordered products"
    if service.read_only:
        return f"{number} is read-only and cannot be ordered"
    if service.level == IMAGE:
        return f"{number} is an image service (service_type 2); an order has no place for it"
    if not service.can_go_to(level):
        return f"{number} has service_type {service.level}: it goes to {_SECTIONS[service.level]}"
    return ""


def _check_repeated(chosen: Sequence[LocatedService], faults: Faults) -> None:
    seen: set[int] = set()
    for field, service in chosen:
        if service.number in seen and not service.multiple:
            faults.add(field, f"{service.number} can be chosen only once (multiple is false)")
        seen.add(service.number)


def _missing(
    options: OptionSet, whole: OptionSet, chosen: Sequence[Service], *, waived: bool
) -> Iterator[RequiredOption]:
    numbers = {service.number for service in chosen}
    for option in options.required:
        asked = option.condition is None or option.condition in numbers
        if not asked or not numbers.isdisjoint(each.number for each in option.services):
            continue
        disabled = all(
            any(whole.excludes(service, each) for each in chosen) for service in option.services
        )
        if not (waived and disabled):
            yield option


def _check_exclusions(
    options: OptionSet, pairs: Iterable[tuple[LocatedService, LocatedService]], faults: Faults
) -> None:
    for (_, first), (field, second) in pairs:
        if options.excludes(first, second):
            faults.add(
                field,
                f"{second.number} ({second.name}) cannot go together with {first.number} "
                f"({first.name})",
            )


def _distinct(chosen: Sequence[LocatedService]) -> list[LocatedService]:
    return list({service.number: (field, service) for field, service in chosen}.values())
