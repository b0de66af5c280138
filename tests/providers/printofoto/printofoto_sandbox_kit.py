"""What the tests of the Printofoto emulator share: a context, a client, and the document's tables.

``printofoto_operations.json`` and ``printofoto_samples.json`` were read from the lab's document,
not from the emulator: operations with their parameters, the fields of each item table, and the
samples, mended to JSON.
"""

from __future__ import annotations

import json
import struct
import warnings
import zlib
from pathlib import Path

from labkit.providers.printofoto.sandbox import EMULATOR
from labkit.sandbox.clock import Clock
from labkit.sandbox.emulator import EmulatorContext
from labkit.sandbox.outbox import Outbox
from labkit.sandbox.photo_store import PhotoStore
from labkit.sandbox.readings import Readings
from labkit.sandbox.state_store import Store

with warnings.catch_warnings():
    # It asks for a successor of httpx by another name; httpx itself still serves.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

_HERE = Path(__file__).parent
OPERATIONS = json.loads((_HERE / "printofoto_operations.json").read_text("utf-8"))
ITEMS = json.loads((_HERE / "printofoto_samples.json").read_text("utf-8"))
BASE = "http://testserver"
PHOTO = "https://photos.example/b36d0.jpg"

# Products of the document's list that have a resource of the same name.
PRODUCT_IDS = {
    "photobook": 1,
    "calendar": 2,
    "postcard": 3,
    "bookmark": 4,
    "card": 5,
    "magnet": 6,
    "magnetgrid": 7,
    "notebook": 9,
    "stickergrid": 10,
    "businesscard": 12,
    "poster": 14,
    "polaroidbox": 15,
    "photoprint": 17,
    "factsheet": 20,
}
PARENTS = {
    "id_calendar": "calendar",
    "id_factsheet": "factsheet",
    "id_photobook": "photobook",
    "id_photoprint": "photoprint",
    "id_order": "order",
}
_BY_KIND = {
    "String": "some text",
    "Url of image resource": PHOTO,
    "Integer": "1",
    "Int": "0",
    "Boolean": "1",
    "Color:#ff00ff": "#ff00ff",
    "Date:2015-01": "2015-01",
    "Date:2015-01-01": "2015-01-01",
    "Fit or Fill": "Fit",
    "Float": "8.5",
    "normal OR express": "normal",
    "URL or Image file": PHOTO,
    "Format": "50x50",
}


def operation(method, path):
    """Return one of the document's operations."""
    return next(o for o in OPERATIONS if (o["method"], o["path"]) == (method, path))


def body_parameters(resource, method):
    """Return the parameters of a POST or PUT as the document lists them."""
    path = f"/{resource}" if method == "POST" else f"/{resource}/{{id}}"
    return [p for p in operation(method, path)["parameters"] if p["in"] == "body"]


def resources():
    """Return the names of the 21 resources."""
    return list(ITEMS)


def make_context(path=None, readings=None):
    """Return a sandbox's context for this lab alone."""
    store = Store(path)
    clock = Clock(store)
    context = EmulatorContext(
        emulator=EMULATOR,
        store=store.lab(EMULATOR.lab),
        clock=clock,
        readings=Readings(EMULATOR.readings, EMULATOR.aliases),
        photos=PhotoStore(store),
        outbox=Outbox(store, clock),
        base_url=BASE,
    )
    for name, value in (readings or {}).items():
        context.readings.set(name, value)
    clock.register(EMULATOR.lab, lambda event: EMULATOR.on_event(context, event))
    return context


class Lab:
    """A client of the emulator that speaks plain HTTP."""

    def __init__(self, context=None):
        self.context = context or make_context()
        self.http = TestClient(EMULATOR.build(self.context), base_url=BASE)
        self.http.headers.update(EMULATOR.credentials)

    def call(self, method, path, status, body=None, **options):
        """Make a call, check its status and return its JSON."""
        if body is not None:
            options["json"] = body
        response = self.http.request(method, path, **options)
        assert response.status_code == status, (method, path, response.text)
        return response.json() if response.content else None

    def errors(self, method, path, status, body=None, **options):
        """Make a call that is refused and return field → why."""
        answer = self.call(method, path, status, body, **options)
        assert list(answer) == ["errors"], answer
        assert all(isinstance(why, str) and why for why in answer["errors"].values())
        return answer["errors"]

    def make(self, resource, **changes):
        """Make a resource of the document's parameters, and return the answer."""
        return self.call("POST", f"/{resource}", 201, self.valid(resource, **changes))

    def valid(self, resource, method="POST", **changes):
        """Return a body with all that is mandatory, making the parents it points to."""
        body = {}
        for parameter in body_parameters(resource, method):
            name = parameter["name"]
            mandatory = parameter["need"] == "mandatory"
            whole_picture = name.startswith("image_url_") and "if no" in parameter["need"]
            if not mandatory and not whole_picture:
                continue
            if name in PARENTS and name not in changes:
                body[name] = self.make(PARENTS[name])[name]
            elif name == "id_product":
                body[name] = str(PRODUCT_IDS["poster"])
            elif name == "id_custom" and name not in changes:
                body[name] = self.make("poster")["id_poster"]
            else:
                body[name] = _BY_KIND[parameter["kind"].split(" | ")[0]]
        return {**body, **changes}

    def list(self, resource, **query):
        """Return a list."""
        return self.call("GET", f"/{resource}", 200, params=query)

    def photobook(self, positions=range(1, 11)):
        """Make a photobook with pages at these positions; return its id and its pages."""
        book = self.make("photobook")["id_photobook"]
        return book, [self.make("photobookpage", id_photobook=book, position=n) for n in positions]

    def detail(self, order, resource="poster", number=None, **changes):
        """Add a detail to an order; by default one with a new poster."""
        made = number or self.make(resource)[id_name(resource)]
        return self.make(
            "orderdetail",
            id_order=order,
            id_product=PRODUCT_IDS[resource],
            id_custom=made,
            **changes,
        )

    def put_state(self, order, state, status=200):
        """Put an order into a state and return the answer."""
        body = self.valid("order", "PUT", order_state=state)
        return self.call("PUT", f"/order/{order}", status, body)

    def order(self, state="0", **changes):
        """Make an order with one poster, take it to a state, and return its id."""
        number = self.make("order", **changes)["id_order"]
        self.detail(number)
        if state != "0":
            self.put_state(number, "6" if state == "6" else "1")
        while self.state(number) != state:
            self.step(number)
        return number

    def state(self, order):
        """Return an order's state."""
        return self.call("GET", f"/order/{order}", 200)["order_state"]

    def step(self, order):
        """Turn the clock until the lab has taken an order to its next state."""
        before = self.state(order)
        for _ in range(100):
            self.context.clock.advance(hours=1)
            if self.state(order) != before:
                return
        raise AssertionError(f"order {order} stays in state {before}")


def first_detail(lab, order):
    """Return the first detail of an order."""
    return lab.list("orderdetail", id_order=order)[0]


def id_name(resource):
    """Return the name of a resource's identifier: the first field of its item table."""
    return ITEMS[resource]["item"][0]


def png(width=16, height=16):
    """Return a PNG of one colour."""
    rows = (b"\x00" + b"\x80" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
