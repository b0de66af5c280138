"""Both readings of what Profotonet's document leaves open, with the client right under each."""

import pytest
from profotonet_orders_kit import NAME, SET, intent, make, placed_by_another_client

import labkit as lk
from labkit.errors import RefusedError

PHOTO = (3000, 3000)


@pytest.mark.parametrize("reading", ["order", "account"])
def test_q82_entries_are_numbered_apart_in_the_whole_account(box, lab, photo, reading):
    """Broken once by numbering each order's entries from 1: the second was refused."""
    box.readings.set(NAME, "q82", reading)
    for number in range(5):
        assert lab.submit(make(lab, photo, f"A-{number}")).state == "confirmed"
    assert len(box.orders(NAME)) == 5


@pytest.mark.parametrize("reading", ["pdf", "jpg_too"])
def test_q83_a_booklet_is_a_pdf_or_a_jpg_and_what_may_be_refused_is_named(box, lab, photo, reading):
    """Broken once by calling a jpg an error: the lab may take it."""
    # "jpg or pdf if productId starts with 11000"
    box.readings.set(NAME, "q83", reading)
    booklet = next(i for i in lab.products()["product_id"] if i.startswith("11000"))
    line = lk.Line(product_id=booklet, photo="https://pictures.example/p.jpg")
    order, _ = lab.from_intent(intent(photo, lines=[line]))
    (note,) = [p for p in lab.check(order) if p.field == "entries[0].file.name"]
    assert (note.severity, ".pdf" in note.message) == ("warning", True)
    if reading == "jpg_too":
        assert lab.submit(order).state == "confirmed"
    else:
        with pytest.raises(RefusedError) as refused:
            lab.submit(order)
        assert [p.field for p in refused.value.problems] == ["entries[0].file.name"]
    pdf, _ = lab.from_intent(intent(photo, "A-2", lines=[line]))
    pdf.entries[0].file.name = "p.pdf"
    assert [p for p in lab.check(pdf) if p.field == "entries[0].file.name"] == []
    assert lab.submit(pdf).state == "confirmed"


@pytest.mark.parametrize("reading", ["accept", "409"])
def test_q84_a_test_of_a_reference_that_exists_orders_nothing(box, lab, photo, reading):
    """Broken once by submitting a test as any order: its receipt did not say that it is one."""
    box.readings.set(NAME, "q84", reading)
    order = make(lab, photo)
    placed_by_another_client(box, lab, order)
    order.test = True
    if reading == "409":
        with pytest.raises(RefusedError, match="409"):
            lab.submit(order)
        assert lk.orders().loc[0, "state"] == "rejected"
    else:
        assert "ordered nothing" in lab.submit(order).problem
    assert len(box.orders(NAME)) == 1


def test_q82_a_line_may_have_a_number_of_its_own(lab, photo):
    line = lk.Line(product_id=SET, photo=photo, fields={"referenceId": 17})
    order, _ = lab.from_intent(intent(photo, lines=[line]))
    assert order.entries[0].referenceId == 17
