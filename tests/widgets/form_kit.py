"""What tests of order forms share: orders of every lab, and the messages a browser would send."""

import uuid

import labkit as lk
from labkit.widgets.form import parse_path

LABS = [*lk.labs(), "cornerlab"]
LINES = {
    "bayphoto": lk.Line(product_id="5001", quantity=2, options=("13462",)),
    "bephoto": lk.Line(product_id="103", variant_id="1", quantity=2),
    "cornerlab": lk.Line(product_id="7000000000000001", quantity=2),
    "printofoto": lk.Line(product_id="14", variant_id="420x297", quantity=2),
    "profotonet": lk.Line(product_id="1000101000150001", quantity=2),
}
SHIPPING = {"bayphoto": "ECON_DS", "printofoto": "normal", "profotonet": "send"}
COUNTRY = {"bayphoto": "US", "printofoto": "FR"}


def intent(name, photo, reference=""):
    recipient = lk.Address(
        first_name="Ada",
        last_name="Sample",
        street="Secretstreet",
        house_number="1",
        postcode="90001",
        city="Hiddentown",
        state="CA" if name == "bayphoto" else "",
        country=COUNTRY.get(name, "NL"),
    )
    line = LINES[name].model_copy(update={"photo": str(photo)})
    return lk.OrderIntent(
        reference=reference or f"form-{uuid.uuid4().hex[:8]}",
        recipient=recipient,
        lines=(line,),
        shipping=SHIPPING.get(name, ""),
    )


def heard(form):
    told = []
    form.widget.send = lambda content, buffers=None: told.append((content, buffers))
    form.told = told
    return form


def last(form, kind):
    return [content for content, _ in form.told if content["type"] == kind][-1]


def say(form, kind, node=None, buffers=(), **content):
    key = {"key": node.key} if node is not None else {}
    form.widget._message(None, {"type": kind, **key, **content}, list(buffers))


def at(form, path):
    node, whole = form.root.find(parse_path(path))
    assert whole, path
    return node


def first(form, kind):
    return next(node for node in form.root.walk() if isinstance(node, kind))
