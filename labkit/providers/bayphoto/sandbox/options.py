"""The options, and their rules for an order (document 002)."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from labkit.resources import data_dir

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SAMPLE_FILE = "bayphoto/sample_options.json"
PRINT, IMAGE, ORDER = 1, 2, 3
Record = dict[str, Any]


@dataclass(frozen=True)
class Service:
    """What an order names for an option: the service's id, and its option."""

    number: int
    option: int
    name: str
    level: int
    multiple: bool
    read_only: bool


@dataclass(frozen=True)
class RequiredOption:
    """A required option: at least one of its services has to be ordered."""

    name: str
    level: int
    services: frozenset[int]


@dataclass
class OptionSet:
    """The options of one container's templates.

    Attributes
    ----------
    records
        The options in the sample file.
    services
        By the id an order takes.
    required
        The required options.
    """

    records: list[Record] = field(default_factory=list)
    services: dict[int, Service] = field(default_factory=dict)
    required: list[RequiredOption] = field(default_factory=list)
    _disabled: dict[int, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: list[Record]) -> OptionSet:
        """Read a list of options."""
        below = {each["id"]: frozenset(_ids_below(each)) for each in _walk(records)}
        options = cls(records)
        for record in _walk(records):
            options._read(record, below)
        return options

    def excludes(self, one: Service, other: Service) -> bool:
        """Tell whether two services exclude each other, by the disable_ids of either."""
        empty: frozenset[int] = frozenset()
        return other.option in self._disabled.get(one.option, empty) or (
            one.option in self._disabled.get(other.option, empty)
        )

    def _read(self, record: Record, below: dict[int, frozenset[int]]) -> None:
        number = record["id"]
        ruled_out = read_ids(record.get("disable_ids"))
        self._disabled[number] = frozenset().union(*(below.get(each, {each}) for each in ruled_out))
        service = record.get("service")
        if service:
            self.services[service["id"]] = Service(
                number=service["id"],
                option=number,
                name=record["name"],
                level=service["service_type"],
                multiple=record["multiple"],
                read_only=record["read_only"],
            )
        if record["required"]:
            self.required.append(_required_option(record))


def read_ids(value: object) -> list[int]:
    """Read a list of ids that may be a list, comma-separated text or nothing."""
    if isinstance(value, str):
        return [int(each) for each in value.split(",") if each.strip()]
    return [int(each) for each in value] if isinstance(value, list) else []


def option(number: int) -> Record | None:
    """Return the option of this id in the sample file, or None."""
    return _sample().records.get(number)


def options_of(containers: Sequence[int]) -> OptionSet | None:
    """Return the options of the nearest of these containers (the nearest last) that has any.

    Options belong to containers, so their number does not grow with the catalog.
    """
    sets = _sample().by_container
    return next((sets[number] for number in reversed(containers) if number in sets), None)


def listed(record: Record, *, parent: int | None = None, lists: bool = False) -> Record:
    """Write an option as lists show it: with its container's id and everything below it.

    Parameters
    ----------
    lists
        Write every ``disable_ids`` as a list.
    """
    written = dict(record)
    if parent is not None:
        written["parent_id"] = parent
    if lists:
        written["disable_ids"] = read_ids(record.get("disable_ids"))
    inside = [listed(each, parent=record["id"], lists=lists) for each in record["options"]]
    return written | {"options": inside}


@dataclass
class _Sample:
    records: dict[int, Record] = field(default_factory=dict)
    by_container: dict[int, OptionSet] = field(default_factory=dict)


@functools.cache
def _sample() -> _Sample:
    wire = orjson.loads((data_dir() / SAMPLE_FILE).read_bytes())
    sample = _Sample()
    for container in wire["containers"]:
        options = OptionSet.of([*container["options"], *wire["shared"]])
        sample.by_container |= dict.fromkeys(container["template_ids"], options)
        sample.records |= {each["id"]: each for each in _walk(options.records)}
    return sample


def _walk(records: Sequence[Record]) -> Iterator[Record]:
    for record in records:
        yield record
        yield from _walk(record["options"])


def _ids_below(record: Record) -> Iterator[int]:
    return (each["id"] for each in _walk([record]))


def _required_option(record: Record) -> RequiredOption:
    services = [each["service"] for each in _walk([record]) if each.get("service")]
    levels = [each["service_type"] for each in services]
    return RequiredOption(
        name=record["name"],
        level=levels[0] if levels else PRINT,
        services=frozenset(each["id"] for each in services),
    )
