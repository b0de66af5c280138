"""Write the options of Bay Photo's sample catalog in the shape of document 002, "Options"."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from data.make_samples.bayphoto.choices import SETS, SHARED, Choice, OptionSet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MISSING = ("", None)
# Up to here options are the document's own and stay as they are shown.
_DOCUMENTED = 18115


def option_sets() -> dict[str, list[dict[str, Any]]]:
    """Return each set's options as ``GET /api/v1/options.json`` lists them, less ``parent_id``.

    The set "shared", of image and order services, belongs to every container with options.
    """
    shared = _numbered(SHARED)
    known = _names(shared)
    sets = {SHARED.name: _written(shared, known)}
    for each in SETS:
        numbered = _numbered(each)
        sets[each.name] = _written(numbered, known | _names(numbered))
    return sets


@dataclass(frozen=True)
class _Numbered:
    number: int
    service: int | None
    choice: Choice
    inside: list[_Numbered]


def _numbered(options: OptionSet) -> list[_Numbered]:
    numbers, services = count(options.first_option), count(options.first_service)

    def number(choice: Choice) -> _Numbered:
        own = next(numbers)
        bare = bool(choice.choices) or (choice.label and choice.service is None)
        service = None if bare else choice.service or next(services)
        return _Numbered(own, service, choice, [number(each) for each in choice.choices])

    return [number(choice) for choice in options.choices]


def _names(options: Sequence[_Numbered]) -> dict[str, int]:
    return {each.choice.name: each.number for each in _walk(options)}


def _walk(options: Sequence[_Numbered]) -> Iterator[_Numbered]:
    for each in options:
        yield each
        yield from _walk(each.inside)


def _written(options: Sequence[_Numbered], known: dict[str, int]) -> list[dict[str, Any]]:
    return [_record(each, known) for each in options]


def _record(option: _Numbered, known: dict[str, int]) -> dict[str, Any]:
    choice, number = option.choice, option.number
    record: dict[str, Any] = {
        "id": number,
        "default": choice.default,
        "disable_ids": _disable_ids(number, [known[name] for name in choice.excludes]),
        "handling_fee": None,
        "handling_group": _MISSING[number // 2 % 2] if number > _DOCUMENTED else "",
        "hidden": choice.hidden,
        "multiple": choice.multiple,
        "name": choice.name,
        "name_long": choice.name,
        "read_only": choice.label,
        "required": choice.required,
        "service_type": choice.level if number % 7 == 0 else "",
    }
    for field, every in (("handling_fee", 4), ("disable_ids", 11)):
        if number % every == 0 and not record[field]:
            del record[field]
    if option.service is not None:
        record["service"] = _service(option)
    return record | {"nodes": [], "options": _written(option.inside, known)}


def _service(option: _Numbered) -> dict[str, Any]:
    cents = option.choice.cents
    return {
        "id": option.service,
        "name": option.choice.name,
        "price": "" if cents is None else f"{cents // 100}.{cents % 100:02d}",
        "service_type": option.choice.level,
    }


def _disable_ids(number: int, ids: list[int]) -> str | list[int] | None:
    # "List" says the table, "" shows the sample: comma text, lists and nothing all occur.
    if not ids:
        return _MISSING[number // 3 % 2] if number > _DOCUMENTED else ""
    return ids if number % 2 else ",".join(map(str, ids))
