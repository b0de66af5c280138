"""What can be chosen with a product, and what an order of it has to have (document 002, Options).

The one place that reads `required` and `disable_ids`: the frame of options, the check of an order
and the defaults of an intent all ask it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from labkit.lab_api import lenient
from labkit.lab_api.values import objects
from labkit.providers.bayphoto.catalog.tree import Kind, walk

if TYPE_CHECKING:
    from labkit.http import Page
    from labkit.lab_api.lenient import Record

PATH = "/api/v1/options.json"
OPTIONS = Kind("options", f"GET {PATH}")
# "1=print, 2=image, 3=order" (Options).
LEVELS = {"1": "print", "2": "image", "3": "order"}
_ID = re.compile(r"[^\s,;\[\]\"']+")


@dataclass(frozen=True)
class Option:
    """An option that an order can name, or a label.

    Attributes
    ----------
    trail, ids
        What it lies in, outermost first, and itself: the records and their ids.
    service_id
        What an order takes; "" for a label.
    """

    trail: tuple[Record, ...]
    ids: tuple[str, ...]
    service_id: str

    @property
    def name(self) -> str:
        """Its name."""
        return name_of(self.trail[-1])

    @property
    def level(self) -> str:
        """``print``, ``image``, ``order``, or "" where nothing says it.

        The service says it; where it does not, the option, then its nearest container.
        """
        records = (service_of(self.trail[-1]), *reversed(self.trail))
        kinds = (lenient.text(record.get("service_type")) for record in records)
        return LEVELS.get(next((kind for kind in kinds if kind in LEVELS), ""), "")

    @property
    def read_only(self) -> bool:
        """Whether it is a label: it says so, or has no service that an order could name."""
        return not self.service_id or self.flag("read_only")

    @property
    def hidden(self) -> bool:
        """Whether it, or what it lies in, is not intended for public display."""
        return any(lenient.flag(record.get("hidden")) for record in self.trail)

    @property
    def orderable(self) -> bool:
        """Whether an order has a place for it: image services have none."""
        return not self.read_only and self.level != "image"

    @cached_property
    def disables(self) -> tuple[str, ...]:
        """The ids of options that are disabled if this one is chosen.

        Whoever chooses in a container chooses the container, too.
        """
        return tuple(key for record in self.trail for key in _ids(record.get("disable_ids")))

    def flag(self, name: str) -> bool:
        """Return one of its own flags."""
        return lenient.flag(self.trail[-1].get(name))

    def rules_out(self, other: Option) -> bool:
        """Say whether the two exclude each other: `disable_ids` hold both ways."""
        if self.service_id == other.service_id:
            return False
        pairs = ((self, other), (other, self))
        return any(not set(one.disables).isdisjoint(two.ids) for one, two in pairs)


@dataclass(frozen=True)
class Group:
    """A required option: an order has to name one of the services in it.

    Attributes
    ----------
    group_id, name
        The required option's id, and its name after those of its containers.
    options
        What can be chosen.
    below
        The service it is asked below: only who chooses that has to choose here. "" for everyone.
    level
        ``order`` where all that can be chosen is for the whole order.
    """

    group_id: str
    name: str
    options: tuple[Option, ...]
    below: str = ""
    level: str = "print"

    @property
    def service_ids(self) -> frozenset[str]:
        """The services an order can name."""
        return frozenset(option.service_id for option in self.options)


@dataclass(frozen=True)
class Choices:
    """The options of a product.

    Attributes
    ----------
    options
        In the lab's order, labels included.
    groups
        What is required.
    nodes
        Places that come with an option: the option's id, and the node.
    """

    options: tuple[Option, ...] = ()
    groups: tuple[Group, ...] = ()
    nodes: tuple[tuple[str, Record], ...] = ()

    def named(self, service_ids: Collection[str]) -> list[Option]:
        """Return the options of these services; strangers are left out."""
        return [option for option in self.options if option.service_id in service_ids]

    def open_groups(self, chosen: Iterable[Option] = ()) -> list[Group]:
        """Return the groups an order still has to choose from, each with what is left in it.

        A group in which the chosen options rule everything out asks for nothing (see `waived`).
        Of groups within each other the narrowest are returned: they settle the wider ones.

        Parameters
        ----------
        chosen
            What is chosen so far, options of the whole order included.
        """
        left = [group for group in self._left(list(chosen)) if group.options]
        return [
            group
            for index, group in enumerate(left)
            if not any(
                other.service_ids < group.service_ids
                or (other.service_ids == group.service_ids and later > index)
                for later, other in enumerate(left)
            )
        ]

    def waived(self, chosen: Iterable[Option]) -> list[Group]:
        """Return the required groups in which the chosen options rule everything out."""
        return [group for group in self._left(list(chosen)) if not group.options]

    def with_defaults(self, service_ids: Iterable[str]) -> list[str]:
        """Return the chosen services, and the default of each open group that has exactly one."""
        filled = list(service_ids)
        while True:
            defaults = (
                [option.service_id for option in group.options if option.flag("default")]
                for group in self.open_groups(self.named(filled))
            )
            found = next((ids for ids in defaults if len(ids) == 1), None)
            if found is None:
                return filled
            filled += found

    def of_order(self, service_ids: Collection[str]) -> list[str]:
        """Return those services that are for a whole order."""
        whole = {option.service_id for option in self.options if option.level == "order"}
        return [service_id for service_id in service_ids if service_id in whole]

    def _left(self, chosen: list[Option]) -> list[Group]:
        taken = {option.service_id for option in chosen}
        return [
            replace(
                group,
                options=tuple(
                    option
                    for option in group.options
                    if not any(option.rules_out(other) for other in chosen)
                ),
            )
            for group in self.groups
            if group.below in {"", *taken} and taken.isdisjoint(group.service_ids)
        ]


def read_choices(page: Page) -> Choices:
    """Return the options of a page of `options.json`.

    Raises
    ------
    AnswerError
        If it is not what Options shows.
    CatalogError
        If options contain each other.
    """
    found = [
        ((*branch.trail, record), (*branch.ids, OPTIONS.id_of(record)))
        for branch in walk([page], OPTIONS)
        for record in branch.members
    ]
    options = tuple(
        Option(trail, ids, _service_id(trail[-1]))
        for trail, ids in found
        # "An orderable option will contain a service field"; what has neither that nor options
        # below it is a label.
        if trail[-1].get("service") or not trail[-1].get("options")
    )
    groups = (
        _group(trail, ids, options)
        for trail, ids in found
        if lenient.flag(trail[-1].get("required"))
    )
    nodes = tuple((ids[-1], node) for trail, ids in found for node in _nodes(trail[-1]))
    # What nothing can be ordered of cannot be required.
    return Choices(options, tuple(group for group in groups if group.options), nodes)


def _group(trail: tuple[Record, ...], ids: tuple[str, ...], options: tuple[Option, ...]) -> Group:
    above = [_service_id(record) for record in trail[:-1] if record.get("service")]
    inside = [option for option in options if option.ids[: len(ids)] == ids and option.orderable]
    level = "order" if all(option.level == "order" for option in inside) else "print"
    return Group(ids[-1], path_of(trail), tuple(inside), above[-1] if above else "", level)


def path_of(records: Iterable[Record]) -> str:
    """Return the names of options that lie in each other."""
    return " > ".join(name_of(record) for record in records)


def name_of(option: Record) -> str:
    """Return an option's name."""
    found = option.get("name") or service_of(option).get("name") or option.get("name_long")
    return lenient.text(found)


def service_of(option: Record) -> Record:
    """Return an option's service; nothing where it has none."""
    found = objects(option.get("service"))
    return found[0] if found else {}


def _service_id(option: Record) -> str:
    return lenient.identifier(service_of(option).get("id"))


def _nodes(option: Record) -> list[Record]:
    return lenient.records(option.get("nodes"), **OPTIONS.where, what="nodes")


def _ids(value: object) -> list[str]:
    # "List of ids", but the sample shows "": texts, numbers and lists of them are read.
    if isinstance(value, list):
        return [found for item in value for found in _ids(item)]
    if isinstance(value, dict):
        return _ids(value.get("id"))
    return _ID.findall(lenient.text(value))
