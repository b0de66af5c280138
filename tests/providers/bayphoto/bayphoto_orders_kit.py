"""An order of Bay Photo's from an intent, what is wrong with it, and what reached the sandbox."""

import requests

import labkit as lk

NAME = "bayphoto"


def private(path):
    path.mkdir(mode=0o700, exist_ok=True)
    return path


ADDRESS = lk.Address(
    first_name="Jane",
    last_name="Roe",
    street="First Street",
    house_number="12",
    postcode="95060",
    city="Santa Cruz",
    state="CA",
    country="US",
    email="jane@roe.example",
)


def make(lab, photo, reference="A-1", **line):
    one = lk.Line(**{"product_id": "1975", "photo": photo, "options": ["13462"]} | line)
    intent = lk.OrderIntent(reference=reference, recipient=ADDRESS, lines=[one], shipping="FEDEX2")
    return lab.from_intent(intent)[0]


def problems(lab, order, severity="error"):
    return {p.field: p.message for p in lab.check(order) if p.severity == severity}


def posts(box):
    return [r for r in box.log() if r["method"] == "POST" and r["path"].endswith("orders.json")]


def post(box, lab, body):
    address = lab.endpoint.base_url + "/api/v1/orders.json"
    token = box.credentials(NAME)["token"]
    headers = {"Authorization": f'Token token="{token}"'}
    return requests.post(address, json=body, headers=headers, timeout=20)
