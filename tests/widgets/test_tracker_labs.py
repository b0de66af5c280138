"""The tracker at each lab: what is offered is what its API can do, until the order is there."""

import re

import pytest
from PIL import Image

import labkit as lk
from labkit import sandbox
from labkit.ordering.journal import Entry
from labkit.ordering.service import journal

# From the documents: which calls on a placed order each API has; the fifth lab's is in testlab.
OFFERED = {
    "bayphoto": [],
    "bephoto": ["Refresh"],
    "cornerlab": ["Refresh"],
    "printofoto": ["Refresh", "Cancel…"],
    "profotonet": ["Refresh", "Reprint…"],
}
# What may be done besides while it is unknown whether the lab has it.
SETTLING = {
    "bayphoto": ["Resend…"],
    "bephoto": ["Resolve", "Resend…"],
    "cornerlab": [],
    "printofoto": ["Resolve", "Resend…"],
    "profotonet": ["Resolve", "Resend…"],
}
# The last word of each lab's document for an order that went well.
DELIVERED = {"bephoto": "processed", "printofoto": "5 (delivered)", "profotonet": "shipped"}
LINES = {
    "bephoto": {"product_id": "103", "variant_id": "1"},
    "printofoto": {"product_id": "14", "variant_id": "420x297"},
    "profotonet": {"product_id": "1000101000150001"},
}
BUTTON = re.compile(r'data-action="([^"]*)" data-key="([^"]*)">([^<]*)</button>')


@pytest.fixture(scope="module", autouse=True)
def labs(five_labs):
    sandbox.shared().reset()


def claimed(lab, state):
    """Return a tracker of one order that is written down as in a state."""
    lab = lk.connect(lab)
    entry = Entry(lab.name, lab.order_service.place, "T-1", "embedded", "prepared", {})
    journal().claim(entry)
    journal().update(entry, state=state)
    return lk.order_tracker([lab])


def below(tracker):
    """Return the labels of the buttons below the order, but for the raw answer's."""
    row = tracker.pane.html.split("<tbody", 1)[1]
    return [label for _, _, label in BUTTON.findall(row) if label != "Raw response"]


@pytest.mark.parametrize("lab", sorted(OFFERED))
def test_only_what_the_labs_api_can_is_offered(lab):
    tracker = claimed(lab, "confirmed")
    assert below(tracker) == OFFERED[lab]
    for word, label in (("cancelling", "Cancel…"), ("reprinting", "Reprint…")):
        said = re.search(rf"has no call for: [^<]*{word}", tracker.pane.html)
        assert bool(said) == (label not in OFFERED[lab])


@pytest.mark.parametrize("lab", sorted(OFFERED))
def test_what_settles_an_unknown_order_is_offered_where_the_lab_can(lab):
    labels = below(claimed(lab, "unknown"))
    decide = ["Mark as confirmed…", "Mark as abandoned…"]
    first = [label for label in OFFERED[lab] if label == "Refresh"]
    rest = [label for label in OFFERED[lab] if label != "Refresh"]
    assert labels == [*first, *SETTLING[lab], *rest, *decide]


@pytest.mark.parametrize("state", ["prepared", "rejected", "abandoned"])
def test_nothing_is_offered_for_an_order_no_lab_has(state):
    assert below(claimed("profotonet", state)) == []


def test_resolving_where_the_lab_cannot_look_it_up_is_refused_with_its_reason():
    tracker = claimed("cornerlab", "unknown")
    journal().release(next(iter(tracker._entries.values())))
    with pytest.raises(lk.LabkitError, match="no call for looking an order up"):
        lk.connect("cornerlab").resolve("T-1")
    assert lk.connect("cornerlab").resolve("T-1", decide="abandoned").state == "abandoned"


@pytest.mark.parametrize("name", sorted(DELIVERED))
def test_an_order_is_followed_to_its_delivery_at_each_lab(name, tmp_path):
    lab = lk.connect(name)
    photo = tmp_path / "p.jpg"
    Image.new("RGB", (2400, 1600)).save(photo)
    to = lk.Address(first_name="Jo", last_name="Sample", street="Teststreet", house_number="1",
                    postcode="1234 AB", city="Sampletown", country="NL")  # fmt: skip
    line = lk.Line(photo=photo, **LINES[name])
    shipping = "send" if name == "profotonet" else ""
    intent = lk.OrderIntent(reference=f"D-{name}", recipient=to, lines=[line], shipping=shipping)
    receipt = lab.submit(lab.from_intent(intent)[0])
    assert receipt.state == "confirmed", receipt.problem
    tracker = lk.order_tracker([lab])
    seen = []
    for _ in range(6):
        press(tracker, "7 days")
        seen.append(re.search(r"Lab status: ([^;.<]*)", tracker.pane.html)[1])
    assert seen[-1] == DELIVERED[name]
    assert DELIVERED[name].split(" ")[0] in tracker.pane.html.split("<tbody", 1)[1]


def press(tracker, label):
    name, key = next(
        (do, key) for do, key, said in BUTTON.findall(tracker.pane.html) if said == label
    )
    tracker.pane._receive(tracker.pane, {"action": name, "key": key, "value": ""}, [])


def test_refresh_all_asks_only_labs_that_can_tell():
    tracker = claimed("bayphoto", "confirmed")
    press(tracker, "Refresh all")
    assert not [row for row in tracker._rows.values() if row.message]
