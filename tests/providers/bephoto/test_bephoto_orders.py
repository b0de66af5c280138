"""Bephoto's orders against the sandbox over real HTTP; points q55 to q65 of the notes."""

from decimal import Decimal

import pytest

import labkit as lk
from labkit.errors import (
    AnswerError,
    EndpointError,
    InvalidOrderError,
    JournalError,
    LiveOrderError,
    RefusedError,
    UnsupportedError,
)
from labkit.providers.bephoto.orders.model import Order, Product, order_wire, product_wire

NAME = "bephoto"
PHOTO = (1800, 1200)


def make(lab, photo, reference="A-1", count=2):
    ids = lab.products()["product_id"].drop_duplicates().to_list()
    lines = [
        lk.Line(product_id=ids[n], variant_id="1", quantity=n + 1, photo=photo)
        for n in range(count)
    ]
    return lab.from_intent(lk.OrderIntent(reference=reference, lines=lines))[0]


def sold(box):
    """The orders the lab would print: those that were closed."""
    return [order for order in box.orders(NAME) if order["raw"].get("dateconfirmation")]


def lines_of(order):
    return order["lines"]


def log(box, method, ending):
    return [r for r in box.log() if r["method"] == method and r["path"].endswith(ending)]


def test_the_documents_bodies_go_through_the_model_and_come_out_the_same():
    body = {
        "idproduct": 12,
        "idpaper": 2,
        "quantity": 3,
        "fileurl": "https://pictures.example/p.jpg",
        "filename": "p.jpg",
        "filesize": 12345,
    }
    order = Order.model_validate({"metadata": "A-1", "products": [body]})
    assert order_wire(order) == {"metadata": "A-1"}
    assert product_wire(order.products[0]) == body
    assert list(Product.model_fields) == list(body)


@pytest.mark.short
def test_an_order_goes_through_and_its_preview_is_what_was_sent(box, lab, photo):
    order = make(lab, photo)
    planned = lab.preview(order)
    receipt = lab.submit(order)
    assert receipt.state == "confirmed"
    assert receipt.currency == "EUR"
    (placed,) = sold(box)
    assert lines_of(placed) == 2
    sent = [r for r in box.log() if r["lab"] == NAME and "/orders" in r["path"]]
    assert [(c.method, c.url.rsplit("/bephoto", 1)[1]) for c in planned] == [
        (r["method"], r["path"].split("/bephoto")[-1].replace(receipt.lab_order_id, "{idorder}"))
        for r in sent
    ]


def test_q55_no_order_goes_to_the_documented_address():
    lab = lk.connect(NAME, endpoint="live", email="a@b.example", password="w")
    with pytest.raises(LiveOrderError):
        lab.submit(lab.new_order(metadata="A-1", products=[]))
    with pytest.raises(EndpointError, match="names no sandbox"):
        lk.connect(NAME, endpoint="sandbox", email="a@b.example", password="w")


@pytest.mark.parametrize("reading", ["401", "200"])
def test_q56_an_error_body_is_an_error_with_whatever_status(box, photo, reading):
    box.readings.set(NAME, "q56", reading)
    wrong = lk.connect(NAME, base_url=box.base_url(NAME), email="nobody@x.example", password="no")
    with pytest.raises(lk.LabkitError, match=r"bephoto POST /user/login: .*credentials"):
        wrong.products()


@pytest.mark.parametrize("reading", ["null", "empty"])
def test_q57_the_state_follows_from_the_dates(box, lab, photo, reading):
    box.readings.set(NAME, "q57", reading)
    lab.submit(make(lab, photo))
    assert lab.status("A-1").lab_state == "confirmed"
    assert not lab.status("A-1").final
    box.clock.advance(days=10)
    assert (lab.status("A-1").lab_state, lab.status("A-1").final) == ("processed", True)


@pytest.mark.parametrize("reading", ["numbers", "text"])
def test_q58_numbers_may_be_text(box, lab, photo, reading):
    box.readings.set(NAME, "q58", reading)
    receipt = lab.submit(make(lab, photo))
    assert receipt.state == "confirmed"
    assert isinstance(receipt.total, Decimal)
    assert receipt.lab_order_id.isdigit()


@pytest.mark.parametrize("reading", ["hour", "after_requests"])
def test_q59_a_token_that_expires_between_lines_costs_one_log_in_and_no_line_twice(
    box, lab, photo, reading
):
    lab.products()
    box.readings.set(NAME, "q59", reading)
    order = make(lab, photo, count=4)
    before = len(log(box, "POST", "/user/login"))
    receipt = lab.submit(order)
    assert receipt.state == "confirmed"
    (placed,) = sold(box)
    assert lines_of(placed) == 4
    if reading == "after_requests":
        assert len(log(box, "POST", "/user/login")) > before


def test_q60_the_reference_is_the_metadata_and_no_longer_than_255(lab, photo):
    order = make(lab, photo, reference="A-1")
    assert order.metadata == "A-1"
    order.metadata = "x" * 256
    assert [problem.field for problem in lab.check(order)] == ["metadata"]


def test_q61_an_address_and_shipping_are_said_to_be_dropped(lab, photo):
    intent = lk.OrderIntent(
        reference="A-1",
        recipient=lk.Address(last_name="Peeters", country="BE"),
        lines=[lk.Line(product_id="101", variant_id="1", photo=photo)],
        shipping="express",
    )
    _, dropped = lab.from_intent(intent)
    assert {problem.field for problem in dropped} == {"recipient", "shipping"}


def test_q62_what_is_not_said_of_the_total_is_said_so(lab, photo):
    receipt = lab.submit(make(lab, photo))
    assert "does not say" in receipt.problem
    assert "totalorder" in receipt.raw


@pytest.mark.parametrize(
    ("reading", "totals"),
    [("totalcost", {"totalorder": 0.0, "totalcost": 4.95}),
     ("totalorder", {"totalorder": 4.95, "totalcost": 0.0})],
)  # fmt: skip
def test_q85_whichever_total_is_charged_the_receipt_has_it_and_says_both(
    box, lab, photo, reading, totals
):
    box.readings.set(NAME, "q85", reading)
    receipt = lab.submit(make(lab, photo))
    goods = min(receipt.raw["totalorder"], receipt.raw["totalcost"])
    assert goods > 0
    shown = {name: receipt.raw[name] for name in totals}
    assert shown == {name: pytest.approx(goods + more) for name, more in totals.items()}
    assert receipt.total == Decimal(str(goods)) + Decimal("4.95")
    for name in totals:
        assert f"{name} {receipt.raw[name]}" in receipt.problem


def test_q63_an_unknown_product_or_paper_is_named(lab, photo):
    order = make(lab, photo)
    order.products[0].idproduct = 999999
    order.products[1].idpaper = 77
    problems = {problem.field: problem.message for problem in lab.check(order)}
    assert "999999" in problems["products[0].idproduct"]
    assert "1, 2" in problems["products[1].idpaper"]


def test_q64_the_size_is_the_files_true_bytes_and_the_name_a_jpegs(lab, photo):
    order = make(lab, photo)
    assert order.products[0].filesize == photo.stat().st_size
    order.products[0].filename = "picture.png"
    (problem,) = lab.check(order)
    assert (problem.field, problem.severity) == ("products[0].filename", "warning")


def test_q64_a_url_without_a_known_size_asks_for_it(lab):
    line = lk.Line(product_id="101", variant_id="1", photo="https://pictures.example/p.jpg")
    order, _ = lab.from_intent(lk.OrderIntent(reference="A-1", lines=[line]))
    assert [problem.field for problem in lab.check(order)] == ["products[0].filesize"]
    line = line.model_copy(update={"fields": {"filesize": 1234}})
    order, _ = lab.from_intent(lk.OrderIntent(reference="A-1", lines=[line]))
    assert lab.check(order) == []


def test_q64_a_picture_in_the_photo_store_tells_its_size(box, lab, photo):
    url = box.photos.put(photo)
    line = lk.Line(product_id="101", variant_id="1", photo=url)
    order, _ = lab.from_intent(lk.OrderIntent(reference="A-1", lines=[line]))
    assert order.products[0].filesize == photo.stat().st_size
    assert lab.submit(order).state == "confirmed"


def test_q65_an_order_without_products_is_refused_before_anything_is_sent(box, lab):
    problems = lab.check(lab.new_order(metadata="A-1", products=[]))
    assert [problem.field for problem in problems] == ["products"]


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "truncate"])
def test_a_lost_create_leaves_a_draft_and_makes_a_new_one(box, lab, photo, fault):
    order = make(lab, photo)
    box.faults.add(fault, lab=NAME, method="POST", path="/orders")
    assert lab.submit(order).state == "confirmed"
    (placed,) = sold(box)
    assert lines_of(placed) == 2


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "truncate"])
def test_a_lost_line_taints_the_draft_which_is_never_closed(box, lab, photo, fault):
    order = make(lab, photo)
    box.faults.add(fault, lab=NAME, method="POST", path="/orders/*/products")
    receipt = lab.submit(order)
    (placed,) = sold(box)
    assert (receipt.state, lines_of(placed)) == ("confirmed", 2)
    assert len(box.orders(NAME)) == 2


@pytest.mark.parametrize("fault", ["drop_after", "truncate"])
def test_a_lost_close_that_was_done_is_found_by_its_date(box, lab, photo, fault):
    order = make(lab, photo)
    box.faults.add(fault, lab=NAME, method="POST", path="/orders/*/close")
    assert lab.submit(order).state == "confirmed"
    assert len(sold(box)) == 1
    assert len(log(box, "POST", "/close")) == 1


def test_q65_a_lost_close_that_was_not_done_stays_unknown_until_a_person_says_so(box, lab, photo):
    order = make(lab, photo)
    box.faults.add("drop_before", lab=NAME, method="POST", path="/orders/*/close")
    assert lab.submit(order).state == "unknown"
    assert lab.submit(order).state == "unknown"
    assert lab.resolve("A-1").state == "unknown"
    assert sold(box) == []
    assert lab.resolve("A-1", resend=True).state == "confirmed"
    assert len(sold(box)) == 1


def test_a_close_that_went_through_is_confirmed_though_reading_it_fails(box, lab, photo):
    order = make(lab, photo)
    box.faults.add("drop_before", lab=NAME, method="GET", path="/orders/*", times=5)
    receipt = lab.submit(order)
    assert (receipt.state, receipt.total) == ("confirmed", None)
    assert "could not be read" in receipt.problem


def test_a_line_the_lab_refuses_leaves_nothing_closed(box, lab, photo):
    order = make(lab, photo)
    refusal = {"lab": NAME, "method": "POST", "path": "/orders/*/products"}
    box.faults.add("status", **refusal, status=422, body={"error": "filesize: another"})
    with pytest.raises(RefusedError, match="filesize"):
        lab.submit(order)
    assert sold(box) == []
    assert lk.orders().loc[0, "state"] == "rejected"


def test_what_the_api_has_no_call_for_is_said(lab, photo):
    lab.submit(make(lab, photo))
    with pytest.raises(UnsupportedError):
        lab.cancel("A-1")
    with pytest.raises(UnsupportedError):
        lab.reprint("A-1")


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refused_question_after_a_lost_close_is_not_a_refused_order(box, lab, photo, status):
    order = make(lab, photo)
    box.faults.add("drop_after", lab=NAME, method="POST", path="/orders/*/close")
    box.faults.add("status", lab=NAME, method="GET", path="/orders/*", status=status, times=3)
    assert lab.submit(order).state == "unknown"
    box.faults.clear()
    assert lab.submit(order).state == "unknown"
    assert lab.resolve("A-1").state == "confirmed"
    assert len(sold(box)) == 1


def test_q56_a_page_with_status_200_adds_no_line(box, lab, photo):
    order = make(lab, photo)
    box.faults.add("html", lab=NAME, method="POST", path="/orders/*/products")
    assert lab.submit(order).state == "confirmed"
    (placed,) = sold(box)
    assert lines_of(placed) == 2


def test_q56_a_page_with_status_200_closes_nothing(box, lab, photo):
    order = make(lab, photo)
    box.faults.add("html", lab=NAME, method="POST", path="/orders/*/close")
    assert lab.submit(order).state == "unknown"
    assert sold(box) == []


def test_an_order_that_was_not_placed_has_no_status(box, lab, photo):
    order = make(lab, photo)
    box.faults.add("html", lab=NAME, method="POST", path="/orders")
    with pytest.raises(AnswerError):
        lab.submit(order)
    with pytest.raises(JournalError, match="not placed"):
        lab.status("A-1")


def test_the_preview_of_an_order_with_something_missing_names_it(lab):
    with pytest.raises(InvalidOrderError) as caught:
        lab.preview(lab.new_order(metadata="A-1"))
    assert [problem.field for problem in caught.value.problems] == ["products"]


@pytest.mark.parametrize("reading", ["keeps", "ends"])
def test_q88_a_log_in_elsewhere_may_end_this_token(box, lab, photo, reading):
    box.readings.set(NAME, "q88", reading)
    assert lab.submit(make(lab, photo)).state == "confirmed"
    other = lk.connect(NAME, base_url=box.base_url(NAME), **box.credentials(NAME))
    assert other.status("A-1").lab_state  # logs in anew: the first token may be over
    assert lab.submit(make(lab, photo, reference="A-2")).state == "confirmed"
    assert other.status("A-2").lab_state
    assert len(sold(box)) == 2
    # One log-in each, and one more wherever a token was ended by the other's.
    log_ins = log(box, "POST", "/user/login")
    assert len(log_ins) == 2 if reading == "keeps" else len(log_ins) > 2
