"""POST /reprint against document 003, "Reprint order"."""

import datetime as dt

import pytest
from profotonet_sandbox_help import Lab, entry, faults, sample

REASONS = ["damaged", "incomplete", "missing", "swappedpartially", "swappedcompletely", "quality"]
BOTH = [{"referenceId": 10000, "quantity": 1}, {"referenceId": 10001}]


@pytest.fixture
def lab():
    lab = Lab()
    lab.ordered(sample())
    return lab


@pytest.fixture
def processed(lab):
    lab.advance(days=3)
    return lab


def test_the_documents_sample(processed):
    # Its referenceId is a number, and it is a test.
    answer = processed.reprint(
        test=True, referenceId=10000000, entries=BOTH, note="Order was damaged."
    )
    assert answer.json() == {"data": {"id": "507f1f77bcf86cd799439011", "orderId": 1000024}}
    assert processed.shown()["status"] == "shipped"
    assert processed.context.store.find("reprint") == []


def test_a_reprint_is_evaluated(processed):
    data = processed.reprint(entries=BOTH).json()["data"]
    shown = processed.shown()
    assert data["orderId"] == shown["orderId"]
    assert len(data["id"]) == 24
    assert data["id"] != shown["id"]
    assert shown["status"] == "repint"
    processed.advance(minutes=1)
    assert processed.callbacks()[-1]["status"] == "repint"


def test_q05_the_status_may_be_spelled_right(processed):
    processed.context.readings.set("q05", "reprint")
    processed.reprint()
    processed.advance(minutes=1)
    assert processed.shown()["status"] == "reprint"
    assert processed.callbacks()[-1]["status"] == "reprint"


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_of_the_list(processed, reason):
    assert processed.reprint(reason=reason).status_code == 200


@pytest.mark.parametrize("field", ["referenceId", "entries", "reason"])
def test_each_mandatory_field(processed, field):
    body = {"referenceId": "10000000", "entries": BOTH, "reason": "damaged"}
    del body[field]
    assert faults(processed.http.post("/reprint", json=body)) == (400, [field])


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("test", "true", "test"),
        ("test", None, "test"),
        ("referenceId", "", "referenceId"),
        ("referenceId", 1.5, "referenceId"),
        ("referenceId", True, "referenceId"),
        ("reason", "ugly", "reason"),
        ("reason", "Damaged", "reason"),
        ("reason", ["damaged"], "reason"),
        ("note", 5, "note"),
        ("note", None, "note"),
        ("entries", [], "entries"),
        ("entries", {"referenceId": 10000}, "entries"),
        ("entries", [10000], "entries[0]"),
        ("entries", [{"quantity": 1}], "entries[0].referenceId"),
        ("entries", [{"referenceId": "10000"}], "entries[0].referenceId"),
        ("entries", [{"referenceId": 10000, "quantity": 0}], "entries[0].quantity"),
        ("entries", [{"referenceId": 10000, "quantity": "1"}], "entries[0].quantity"),
        ("entries", [{"referenceId": 10000, "quantity": None}], "entries[0].quantity"),
    ],
)
def test_values_the_document_rules_out(processed, field, value, named):
    assert faults(processed.reprint(**{field: value})) == (400, [named])


def test_an_unknown_order(processed):
    assert faults(processed.reprint(referenceId="nobody")) == (404, ["referenceId"])


@pytest.mark.parametrize(
    ("entries", "named"),
    [
        ([{"referenceId": 10000}, {"referenceId": 99}], "entries[1].referenceId"),
        ([{"referenceId": 10000, "quantity": 2}], "entries[0].quantity"),
        ([{"referenceId": 10000}, {"referenceId": 10000}], "entries[1].referenceId"),
    ],
)
def test_entries_the_order_has_not(processed, entries, named):
    assert faults(processed.reprint(entries=entries)) == (422, [named])
    assert processed.shown()["status"] == "shipped"


def test_as_many_as_were_ordered():
    lab = Lab()
    lab.ordered(sample(entries=[entry(1, quantity=5)]))
    lab.advance(days=1)
    assert lab.reprint(entries=[{"referenceId": 1, "quantity": 5}]).status_code == 200
    refused = lab.reprint(entries=[{"referenceId": 1, "quantity": 6}])
    assert faults(refused) == (422, ["entries[0].quantity"])


def test_an_order_that_is_not_processed_yet(lab):
    assert faults(lab.reprint()) == (403, ["referenceId"])
    lab.advance(minutes=10)
    assert lab.reprint().status_code == 200


def test_a_deleted_order(processed):
    now = processed.context.clock.now()
    processed.context.clock.schedule("profotonet", now, "delete", {"referenceId": "10000000"})
    processed.advance(minutes=1)
    assert faults(processed.reprint()) == (403, ["referenceId"])


def test_a_test_of_a_reprint_needs_a_processed_order(lab):
    assert faults(lab.reprint(test=True)) == (403, ["referenceId"])
    assert faults(lab.reprint(test=True, referenceId="nobody")) == (404, ["referenceId"])


@pytest.mark.parametrize(
    ("reading", "asked", "code"),
    [
        ("elapsed", dt.datetime(2025, 3, 28, 18, 0, tzinfo=dt.UTC), 200),
        ("elapsed", dt.datetime(2025, 3, 29, 18, 0, tzinfo=dt.UTC), 200),
        ("elapsed", dt.datetime(2025, 3, 29, 18, 1, tzinfo=dt.UTC), 403),
        ("dates", dt.datetime(2025, 3, 29, 18, 1, tzinfo=dt.UTC), 200),
        ("dates", dt.datetime(2025, 3, 29, 23, 59, tzinfo=dt.UTC), 200),
        ("dates", dt.datetime(2025, 3, 30, 0, 0, tzinfo=dt.UTC), 403),
    ],
)
def test_q25_reprints_end_28_days_after_the_order(processed, reading, asked, code):
    order = processed.context.store.find("order")[0]
    ordered = order.body | {"createdAt": "2025-03-01T18:00:00+00:00"}
    processed.context.store.put("order", order.id, ordered)
    processed.context.clock.now = lambda: asked
    processed.context.readings.set("q25", reading)
    assert processed.reprint().status_code == code
