"""Finding what a lost answer may have left at the lab (document 001, the GET of each resource).

Resources are found by `custom`, images by `tag`, parts by their parent, an order by
`id_order_partner`. Filters are applied again here: a server may not know them. What is found is
compared field by field with what was sent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from labkit.errors import OrderError
from labkit.http.flow import Flow, LostAnswerError, Step
from labkit.http.messages import Answer, Call
from labkit.lab_api.lenient import text
from labkit.lab_api.values import identity, objects, whole
from labkit.ordering.results import Outcome
from labkit.providers.printofoto import LAB
from labkit.providers.printofoto.resources import (
    MOST_PER_PAGE,
    has_value,
    id_field,
    read_list,
    read_one,
    wrong,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Record = Mapping[str, Any]
# The states that only a validated order can have.
PLACED = frozenset({"1", "2", "3", "4", "5"})


def find(resource: str, **filters: str) -> Flow[list[Record]]:
    """Return the newest records of a resource that have these values."""
    params = {**filters, "limit": str(MOST_PER_PAGE), "sort": f"{id_field(resource)} DESC"}
    answer = yield Step(Call("GET", f"/{resource}", params))
    found = read_list(answer.json() if answer.body.strip() else [])
    return [record for record in found if all(has_value(record, n, v) for n, v in filters.items())]


def read(resource: str, number: str) -> Flow[Record]:
    """Return one record by its id."""
    answer = yield Step(Call("GET", f"/{resource}/{number}"))
    return read_one(answer.json(), call=f"GET /{resource}")


def create(step: Step, resource: str, **mark: str) -> Flow[str]:
    """Create something that belongs to this attempt alone, and return its id.

    After a lost answer it is looked up and adopted; if it is not there it is created again: what
    that may leave behind is never ordered.

    Parameters
    ----------
    step
        The POST.
    resource
        What it makes.
    **mark
        The filter that finds it: this attempt's mark.

    Raises
    ------
    OrderError
        If the lab shows something else than was sent.
    """
    try:
        return (yield from create_part(step, resource, (), **mark))
    except LostAnswerError:
        return new_number(resource, (yield step))


def create_part(step: Step, resource: str, seen: Collection[str], **parent: str) -> Flow[str]:
    """Create a part of something that this attempt made, and return its id.

    After a lost answer it is looked up and adopted. If it is not there it may still arrive: it is
    not created again, or the whole could end up with one too many.

    Parameters
    ----------
    step, resource
        As `create`.
    seen
        The ids that answered calls of this attempt made under the same parent.
    **parent
        The filter that finds the parent's parts.

    Raises
    ------
    LostAnswerError
        If it is not there: the whole is of no use any more.
    OrderError
        If the lab shows something else than was sent.
    """
    try:
        answer = yield step
    except LostAnswerError:
        found = without(seen, resource, (yield from find(resource, **parent)))
        if not found:
            raise
        return _adopted(step, resource, found)
    return new_number(resource, answer)


def new_number(resource: str, answer: Answer) -> str:
    """Return the id in the answer to a POST."""
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
    matching = [one for one in records if identity(one.get(id_field("order"))) == number]
    return matching[0] if len(matching) == 1 else {}


def state_of(record: Record) -> str:
    """Return an order's state; "" where it is no number. Without one, it has just been created."""
    stated = record.get("order_state")
    return text(0 if stated in (None, "") else whole(stated))


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


def without(seen: Collection[str], resource: str, records: Iterable[Record]) -> list[Record]:
    """Return the records whose ids are not among those seen before."""
    return [record for record in records if number_of(record, resource) not in seen]


def same(sent: Mapping[str, Any], record: Record) -> bool:
    """Say whether a record has every value that was sent."""
    return all(_text(record.get(name)) == _text(value) for name, value in sent.items())


def mark_of(attempt: str, *parts: object) -> str:
    """Return the mark labkit leaves at the lab: short, without commas, no personal data."""
    return "-".join(["labkit", attempt, *map(str, parts)])


def _adopted(step: Step, resource: str, found: list[Record]) -> str:
    sent = step.call.json if step.call.json is not None else _shown_fields(step.call)
    if not all(same(sent, record) for record in found):
        raise OrderError(
            f"the answer to POST /{resource} was lost, and the lab shows another content than sent",
            lab=LAB.name,
            call="submit",
            hint="submit it again: nothing was validated",
        )
    return number_of(found[0], resource)


def _shown_fields(call: Call) -> dict[str, str]:
    # `image` goes in as a file or a URL and comes out as a file name.
    return {name: value for name, value in (call.form or {}).items() if name != "image"}


def _text(value: object) -> str:
    # Ids and flags come as text; "Fit" and "fit" are one.
    return "" if value is None else str(value).strip().casefold()
