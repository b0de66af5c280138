"""The options of a template (document 002, Options)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from labkit.lab_api import lenient, notes
from labkit.lab_api.values import objects
from labkit.providers.bayphoto.catalog.templates import leaves
from labkit.providers.bayphoto.catalog.tree import Branch, Kind, asked, walk

if TYPE_CHECKING:
    from labkit.http import Client, Page
    from labkit.lab_api.lenient import Record

PATH = "/api/v1/options.json"
OPTIONS = Kind("options", f"GET {PATH}")
# "1=print, 2=image, 3=order" (Options).
LEVELS = {"1": "print", "2": "image", "3": "order"}
_COLUMNS = (
    "group_id",
    "group",
    "option_id",
    "option",
    "price",
    "required",
    "default",
    "multiple",
    "hidden",
    "read_only",
    "level",
    "excludes",
)
_ID = re.compile(r"[^\s,;\[\]\"']+")


def fetch_sheets(client: Client, templates: list[Page], *, refresh: bool = False) -> list[Page]:
    """Read the options of every template that can be ordered.

    The walk-through asks for the options of a container, the sample for those of a leaf: the leaf
    is asked first; where it has none, its container, and so on. A container is asked once for all
    that lies in it.
    """
    pages: list[Page] = []
    has_options: dict[str, bool] = {}
    chains = [leaf.chain for leaf in leaves(templates)]
    level = 0
    while chains:
        expected = [
            key for key in dict.fromkeys(c[level] for c in chains) if key not in has_options
        ]
        calls = [(PATH, {"template_id": key}) for key in expected]
        fetched = client.get_many(calls, refresh=refresh, label="bayphoto options", aside=True)
        has_options |= {
            key: _has_options(page) for key, page in zip(expected, fetched, strict=True)
        }
        pages += fetched
        chains = [c for c in chains if not has_options[c[level]] and len(c) > level + 1]
        level += 1
    return pages


def option_columns(templates: list[Page], sheets: list[Page]) -> dict[str, Any]:
    """Return the columns of `labkit.frames.OPTIONS`; see `catalog.parse_options`."""
    answered = [page for page in sheets if page.error is None]
    bad = [page.data for page in answered if page.data and not objects(page.data)]
    reason = "no list of options"
    notes.set_aside("answers with options", bad, len(answered), reason, OPTIONS.where)
    by_template = {asked(page, "template_id"): page for page in answered if _has_options(page)}
    read: dict[str, dict[str, list[Any]]] = {}
    columns: dict[str, list[Any]] = {"product_id": []} | {name: [] for name in _COLUMNS}
    for leaf in leaves(templates):
        key = next((key for key in leaf.chain if key in by_template), "")
        if not key:
            continue
        if key not in read:
            read[key] = _sheet(by_template[key])
        columns["product_id"] += [leaf.product_id] * len(read[key]["option_id"])
        for name in _COLUMNS:
            columns[name] += read[key][name]
    return columns


def _has_options(page: Page) -> bool:
    return bool(objects(page.data))


@dataclass(frozen=True)
class _Group:
    """What the members of one container have in common.

    A choice is asked for in the nearest required container, else in the nearest. Containers
    between it and an option stand in front of the option's name. What lies below an option that
    can itself be ordered is only a question once that one is chosen: it is not required.
    """

    group_id: str
    name: str
    between: str
    required: bool
    hidden: bool
    service_type: str


def _group(branch: Branch, option: Record) -> _Group:
    if not branch.trail:
        # An option in no container is a group of its own.
        return _Group(OPTIONS.id_of(option), _name(option), "", False, False, "")
    loose = [index for index, outer in enumerate(branch.trail) if outer.get("service")]
    start = loose[-1] + 1 if loose else 0
    pure = range(start, len(branch.trail))
    required = [index for index in pure if lenient.flag(branch.trail[index].get("required"))]
    index = required[-1] if required else len(branch.trail) - 1
    types = [lenient.text(outer.get("service_type")) for outer in branch.trail]
    return _Group(
        branch.ids[index],
        _path(branch.trail[: index + 1]),
        _path(branch.trail[index + 1 :]),
        bool(required) and not loose,
        any(lenient.flag(outer.get("hidden")) for outer in branch.trail),
        next((kind for kind in reversed(types) if kind in LEVELS), ""),
    )


def _sheet(page: Page) -> dict[str, list[Any]]:
    """Return the columns of one template's options, without the product."""
    branches = list(walk([page], OPTIONS))
    excludes = _exclusions(branches)
    rows = [(_group(branch, option), option) for branch in branches for option in _choices(branch)]
    groups = [group for group, _ in rows]
    options = [option for _, option in rows]
    services = [_service(option) for option in options]
    ids = [_service_id(option) for option in options]
    _note_services(options)
    return {
        "group_id": [group.group_id for group in groups],
        "group": [group.name for group in groups],
        "option_id": ids,
        "option": [_label(group, option) for group, option in rows],
        "price": lenient.numbers([service.get("price") for service in services], "price").tolist(),
        "required": [group.required or _flag(option, "required") for group, option in rows],
        "default": [_flag(option, "default") for option in options],
        "multiple": [_flag(option, "multiple") for option in options],
        "hidden": [group.hidden or _flag(option, "hidden") for group, option in rows],
        # Without a service nothing can be ordered: the option is a label.
        "read_only": [
            _flag(option, "read_only") or not key for option, key in zip(options, ids, strict=True)
        ],
        "level": [_level(group, option) for group, option in rows],
        "excludes": [tuple(excludes.get(key, ())) for key in ids],
    }


def _choices(branch: Branch) -> list[Record]:
    # "An orderable option will contain a service field"; what has neither that nor options below
    # it is a label.
    return [
        option for option in branch.members if option.get("service") or not option.get("options")
    ]


def _label(group: _Group, option: Record) -> str:
    return f"{group.between} > {_name(option)}" if group.between else _name(option)


def _level(group: _Group, option: Record) -> str:
    # The service says it; where it does not, the option, then its container.
    types = [lenient.text(record.get("service_type")) for record in (_service(option), option)]
    found = next((kind for kind in (*types, group.service_type) if kind in LEVELS), "")
    unknown = [kind for kind in types if kind and kind not in LEVELS]
    notes.note("level", unknown, "a service_type the document does not list")
    return LEVELS.get(found, "")


def _flag(option: Record, name: str) -> bool:
    return lenient.flag(option.get(name))


def _exclusions(branches: list[Branch]) -> dict[str, dict[str, None]]:
    """Return service id → the service ids it rules out, both ways.

    `disable_ids` holds ids of options; one of a container stands for all that lies in it.
    """
    inside = _services_inside(branches)
    found: dict[str, dict[str, None]] = {}
    for option in [option for branch in branches for option in branch.members]:
        sources = inside.get(OPTIONS.id_of(option), [])
        for banned in _ids(option.get("disable_ids")):
            for one, other in product(sources, inside.get(banned, [])):
                if one != other:
                    found.setdefault(one, {})[other] = None
                    found.setdefault(other, {})[one] = None
    return found


def _services_inside(branches: list[Branch]) -> dict[str, list[str]]:
    inside: dict[str, list[str]] = {}
    for branch in branches:
        for option in branch.members:
            service = _service_id(option)
            for key in (*branch.ids, OPTIONS.id_of(option)) if service else ():
                inside.setdefault(key, []).append(service)
    return inside


def _ids(value: object) -> list[str]:
    # "List of ids", but the sample shows "": texts, numbers and lists of them are read.
    if isinstance(value, list):
        return [found for item in value for found in _ids(item)]
    if isinstance(value, dict):
        return _ids(value.get("id"))
    return _ID.findall(lenient.text(value))


def _path(records: tuple[Record, ...]) -> str:
    return " > ".join(_name(record) for record in records)


def _name(option: Record) -> str:
    service = _service(option)
    found = option.get("name") or service.get("name") or option.get("name_long")
    return lenient.text(found)


def _service_id(option: Record) -> str:
    return lenient.identifier(_service(option).get("id"))


def _service(option: Record) -> Record:
    found = objects(option.get("service"))
    return found[0] if found else {}


def _note_services(options: list[Record]) -> None:
    # An option whose service has no id stays as a label: nothing can be ordered by it.
    services = [option for option in options if option.get("service")]
    bad = [option for option in services if not _service_id(option)]
    reason = "service.id is missing or no id"
    notes.set_aside("services", bad, len(services), reason, OPTIONS.where)
