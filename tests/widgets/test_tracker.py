"""The order tracker, its buttons pressed as the page presses them."""

import json
import re

import pytest
from PIL import Image

import labkit as lk
from labkit import sandbox
from labkit.ordering.service import journal

RECIPIENT = lk.Address(
    first_name="Jane",
    last_name="Sampleton",
    street="Samplestreet",
    house_number="1A",
    postcode="1234AA",
    city="Rotterdam",
    country="NL",
)


@pytest.fixture(scope="module")
def box():
    return sandbox.shared()


@pytest.fixture
def lab(box):
    box.reset()
    return lk.connect("profotonet")


def submit(lab, tmp_path, reference="A-1"):
    path = tmp_path / "p.jpg"
    Image.new("RGB", (3000, 2000)).save(path)
    line = lk.Line(product_id="1002201300190001", photo=path)
    order, _ = lab.from_intent(
        lk.OrderIntent(reference=reference, recipient=RECIPIENT, lines=[line])
    )
    return lab.submit(order)


def press(tracker, label, at=0):
    """Press the button of this label, as it stands in the HTML."""
    found = re.findall(
        rf'data-action="([^"]*)" data-key="([^"]*)">{re.escape(label)}</button>', tracker.pane.html
    )
    assert found, f"no {label!r} to press"
    name, key = found[at]
    tracker.pane._receive(tracker.pane, {"action": name, "key": key, "value": ""}, [])
    return name, key


def words(tracker):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", tracker.pane.html))


def test_an_empty_journal_says_so_and_starts_no_sandbox():
    tracker = lk.order_tracker()
    assert "The journal is empty" in words(tracker)
    assert "Sandbox clock" not in words(tracker)


@pytest.mark.short
def test_an_order_is_followed_to_its_delivery(lab, tmp_path):
    submit(lab, tmp_path)
    tracker = lk.order_tracker([lab])
    assert "1 order: 1 confirmed" in words(tracker)
    press(tracker, "Refresh")
    before = words(tracker)
    assert "Lab status:" in before
    assert "shipped" not in before
    press(tracker, "7 days")
    assert "Lab status: shipped" in words(tracker)
    assert re.search(r"Tracking: \S+", words(tracker))
    assert lk.orders().loc[0, "lab_state"] == "shipped"


def test_what_was_submitted_meanwhile_appears_when_the_journal_is_looked_at(lab, tmp_path):
    tracker = lk.order_tracker([lab])
    submit(lab, tmp_path, "LATER-1")
    tracker.refresh_if_changed()
    assert "LATER-1" in words(tracker)


def test_a_lost_answer_is_resolved_by_the_button(box, lab, tmp_path):
    # An order is not found until its files are downloaded.
    box.readings.set("profotonet", "q23", "404")
    box.faults.add("drop_after", lab="profotonet", method="POST", times=1)
    submit(lab, tmp_path)
    assert lk.orders().loc[0, "state"] == "unknown"
    box.clock.advance(days=1)
    tracker = lk.order_tracker([lab])
    press(tracker, "Resolve")
    assert "Done: confirmed" in words(tracker)
    assert len(box.orders("profotonet")) == 1


def test_a_second_click_on_yes_does_nothing(lab, tmp_path, monkeypatch):
    submit(lab, tmp_path)
    calls = []
    monkeypatch.setattr(
        lab, "reprint", lambda ref, **_: calls.append(ref) or _receipt(ref), raising=False
    )
    tracker = lk.order_tracker([lab])
    press(tracker, "Reprint…")
    name, key = press(tracker, "Yes: damaged")
    tracker.pane._receive(tracker.pane, {"action": name, "key": key, "value": ""}, [])
    assert calls == ["A-1"]


def _receipt(reference):
    return lk.Receipt("profotonet", reference, "1", "confirmed")


def test_a_reprint_says_why_as_the_lab_asks(box, lab, tmp_path):
    submit(lab, tmp_path)
    tracker = lk.order_tracker([lab])
    press(tracker, "7 days")  # before, the lab says that there is nothing to make again
    press(tracker, "Reprint…")
    press(tracker, "Yes: missing")
    assert "Done: confirmed, lab status reprint requested" in words(tracker)
    (asked,) = [one for one in box.log() if one["path"].endswith("/reprint")]
    assert json.loads(asked["request_body"])["reason"] == "missing"


def test_nothing_happens_without_the_second_word(lab, tmp_path):
    submit(lab, tmp_path)
    tracker = lk.order_tracker([lab])
    press(tracker, "Reprint…")
    press(tracker, "No, leave it")
    assert "Yes:" not in words(tracker)
    assert "Done" not in words(tracker)


def test_orders_of_a_sandbox_that_is_gone_can_only_be_read(box, lab, tmp_path):
    submit(lab, tmp_path)
    box.reset()
    tracker = lk.order_tracker([lk.connect("profotonet")])
    assert "a sandbox that is gone" in words(tracker)
    assert "Refresh</button>" not in tracker.pane.html


def test_filter_and_pages(lab, tmp_path):
    submit(lab, tmp_path)
    entry = journal().entries()[0]
    from dataclasses import replace

    for number in range(12):
        journal().claim(replace(entry, reference=f"N-{number:02}"))
    tracker = lk.order_tracker([lab])
    assert "1–10 of 13" in words(tracker)
    press(tracker, "Older")
    assert "11–13 of 13" in words(tracker)
    tracker.pane._receive(tracker.pane, {"action": "filter", "key": "", "value": "confirmed"}, [])
    assert "A-1" in words(tracker)
    assert "N-00" not in words(tracker)


def test_nothing_of_an_order_is_in_the_state_that_a_notebook_saves(lab, tmp_path):
    receipt = submit(lab, tmp_path, "SECRET-REFERENCE")
    tracker = lk.order_tracker([lab])
    press(tracker, "Raw response")
    assert "SECRET-REFERENCE" in tracker.pane.html
    saved = json.dumps(
        [widget.get_state() for widget in (tracker, tracker.pane)], default=lambda _: ""
    )
    for word in ("SECRET-REFERENCE", "Sampleton", receipt.lab_order_id):
        assert word not in saved


def test_hostile_words_are_escaped(lab, tmp_path):
    submit(lab, tmp_path)
    entry = journal().entries()[0]
    journal().update(entry, lab_state="<img src=x onerror=alert(1)>", problem='"><script>')
    tracker = lk.order_tracker([lab])
    assert "<img" not in tracker.pane.html
    assert "<script" not in tracker.pane.html


def test_an_error_of_a_callback_is_shown(lab, monkeypatch):
    tracker = lk.order_tracker([lab])
    monkeypatch.setattr(tracker, "refresh", lambda: 1 / 0)
    tracker.pane._receive(tracker.pane, {"action": "page", "key": "1"}, [])
    assert "ZeroDivisionError" in words(tracker)
