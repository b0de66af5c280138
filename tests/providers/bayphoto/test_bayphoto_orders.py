"""Bay Photo's orders against the sandbox over real HTTP; points q66 to q81 of the notes."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from bayphoto_orders_kit import ADDRESS, NAME, make, posts, problems
from PIL import Image

import labkit as lk
from labkit.errors import EndpointError, LiveOrderError, UnsupportedError
from labkit.providers.bayphoto.orders.crop import crop_fields, filling
from labkit.providers.bayphoto.orders.model import Order, to_wire

PHOTO = (1500, 1200)
FIXTURES = Path(__file__).parent / "fixtures"


def test_the_documents_sample_goes_through_the_model_and_comes_out_the_same():
    sample = json.loads((FIXTURES / "order.json").read_text())
    assert to_wire(Order.model_validate(sample)) == sample


@pytest.mark.short
def test_an_order_is_placed_and_the_preview_is_what_is_sent(box, lab, photo):
    order = make(lab, photo)
    assert lab.check(order) == []
    (planned,) = lab.preview(order)
    receipt = lab.submit(order)
    assert (receipt.state, receipt.total) == ("confirmed", None)
    (sent,) = posts(box)
    assert planned.url == lab.endpoint.base_url + "/api/v1/orders.json"
    assert planned.commits
    assert planned.headers == {"Authorization": "**********"}
    (placed,) = box.orders(NAME)
    assert placed["reference"] == "A-1"
    assert sent["status"] == 201


def test_q66_there_is_no_documented_address():
    for endpoint in ("live", "sandbox"):
        with pytest.raises(EndpointError, match="names no"):
            lk.connect(NAME, endpoint=endpoint, token="t")
    lab = lk.connect(NAME, base_url="https://bay.example", token="t")
    with pytest.raises(LiveOrderError):
        lab.submit(lab.new_order(order_name="A-1"))


@pytest.mark.parametrize("reading", ["created", "empty"])
def test_q66_whatever_the_post_answers_is_taken(box, lab, photo, reading):
    box.readings.set(NAME, "q66", reading)
    receipt = lab.submit(make(lab, photo))
    assert receipt.state == "confirmed"
    assert "cannot be asked" in receipt.problem
    assert lab.status("A-1").lab_state == ""
    assert not lab.status("A-1").final


def test_q67_a_token_that_ends_its_quotes_is_refused_before_anything_is_sent():
    for token in ('a"b', "a\nb"):
        with pytest.raises(lk.LabkitError):
            lk.connect(NAME, base_url="http://127.0.0.1:9/x", token=token).products()


def test_q69_the_templates_id_and_the_options_id_are_told_from_the_real_ones(lab, photo):
    found = problems(lab, make(lab, photo, product_id="2153", options=[]))
    assert found == {"products[0].product_id": "2153 is a template's id; the product's is 1975"}
    found = problems(lab, make(lab, photo, options=["13462", "18115"]))
    assert list(found) == ["products[0].print_services[1].service_id"]


def test_q77_a_required_group_without_a_default_is_asked_for_and_with_one_filled(lab, photo):
    order = make(lab, photo, options=[])
    chosen = [service.service_id for service in order.products[0].print_services]
    assert chosen == ["13465"]  # Edge has one default; Surface has none
    found = problems(lab, order)
    assert list(found) == ["products[0].print_services"]
    assert "Surface" in found["products[0].print_services"]
    assert "Lustre (13462)" in found["products[0].print_services"]


def test_q76_options_rule_each_other_out_both_ways(lab, photo):
    # 13467 (Linen Texture) disables 13463 (Glossy).
    for options in (["13463", "13467"], ["13467", "13463"]):
        found = problems(lab, make(lab, photo, options=options))
        assert {field.split(".")[1] for field in found} == {
            "print_services[0]",
            "print_services[1]",
        }


def test_labels_image_services_and_repeats_are_refused(lab, photo):
    assert "documented place" in " ".join(
        problems(lab, make(lab, photo, options=["13462", "100401"])).values()
    )
    assert "chosen once" in " ".join(
        problems(lab, make(lab, photo, options=["13462", "13462"])).values()
    )
    assert problems(lab, make(lab, photo, options=["13462", "13468", "13468"])) == {}
    label = make(lab, photo, product_id="5068", options=["3010", "3099"])
    assert "label" in " ".join(problems(lab, label).values())


def test_q78_services_are_sent_as_objects_and_those_of_the_order_apart(lab, photo):
    body = lab.preview(make(lab, photo, options=["13462", "100501"]))[0].body
    assert body["products"][0]["print_services"] == [{"service_id": 13462}, {"service_id": 13465}]
    assert body["order_services"] == [{"service_id": 100501}]


def test_q79_crops_are_percent_about_the_centre():
    half = crop_fields(lk.Crop(x=0.5, y=0, width=0.5, height=0.25))
    assert half == {
        "crop_width": Decimal(50),
        "crop_height": Decimal(25),
        "crop_x": Decimal(75),
        "crop_y": Decimal("12.5"),
    }
    # A 3:2 picture on a 5:4 place loses a sixth of its width: 1.25 / 1.5 = 83.33 %.
    assert filling(1.5, 1.25)["crop_width"] == Decimal("83.3333")
    assert filling(1.25, 1.25)["crop_width"] == Decimal(100)


def test_q79_a_crop_outside_the_picture_or_of_another_aspect_is_named(lab, photo):
    order = make(lab, photo)
    order.products[0].photos[0].crop_x = Decimal(80)
    order.products[0].photos[0].crop_width = Decimal(50)
    assert list(problems(lab, order)) == ["products[0].photos[0].crop_width"]
    order = make(lab, photo, crop=lk.Crop(x=0, y=0.25, width=1, height=0.5))
    assert list(problems(lab, order, "warning")) == ["products[0].photos[0].crop_width"]


def test_q79_the_place_is_text_and_has_to_exist(lab, photo):
    order = make(lab, photo)
    assert order.products[0].photos[0].node_uid == "1"
    order.products[0].photos[0].node_uid = "9"
    assert set(problems(lab, order)) == {
        "products[0].photos[0].node_uid",
        "products[0].photos",
    }


def test_q80_the_date_is_utc_from_an_aware_time_alone(lab, photo):
    order = make(lab, photo)
    zone = dt.timezone(dt.timedelta(hours=2))
    order.order_date = dt.datetime(2015, 3, 10, 5, 3, 46, tzinfo=zone)
    assert lab.preview(order)[0].body["order_date"] == "2015-03-10 03:03:46 UTC"
    order.order_date = dt.datetime(2015, 3, 10, 5, 3, 46)  # noqa: DTZ001 - that is the point
    assert list(problems(lab, order)) == ["order_date"]


def test_q81_pick_up_and_a_shipping_code_exclude_each_other(lab, photo):
    order = make(lab, photo)
    order.pick_up = True
    assert list(problems(lab, order)) == ["pick_up"]
    order.shipping_billing_code = ""
    assert problems(lab, order) == {}
    order.pick_up = False
    assert "FEDEX G_DS" in problems(lab, order)["shipping_billing_code"]
    order.shipping_billing_code = "FEDEX3"
    assert "FEDEX2" in problems(lab, order)["shipping_billing_code"]


@pytest.mark.parametrize("field", ["name", "address1", "city", "country", "zip", "state"])
def test_each_missing_part_of_the_address_is_named(lab, photo, field):
    order = make(lab, photo)
    setattr(order.customer, field, "")
    assert list(problems(lab, order)) == [f"customer.{field}"]


def test_an_address_is_written_as_its_country_writes_it(lab, photo):
    assert make(lab, photo).customer.address1 == "12 First Street"
    dutch = ADDRESS.model_copy(update={"country": "NL", "company": "Roe BV"})
    line = lk.Line(product_id="1975", photo=photo)
    order, dropped = lab.from_intent(
        lk.OrderIntent(reference="A", recipient=dutch, lines=[line], shipping="FEDEX2")
    )
    assert order.customer.address1 == "First Street 12"
    assert [p.field for p in dropped] == ["recipient.company"]


def test_a_small_picture_is_a_warning(lab, tmp_path):
    path = tmp_path / "tiny.jpg"
    Image.new("RGB", (500, 400)).save(path)
    (message,) = problems(lab, make(lab, path), "warning").values()
    assert "100 ppi" in message  # 500 pixels on 5 inches


def test_a_double_submit_is_one_order_though_its_date_is_new(box, lab, photo, monkeypatch):
    lab.submit(make(lab, photo))
    later = lab.order_service.now() + dt.timedelta(hours=1)
    monkeypatch.setattr(lab.order_service, "now", lambda: later)
    assert lab.submit(make(lab, photo)).state == "confirmed"
    assert len(box.orders(NAME)) == 1


def test_without_a_shipping_method_the_labs_first_is_taken_and_said(box, lab, photo):
    line = lk.Line(product_id="1975", photo=photo, options=["13462"])
    dutch = ADDRESS.model_copy(update={"country": "NL", "state": ""})
    order, dropped = lab.from_intent(lk.OrderIntent(reference="A-1", recipient=dutch, lines=[line]))
    assert order.shipping_billing_code == "FEDEX G_DS"
    assert [(p.field, p.severity) for p in dropped] == [("shipping", "warning")]
    assert lab.submit(order).state == "confirmed"


def test_a_page_with_status_200_is_no_answer_of_the_labs(box, lab, photo):
    order = make(lab, photo)
    box.faults.add("html", lab=NAME, method="POST")
    assert lab.submit(order).state == "unknown"
    assert box.orders(NAME) == []


def test_what_the_api_has_no_call_for_is_said(lab, photo):
    lab.submit(make(lab, photo))
    for call in (lab.cancel, lab.reprint):
        with pytest.raises(UnsupportedError):
            call("A-1")
