"""Profotonet's orders against the sandbox over real HTTP; points q01 to q26 of the notes."""

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
from profotonet_orders_kit import ADDRESS, CANVAS, NAME, SET, intent, make, posts

import labkit as lk
from labkit.errors import InputError, LiveOrderError, PhotoError, RefusedError, UnsupportedError
from labkit.ordering.publishing import publish
from labkit.providers.profotonet.orders.flow import tracking_url
from labkit.providers.profotonet.orders.model import Order, Reprint, order_wire, reprint_wire

PHOTO = (3000, 3000)
FIXTURES = Path(__file__).parent / "fixtures"


def errors(lab, order):
    return {problem.field for problem in lab.check(order) if problem.severity == "error"}


def without_empty(value):
    if isinstance(value, dict):
        return {k: without_empty(v) for k, v in value.items() if v != ""}
    return [without_empty(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("name", "model", "wire"),
    [("insert_order.json", Order, order_wire), ("reprint.json", Reprint, reprint_wire)],
)
def test_q15_the_documents_samples_mended_go_through_the_model_and_come_out_the_same(
    name, model, wire
):
    sample = json.loads((FIXTURES / name).read_text())
    if model is Reprint:
        # The sample leaves a quantity out; labkit always sends it (q25).
        sample["entries"][1]["quantity"] = 1
        sample["referenceId"] = str(sample["referenceId"])
    assert wire(model.model_validate(sample), test=True) == without_empty(sample)


@pytest.mark.short
def test_an_order_goes_through_with_the_documents_products_and_total(box, lab, photo):
    receipt = lab.submit(make(lab, photo))
    assert receipt.state == "confirmed"
    assert receipt.lab_state == "accepted"
    # 1.27 + 81.95 = 83.22 is the document's subTotal.
    assert receipt.raw["subTotal"] == 8322
    assert receipt.total == Decimal(receipt.raw["total"]) / 100
    assert receipt.currency == "EUR"
    (placed,) = box.orders(NAME)
    assert placed["reference"] == "A-1"


def test_the_preview_is_what_is_sent(box, lab, photo):
    order = make(lab, photo)
    (planned,) = lab.preview(order)
    assert planned.commits
    assert planned.headers["key"] == "**********"
    lab.submit(order)
    (sent,) = posts(box)
    assert (planned.method, planned.url) == ("POST", lab.endpoint.base_url + "/order")
    assert sent["status"] == 200


def test_q01_test_is_forced_on_any_host_but_labkits_own_sandbox(lab, photo, monkeypatch):
    order = make(lab, photo)
    assert "test" not in lab.preview(order)[0].body
    monkeypatch.setattr("labkit.ordering.places.read_health", lambda _url: {})
    assert lab.preview(order)[0].body["test"] is True
    order.test = False
    assert lab.preview(order)[0].body["test"] is True


def test_q01_nothing_is_sent_to_the_live_address(photo):
    for place in ({"endpoint": "live"}, {"base_url": "https://API.profotonet.nl./v1"}):
        lab = lk.connect(NAME, key="k", **place)
        with pytest.raises(LiveOrderError):
            lab.submit(lab.new_order(referenceId="A-1"))


def test_q02_q03_a_test_order_is_told_from_a_real_one(box, lab, photo):
    order = make(lab, photo)
    order.test = True
    receipt = lab.submit(order)
    assert (receipt.total, box.orders(NAME)) == (None, [])
    assert "ordered nothing" in receipt.problem


def test_q02_made_up_data_is_never_written_into_the_journal(box, lab, photo, monkeypatch):
    lab.submit(make(lab, photo))
    box.clock.advance(days=3)
    before = lk.orders().loc[0, "lab_state"]
    monkeypatch.setattr("labkit.ordering.places.read_health", lambda _url: {})
    order = make_elsewhere(lab)
    lab.submit(order)
    assert lab.status("B-1").lab_state == ""
    assert before in set(lk.orders()["lab_state"])


def make_elsewhere(lab):
    line = lk.Line(product_id=SET, photo="https://pictures.example/p.jpg")
    return lab.from_intent(lk.OrderIntent(reference="B-1", recipient=ADDRESS, lines=[line]))[0]


def test_q05_states_follow_the_clock_and_shipped_is_not_final(box, lab, photo):
    lab.submit(make(lab, photo))
    seen = [lab.status("A-1").lab_state]
    for _ in range(12):
        box.clock.advance(hours=12)
        seen.append(lab.status("A-1").lab_state)
    assert seen[0] in {"accepted", "downloading"}
    assert seen[-1] == "shipped"
    last = lab.status("A-1")
    assert not last.final
    assert last.tracking
    assert all(code.startswith("3S") for code in last.tracking)
    assert lk.orders().loc[0, "lab_state"] == "shipped"


@pytest.mark.parametrize("reference", ["A-1", "1000 & 1/?#", "ordé-9"])
def test_q06_any_reference_is_text_and_escaped(box, lab, photo, reference):
    lab.submit(make(lab, photo, reference))
    assert lab.status(reference).lab_state
    assert [order["reference"] for order in box.orders(NAME)] == [reference]


def test_q07_entries_are_numbered_by_integers(lab, photo):
    first, second = (entry.referenceId for entry in make(lab, photo).entries)
    assert second == first + 1
    # Within what every reader of JSON keeps.
    assert 0 < first < second < 2**53


def test_q08_sixteen_digits_arrive_as_they_are(lab, photo):
    body = lab.preview(make(lab, photo))[0].body
    assert [entry["productId"] for entry in body["entries"]] == [int(SET), int(CANVAS)]


def test_q09_the_prefix_of_the_decimal_text_decides_on_the_file(lab, photo, tmp_path):
    ids = lab.products()["product_id"]
    flyer = next(i for i in ids if i.startswith("12000"))
    booklet = next(i for i in ids if i.startswith("11000"))
    order = make(lab, photo)
    order.entries[0].productId = flyer
    order.entries[0].options = []
    order.entries[1].productId = booklet
    order.entries[1].options = []
    order.entries[1].file.name = "booklet.docx"
    assert errors(lab, order) == {"entries[1].file.name"}
    order.entries[1].file.name = "booklet.pdf"
    assert errors(lab, order) == {"entries[1].file.url"}
    path = tmp_path / "booklet.pdf"
    path.write_bytes(b"%PDF-1.7")
    order.entries[1].file.url = publish(path, lab).url
    assert errors(lab, order) == set()
    order.entries[0].file = None
    order.entries[0].referenceId = None
    order.entries[0].note = "two flyers"
    assert errors(lab, order) == set()
    order.entries[1].referenceId = order.entries[1].file = None
    assert errors(lab, order) == {"entries[1].referenceId", "entries[1].file"}


@pytest.mark.parametrize("name", ["p.jpeg", "p.png", "p.pdf", "jpg", ".jpg"])
def test_a_name_the_document_does_not_list_is_refused_before_it_is_sent(lab, photo, name):
    order = make(lab, photo)
    order.entries[0].file.name = name
    assert "entries[0].file.name" in errors(lab, order)


def test_what_the_document_does_not_forbid_is_sent(box, lab, photo):
    """Seen refused by the client alone: a file for 12000…, long references, negative numbers."""
    flyer = next(i for i in lab.products()["product_id"] if i.startswith("12000"))
    order = make(lab, photo, "R" * 150)
    order.entries[0].productId, order.entries[0].options = flyer, []
    order.entries[1].referenceId = -7
    assert errors(lab, order) == set()
    assert lab.submit(order).state == "confirmed"
    box.clock.advance(days=2)
    # The quantity may be left out; what was ordered is sent.
    lab.reprint("R" * 150, reason="damaged", entries=[{"referenceId": -7}])
    (sent,) = posts(box, "/reprint")
    assert sent["status"] == 200


def test_q13_a_conflict_on_the_first_attempt_is_an_error(box, lab, photo, monkeypatch, tmp_path):
    lab.submit(make(lab, photo))
    monkeypatch.setenv("LABKIT_HOME", str(tmp_path / "another"))
    with pytest.raises(RefusedError, match="409"):
        lab.submit(make(lab, photo))
    assert len(box.orders(NAME)) == 1


def test_q16_q22_empty_optional_fields_are_left_out(lab, photo):
    body = lab.preview(make(lab, photo))[0].body
    assert not {"companyName", "state", "reference", "notificationUrl", "label"} & set(body)
    assert not {"backprint", "note"} & set(body["entries"][0])


@pytest.mark.parametrize("field", ["backprint", "note"])
def test_q22_sixty_characters_and_one_value_for_each_option(lab, photo, field):
    order = make(lab, photo)
    setattr(order.entries[0], field, "x" * 61)
    assert [p.field for p in lab.check(order)] == [f"entries[0].{field}"]
    setattr(order.entries[0], field, "")
    order.entries[1].options = [*order.entries[1].options, order.entries[1].options[0]]
    assert [p.field for p in lab.check(order)] == ["entries[1].options[1].code"]


def test_options_and_values_have_to_be_the_products(lab, photo):
    order = make(lab, photo)
    order.entries[0].options[0].code = "canvasedge"
    order.entries[1].options[0].value = "gold"
    problems = {p.field: p.message for p in lab.check(order)}
    assert set(problems) == {"entries[0].options[0].code", "entries[1].options[0].value"}
    assert "mirror" in problems["entries[1].options[0].value"]


def test_an_attribute_that_several_options_have_is_asked_for(lab, photo):
    line = lk.Line(product_id=SET, photo=photo, options=["checked"])
    _, dropped = lab.from_intent(intent(photo, lines=[line]))
    (problem,) = dropped
    assert problem.field == "lines[0].options[0]"
    assert "whiteborder=checked" in problem.message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("firstName", ""),
        ("lastName", ""),
        ("street", ""),
        ("houseNumber", ""),
        ("zipCode", ""),
        ("city", ""),
        ("country", "XX"),
        ("country", ""),
        ("shippingMethod", "express"),
        ("entries", []),
        ("referenceId", ""),
    ],
)
def test_each_wrong_value_is_named(lab, photo, field, value):
    order = make(lab, photo)
    setattr(order, field, value)
    assert [p.field for p in lab.check(order)] == [field]


def test_what_cannot_be_carried_is_said(lab, photo):
    recipient = ADDRESS.model_copy(update={"email": "j@d.example", "phone": "1", "line2": "flat"})
    crop = lk.Crop(x=0, y=0, width=1, height=1)
    # A file would be cropped by labkit; a picture elsewhere is not read.
    line = lk.Line(product_id=SET, photo=("https://photos.invalid/1.jpg",) * 2, crop=crop)
    _, dropped = lab.from_intent(intent(photo, recipient=recipient, lines=[line]))
    assert {p.field for p in dropped} == {
        "recipient.email",
        "recipient.phone",
        "recipient.line2",
        "lines[0].crop",
        "lines[0].photo",
    }


def test_q26_the_md5_of_a_file_is_always_sent(lab, photo):
    expected = hashlib.md5(photo.read_bytes()).hexdigest()
    assert [e.file.md5 for e in make(lab, photo).entries] == [expected, expected]


def test_q26_the_house_number_is_a_field_of_its_own(lab, photo):
    body = lab.preview(make(lab, photo))[0].body
    assert (body["street"], body["houseNumber"]) == ("Street", "1A")


def test_a_local_picture_needs_a_public_address_elsewhere(photo):
    lab = lk.connect(NAME, base_url="https://shop.example/v1", key="k")
    with pytest.raises(PhotoError, match="public URL"):
        lab.from_intent(
            lk.OrderIntent(
                reference="A", recipient=ADDRESS, lines=[lk.Line(product_id=SET, photo=photo)]
            )
        )


def test_q25_a_reprint_names_entries_quantities_and_a_reason(box, lab, photo):
    order = make(lab, photo)
    lab.submit(order)
    first = order.entries[0].referenceId
    box.clock.advance(days=6)
    receipt = lab.reprint("A-1", reason="damaged", entries=[{"referenceId": first, "quantity": 1}])
    assert receipt.raw["orderId"]
    assert lab.status("A-1").lab_state in {"repint", "reprint"}
    with pytest.raises(InputError, match="reason"):
        lab.reprint("A-1", reason="ugly")


def test_q25_a_reprint_stops_at_27_days(lab, photo, monkeypatch):
    lab.submit(make(lab, photo))
    real = lab.order_service.now()
    monkeypatch.setattr(
        lab.order_service, "now", lambda: real + __import__("datetime").timedelta(days=28)
    )
    with pytest.raises(InputError, match="27 days"):
        lab.reprint("A-1", reason="damaged")


def test_there_is_no_cancelling(lab, photo):
    lab.submit(make(lab, photo))
    with pytest.raises(UnsupportedError):
        lab.cancel("A-1")


@pytest.mark.parametrize("reading", ["cart", "404"])
def test_q23_the_lab_gives_its_number_once_the_files_are_there(box, lab, photo, reading):
    box.readings.set(NAME, "q23", reading)
    assert "orderId" not in lab.submit(make(lab, photo)).raw
    if reading == "404":
        with pytest.raises(RefusedError, match="404"):
            lab.status("A-1")
    box.clock.advance(days=1)
    assert lab.status("A-1").raw["orderId"]


def test_q24_only_3s_codes_make_a_tracking_link():
    assert tracking_url("3SYMFU0000001", "nl", "1234 AA") == (
        "https://jouw.postnl.nl/?lang=nl#!/track-en-trace/3SYMFU0000001/NL/1234AA"
    )
    assert tracking_url("JVGL123", "NL", "1234AA") == ""
