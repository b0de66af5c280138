"""What Bay Photo's emulator checks of the services of an order.

Document 002, "Options": levels (``service_type``), ``required``, ``multiple``, ``read_only`` and
``disable_ids``.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from labkit.providers.bayphoto.sandbox.options import IMAGE, ORDER, PRINT, OptionSet, Service

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from labkit.providers.bayphoto.sandbox.models import OrderedService
    from labkit.providers.bayphoto.sandbox.refusals import Faults

# Where a service stands in the order's JSON, and the service.
Placed = tuple[str, Service]
_PLACES = {PRINT: "print_services of a product", ORDER: "order_services"}


def check_print_services(
    options: OptionSet, given: Sequence[OrderedService], place: str, faults: Faults
) -> list[Placed]:
    """Check a product's services; return those that are what they should be."""
    chosen = _known(options, given, place, PRINT, faults)
    _check_repeated(chosen, faults)
    _check_demands(options, chosen, PRINT, place, faults)
    _check_clashes(options, combinations(_distinct(chosen), 2), faults)
    return chosen


def check_order_services(
    sets: Sequence[OptionSet], given: Sequence[OrderedService], faults: Faults
) -> list[Placed]:
    """Check the services of the whole order against the options of all its products."""
    options = _merged(sets)
    place = "order_services"
    chosen = _known(options, given, place, ORDER, faults)
    _check_repeated(chosen, faults)
    _check_demands(options, chosen, ORDER, place, faults)
    _check_clashes(options, combinations(_distinct(chosen), 2), faults)
    return chosen


def check_across(
    options: OptionSet, of_product: Sequence[Placed], of_order: Sequence[Placed], faults: Faults
) -> None:
    """Check that no service of a product and one of the order rule each other out."""
    order = _distinct(of_order)
    pairs = ((one, other) for other in _distinct(of_product) for one in order)
    _check_clashes(options, pairs, faults)


def _merged(sets: Sequence[OptionSet]) -> OptionSet:
    records = {each["id"]: each for options in sets for each in options.records}
    return OptionSet.of(list(records.values()))


def _known(
    options: OptionSet,
    given: Sequence[OrderedService],
    place: str,
    level: int,
    faults: Faults,
) -> list[Placed]:
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
        return f"{number} is no service of what is ordered"
    if service.read_only:
        return f"{number} is for reading only and cannot be ordered"
    if service.level == IMAGE:
        return f"{number} is an image service (service_type 2); an order has no place for it"
    if service.level != level:
        return f"{number} has service_type {service.level}: it goes to {_PLACES[service.level]}"
    return ""


def _check_repeated(chosen: Sequence[Placed], faults: Faults) -> None:
    seen: set[int] = set()
    for field, service in chosen:
        if service.number in seen and not service.multiple:
            faults.add(field, f"{service.number} can be chosen only once (multiple is false)")
        seen.add(service.number)


def _check_demands(
    options: OptionSet, chosen: Sequence[Placed], level: int, place: str, faults: Faults
) -> None:
    numbers = {service.number for _, service in chosen}
    for demand in options.demands:
        if demand.level == level and not demand.services & numbers:
            known = ", ".join(map(str, sorted(demand.services)))
            faults.add(place, f"{demand.name} is required: one of {known}")


def _check_clashes(
    options: OptionSet, pairs: Iterable[tuple[Placed, Placed]], faults: Faults
) -> None:
    for (_, first), (field, second) in pairs:
        if options.clash(first, second):
            faults.add(
                field,
                f"{second.number} ({second.name}) cannot go together with {first.number} "
                f"({first.name})",
            )


def _distinct(chosen: Sequence[Placed]) -> list[Placed]:
    return list({service.number: (field, service) for field, service in chosen}.values())
