"""Checks of the services of an order.

Document 002, "Options": levels (``service_type``), ``required``, ``multiple``, ``read_only`` and
``disable_ids``.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from labkit.providers.bayphoto.sandbox.options import IMAGE, ORDER, PRINT, OptionSet, Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from labkit.providers.bayphoto.sandbox.request_models import OrderedService
    from labkit.sandbox.refusals import Faults

# A service's location in the order's JSON, and the service.
LocatedService = tuple[str, Service]
_SECTIONS = {PRINT: "print_services of a product", ORDER: "order_services"}


def check_print_services(
    options: OptionSet, given: Sequence[OrderedService], place: str, faults: Faults
) -> list[LocatedService]:
    """Check a product's services; return the valid ones."""
    chosen = _known(options, given, place, PRINT, faults)
    _check_repeated(chosen, faults)
    _check_required(options, chosen, PRINT, place, faults)
    _check_exclusions(options, combinations(_distinct(chosen), 2), faults)
    return chosen


def check_order_services(
    sets: Sequence[OptionSet], given: Sequence[OrderedService], faults: Faults
) -> list[LocatedService]:
    """Check the services of the whole order against the options of all its products."""
    options = _merged(sets)
    place = "order_services"
    chosen = _known(options, given, place, ORDER, faults)
    _check_repeated(chosen, faults)
    _check_required(options, chosen, ORDER, place, faults)
    _check_exclusions(options, combinations(_distinct(chosen), 2), faults)
    return chosen


def check_across(
    options: OptionSet,
    of_product: Sequence[LocatedService],
    of_order: Sequence[LocatedService],
    faults: Faults,
) -> None:
    """Check that no service of a product and one of the order exclude each other."""
    order = _distinct(of_order)
    pairs = ((one, other) for other in _distinct(of_product) for one in order)
    _check_exclusions(options, pairs, faults)


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
    if service.level != level:
        return f"{number} has service_type {service.level}: it goes to {_SECTIONS[service.level]}"
    return ""


def _check_repeated(chosen: Sequence[LocatedService], faults: Faults) -> None:
    seen: set[int] = set()
    for field, service in chosen:
        if service.number in seen and not service.multiple:
            faults.add(field, f"{service.number} can be chosen only once (multiple is false)")
        seen.add(service.number)


def _check_required(
    options: OptionSet, chosen: Sequence[LocatedService], level: int, place: str, faults: Faults
) -> None:
    numbers = {service.number for _, service in chosen}
    for option in options.required:
        if option.level == level and not option.services & numbers:
            known = ", ".join(map(str, sorted(option.services)))
            faults.add(place, f"{option.name} is required: one of {known}")


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
