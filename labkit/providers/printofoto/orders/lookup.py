"""Finding again what a lost answer may have left behind (document 001, the GET of each resource).

Resources are found by `custom`, images by `tag`, parts by their parent, an order by
`id_order_partner`. Filters are applied again here: a server may not know them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from labkit.http.messages import Answer, Call
from labkit.lab_api.lenient import text
from labkit.lab_api.values import identity, objects, whole
from labkit.ordering.flow import Flow, LostAnswerError, Outcome, Step
from labkit.providers.printofoto.resources import (
    MOST_PER_PAGE,
    id_field,
    read_list,
    read_one,
    wrong,
)

Record = Mapping[str, Any]
# The states that only a validated order can have.
PLACED = frozenset({"1", "2", "3", "4", "5"})


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
            return number_of(found[0], resource)
        answer = yield step
    return number_of(read_one(answer.json(), call=f"POST /{resource}"), resource)


def number_of(record: Record, resource: str) -> str:
    """Return a record's own id.

    Raises
    ------
    AnswerError
        If it has none.
    """
    found = identity(record.get(id_field(resource)))
    if not found:
        raise wrong(f"the {resource} has no {id_field(resource)}", f"/{resource}")
    return found


def answered(answer: Answer, number: str) -> Record:
    """Return the order that an answer holds; nothing where it holds none, or another one."""
    records = objects(answer.json_or_none())
    own = [one for one in records if identity(one.get(id_field("order"))) == number]
    return own[0] if len(own) == 1 else {}


def state_of(record: Record) -> str:
    """Return an order's state; "" where it is no number. Without one, it has just been created."""
    told = record.get("order_state")
    return text(0 if told in (None, "") else whole(told))


def look(number: str) -> Flow[Outcome | None]:
    """Read an order: what became of it if it is placed, None if it is not."""
    record: Record = yield from read("order", number)
    if number_of(record, "order") != number:
        raise wrong(f"order {number} was asked for, and another one came", f"GET /order/{number}")
    state = state_of(record)
    if state not in PLACED:
        return None
    return Outcome(
        lab_order_id=number,
        lab_state=state,
        raw=dict(record),
        problem="the API names no prices: what the lab charges is not known",
    )


def mark_of(reference: str, *parts: object) -> str:
    """Return the mark labkit leaves at the lab: short, without commas, no personal data."""
    digest = hashlib.sha256(reference.encode()).hexdigest()[:16]
    return "-".join(["labkit", digest, *map(str, parts)])


def _has(record: Record, name: str, value: str) -> bool:
    said = str(record.get(name) or "")
    return said == value or (name == "tag" and value in [tag.strip() for tag in said.split(",")])
