"""The options of templates: reading them, and their columns (document 002, Options)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.lab_api import lenient, notes
from labkit.lab_api.values import objects
from labkit.providers.bayphoto.catalog.choices import (
    LEVELS,
    OPTIONS,
    PATH,
    Choices,
    Option,
    path_of,
    read_choices,
    service_of,
)
from labkit.providers.bayphoto.catalog.templates import leaves
from labkit.providers.bayphoto.catalog.tree import asked

if TYPE_CHECKING:
    from collections.abc import Collection

    from labkit.http import Client, Page
    from labkit.lab_api.lenient import Record

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
        fetched = _fetch(client, expected, refresh=refresh, aside=True)
        answers = zip(expected, fetched, strict=True)
        has_options |= {key: _has_options(page) for key, page in answers}
        pages += fetched
        chains = [c for c in chains if not has_options[c[level]] and len(c) > level + 1]
        level += 1
    return pages


def fetch_choices(client: Client, chain: tuple[str, ...]) -> Choices:
    """Read what can be chosen with one product.

    Parameters
    ----------
    chain
        The product's template and its containers, as `Leaf.chain`.
    """
    for key in chain:
        with client.keeping(), notes.collected():
            (page,) = _fetch(client, [key])
            if page.data:
                return read_choices(page)
    return Choices()


def _fetch(
    client: Client, keys: list[str], *, refresh: bool = False, aside: bool = False
) -> list[Page]:
    # Of an id that is no template, or has no options of its own, the document says nothing: an
    # empty list and a 404 mean the same.
    calls = [(PATH, {"template_id": key}) for key in keys]
    return client.get_many(calls, refresh=refresh, label="bayphoto options", absent=[], aside=aside)


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


def _sheet(page: Page) -> dict[str, list[Any]]:
    """Return the columns of one template's options, without the product."""
    choices = read_choices(page)
    options = choices.options
    required = {group.group_id for group in choices.open_groups()}
    grouped = [(option, _group_index(option, required)) for option in options]
    excludes = _exclusions(options)
    services = [service_of(option.trail[-1]) for option in options]
    _note_odd([option.trail[-1] for option in options])
    return {
        "group_id": [option.ids[index] for option, index in grouped],
        "group": [path_of(option.trail[: index + 1]) for option, index in grouped],
        "option_id": [option.service_id for option in options],
        "option": [path_of(option.trail[index + 1 :]) or option.name for option, index in grouped],
        "price": lenient.numbers([service.get("price") for service in services], "price").tolist(),
        "required": [option.ids[index] in required for option, index in grouped],
        "default": [option.flag("default") for option in options],
        "multiple": [option.flag("multiple") for option in options],
        "hidden": [option.hidden for option in options],
        "read_only": [option.read_only for option in options],
        "level": [option.level for option in options],
        "excludes": [tuple(excludes.get(option.service_id, ())) for option in options],
    }


def _group_index(option: Option, required: Collection[str]) -> int:
    """Return which of what an option lies in it is chosen in: the required one, else the nearest.

    What lies below an option that can itself be ordered is only a question once that is chosen: it
    is in no required group. An option in no container is a group of its own.
    """
    last = len(option.ids) - 1
    first = max((n + 1 for n in range(last) if option.trail[n].get("service")), default=0)
    asked_in = [n for n in range(first, last + 1) if option.ids[n] in required]
    return asked_in[-1] if asked_in else max(last - 1, 0)


def _exclusions(options: tuple[Option, ...]) -> dict[str, dict[str, None]]:
    """Return service id → the service ids it rules out, both ways."""
    inside: dict[str, list[str]] = {}
    for option in options:
        for key in option.ids if option.service_id else ():
            inside.setdefault(key, []).append(option.service_id)
    found: dict[str, dict[str, None]] = {}
    for option in options:
        one = option.service_id
        for other in (other for key in option.disables for other in inside.get(key, ())):
            if one and one != other:
                found.setdefault(one, {})[other] = None
                found.setdefault(other, {})[one] = None
    return found


def _note_odd(options: list[Record]) -> None:
    # An option whose service has no id stays as a label: nothing can be ordered by it.
    services = [option for option in options if option.get("service")]
    bad = [option for option in services if not lenient.identifier(service_of(option).get("id"))]
    reason = "service.id is missing or no id"
    notes.set_aside("services", bad, len(services), reason, OPTIONS.where)
    kinds = [lenient.text(service_of(option).get("service_type")) for option in options]
    unknown = [kind for kind in kinds if kind and kind not in LEVELS]
    notes.note("level", unknown, "a service_type the document does not list")
