"""Reading Printofoto's resources: lists, single ones, dates, flags.

Source: document 001, "Filtering Resources" and the GET of each resource.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from labkit.errors import AnswerError, InputError
from labkit.http.messages import Call

if TYPE_CHECKING:
    from labkit.http import Client

Record = dict[str, Any]
Filters = Mapping[str, str | int | dt.date]

MOST_PER_PAGE = 1000

_LAB = "printofoto"
# The samples' names, where they are not id_<resource>.
_ID_FIELDS = {
    "calendarevent": "id_calendar_event",
    "factsheetitem": "id_factsheet_item",
    "orderdetail": "id_order_detail",
    "photobookpage": "id_photobook_page",
    "photoprintitem": "id_photoprint_item",
}
_DATE_FILTERS = {
    "date_from": "date_creation",
    "date_to": "date_creation",
    "date_event_from": "date_event",
    "date_event_to": "date_event",
    "shipping_date_update_from": "shipping_date_update",
    "shipping_date_update_to": "shipping_date_update",
}
_NO_DATE = "0000-00-00"
_FLAGS = {"0": False, "1": True, "false": False, "true": True}


def id_field(resource: str) -> str:
    """Return the name of a resource's own id."""
    return _ID_FIELDS.get(resource, f"id_{resource}")


def read_list(data: Any, *, call: str = "") -> list[Record]:  # noqa: ANN401 - whatever the lab sends
    """Return the records of a list.

    The document says a list "returns JSON object … errors" and shows an array: an array is a list,
    an object is an error.

    Raises
    ------
    AnswerError
        If it is no array of objects.
    """
    if not isinstance(data, list):
        raise wrong(f"a list was expected, and {_shown(data)} came", call)
    for position, record in enumerate(data):
        if not isinstance(record, dict):
            raise wrong(f"record {position} of the list is {_shown(record)}", call)
    return data


def read_one(data: Any, *, call: str = "") -> Record:  # noqa: ANN401 - whatever the lab sends
    """Return a single record, which may come alone or as a list of one.

    Raises
    ------
    AnswerError
        If it is neither.
    """
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise wrong(f"one record was expected, and {_shown(data)} came", call)
    return data


def read_date(text: Any) -> dt.datetime | None:  # noqa: ANN401 - whatever the lab sends
    """Return a date as it was written, without a time zone; None where there is none.

    ``0000-00-00 00:00:00`` is a missing date; ``2015-01`` is the first of that month.

    Raises
    ------
    AnswerError
        If it is no date.
    """
    written = "" if text is None else str(text).strip()
    if not written or written.startswith(_NO_DATE):
        return None
    month = len(written) == len("2015-01")
    try:
        moment = dt.datetime.fromisoformat(f"{written}-01" if month else written)
    except ValueError:
        raise wrong(f"{written!r:.40} is no date", "") from None
    return moment.replace(tzinfo=None)


def read_flag(value: Any) -> bool | None:  # noqa: ANN401 - whatever the lab sends
    """Return a flag, sent as ``"0"`` or ``"1"``; None where there is none.

    Raises
    ------
    AnswerError
        If it is neither.
    """
    written = "" if value is None else str(value).strip().lower()
    if not written:
        return None
    if written not in _FLAGS:
        raise wrong(f"{value!r:.40} is neither 0 nor 1", "")
    return _FLAGS[written]


def list_all(
    client: Client,
    resource: str,
    filters: Filters | None = None,
    *,
    per_page: int = MOST_PER_PAGE,
) -> list[Record]:
    """Return all records of a resource that pass filters, sorted by their ids as the lab sorts.

    Parameters
    ----------
    client
        The lab's client.
    resource
        ``"order"``, ``"image"``, …
    filters
        As the document names them. Dates (``date_from``, ``date_event_to``, …) mean what their
        names say, both ends included, and are not sent: the document's text has them the other way
        round ("date_from … less than"), and filtering here is right under both readings.
    per_page
        How many are asked for at once, 1000 at most.

    Raises
    ------
    HttpError
        If a page cannot be read, or the list changed while it was read.
    InputError
        If a date of the filters carries a time zone: the lab's dates have none.
    """
    given = dict(filters or {})
    bounds = {name: _bound(name, given.pop(name)) for name in _DATE_FILTERS if name in given}
    exact = {name: str(value) for name, value in given.items()}
    found: dict[str, Record] = {}
    offset = 0
    while page := _page(client, resource, exact, per_page, offset):
        before = len(found)
        ids = [_id(record, resource) for record in page]
        if found and found.keys().isdisjoint(ids):
            raise wrong("the list changed while it was read", f"GET /{resource}")
        for key, record in zip(ids, page, strict=True):
            found.setdefault(key, record)
        if len(found) == before:
            break
        # "Starting with the 150th" is off by one under one reading: pages overlap by a record.
        offset += len(page) - 1
    return [record for record in found.values() if _passes(record, exact, bounds)]


def _page(
    client: Client, resource: str, exact: Mapping[str, str], per_page: int, offset: int
) -> list[Record]:
    params = {**exact, "limit": str(per_page), "sort": id_field(resource)}
    if offset:
        params["offset"] = str(offset)
    answer = client.read(Call("GET", f"/{resource}", params))
    # Nothing at all is no record: 204 is used here, though not in the table of codes.
    data = answer.json() if answer.body.strip() else []
    return read_list(data, call=f"GET /{resource}")


def _id(record: Record, resource: str) -> str:
    found = record.get(id_field(resource))
    if found is None or found == "":
        raise wrong(f"a record has no {id_field(resource)}", f"GET /{resource}")
    return str(found)


def _passes(record: Record, exact: Mapping[str, str], bounds: Mapping[str, dt.datetime]) -> bool:
    # A server that does not know a filter leaves its field out.
    return all(
        record.get(name) is None or has_value(record, name, value) for name, value in exact.items()
    ) and all(_within(record, name, bound) for name, bound in bounds.items())


def has_value(record: Record, name: str, value: str) -> bool:
    """Say whether a record has a value in a field; tags are joined by commas."""
    text = str(record.get(name) or "")
    return text == value or (name == "tag" and value in [tag.strip() for tag in text.split(",")])


def _within(record: Record, name: str, bound: dt.datetime) -> bool:
    moment = read_date(record.get(_DATE_FILTERS[name]))
    if moment is None:
        return False
    return moment >= bound if name.endswith("_from") else moment <= bound


def _bound(name: str, value: str | int | dt.date) -> dt.datetime:
    moment, whole_day = _moment(name, value)
    if moment.tzinfo is not None:
        raise InputError(
            f"{name} carries a time zone",
            lab=_LAB,
            call="list",
            hint="the lab's dates have none: give it as the lab would write it",
        )
    if whole_day and name.endswith("_to"):
        return dt.datetime.combine(moment, dt.time.max)
    return moment


def _moment(name: str, value: str | int | dt.date) -> tuple[dt.datetime, bool]:
    """Return a bound, and whether it is a day without a time."""
    if isinstance(value, dt.datetime):
        return value, False
    try:
        written = value.isoformat() if isinstance(value, dt.date) else str(value).strip()
        return dt.datetime.fromisoformat(written), len(written) == len(_NO_DATE)
    except ValueError:
        raise InputError(
            f"{name} is {value!r:.40}, no date", lab=_LAB, hint="write it as 2015-01-31 14:00:00"
        ) from None


def _shown(data: Any) -> str:  # noqa: ANN401 - whatever the lab sends
    if data is None or data == "":
        return "nothing"
    if isinstance(data, list):
        return f"a list of {len(data)}"
    kind = "an object" if isinstance(data, dict) else "something else"
    return f"{kind} ({str(data)[:200]})"


def wrong(message: str, call: str) -> AnswerError:
    """Return the error for an answer that is not what the document shows."""
    return AnswerError(
        message, lab=_LAB, call=call, hint="see the GET of this resource in document 001"
    )
