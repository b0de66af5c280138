"""A running sandbox of Bay Photo alone, and a client that knows nothing but documents 002 and 004.

``bayphoto_documents.json`` holds the documents' samples, typed from them and mended to JSON: where
they show ``...``, the list just ends.
"""

import copy
import json
from pathlib import Path

import requests

DOCUMENTS = json.loads((Path(__file__).parent / "bayphoto_documents.json").read_text("utf-8"))
GONE = object()
PHOTO = ("products", 0, "photos", 0)


class Caller:
    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.base = sandbox.base_url("bayphoto")
        self.session = requests.Session()
        self.session.trust_env = False
        token = sandbox.credentials("bayphoto")["token"]
        self.session.headers["Authorization"] = f'Token token="{token}"'

    def call(self, method, path, **kwargs):
        return self.session.request(method, self.base + path, timeout=20, **kwargs)

    def get(self, path, **params):
        return self.call("GET", f"/api/v1/{path}", params=params)

    def read(self, path, **params):
        answer = self.get(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def order(self, body):
        return self.call("POST", "/api/v1/orders.json", json=body)


def order(*changes, name="order 1"):
    """Return the document's sample order; each change is a place in it and what it gets."""
    body = copy.deepcopy(DOCUMENTS["order"]) | {"order_name": name}
    for *place, last, value in changes:
        part = body
        for step in place:
            part = part[step]
        if value is GONE:
            del part[last]
        else:
            part[last] = value
    return body


def product(product_id, *services, uids=("1",), qty=1, **crop):
    """Return one product of an order with its photos and print services."""
    photo = DOCUMENTS["order"]["products"][0]["photos"][0] | crop
    return {
        "product_id": product_id,
        "qty": qty,
        "photos": [photo | {"node_uid": uid} for uid in uids],
        "print_services": [{"service_id": service} for service in services],
    }


def walk(tree, inside):
    for each in tree:
        yield each
        yield from walk(each[inside], inside)


def errors_of(answer):
    assert answer.status_code == 422, answer.text
    body = answer.json()
    assert set(body) == {"errors"}
    assert all(messages and all(messages) for messages in body["errors"].values())
    return body["errors"]


def dotted(place):
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text[1:]


def fault_of(bay, *changes):
    """Place a changed sample order and return the one field it is refused for."""
    errors = errors_of(bay.order(order(*changes)))
    assert bay.sandbox.orders("bayphoto") == []
    (field,) = errors
    return field


def error_of(answer, status):
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error"}
    return body["error"]
