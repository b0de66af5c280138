"""An order of the document's two products, for tests of Profotonet's orders."""

import requests

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


def placed_by_another_client(box, lab, order, **changes):
    """Place an order straight at the lab, as a second machine with the same account would."""
    body = {**lab.preview(order)[0].body, **changes}
    key = {"key": box.credentials(NAME)["key"]}
    url = box.base_url(NAME) + "/order"
    answer = requests.post(url, json=body, headers=key, timeout=5)
    assert answer.status_code == 200
    return answer.json()["data"]["id"]
