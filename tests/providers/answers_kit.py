"""The four labs as their documents show them, answer by answer, for tests that spoil one.

`PLAYED[lab]` answers a call with (status, JSON); nothing of labkit's sandbox is in it. `proven`
says, from what was answered alone, whether the document's proof of a placed order was among it.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from labkit.errors import UnreachableError
from labkit.http import Answer
from labkit.http.failures import check
from labkit.lab_api.spec import discover

HERE = Path(__file__).parent
PICTURE = "https://pictures.example/p.jpg"
OBJECT_ID = "507f1f77bcf86cd799439011"
DATE = "2026-11-28 10:00:00"


def _fixture(lab, name):
    return json.loads((HERE / lab / "fixtures" / name).read_text())


def bephoto(call):
    one = {
        "idorder": 17,
        "datestart": DATE,
        "totalorder": 0.36,
        "totalcost": 5.31,
        "dateconfirmation": DATE if call.method == "GET" else "",
        "dateprocessed": "",
        "shippingmethod": "",
        "metadata": "A-1",
    }
    shows = call.method == "GET" or call.path == "/orders"
    return 200, {"status": 1, **({"order": [one]} if shows else {})}


def printofoto(call):
    resource, _, number = call.path.strip("/").partition("/")
    body = dict(call.json or call.form or {})
    if call.method == "GET" and call.path == "/order":
        return 200, [{"id_order": "17", "id_order_partner": "A-1", "order_state": "0", **_PERSON}]
    if call.method == "GET" and not number:
        wire = {"id_product": "14", "id_custom": "3", "id_order": "17"}
        wire |= {"shipping_type": "normal", "shipping_tracking_url": ""}
        return 200, [{"id_order_detail": "4", **wire}]
    names = {"orderdetail": "id_order_detail"}
    ids = {"image": "2", "poster": "3", "orderdetail": "4", "order": "17"}
    record = {names.get(resource, f"id_{resource}"): ids[resource], **body}
    if resource == "image":
        record = {"id_image": "2", "tag": body.get("tag", ""), "preview_url": PICTURE}
    if resource == "order":
        record["order_state"] = str(body.get("order_state", 1))
    return (201 if call.method == "POST" else 200), record


def profotonet(call):
    if call.path == "/reprint":
        return 200, {"data": {"id": OBJECT_ID, "orderId": 1000023}}
    name = "order_answer.json" if call.method == "POST" else "order_status.json"
    return 200, _fixture("profotonet", name)


def bayphoto(call):
    return 201, {"id": 90017, "order_name": call.json["order_name"], "status": "received"}


PLAYED = {f.__name__: f for f in (bephoto, printofoto, profotonet, bayphoto)}
_POSTER = {"image_url": PICTURE, "format": "420x297"}
_PERSON = {
    "shipping_firstname": "Jean",
    "shipping_name": "Dupond",
    "shipping_address_1": "12 rue du stade",
    "shipping_zipcode": "75001",
    "shipping_city": "Paris",
    "shipping_country": "France",
}


def order_of(lab):
    """A valid order of this lab, reference A-1 where the document's sample has no other."""
    if lab == "bephoto":
        line = {"idproduct": 101, "idpaper": 1, "quantity": 1, "filesize": 10}
        return {
            "metadata": "A-1",
            "products": [{**line, "fileurl": PICTURE, "filename": "p.jpg"}],
        }
    if lab == "printofoto":
        detail = {"id_product": 14, "poster": _POSTER}
        return {"id_order_partner": "A-1", "details": [detail], **_PERSON}
    if lab == "profotonet":
        return {**_fixture(lab, "insert_order.json"), "test": False}
    return _fixture(lab, "order.json")


class Service:
    own_sandbox = True


@dataclass
class Played:
    """A client whose lab answers what `spoil(position, call, status, data)` makes of its answer.

    `spoil` returns (status, bytes), or None where the connection breaks.
    """

    lab: str
    spoil: object
    seen: list = field(default_factory=list)

    @property
    def spec(self):
        return discover()[self.lab]

    def is_read(self, call):
        return call.method == "GET"

    def read(self, call):
        return self.send(call)

    def send(self, call):
        result = self.spoil(len(self.seen), call, *PLAYED[self.lab](call))
        status, body = result or (0, b"")
        self.seen.append((call, status, body))
        if result is None:
            raise UnreachableError("it broke", lab=self.lab, call=str(call))
        answer = Answer(call, status, {}, body, "https://lab.example" + call.path, self.lab)
        check(answer, self.spec, self.spec.module("wire"))
        return answer


def proven(lab, seen):
    """Whether an answer was the document's proof that the order is placed."""
    return any(_PROOFS[lab](*one) for one in seen if 200 <= one[1] < 300)


def _json(body):
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _is_id(value):
    if isinstance(value, str):
        return value.strip().lower() not in {"", "0", "null", "nan", "none", "true", "false"}
    return isinstance(value, int | float) and not isinstance(value, bool) and value != 0


def _bephoto_proof(call, _status, body):
    data = _json(body)
    if not isinstance(data, dict) or data.get("error"):
        return False
    if data.get("status") is True or str(data.get("status")) not in {"1", "1.0"}:
        return False
    order = data.get("order")
    one = order[0] if isinstance(order, list) and len(order) == 1 else order
    shown = isinstance(one, dict) and one.get("dateconfirmation") == DATE
    return call.path.endswith("/close") or (call.method == "GET" and shown)


def _printofoto_proof(call, _status, body):
    data = _json(body)
    one = data[0] if isinstance(data, list) and len(data) == 1 else data
    if call.path != "/order/17" or not isinstance(one, dict) or one.get("errors"):
        return False
    return str(one.get("id_order")) == "17" and str(one.get("order_state")) in set("12345")


def _profotonet_proof(call, _status, body):
    data = _json(body)
    one = data.get("data", data) if isinstance(data, dict) else data
    one = one[0] if isinstance(one, list) and len(one) == 1 else one
    return call.path == "/order" and isinstance(one, dict) and _is_id(one.get("id"))


def _bayphoto_proof(_call, _status, body):
    data = _json(body)
    if not body.strip():
        return True
    if not isinstance(data, dict) or data.get("error") or data.get("errors"):
        return False
    one = data["order"] if isinstance(data.get("order"), dict) else data
    return _is_id(one.get("id")) or bool(one.get("order_name"))


_PROOFS = {
    "bephoto": _bephoto_proof,
    "printofoto": _printofoto_proof,
    "profotonet": _profotonet_proof,
    "bayphoto": _bayphoto_proof,
}

__all__ = ["PLAYED", "Played", "Service", "order_of", "proven"]
