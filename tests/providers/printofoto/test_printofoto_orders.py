"""Printofoto's orders against the sandbox over real HTTP; points q27 to q54 of the notes."""

import pytest
from PIL import Image

import labkit as lk
from labkit.errors import EndpointError, LiveOrderError, UnsupportedError
from labkit.http import Call
from labkit.providers.printofoto.orders.model import RESOURCES, Order
from labkit.providers.printofoto.orders.resources import Calendar

NAME = "printofoto"
PHOTO = (1772, 1772)


ADDRESS = lk.Address(
    first_name="Jean",
    last_name="Dupond",
    street="rue du stade",
    house_number="12",
    line2="Bat A1",
    postcode="75001",
    city="Paris",
    country="FR",
    email="jean@dupond.example",
)


def intent(*lines, reference="A-1", **changes):
    return lk.OrderIntent(
        **{"reference": reference, "recipient": ADDRESS, "lines": lines} | changes
    )


def poster(photo, **changes):
    return lk.Line(**{"product_id": "14", "variant_id": "420x297", "photo": photo} | changes)


def make(lab, *lines, **changes):
    order, dropped = lab.from_intent(intent(*lines, **changes))
    assert [p for p in dropped if p.severity == "error"] == []
    return order


def problems(lab, order, severity="error"):
    return {p.field: p.message for p in lab.check(order) if p.severity == severity}


def placed(box):
    return [o for o in box.orders(NAME) if str(o["raw"]["order_state"]) not in {"0", "6"}]


def details(lab):
    return lab.client.read(lk_call("/orderdetail", limit="1000")).json()


def lk_call(path, **params):
    return Call("GET", path, params)


@pytest.mark.short
def test_an_order_goes_through_and_the_preview_is_what_is_sent(box, lab, photo):
    order = make(
        lab, poster(photo, quantity=2), lk.Line(product_id="6", variant_id="50x50", photo=photo)
    )
    planned = [(c.method, c.url.rsplit("/api", 1)[1].split("/")[1]) for c in lab.preview(order)]
    receipt = lab.submit(order)
    assert (receipt.state, receipt.lab_state, receipt.total) == ("confirmed", "1", None)
    writes = [r for r in box.log() if r["lab"] == NAME and r["method"] != "GET"]
    sent = [(r["method"], r["path"].rsplit("/api/", 1)[1].split("/")[0]) for r in writes]
    assert sent == planned
    assert len(placed(box)) == 1
    assert sum(call.commits for call in lab.preview(order)) == 1


def test_q27_the_sandbox_is_plain_http_and_has_to_be_asked_for_by_name():
    with pytest.raises(EndpointError, match="allow_plain_http=True"):
        lk.connect(NAME, endpoint="sandbox", api_key="k", api_secret="s")
    lab = lk.connect(NAME, endpoint="sandbox", api_key="k", api_secret="s", allow_plain_http=True)
    assert lab.endpoint.base_url == "http://api-sandbox.printofoto.com/api"
    live = lk.connect(NAME, endpoint="live", api_key="k", api_secret="s")
    with pytest.raises(LiveOrderError):
        live.submit(live.new_order(id_order_partner="A"))


@pytest.mark.parametrize("reading", ["object", "list"])
def test_q30_a_single_record_may_come_as_a_list_of_one(box, lab, photo, reading):
    if reading in box.readings.all()[NAME].get("q30", {}).get("choices", [reading]):
        box.readings.set(NAME, "q30", reading)
    assert lab.submit(make(lab, poster(photo))).state == "confirmed"


def test_q35_flags_are_sent_as_1_and_0(lab, photo):
    book = lk.Line(
        product_id="1",
        photo=(photo,) * 10,
        options=["fit"],
        fields={"template": 1, "show_cover_title": "0"},
    )
    order = make(lab, book)
    assert problems(lab, order) == {}
    body = next(c.body for c in lab.preview(order) if c.url.endswith("/photobook"))
    assert body["show_cover_title"] == 0
    assert lab.submit(order).state == "confirmed"


def test_q40_a_sheet_needs_its_back(lab, photo):
    order = make(lab, lk.Line(product_id="20", variant_id="148x210_by_3", photo=(photo,) * 5))
    assert list(problems(lab, order)) == ["details[0].factsheet.items[2].back_image_url"]


def test_q41_q42_spellings_are_read_and_one_is_sent():
    fields = {f"image_url_{n}": "https://x.example/a.jpg" for n in range(1, 13)}
    rest = {"template": 1, "font_color": "#000000", "background_color": "#ffffff"}
    for written in ("2015-01", "2015-01-01"):
        assert Calendar(**fields, **rest, start_date=written).start_date == "2015-01"


def test_q43_a_calendar_takes_its_months_events_and_template_from_the_caller(box, lab, photo):
    line = lk.Line(
        product_id="2",
        photo=(photo,) * 12,
        fields={
            "template": 2,
            "font_color": "#000000",
            "background_color": "#ffffff",
            "start_date": "2027-01",
            "events": [{"date_event": "2027-01-02", "text": "Anna's birthday"}],
        },
    )
    order = make(lab, line)
    assert problems(lab, order) == {}
    assert lab.submit(order).state == "confirmed"


def test_q44_a_polaroid_has_exactly_one_picture_and_a_short_text(lab, photo):
    line = lk.Line(product_id="15", photo=(photo,) * 12)
    order = make(lab, line)
    assert problems(lab, order) == {}
    box = order.details[0].polaroidbox
    box["pic_url_3"] = str(photo)
    del box["image_url_5"]
    assert set(problems(lab, order)) == {
        "details[0].polaroidbox.image_url_3",
        "details[0].polaroidbox.image_url_5",
    }
    box["text_1"] = "x" * 31
    assert list(problems(lab, order)) == ["details[0].polaroidbox.text_1"]


def test_q45_packs_are_counted_and_a_books_pages_stand_once(lab, photo):
    five = make(lab, lk.Line(product_id="17", variant_id="11x15_by_5", photo=(photo,) * 4))
    assert list(problems(lab, five)) == ["details[0].photoprint.items"]
    unsaid = make(lab, lk.Line(product_id="17", photo=(photo,) * 5))
    assert list(problems(lab, unsaid)) == ["details[0].photoprint.format"]
    book = lk.Line(product_id="1", photo=(photo,) * 9, options=["fill"], fields={"template": 1})
    assert "page 10" in problems(lab, make(lab, book))["details[0].photobook.pages"]


def test_q39_q46_a_put_writes_the_whole_order_and_no_state_of_the_labs_own(box, lab, photo):
    calls = lab.preview(make(lab, poster(photo)))
    created = next(c for c in calls if c.method == "POST" and c.url.endswith("/order"))
    (validated,) = [c for c in calls if c.commits]
    assert (created.body["order_state"], validated.body["order_state"]) == (0, 1)
    assert set(validated.body) == set(created.body)
    lab.submit(make(lab, poster(photo)))
    box.clock.advance(days=20)
    (record,) = lab.client.read(lk_call("/order")).json()
    assert {n: record[n] for n in created.body if n != "order_state"} == {
        n: v for n, v in created.body.items() if n != "order_state"
    }


def test_q48_copies_are_details_counted_as_a_multiset(box, lab, photo):
    lab.submit(make(lab, poster(photo, quantity=3)))
    listed = details(lab)
    assert len(listed) == 3
    assert len({(d["id_product"], d["id_custom"]) for d in listed}) == 1


@pytest.mark.parametrize("product", ["8", "11", "13", "16", "18", "19", "21"])
def test_q49_a_product_without_a_resource_is_refused(lab, photo, product):
    order, _ = lab.from_intent(intent(lk.Line(product_id=product, photo=photo)))
    assert list(problems(lab, order)) == ["details[0].id_product"]


def test_q49_every_other_product_has_its_resource():
    assert sorted(RESOURCES) == [1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 20]


def test_q51_a_postcard_to_another_address_is_a_warning_and_countries_have_names(lab, photo):
    line = lk.Line(product_id="3", photo=photo, fields={"text": "Bises"})
    order = make(lab, line)
    assert order.shipping_country == "France"
    assert lab.check(order) == []
    order.details[0].postcard["shipping_city"] = "Lyon"
    assert list(problems(lab, order, "warning")) == ["details[0].postcard"]


@pytest.mark.parametrize(("reading", "early"), [("together", 0), ("each", 1)])
def test_q95_details_may_ship_one_by_one_and_countries_have_french_names(
    box, lab, photo, reading, early
):
    box.readings.set(NAME, "q95", reading)
    order = make(lab, poster(photo), poster(photo), reference="A-95")
    assert order.shipping_country == "France"  # the one name the document shows
    lab.submit(order)
    box.clock.advance(minutes=30)
    box.clock.advance(days=1)
    found = lab.status("A-95")
    assert (found.lab_state, len(found.tracking), found.final) == ("3", early, False)
    box.clock.advance(days=1)
    found = lab.status("A-95")
    assert (found.lab_state, len(found.tracking), found.final) == ("4", 2, False)


def test_q52_pictures_are_private(box, lab, photo):
    lab.submit(make(lab, poster(photo)))
    (image,) = lab.client.read(lk_call("/image")).json()
    assert image["public"] == "0"
    assert "," not in image["tag"]


def test_q54_the_speed_is_each_lines(lab, photo):
    order = make(lab, poster(photo), poster(photo), shipping="express")
    assert [d.shipping_type for d in order.details] == ["express", "express"]
    _, dropped = lab.from_intent(intent(poster(photo), shipping="pigeon"))
    assert [p.field for p in dropped] == ["shipping"]


def test_a_selling_price_is_put_on_each_detail(lab, photo):
    lab.submit(make(lab, poster(photo, quantity=2, fields={"price": "8.50"})))
    assert [float(d["price"]) for d in details(lab)] == [8.5, 8.5]


WRITES = ["/image", "/poster", "/order", "/orderdetail"]


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "truncate"])
@pytest.mark.parametrize("path", WRITES)
def test_a_lost_answer_before_the_order_is_validated_is_looked_up(box, lab, photo, path, fault):
    order = make(lab, poster(photo, quantity=2))
    box.faults.add(fault, lab=NAME, method="POST", path=path)
    receipt = lab.submit(order)
    assert receipt.state == "confirmed"
    assert len(placed(box)) == 1
    assert len([d for d in details(lab) if d["id_order"] == receipt.lab_order_id]) == 2


@pytest.mark.parametrize("fault", ["drop_after", "truncate"])
def test_a_lost_validation_that_was_done_is_found(box, lab, photo, fault):
    order = make(lab, poster(photo))
    box.faults.add(fault, lab=NAME, method="PUT", path="/order/*")
    assert lab.submit(order).state == "confirmed"
    assert len(placed(box)) == 1


def test_a_lost_validation_that_was_not_done_stays_unknown_until_a_person_says_so(box, lab, photo):
    order = make(lab, poster(photo))
    box.faults.add("drop_before", lab=NAME, method="PUT", path="/order/*")
    assert lab.submit(order).state == "unknown"
    assert lab.resolve("A-1").state == "unknown"
    assert placed(box) == []
    assert lab.resolve("A-1", resend=True).state == "confirmed"
    assert len(placed(box)) == 1


def test_states_follow_the_clock_to_delivery_with_tracking(box, lab, photo):
    lab.submit(make(lab, poster(photo)))
    for _ in range(20):
        box.clock.advance(days=1)
    found = lab.status("A-1")
    assert (found.lab_state, found.final) == ("5", True)
    assert found.tracking


def test_an_order_can_be_cancelled_until_it_is_printed(box, lab, photo):
    lab.submit(make(lab, poster(photo)))
    assert lab.cancel("A-1").lab_state == "6"
    assert lab.status("A-1").final
    lab.submit(make(lab, poster(photo), reference="A-2"))
    box.clock.advance(days=20)
    with pytest.raises(UnsupportedError, match="state 5"):
        lab.cancel("A-2")


@pytest.mark.parametrize(
    "field",
    ["shipping_firstname", "shipping_name", "shipping_address_1", "shipping_zipcode",
     "shipping_city", "shipping_country", "id_order_partner"],
)  # fmt: skip
def test_each_missing_part_of_the_order_is_named(lab, photo, field):
    order = make(lab, poster(photo))
    setattr(order, field, "")
    assert list(problems(lab, order)) == [field]


def test_what_belongs_to_another_product_is_named(lab, photo):
    order = make(lab, poster(photo))
    order.details[0].magnet = {"image_url": str(photo), "format": "50x50"}
    assert list(problems(lab, order)) == ["details[0].magnet"]
    order = Order.model_validate(
        lab.from_intent(intent(poster(photo)))[0].model_dump(warnings=False)
    )
    order.details[0].poster = None
    assert list(problems(lab, order)) == ["details[0].poster"]


def test_a_field_the_product_does_not_have_names_the_nearest(lab, photo):
    _, dropped = lab.from_intent(intent(poster(photo, fields={"fromat": "297x420"})))
    (problem,) = dropped
    assert "did you mean 'format'" in problem.message


def test_a_picture_that_is_not_there_is_named(lab, tmp_path):
    order = make(lab, poster(tmp_path / "gone.jpg"))
    assert list(problems(lab, order)) == ["details[0].poster.image_url"]


def test_a_lost_answer_to_cancelling_stands_in_the_journal(box, lab, photo):
    lab.submit(make(lab, poster(photo)))
    box.faults.add("drop_after", lab=NAME, method="PUT", path="/order/*")
    with pytest.raises(lk.LabkitError, match="was lost"):
        lab.cancel("A-1")
    assert "ask for the status" in lk.orders().loc[0, "problem"]
    assert lab.status("A-1").lab_state == "6"


def test_sharpness_goes_by_both_sides_of_what_is_printed(lab, tmp_path):
    # 800 px on 150 mm: 135 ppi, though 800 are more than the 591 of the short side.
    Image.new("RGB", (800, 800)).save(tmp_path / "square.jpg")
    order = make(lab, lk.Line(product_id="4", photo=str(tmp_path / "square.jpg")))
    found = {p.message for p in lab.check(order) if p.field == "details[0].bookmark.image_url_1"}
    assert any("135 ppi" in message for message in found)


def test_the_bytes_decide_whether_the_lab_takes_a_picture(lab, tmp_path):
    Image.new("RGB", (2000, 2000)).save(tmp_path / "card", "JPEG")
    Image.new("RGB", (2000, 2000)).save(tmp_path / "card.jpg", "WEBP")
    fields = {"image_aspect_ratio": "fill"}
    order = make(lab, lk.Line(product_id="5", photo=str(tmp_path / "card"), fields=fields))
    assert lab.check(order) == []
    assert lab.submit(order).state == "confirmed"
    order = make(lab, lk.Line(product_id="5", photo=str(tmp_path / "card.jpg"), fields=fields))
    (problem,) = lab.check(order)
    assert "WEBP by its bytes" in problem.message


def test_a_calendars_pictures_are_never_turned(lab, tmp_path):
    path = tmp_path / "tall.jpg"
    Image.new("RGB", (2000, 4000)).save(path)
    order = make(lab, lk.Line(product_id="2", photo=(str(path),) * 12))
    assert order.details[0].calendar["image_url_1"] == str(path)
    row = lk.catalog([lab]).fit((4961, 3508)).set_index("name").loc["calendar"]
    assert row["orientation"] == "as it is"
    poster = make(lab, lk.Line(product_id="14", variant_id="420x297", photo=str(path)))
    turned = poster.details[0].poster["image_url"]
    with Image.open(turned) as image:
        assert image.size == (4000, 2000)
