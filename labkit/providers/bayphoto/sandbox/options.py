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
    """What an order names for an option: the service's id, and its option.

    Attributes
    ----------
    option, containers
        The option's id, and the ids of the options it lies in.
    level
        Its ``service_type``; 0 where nothing says it.
    """

    number: int
    option: int
    name: str
    level: int
    multiple: bool
    read_only: bool
    containers: frozenset[int] = frozenset()

    def can_go_to(self, level: int) -> bool:
        """Tell whether an order can name it at this level."""
        return not self.read_only and self.level in {level, 0}


@dataclass(frozen=True)
class RequiredOption:
    """A required option: at least one of the services in it has to be ordered.

    Attributes
    ----------
    services
        Those that an order can name, of the option and of all below it.
    level
        Whose services they are: the order's if all of them are.
    condition
        The service it lies below: without that there is nothing to choose. None if there is none.
    """

    number: int
    name: str
    services: tuple[Service, ...]
    level: int
    condition: int | None


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
    nodes
        The nodes that options list, each with its option's id.
    """

    records: list[Record] = field(default_factory=list)
    services: dict[int, Service] = field(default_factory=dict)
    required: list[RequiredOption] = field(default_factory=list)
    nodes: list[tuple[int, Record]] = field(default_factory=list)
    _disabled: dict[int, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: list[Record]) -> OptionSet:
        """Read a list of options."""
        options = cls(records)
        for path in _paths(records):
            options._read(path)
        for path in _paths(records):
            if path[-1]["required"]:
                options._require(path)
        return options

    def excludes(self, one: Service, other: Service) -> bool:
        """Tell whether two services exclude each other, by the disable_ids of either."""
        if one.number == other.number:
            return False
        return self._disables(one, other) or self._disables(other, one)

    def _disables(self, one: Service, other: Service) -> bool:
        # A container is chosen with what is chosen in it, and disabled with all that is in it.
        ruled_out = frozenset[int]().union(
            *(self._disabled.get(each, ()) for each in (one.option, *one.containers))
        )
        return other.option in ruled_out or not ruled_out.isdisjoint(other.containers)

    def _read(self, path: tuple[Record, ...]) -> None:
        record = path[-1]
        number = record["id"]
        self._disabled[number] = frozenset(read_ids(record.get("disable_ids")))
        self.nodes += [(number, node) for node in record.get("nodes") or ()]
        service = record.get("service")
        if service:
            self.services[service["id"]] = Service(
                number=service["id"],
                option=number,
                name=record["name"],
                level=_level(path),
                multiple=record["multiple"],
                read_only=record["read_only"],
                containers=frozenset(each["id"] for each in path[:-1]),
            )

    def _require(self, path: tuple[Record, ...]) -> None:
        inside = {each["id"] for each in _walk([path[-1]])}
        services = tuple(
            each
            for each in self.services.values()
            if each.option in inside and (each.can_go_to(PRINT) or each.can_go_to(ORDER))
        )
        above = [each["service"]["id"] for each in path[:-1] if each.get("service")]
        # Where nothing can be ordered, nothing can be required.
        if services:
            self.required.append(
                RequiredOption(
                    number=path[-1]["id"],
                    name=path[-1]["name"],
                    services=services,
                    level=ORDER if all(each.level == ORDER for each in services) else PRINT,
                    condition=above[-1] if above else None,
                )
            )


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
    return read_sample(orjson.loads((data_dir() / SAMPLE_FILE).read_bytes()))


def read_sample(wire: dict[str, Any]) -> _Sample:
    """Read the content of a sample file."""
    sample = _Sample()
    for container in wire["containers"]:
        options = OptionSet.of([*container["options"], *wire["shared"]])
        sample.by_container |= dict.fromkeys(container["template_ids"], options)
        sample.records |= {each["id"]: each for each in _walk(options.records)}
    return sample


def _walk(records: Sequence[Record]) -> Iterator[Record]:
    return (path[-1] for path in _paths(records))


def _paths(
    records: Sequence[Record], above: tuple[Record, ...] = ()
) -> Iterator[tuple[Record, ...]]:
    for record in records:
        yield (*above, record)
        yield from _paths(record["options"], (*above, record))


def _level(path: tuple[Record, ...]) -> int:
    kinds = (each.get("service_type") for each in (path[-1]["service"], *reversed(path)))
    return next((int(kind) for kind in kinds if str(kind) in {"1", "2", "3"}), 0)
