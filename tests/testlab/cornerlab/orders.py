"""The Corner Lab's orders: one call takes an order whole."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from labkit.errors import Problem
from labkit.http import Call
from labkit.http.flow import Flow, Step
from labkit.model.intent import Address, Line, OrderIntent
from labkit.ordering.publishing import publish
from labkit.ordering.results import OrderStatus, Outcome

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.ordering.journal import Entry
    from labkit.ordering.service import OrderService


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Extra(Part):
    code: str = Field(json_schema_extra={"labkit": {"widget": "option"}})


class Ribbon(Part):
    colour: str = Field(
        pattern="^#[0-9a-f]{6}$", json_schema_extra={"labkit": {"widget": "colour"}}
    )
    words: str = Field(default="", json_schema_extra={"labkit": {"widget": "multiline"}})


class Item(Part):
    no: str = Field(
        pattern=r"^\d{16}$",
        description="The article's number.",
        json_schema_extra={"labkit": {"widget": "product"}},
    )
    count: int = Field(ge=1, le=99, description="How many.")
    picture: str = Field(
        pattern=r"^https?://\S+$", json_schema_extra={"labkit": {"widget": "photo"}}
    )
    extras: list[Extra] = Field(default_factory=list, description="Extras of this print.")


class Order(Part):
    mark: str = Field(min_length=1, max_length=100, description="Your own mark; unique.")
    who: str = Field(min_length=1, description="First and last name.")
    place: str = Field(min_length=1, description="The whole address, on one line.")
    by: dt.date | None = Field(default=None, description="Needed by.")
    finish: Literal["matt", "gloss"] = Field(default="matt", description="Of all prints.")
    gift: bool = Field(default=False, description="Leave the invoice out.")
    ribbon: Ribbon | None = Field(default=None, description="A ribbon around the parcel.")
    items: list[Item] = Field(min_length=1, description="What is to be printed.")


def reference(order: Order) -> str:
    return order.mark


def from_intent(intent: OrderIntent, lab: Lab) -> tuple[Order, list[Problem]]:
    who = f"{intent.recipient.first_name} {intent.recipient.last_name}".strip()
    parts = (intent.recipient.street, intent.recipient.house_number, intent.recipient.city)
    items = [_item(line, lab) for line in intent.lines]
    dropped = [
        Problem(f"lines[{n}].crop", "it takes no crop", "warning")
        for n, line in enumerate(intent.lines)
        if line.crop
    ]
    address = {"who": who, "place": " ".join(filter(None, parts))}
    given = {name: value for name, value in address.items() if value}
    return Order.model_construct(mark=intent.reference, items=items, **given), dropped


def _item(line: Line, lab: Lab) -> Item:
    values: dict[str, Any] = {"no": line.product_id, "count": line.quantity}
    if line.photos:
        values["picture"] = publish(line.photos[0], lab).url
    extras = [Extra.model_construct(code=code) for code in line.options]
    return Item.model_construct(**values, extras=extras)


def to_intent(order: Order) -> OrderIntent:
    lines = [
        Line(
            product_id=item.no,
            quantity=item.count,
            photo=item.picture,
            options=tuple(extra.code for extra in item.extras),
        )
        for item in order.items
    ]
    return OrderIntent(
        reference=order.mark,
        recipient=Address(last_name=order.who, street=order.place),
        lines=tuple(lines),
    )


def check(order: Order, lab: Lab) -> list[Problem]:
    known = set(lab.products()["product_id"])
    return [
        Problem(f"items[{n}].no", "there is no such article")
        for n, item in enumerate(order.items)
        if item.no not in known
    ]


def plan(order: Order, _service: OrderService) -> list[Step]:
    return [Step(Call("POST", "/orders", json=order.model_dump(mode="json")), commits=True)]


def submit(order: Order, service: OrderService) -> Flow[Outcome]:
    answer = yield plan(order, service)[0]
    data = answer.json()
    return Outcome(lab_order_id=str(data["number"]), lab_state=data["state"], raw=data)


def status(entry: Entry, _service: OrderService) -> Flow[OrderStatus]:
    answer = yield Step(Call("GET", f"/orders/{entry.lab_order_id}"))
    return OrderStatus(answer.json()["state"], final=False, raw=answer.json())
