"""Labkit homes as they are after some use: orders of every lab, and a journal nobody wished for."""

import dataclasses
import json

from PIL import Image

import labkit as lk
from labkit import folders
from labkit.ordering.journal import Entry, Journal

# What each lab asks of an order: who gets it, and how it is sent.
_HOMES = {
    "bayphoto": {"country": "US", "state": "CA", "postcode": "95060", "city": "Santa Cruz"},
    "printofoto": {"country": "FR", "postcode": "75001", "city": "Paris"},
}
_HOME = {"country": "NL", "postcode": "1234 AA", "city": "Rotterdam"}
_PRODUCTS = {"bayphoto": "5011", "printofoto": "6", "profotonet": "1002201300190001"}
HOSTILE = "A\x1b[2J\x07\nlabkit: all is well\r\u202eB\x9b31m\u2028C"


def intent(lab, reference, photo):
    """Return an order that a lab takes."""
    products = lab.products()
    wanted = products[products.product_id == _PRODUCTS.get(lab.name, products.product_id.iloc[0])]
    product, options, shipping = wanted.iloc[0], [], ""
    if lab.name == "bayphoto":
        table = lab.options()
        asked = table[(table.product_id == product.product_id) & table.required]
        asked = asked[~asked.read_only & ~asked.hidden]
        options = list(asked.groupby("group_id").option_id.first())
        shipping = lab.shipping().method_id.iloc[0]
    recipient = lk.Address(
        first_name="Ann",
        last_name="Sample",
        street="Main Street",
        house_number="1A",
        email="ann@example.org",
        phone="0123456789",
        **_HOMES.get(lab.name, _HOME),
    )
    line = lk.Line(
        product_id=product.product_id,
        variant_id=product.variant_id,
        quantity=2,
        photo=photo,
        options=options,
    )
    return lk.OrderIntent(reference=reference, recipient=recipient, lines=[line], shipping=shipping)


def fill(box, folder):
    """Place an order at every lab, and lose the answer to another; write both down as files."""
    photo = folder / "a photo é.jpg"
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(photo)
    for name in lk.labs():
        lab = lk.connect(name, base_url=box.base_url(name), **box.credentials(name))
        for kind in ("done", "unknown"):
            asked = intent(lab, f"{name}-{kind}", photo)
            (folder / f"{name}.json").write_text(asked.model_dump_json(), "utf-8")
            if kind == "unknown":
                box.faults.add("drop_after", lab=name, method="POST")
            order, _ = lab.from_intent(asked)
            lab.submit(order)


def write_hostile():
    """Write a journal whose texts steer terminals or are huge, with orders in every state."""
    journal = Journal(folders.state_dir() / "journal.sqlite")
    rows = {
        "rejected": {"state": "rejected", "problem": HOSTILE, "lab_state": HOSTILE},
        "huge": {"state": "confirmed", "lab_state": "x" * 20_000, "problem": "y " * 10_000},
        "wide": {"state": "unknown", "lab_order_id": "写" * 20_000, "lab_state": "e\u0301" * 9_999},
        "prepared": {},
        f"hostile {HOSTILE}": {"state": "abandoned", "currency": HOSTILE},
        "surrogate": {"state": "rejected", "lab_state": json.loads('"\\ud800"')},
    }
    for lab in lk.labs():
        for reference, values in rows.items():
            entry = Entry(lab, "embedded:gone", reference, "embedded", "prepared", body={})
            journal.claim(entry)
            journal.release(dataclasses.replace(entry))
            journal.update(entry, **values)
    journal.close()
