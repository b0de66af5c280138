"""An order of the document's two products, for tests of Profotonet's orders."""

import labkit as lk

NAME = "profotonet"
SET, CANVAS = "1002201300190001", "1003705000500003"


ADDRESS = lk.Address(
    first_name="John",
    last_name="Doe",
    street="Street",
    house_number="1A",
    postcode="1234AA",
    city="Rotterdam",
    country="NL",
)


def intent(photo, reference="A-1", **changes):
    lines = [
        lk.Line(product_id=SET, photo=photo, options=["whiteborder=checked"]),
        lk.Line(product_id=CANVAS, photo=photo, options=["mirror"]),
    ]
    return lk.OrderIntent(
        **{"reference": reference, "recipient": ADDRESS, "lines": lines} | changes
    )


def make(lab, photo, reference="A-1"):
    order, dropped = lab.from_intent(intent(photo, reference))
    assert [p for p in dropped if p.severity == "error"] == []
    return order


def posts(box, path="/order"):
    return [r for r in box.log() if r["method"] == "POST" and r["path"].endswith(path)]
