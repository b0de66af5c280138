"""Orders that every lab takes, in which each field has a value: what the tests spoil."""

import copy
import json
from pathlib import Path

from labkit.labtest.base import Base

PICTURE = "https://pictures.example/p.jpg"
_SAMPLES = json.loads(
    (Path(__file__).parent / "printofoto" / "printofoto_samples.json").read_text("utf-8")
)
# What the lab itself gives a record, and what names its parent.
_GIVEN = {"date_creation", "custom", "id_photobook", "id_calendar", "id_photoprint", "id_factsheet"}
_PRODUCTS = {
    "photobook": 1, "calendar": 2, "postcard": 3, "bookmark": 4, "card": 5, "magnet": 6,
    "magnetgrid": 7, "notebook": 9, "stickergrid": 10, "businesscard": 12, "poster": 14,
    "polaroidbox": 15, "photoprint": 17, "factsheet": 20,
}  # fmt: skip


def bases(lab, photo):
    """Return orders of a lab as plain data: the contract's, with each part filled, or several."""
    order, _ = lab.from_intent(Base().intent(lab, photo))
    first = order.model_dump(warnings=False)
    more = {"printofoto": _printofoto, "profotonet": _profotonet}
    return more[lab.name](first) if lab.name in more else [first]


def _printofoto(first):
    person = {name: value for name, value in first.items() if name != "details"}
    return [
        {**person, "details": [{"id_product": number, name: _resource(name, person)}]}
        for name, number in _PRODUCTS.items()
    ]


def _resource(name, person):
    if name == "magnetgrid":
        return {f"image_url_{n}": PICTURE for n in range(1, 10)}
    record = _sample(name)
    if name == "postcard":
        record |= {field: value for field, value in person.items() if field in record}
    if name == "polaroidbox":
        # Exactly one of the two pictures for each.
        record = {n: v for n, v in record.items() if not n.startswith("pic_url")}
        record |= {f"image_url_{n}": PICTURE for n in range(1, 13)}
    if name == "calendar":
        record["events"] = [_sample("calendarevent")]
    if name == "photobook":
        page = _sample("photobookpage")
        record["pages"] = [{**page, "position": n} for n in range(1, 11)]
    if name == "photoprint":
        record |= {"format": "11x15_by_5", "items": [_sample("photoprintitem")] * 5}
    if name == "factsheet":
        record |= {"format": "148x210_by_3", "items": [_sample("factsheetitem")] * 3}
    return record


def _sample(name):
    record = copy.deepcopy(_SAMPLES[name]["samples"][0])
    dropped = _GIVEN | {f"id_{name}"} | ({"format"} if name == "notebook" else set())
    return {n: v for n, v in record.items() if n not in dropped and not n.startswith("id_")}


def _profotonet(first):
    slip = {"url": PICTURE.replace("jpg", "pdf"), "md5": "0" * 32}
    entry = first["entries"][0] | {"backprint": "back", "note": "note"}
    entry |= {
        "productId": "1002201300190001", "options": [{"code": "whiteborder", "value": "checked"}]
    }  # fmt: skip
    filled = first | {
        "reference": "R", "companyName": "C", "state": "S", "packingSlip": slip, "label": slip,
        "notificationUrl": "http://127.0.0.1:9/x",
    }  # fmt: skip
    flyer = {"referenceId": None, "file": None, "productId": "1200000000000001", "options": []}
    booklet = {"productId": "1100000000000001", "options": []}
    return [
        filled | {"entries": [entry]},
        filled | {"entries": [entry | flyer]},
        filled | {"entries": [entry | booklet | {"file": slip | {"name": "p.pdf"}}]},
        filled | {"entries": [entry, entry | {"referenceId": 17}]},
    ]
