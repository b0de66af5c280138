"""A lab whose catalog answers are the document's own, one of them spoilt: in process, no socket."""

import io
import json
import random
from itertools import product
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from test_order_answers_fuzz import BODIES, JUNK, paths, spoilt
from urllib3 import HTTPResponse

import labkit as lk

FIXTURES = Path(__file__).parents[1] / "providers"
CREDENTIALS = {
    "bephoto": {"email": "a@b.example", "password": "p"},
    "profotonet": {"key": "k"},
    "bayphoto": {"token": "t"},
}
# Table -> the path below the base URL, and the document's sample of it.
SAMPLES = {
    ("bephoto", "products"): ("/products", "bephoto/fixtures/products.json"),
    ("bephoto", "options"): ("/products", "bephoto/fixtures/products.json"),
    ("profotonet", "products"): ("/products", "profotonet/fixtures/profotonet_products.json"),
    ("profotonet", "options"): ("/products", "profotonet/fixtures/profotonet_products.json"),
    ("profotonet", "shipping"): ("/products", "profotonet/fixtures/profotonet_products.json"),
    ("bayphoto", "products"): ("/api/v1/templates.json", "bayphoto/fixtures/templates.json"),
    ("bayphoto", "options"): ("/api/v1/options.json", "bayphoto/fixtures/options.json"),
    ("bayphoto", "shipping"): (
        "/api/v1/shipping_methods.json",
        "bayphoto/fixtures/shipping_methods.json",
    ),
}
OTHERS = {"/api/v1/templates.json": "bayphoto/fixtures/templates.json"}
STATUSES = [200, 201, 404, 500]
# What stands for nothing: unknown without a word.
NOTHING = (None, "", " ", "absent")


def sample(name):
    return json.loads((FIXTURES / name).read_bytes())


class Lab:
    """A connected lab whose answers are made here.

    `answer` is (status, body) for the path that is spoilt; what else is asked is as documented.
    """

    def __init__(self, lab, table):
        self.table = table
        self.path, name = SAMPLES[lab, table]
        self.good = sample(name)
        self.answer = (200, json.dumps(self.good).encode())
        self.lab = lk.connect(lab, base_url="https://lab.example", **CREDENTIALS[lab])
        self.lab.client._transfer = self._transfer

    def _transfer(self, _session, call):
        status, body = 200, b"[]"
        if call.path == "/user/login":
            body = b'{"status": 1, "token": "t"}'
        elif call.path == self.path and "parent_id" not in call.params:
            status, body = self.answer
        elif call.path in OTHERS and not call.params:
            body = json.dumps(sample(OTHERS[call.path])).encode()
        raw = HTTPResponse(io.BytesIO(body), status=status, preload_content=False,
                           headers={"content-type": "application/json"})  # fmt: skip
        request = requests.Request(call.method, "https://lab.example" + call.target).prepare()
        return HTTPAdapter().build_response(request, raw)

    def read(self, status, body):
        """Read the table anew, nothing having been kept, and return its frame."""
        self.lab.client.cache.clear()
        self.lab.__dict__.pop("reader", None)
        self.answer = (status, body)
        return getattr(self.lab, self.table)(refresh=True)

    def kept(self):
        """Return what the cache holds of the spoilt path."""
        return [
            key for key in self.lab.client.cache._backend.responses if key.startswith(self.path)
        ]


def single_faults(good):
    """Every field replaced by every value or taken away, and every body with every status."""
    for where, junk in product(paths(good), JUNK):
        yield 200, spoilt(good, where, junk, gone=False), [(where, junk)]
    for where in paths(good):
        if where:
            yield 200, spoilt(good, where, None, gone=True), [(where, "absent")]
    for body, status in product(BODIES, STATUSES):
        yield status, body, [(status, body[:20])]


def double_faults(good, count, seed):
    """So many answers with two faults in them."""
    chance = random.Random(seed)
    for _ in range(count):
        data, said = good, []
        for _ in range(2):
            where, junk = chance.choice(list(paths(data))), chance.choice(JUNK)
            data = spoilt(data, where, junk, gone=False)
            said.append((where, junk))
        yield 200, data, said
