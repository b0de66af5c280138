"""A lab for tests of the order side: two calls, the second commits; its server is scripted."""

from __future__ import annotations

import datetime as dt
import json
import threading
import types

from pydantic import BaseModel, ConfigDict, Field

from labkit.api.lab import Lab
from labkit.errors import LabkitError, Problem
from labkit.http import Call, ErrorBody
from labkit.http.flow import LostAnswerError, Step
from labkit.lab_api.endpoints import Endpoint, Kind
from labkit.lab_api.spec import LabSpec
from labkit.model.money import PriceKind, Tax
from labkit.model.secret import Secret
from labkit.ordering.results import OrderStatus, Outcome


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sku: str
    count: int = Field(ge=1)


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")
    ref: str = Field(min_length=1)
    items: list[Item] = Field(min_length=1)


def submit(order, service):
    draft = yield Step(Call("POST", "/drafts", json=order.model_dump()))
    number = draft.json()["id"]
    where = Step(Call("POST", f"/drafts/{number}/place"), commits=True, remember={"draft": number})
    try:
        answer = yield where
    except LostAnswerError:
        answer = yield Step(Call("GET", f"/orders/{order.ref}"))
        if not answer.json():
            raise
    return Outcome(lab_order_id=str(number), lab_state="placed", raw=answer.json())


def resolve(entry, order, service, *, resend):
    answer = yield Step(Call("GET", f"/orders/{order.ref}"))
    if not answer.json():
        return None
    return Outcome(lab_order_id=str(entry.progress["draft"]), lab_state="placed")


def status(entry, service):
    answer = yield Step(Call("GET", f"/orders/{entry.reference}"))
    return OrderStatus("placed" if answer.json() else "", final=False, raw=answer.json())


def read_error(answer):
    data = answer.json_or_none() or {}
    if 200 <= answer.status < 300:
        return None
    return ErrorBody(data.get("error", ""), unauthorized=answer.status == 401)


WIRE = types.SimpleNamespace(
    headers=lambda credentials, token: {"key": credentials["key"]}, read_error=read_error
)
ORDERS = types.SimpleNamespace(
    Order=Order,
    submit=submit,
    resolve=resolve,
    status=status,
    check=lambda order, lab: [
        Problem(f"items[{n}].sku", "there is no such product")
        for n, item in enumerate(order.items)
        if item.sku == "none"
    ],
    plan=lambda order, service: [
        Step(Call("POST", "/drafts", json=order.model_dump())),
        Step(Call("POST", "/drafts/{id}/place"), commits=True),
    ],
    reference=lambda order: order.ref,
)


class Spec(LabSpec):
    def module(self, part):
        return {"wire": WIRE, "orders": ORDERS}[part]


SPEC = Spec(
    name="toylab",
    title="Toy",
    country="NL",
    package="none",
    credentials=("key",),
    currency="EUR",
    price_kind=PriceKind.LAB,
    tax=Tax.INCLUDED,
    cache_life=dt.timedelta(days=1),
    document="none",
)


def connect(url, kind=Kind.SANDBOX):
    return Lab(SPEC, Endpoint("toylab", kind, url, {"key": Secret("TOY-SECRET")}))


class Server:
    """The toy lab's server: drafts, placed orders, and what goes wrong on demand."""

    def __init__(self):
        self.drafts = {}
        self.placed = []
        self.lose = set()
        self.refuse = set()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, seen, handler):
        ok = {"content-type": "application/json"}
        if seen.path.startswith("/_labkit"):
            return 404, ok, b"{}"
        self.gate.wait(5)
        step = "draft" if seen.path == "/drafts" else seen.path.rsplit("/", 1)[-1]
        if seen.method == "GET":
            found = [o for o in self.placed if o["ref"] == step]
            return None if "get" in self.lose else (200, ok, json.dumps(found).encode())
        if step in self.refuse:
            return 422, ok, b'{"error":"not today"}'
        if step == "draft":
            number = len(self.drafts) + 1
            self.drafts[number] = json.loads(seen.body)
            return None if "draft" in self.lose else (200, ok, json.dumps({"id": number}).encode())
        if "place-undone" not in self.lose:
            self.placed.append(self.drafts[int(seen.path.split("/")[2])])
        return None if self.lose & {"place", "place-undone"} else (200, ok, b'{"ok":1}')


__all__ = ["LabkitError", "Server", "connect"]
