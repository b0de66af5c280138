"""What the Printofoto emulator asks of an order before it lets it be validated."""

from __future__ import annotations

import pytest
from printofoto_sandbox_kit import Lab, first_detail


@pytest.fixture
def lab():
    return Lab()


def test_q45_an_order_without_details_cannot_be_validated(lab):
    order = lab.make("order")["id_order"]
    body = lab.valid("order", "PUT", order_state="1")
    why = lab.errors("PUT", f"/order/{order}", 403, body)["order_state"]
    assert "no order detail" in why
    assert lab.state(order) == "0"
    body = lab.valid("order", order_state="1")
    assert list(lab.errors("POST", "/order", 403, body)) == ["order_state"]
    assert len(lab.list("order")) == 1
    lab.context.readings.set("q45", "accept")
    assert lab.put_state(order, "1")["order_state"] == "1"


def _validate(lab, resource, number):
    """Order a product and try to validate the order; return why not, "" if it went."""
    order = lab.make("order")["id_order"]
    lab.detail(order, resource, number)
    body = lab.valid("order", "PUT", order_state="1")
    response = lab.http.put(f"/order/{order}", json=body)
    if response.status_code == 200:
        return ""
    assert response.status_code == 403
    return response.json()["errors"]["order_state"]


def test_q45_a_photobook_needs_its_ten_pages(lab):
    book, _ = lab.photobook([1, 2, 3, 5, 6, 7, 8, 10])
    assert "position 4, 9" in _validate(lab, "photobook", book)
    for position in (4, 9):
        lab.make("photobookpage", id_photobook=book, position=position)
    for last in (1, 10):
        rest = [position for position in range(1, 11) if position != last]
        assert f"position {last}" in _validate(lab, "photobook", lab.photobook(rest)[0])
    assert _validate(lab, "photobook", book) == ""


@pytest.mark.parametrize(
    ("resource", "chosen", "counts"),
    [
        ("photoprint", "11x15_by_5", {0: False, 4: False, 5: True, 6: False}),
        ("photoprint", "11x15_by_20", {5: False, 20: True}),
        ("photoprint", "", {4: False, 5: True, 6: False, 20: True}),
        ("factsheet", "148x210_by_3", {2: False, 3: True, 4: False}),
        ("factsheet", "", {0: False, 3: True}),
    ],
)
def test_q45_a_pack_needs_as_many_pictures_as_its_format_says(lab, resource, chosen, counts):
    made = lab.make(resource, format=chosen)[f"id_{resource}"]
    there = 0
    for count, fits in counts.items():
        for _ in range(count - there):
            lab.make(f"{resource}item", **{f"id_{resource}": made})
        there = count
        why = _validate(lab, resource, made)
        assert (why == "") is fits, (count, why)
        if not fits:
            assert f"{count} {resource}item" in why
        else:
            # What is in a validated order is held to it: take another one for the next count.
            _cancel_all(lab)


def _cancel_all(lab):
    for order in lab.list("order", order_state="1", limit=1000):
        lab.put_state(order["id_order"], "6")


def test_q45_a_product_that_is_gone_cannot_be_validated(lab):
    order = lab.order("0")
    poster = first_detail(lab, order)["id_custom"]
    lab.call("DELETE", f"/poster/{poster}", 204)
    body = lab.valid("order", "PUT", order_state="1")
    why = lab.errors("PUT", f"/order/{order}", 403, body)["order_state"]
    assert f"poster {poster}" in why


def test_q45_a_validated_order_stays_whole(lab):
    book, pages = lab.photobook()
    order = lab.make("order")["id_order"]
    lab.detail(order, "photobook", book)
    lab.put_state(order, "1")
    page = f"/photobookpage/{pages[0]['id_photobook_page']}"
    assert list(lab.errors("DELETE", page, 403)) == ["id_photobook"]
    other = lab.make("photobook")["id_photobook"]
    away = lab.valid("photobookpage", "PUT", id_photobook=other)
    assert list(lab.errors("PUT", page, 403, away)) == ["id_photobook"]
    assert list(lab.errors("DELETE", f"/photobook/{book}", 403)) == ["id"]
    unfinished = lab.make("photobook")["id_photobook"]
    more = lab.valid("orderdetail", id_order=order, id_product=1, id_custom=unfinished)
    assert list(lab.errors("POST", "/orderdetail", 403, more)) == ["id_order"]
    detail = first_detail(lab, order)
    elsewhere = {**detail, "price": "1", "id_order": lab.order()}
    path = f"/orderdetail/{detail['id_order_detail']}"
    assert list(lab.errors("PUT", path, 403, elsewhere)) == ["id_order"]
    assert len(lab.list("photobookpage", id_photobook=book)) == 10
    # Other products are nobody's business.
    lab.call("DELETE", f"/photobook/{unfinished}", 204)
