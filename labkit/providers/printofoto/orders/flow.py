"""The calls of a Printofoto order: images → products and their parts → order → details → validate.

Only the PUT that sets `order_state` to 1 places the order (document 001, Order). Everything before
it carries a mark of this attempt, and is looked up and adopted where an answer got lost; details
are compared as a multiset (product, resource, shipping, price) just before the order is
validated, and an order that has one too many is not validated.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, TypeVar

from labkit.errors import AnswerError, LabkitError, UnsupportedError
from labkit.http.flow import Flow, LostAnswerError, Step
from labkit.http.messages import Answer, Call
from labkit.lab_api.lenient import text
from labkit.ordering.photo_digests import digest_of
from labkit.ordering.publishing import is_url
from labkit.ordering.results import OrderStatus, Outcome
from labkit.providers.printofoto import LAB
from labkit.providers.printofoto.orders.copies import as_sent, upload_call
from labkit.providers.printofoto.orders.lookup import (
    PLACED,
    answered,
    create,
    create_part,
    find,
    look,
    mark_of,
    read,
    state_of,
)
from labkit.providers.printofoto.orders.model import (
    CHILDREN,
    order_wire,
    picture_fields,
    resource_wire,
)
from labkit.providers.printofoto.orders.own_order import (
    CANCELLED,
    CREATED,
    DELIVERED,
    VALIDATED,
    Draft,
    create_draft,
    order_call,
    verify_draft,
    verify_lines,
)
from labkit.providers.printofoto.resources import id_field, wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from labkit.ordering.journal import Entry
    from labkit.ordering.service import OrderService
    from labkit.providers.printofoto.orders.fields import Part
    from labkit.providers.printofoto.orders.model import Detail, Order

T = TypeVar("T")

# How often something with parts is made before it is left to a person.
_ATTEMPTS = 3
# Document 001, "order_state".
STATES = {
    "0": "created",
    "1": "validated",
    "2": "awaiting print",
    "3": "printed",
    "4": "shipped",
    "5": "delivered",
    "6": "cancelled",
}


def plan(order: Order, service: OrderService) -> list[Step]:
    """Return the calls of an order; ``{…}`` stands for what earlier answers bring."""
    pictures = {picture: f"{{image {n}}}" for n, picture in enumerate(_pictures(order), 1)}
    steps = [Step(upload_call(picture, "{tag}")) for picture in pictures]
    for detail in order.details:
        steps += _plan_resource(detail, pictures)
    steps.append(Step(order_call(order)))
    for n, detail in enumerate(order.details):
        one = _detail_step(n, detail, "{id_order}", f"{{id_{detail.resource}}}")
        steps += [one] * detail.copies
    return [*steps, _validate(order, "{id_order}")]


def submit(order: Order, service: OrderService) -> Flow[Outcome]:
    """Make everything an order needs, then validate it."""
    pictures = yield from _upload_all(order)
    customs = []
    for n, detail in enumerate(order.details):
        customs.append((yield from _until_whole(_make, n, detail, pictures)))
    draft = yield from _until_whole(_filled_draft, order, customs)
    number = draft.number
    yield from verify_draft(order, draft)
    yield from verify_lines(order, draft, customs)
    try:
        answer = yield _validate(order, number)
    except LostAnswerError:
        outcome = yield from look(number)
        if outcome is None:
            raise
        return outcome
    return (yield from _validated(number, answer))


def resolve(
    entry: Entry,
    order: Order,
    service: OrderService,
    *,
    resend: bool,
) -> Flow[Outcome | None]:
    """Read the order whose validation was lost; validate it again only on a person's word."""
    number = str(entry.progress["id_order"])
    outcome = yield from look(number)
    if outcome is None and resend:
        answer = yield _validate(order, number)
        outcome = yield from _validated(number, answer)
    return outcome


def status(entry: Entry, service: OrderService) -> Flow[OrderStatus]:
    """Read the order and where its details are."""
    number = entry.lab_order_id or str(entry.progress["id_order"])
    record = yield from read("order", number)
    details = yield from find("orderdetail", id_order=number)
    urls = dict.fromkeys(text(detail.get("shipping_tracking_url")) for detail in details)
    state = state_of(record)
    return OrderStatus(
        lab_state=state,
        final=state in {str(DELIVERED), str(CANCELLED)},
        tracking=tuple(url for url in urls if url),
        raw={"order": record, "details": details},
    )


def cancel(entry: Entry, order: Order, service: OrderService) -> Flow[Outcome]:
    """Set `order_state` to 6, which can only be done from 0 and 1."""
    number = entry.lab_order_id or str(entry.progress["id_order"])
    record = yield from read("order", number)
    state = state_of(record)
    if state not in {str(CREATED), str(VALIDATED)}:
        raise UnsupportedError(
            f"the order is in state {state} ({STATES.get(state, 'unknown')}): it cannot be changed",
            lab=LAB.name,
            call="cancel",
            hint="ask the lab itself",
        )
    call = Call("PUT", f"/order/{number}", json=order_wire(order, CANCELLED))
    answer = yield Step(call, commits=True)
    if state_of(answered(answer, number)) != str(CANCELLED):
        raise answer.unlike("the answer does not show the order cancelled: ask status before again")
    return Outcome(number, str(CANCELLED), raw=answer.json_or_none())


def _until_whole(make: Callable[..., Flow[T]], *args: object) -> Flow[T]:
    # A part whose answer is lost may still arrive: what it belongs to is left, and made anew.
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return (yield from make(*args))
        except LostAnswerError:
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("the loop returns or raises")


def _filled_draft(order: Order, customs: list[str]) -> Flow[Draft]:
    draft = yield from create_draft(order)
    yield from _add_details(order, draft.number, customs)
    return draft


def _pictures(order: Order) -> dict[str, str]:
    # Picture → the field it stands in first.
    found: dict[str, str] = {}
    for n, detail in enumerate(order.details):
        field, _, _ = CHILDREN.get(detail.resource, ("", "", ""))
        path = f"details[{n}].{detail.resource}"
        places = {path: getattr(detail, detail.resource)}
        places |= {f"{path}.{field}[{m}]": part for m, part in enumerate(_parts(detail))}
        for place, part in places.items():
            for name in picture_fields(type(part)):
                found.setdefault(getattr(part, name), f"{place}.{name}")
    return {picture: path for picture, path in found.items() if picture}


def _parts(detail: Detail) -> list[Part]:
    field, _, _ = CHILDREN.get(detail.resource, ("", "", ""))
    parts: list[Part] = getattr(getattr(detail, detail.resource), field) if field else []
    return parts


def _upload_all(order: Order) -> Flow[dict[str, str]]:
    urls = {}
    attempt = secrets.token_hex(8)
    for n, (picture, path) in enumerate(_pictures(order).items()):
        tag = mark_of(attempt, "image", n)
        file = as_sent(picture)
        sha256 = "" if is_url(file) else digest_of(file)
        upload = Step(upload_call(file, tag, sha256), part=path)
        number = yield from create(upload, "image", tag=tag)
        record = yield from read("image", number)
        urls[picture] = text(record.get("preview_url"))
        if not is_url(urls[picture]):
            raise wrong("the image has no preview_url", f"GET /image/{number}")
    return urls


def _make(n: int, detail: Detail, pictures: dict[str, str]) -> Flow[str]:
    name = detail.resource
    mark = mark_of(secrets.token_hex(8), n)
    path = f"details[{n}].{name}"
    body = resource_wire(getattr(detail, name), pictures, mark)
    step = Step(Call("POST", f"/{name}", json=body), part=path)
    number = yield from create(step, name, custom=mark)
    field, child, parent = CHILDREN.get(name, ("", "", ""))
    made: list[str] = []
    for m, part in enumerate(_parts(detail)):
        call = Call("POST", f"/{child}", json=_part_body(part, pictures, parent, number))
        step = Step(call, part=f"{path}.{field}[{m}]")
        made.append((yield from create_part(step, child, made, **{parent: number})))
    return number


def _part_body(part: Part, pictures: dict[str, str], parent: str, number: str) -> dict[str, Any]:
    return {parent: number, **resource_wire(part, pictures, "")}


def _plan_resource(detail: Detail, pictures: dict[str, str]) -> Iterator[Step]:
    name = detail.resource
    body = resource_wire(getattr(detail, name), pictures, "{mark}")
    yield Step(Call("POST", f"/{name}", json=body))
    _, child, parent = CHILDREN.get(name, ("", "", ""))
    for part in _parts(detail):
        made = _part_body(part, pictures, parent, f"{{{id_field(name)}}}")
        yield Step(Call("POST", f"/{child}", json=made))


def _add_details(order: Order, number: str, customs: list[str]) -> Flow[None]:
    made: list[str] = []
    for n, (detail, custom) in enumerate(zip(order.details, customs, strict=True)):
        step = _detail_step(n, detail, number, custom)
        for _ in range(detail.copies):
            made.append((yield from create_part(step, "orderdetail", made, id_order=number)))
            if detail.price is not None:
                body = {**step.call.json, "price": str(detail.price)}
                yield Step(Call("PUT", f"/orderdetail/{made[-1]}", json=body), part=step.part)


def _detail_step(n: int, detail: Detail, number: str, custom: str) -> Step:
    body = {
        "id_order": number,
        "id_product": detail.id_product,
        "id_custom": custom,
        "shipping_type": detail.shipping_type,
    }
    return Step(Call("POST", "/orderdetail", json=body), part=f"details[{n}]")


def _validate(order: Order, number: str) -> Step:
    call = Call("PUT", f"/order/{number}", json=order_wire(order, VALIDATED))
    return Step(call, commits=True, remember={"id_order": number})


def _validated(number: str, answer: Answer) -> Flow[Outcome]:
    # The PUT returns the order. Where that shows it validated, it is; if reading it fails now,
    # that changes nothing about it.
    shown = state_of(answered(answer, number))
    try:
        outcome = yield from look(number)
    except LabkitError as error:
        if shown not in PLACED:
            raise
        message = f"it could not be read: {error.message}"
        return Outcome(number, shown, raw=answer.json_or_none(), problem=message)
    if outcome is None:
        raise AnswerError(
            "the lab said yes, and shows an order that is not validated",
            lab=LAB.name,
            call=f"PUT /order/{number}",
            hint="ask again with resolve",
        )
    return outcome
