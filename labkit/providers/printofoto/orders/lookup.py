"""Finding again what a lost answer may have left behind (document 001, the GET of each resource).

Resources are found by `custom`, images by `tag`, parts by their parent, an order by
`id_order_partner`. Filters are applied again here: a server may not know them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from labkit.http.messages import Call
from labkit.ordering.flow import Flow, LostAnswerError, Step
from labkit.providers.printofoto.resources import MOST_PER_PAGE, id_field, read_list, read_one

Record = Mapping[str, Any]


def find(resource: str, **filters: str) -> Flow[list[Record]]:
    """Return the newest records of a resource that have these values."""
    params = {**filters, "limit": str(MOST_PER_PAGE), "sort": f"{id_field(resource)} DESC"}
    answer = yield Step(Call("GET", f"/{resource}", params))
    found = read_list(answer.json() if answer.body.strip() else [])
    return [record for record in found if all(_has(record, n, v) for n, v in filters.items())]


def read(resource: str, number: str) -> Flow[Record]:
    """Return one record by its id."""
    answer = yield Step(Call("GET", f"/{resource}/{number}"))
    return read_one(answer.json(), call=f"GET /{resource}")


def create(
    step: Step,
    resource: str,
    already: int = 0,
    same: Mapping[str, str] | None = None,
    **mark: str,
) -> Flow[str]:
    """Create something and return its id; a lost answer is looked up and adopted.

    None of these calls places an order. If it is not found after a lost answer it is created
    again: what that may leave behind is never ordered.

    Parameters
    ----------
    step
        The POST.
    resource
        What it makes.
    already
        How many of them there were before.
    same
        What else makes it the one, for which the list has no documented filter.
    **mark
        The filter that finds it again.
    """
    try:
        answer = yield step
    except LostAnswerError:
        listed = yield from find(resource, **mark)
        found = [r for r in listed if all(_has(r, n, v) for n, v in (same or {}).items())]
        if len(found) > already:
            return str(found[0][id_field(resource)])
        answer = yield step
    record = read_one(answer.json(), call=f"POST /{resource}")
    return str(record[id_field(resource)])


def mark_of(reference: str, *parts: object) -> str:
    """Return the mark labkit leaves at the lab: short, without commas, no personal data."""
    digest = hashlib.sha256(reference.encode()).hexdigest()[:16]
    return "-".join(["labkit", digest, *map(str, parts)])


def _has(record: Record, name: str, value: str) -> bool:
    said = str(record.get(name) or "")
    return said == value or (name == "tag" and value in [tag.strip() for tag in said.split(",")])
