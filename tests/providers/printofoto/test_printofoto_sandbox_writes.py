"""What POST and PUT of the Printofoto emulator do with each field, under both readings."""

from __future__ import annotations

import pytest
from printofoto_sandbox_kit import PHOTO, Lab, body_parameters, resources

OTHER = "https://photos.example/other.png"


@pytest.fixture
def lab():
    return Lab()


@pytest.mark.parametrize(
    ("sent", "kept"),
    list(zip([1, "1", True, "true", 0, "0", False, "false"], "11110000", strict=True)),
)
def test_q35_flags_are_1_0_true_or_false_and_come_out_as_text(lab, sent, kept):
    assert lab.make("photobook", show_cover_title=sent)["show_cover_title"] == kept
    assert lab.make("image", public=sent)["public"] == kept


def test_q35_numbers_do_for_text_and_text_for_numbers(lab):
    assert lab.make("calendar", template=2)["template"] == "2"
    assert lab.make("order", shipping_zipcode=75001)["shipping_zipcode"] == "75001"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [(8.5, "8.5"), ("8.50", "8.5"), (25, "25"), ("25.00", "25"), ("0", "0"), (0.1, "0.1")],
)
def test_q35_prices_come_out_as_in_the_samples(lab, sent, kept):
    detail = lab.make("orderdetail")["id_order_detail"]
    body = lab.valid("orderdetail", "PUT", price=sent)
    assert lab.call("PUT", f"/orderdetail/{detail}", 200, body)["price"] == kept


def test_q36_a_missing_date_is_all_zeros(lab):
    assert lab.make("orderdetail")["shipping_date_update"] == "0000-00-00 00:00:00"


@pytest.mark.parametrize("resource", resources())
def test_q39_put_keeps_or_clears_what_is_left_out(lab, resource):
    optional = [
        p["name"]
        for p in body_parameters(resource, "PUT")
        if p["need"] == "optional" and p["name"] not in {"order_state", "format"}
    ]
    full = dict.fromkeys(optional, OTHER)
    full |= {name: "short" for name in optional if name.startswith("text_")}
    for reading in ("keep", "clear"):
        lab.context.readings.set("q39", reading)
        body = lab.valid(resource, "PUT")
        made = lab.make(resource, **full)
        number = next(iter(made.values()))
        after = lab.call("PUT", f"/{resource}/{number}", 200, body)
        wanted = full if reading == "keep" else dict.fromkeys(full, "")
        assert {name: after[name] for name in full} == wanted


def test_q39_put_clears_to_the_default(lab):
    number = lab.make("poster", format="420x297")["id_poster"]
    lab.context.readings.set("q39", "clear")
    put = lab.call("PUT", f"/poster/{number}", 200, lab.valid("poster", "PUT"))
    assert put["format"] == "297x420"


@pytest.mark.parametrize("nothing", ["", None, " "])
def test_q39_put_clears_what_is_sent_empty(lab, nothing):
    number = lab.make("poster", custom="mine")["id_poster"]
    body = lab.valid("poster", "PUT", custom=nothing)
    assert lab.call("PUT", f"/poster/{number}", 200, body)["custom"] == ""


@pytest.mark.parametrize("field", ["logo_url", "stamp_url"])
def test_q39_a_postcard_needs_logo_and_stamp_on_put_alone(lab, field):
    number = lab.make("postcard")["id_postcard"]
    body = lab.valid("postcard", "PUT")
    del body[field]
    assert list(lab.errors("PUT", f"/postcard/{number}", 400, body)) == [field]


def test_q39_a_detail_has_its_price_by_put(lab):
    assert lab.make("orderdetail", price="8.5")["price"] == ""
    lab.context.readings.set("q39_undocumented", "accept")
    made = lab.make("orderdetail", price="8.5")
    assert made["price"] == "8.5"
    body = lab.valid("orderdetail", "PUT")
    del body["price"]
    path = f"/orderdetail/{made['id_order_detail']}"
    assert list(lab.errors("PUT", path, 400, body)) == ["price"]


@pytest.mark.parametrize("undocumented", ["ignore", "accept"])
def test_q39_what_only_the_lab_sets_is_ignored(lab, undocumented):
    lab.context.readings.set("q39_undocumented", undocumented)
    made = lab.make("orderdetail", shipping_state="1", shipping_tracking_url=OTHER)
    assert (made["shipping_state"], made["shipping_tracking_url"]) == ("0", "")
    body = lab.valid("orderdetail", "PUT", shipping_state="1")
    path = f"/orderdetail/{made['id_order_detail']}"
    assert lab.call("PUT", path, 200, body)["shipping_state"] == "0"


@pytest.mark.parametrize(
    ("q39", "undocumented", "sent", "kept"),
    [
        ("keep", "ignore", {}, PHOTO),
        ("keep", "ignore", {"backcover_url": OTHER}, PHOTO),
        ("keep", "accept", {"backcover_url": OTHER}, OTHER),
        ("keep", "accept", {}, PHOTO),
        ("clear", "ignore", {}, ""),
        ("clear", "ignore", {"backcover_url": OTHER}, ""),
        ("clear", "accept", {"backcover_url": OTHER}, OTHER),
        ("clear", "accept", {}, ""),
    ],
)
def test_q39_the_back_cover_of_a_photobook_is_no_parameter_of_put(
    lab, q39, undocumented, sent, kept
):
    lab.context.readings.set("q39", q39)
    lab.context.readings.set("q39_undocumented", undocumented)
    number = lab.make("photobook", backcover_url=PHOTO)["id_photobook"]
    body = lab.valid("photobook", "PUT", **sent)
    assert lab.call("PUT", f"/photobook/{number}", 200, body)["backcover_url"] == kept


@pytest.mark.parametrize("resource", resources())
def test_q39_what_was_read_can_be_written_back_whole(lab, resource):
    """Read, change, write the whole: fields that only answers have are no obstacle."""
    optional = {p["name"] for p in body_parameters(resource, "POST")}
    before = lab.make(resource, **({"custom": "x"} if "custom" in optional else {}))
    number = next(iter(before.values()))
    body = dict(before)
    if resource == "image":
        body["image"] = before["preview_url"]
    if resource == "postcard":
        body |= {"logo_url": PHOTO, "stamp_url": PHOTO}
    if resource == "orderdetail":
        body["price"] = "8.5"
    after = lab.call("PUT", f"/{resource}/{number}", 200, body)
    changed = {name for name in before if before[name] != after[name]}
    expected = {"postcard": {"logo_url", "stamp_url"}, "orderdetail": {"price"}}
    assert changed == expected.get(resource, set())


def test_q39_the_id_of_another_resource_is_refused(lab):
    lab.make("poster")
    number = lab.make("poster")["id_poster"]
    body = lab.valid("poster", "PUT", id_poster="1")
    assert list(lab.errors("PUT", f"/poster/{number}", 400, body)) == ["id_poster"]


def test_q40_a_notebook_has_the_format_of_the_sample(lab):
    assert lab.make("notebook")["format"] == "110x150"
    assert lab.make("notebook", format="10x10")["format"] == "110x150"


def test_q40_a_sheet_needs_both_sides(lab):
    body = lab.valid("factsheetitem")
    del body["back_image_url"]
    assert list(lab.errors("POST", "/factsheetitem", 400, body)) == ["back_image_url"]


@pytest.mark.parametrize("sent", ["Fit", "fit", "FIT", "Fill", "fill"])
def test_q41_fit_and_fill_in_any_case_come_out_lower(lab, sent):
    assert lab.make("card", image_aspect_ratio=sent)["image_aspect_ratio"] == sent.lower()


@pytest.mark.parametrize(
    ("reading", "sent", "kept"),
    [
        ("full", "2015-01", "2015-01-01"),
        ("full", "2014-01-01", "2014-01-01"),
        ("as_sent", "2015-01", "2015-01"),
        ("as_sent", "2014-01-01", "2014-01-01"),
    ],
)
def test_q42_a_calendar_starts_on_a_month_or_a_day(lab, reading, sent, kept):
    lab.context.readings.set("q42", reading)
    assert lab.make("calendar", start_date=sent)["start_date"] == kept


def test_q43_any_template_goes(lab):
    assert lab.make("photobook", template="417")["template"] == "417"


def _polaroids(lab, **changes):
    return {k: v for k, v in lab.valid("polaroidbox", **changes).items() if v is not None}


@pytest.mark.parametrize("slot", range(1, 13))
def test_q44_each_polaroid_has_one_picture(lab, slot):
    image, pic = f"image_url_{slot}", f"pic_url_{slot}"
    neither = _polaroids(lab, **{image: None})
    assert set(lab.errors("POST", "/polaroidbox", 400, neither)) == {image, pic}
    square = {**neither, pic: PHOTO}
    assert lab.call("POST", "/polaroidbox", 201, square)[image] == ""
    both = {**square, image: OTHER}
    assert set(lab.errors("POST", "/polaroidbox", 400, both)) == {image, pic}
    lab.context.readings.set("q44", "accept")
    made = lab.call("POST", "/polaroidbox", 201, both)
    assert (made[image], made[pic]) == (OTHER, PHOTO)
    assert set(lab.errors("POST", "/polaroidbox", 400, neither)) == {image, pic}


@pytest.mark.parametrize("q39", ["keep", "clear"])
def test_q44_the_other_picture_takes_the_place_of_the_one(lab, q39):
    lab.context.readings.set("q39", q39)
    number = lab.make("polaroidbox", text_1="Hello")["id_polaroidbox"]
    body = _polaroids(lab, image_url_3=None, pic_url_3=OTHER)
    after = lab.call("PUT", f"/polaroidbox/{number}", 200, body)
    assert (after["image_url_3"], after["pic_url_3"]) == ("", OTHER)
    assert after["text_1"] == ("Hello" if q39 == "keep" else "")


def test_q45_a_page_has_a_place_of_its_own(lab):
    book = lab.make("photobook")["id_photobook"]
    for position in range(1, 11):
        lab.make("photobookpage", id_photobook=book, position=position)
    body = lab.valid("photobookpage", id_photobook=book, position=4)
    assert list(lab.errors("POST", "/photobookpage", 400, body)) == ["position"]
    lab.make("photobookpage", position=4)  # of another photobook
    page = lab.list("photobookpage", id_photobook=book)[3]["id_photobook_page"]
    lab.call("PUT", f"/photobookpage/{page}", 200, {**body, "image_url": OTHER})
    errors = lab.errors("PUT", f"/photobookpage/{page}", 400, {**body, "position": 5})
    assert list(errors) == ["position"]
