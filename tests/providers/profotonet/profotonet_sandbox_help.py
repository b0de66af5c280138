"""A sandbox of one lab without a server, and the document's sample order, for the tests here."""

import copy
import json
import warnings
from functools import partial

from labkit.providers.profotonet.sandbox import EMULATOR
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

KEY = EMULATOR.credentials["key"]
GLOSSY = 1002201300190001
CANVAS = 1003705000500003
JPG = b"\xff\xd8\xff\xe0 a picture"
PDF = b"%PDF-1.7 a slip"

# Document 003, "Insert order": its example with the quotes it lacks, and without `test`.
SAMPLE_TEXT = """
{
  "testNotificationUrl": "https://testurl.ofyourwebsite.com/statuscallback",
  "notificationUrl": "https://url.ofyourwebsite.com/statuscallback",
  "referenceId": "10000000",
  "reference": "10000000",
  "companyName": "Company",
  "firstName": "John",
  "lastName": "Doe",
  "street": "Street",
  "houseNumber": "1A",
  "zipCode": "1234AA",
  "city": "Rotterdam",
  "state": "",
  "country": "NL",
  "shippingMethod": "send",
  "entries": [
    {
      "referenceId": 10000,
      "productId": 1002201300190001,
      "quantity": 1,
      "backprint": "",
      "file": {
        "name": "testimage1.jpg",
        "url": "https://images.testwebsite.nl/DH98sa7daKJhdKShdSD987/KJDShg9a8sd9878HDSAC.jpg",
        "md5": "e2c0c4781074792afbaf73c6af5eae87"
      },
      "options": [{"code": "whiteborder", "value": "checked"}]
    },
    {
      "referenceId": 10001,
      "productId": 1003705000500003,
      "quantity": 1,
      "backprint": "",
      "file": {
        "name": "testimage2.jpg",
        "url": "https://images.testwebsite.nl/DH98sa7daKJhdKShdSD987/KJDShg9a8sd9878HDSAD.jpg",
        "md5": "7815696ecbf1c96e6894b779456d330e"
      },
      "options": [{"code": "canvasedge", "value": "mirror"}]
    }
  ],
  "packingSlip": {
    "url": "https://www.testwebsite.nl/DH98sa7daKJhdKShdSD987/KJDShg9a8sd9878HDSsada.pdf",
    "md5": "6af0d8b2c5c3fff02066b31e8e83c192"
  },
  "label": {
    "url": "https://www.testwebsite.nl/DH98sa7daKJhdKShdSD987/KJDShg9a8sd9878HDSsade.pdf",
    "md5": "a90790e52d1c0e138edf47c5324ebeeb"
  }
}
"""
_SAMPLE = json.loads(SAMPLE_TEXT)


def sample(**changes):
    """Return the document's sample order with fields changed."""
    return copy.deepcopy(_SAMPLE) | changes


def changed(path, value):
    """Return the sample order with the value at a path replaced."""
    order = sample()
    place = order
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return order


def without(path):
    """Return the sample order without the field at a path."""
    order = sample()
    place = order
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return order


def entry(number=1, product=GLOSSY, **changes):
    """Return one entry."""
    file = {"name": "a.jpg", "url": "https://photos.example/a.jpg"}
    return {"referenceId": number, "productId": product, "quantity": 1, "file": file} | changes


def new_context(scale=None):
    """Return a fresh sandbox of this lab."""
    store = Store()
    clock = Clock(store)
    context = EmulatorContext(
        emulator=EMULATOR,
        store=store.lab("profotonet"),
        clock=clock,
        readings=Readings(EMULATOR.readings, EMULATOR.aliases),
        photos=PhotoStore(store),
        outbox=Outbox(store, clock),
        scale=scale,
    )
    clock.register("profotonet", partial(EMULATOR.on_event, context))
    return context


class Lab:
    """One sandbox and a plain HTTP client to it."""

    def __init__(self, scale=None):
        self.context = new_context(scale)
        self.http = TestClient(EMULATOR.build(self.context), headers={"key": KEY})

    def order(self, body):
        return self.http.post("/order", json=body)

    def ordered(self, body):
        answer = self.order(body)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def show(self, reference="10000000", **params):
        return self.http.get("/order", params={"referenceId": reference, **params})

    def shown(self, reference="10000000"):
        answer = self.show(reference)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def reprint(self, **changes):
        body = {"referenceId": "10000000", "entries": [{"referenceId": 10000}], "reason": "damaged"}
        return self.http.post("/reprint", json=body | changes)

    def advance(self, **step):
        self.context.clock.advance(**step)

    def callbacks(self):
        return [each["body"] for each in self.context.outbox.log()]


def faults(answer):
    """Return status and fields of a refusal, once its form is checked."""
    body = answer.json()
    assert set(body) == {"errors"}, body
    assert all(set(each) == {"field", "message"} and each["message"] for each in body["errors"])
    return answer.status_code, [each["field"] for each in body["errors"]]
