"""What the Printofoto emulator's resources may point to: parents, products, pictures."""

from __future__ import annotations

import pytest
from printofoto_sandbox_kit import PHOTO, PRODUCT_IDS, Lab, png


@pytest.fixture
def lab():
    return Lab()


@pytest.mark.parametrize("size", [(567, 1795), (591, 1772), (10, 10)])
def test_q37_pixels_are_a_recommendation(lab, size):
    files = {"image": ("bookmark.png", png(*size))}
    url = lab.call("POST", "/image", 201, files=files, data={"public": "0"})["preview_url"]
    assert lab.make("bookmark", image_url_1=url)["image_url_1"] == url


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("calendar", "calendarevent"),
        ("factsheet", "factsheetitem"),
        ("photobook", "photobookpage"),
        ("photoprint", "photoprintitem"),
    ],
)
def test_parts_go_with_the_whole(lab, whole, part):
    number = lab.make(whole)[f"id_{whole}"]
    lab.make(part, **{f"id_{whole}": number})
    stays = lab.make(part)
    lab.call("DELETE", f"/{whole}/{number}", 204)
    assert lab.list(part) == [stays]


def test_q53_deleting_an_event_deletes_no_calendar(lab):
    event = lab.make("calendarevent")
    lab.call("DELETE", f"/calendarevent/{event['id_calendar_event']}", 204)
    assert lab.list("calendarevent") == []
    assert len(lab.list("calendar")) == 1


@pytest.mark.parametrize(
    "name", ["mug", "label", "photoalbum", "unitphotoprint", "tshirt", "puzzle"]
)
def test_q49_products_without_a_resource_are_refused(lab, name):
    number = {"mug": 8, "label": 11, "photoalbum": 13, "unitphotoprint": 16, "tshirt": 18}
    body = lab.valid("orderdetail", id_product=number.get(name, 19))
    errors = lab.errors("POST", "/orderdetail", 400, body)
    assert list(errors) == ["id_product"]
    assert name in errors["id_product"]


@pytest.mark.parametrize("number", [0, 21, -1, 100])
def test_q49_products_are_1_to_20(lab, number):
    body = lab.valid("orderdetail", id_product=number)
    assert list(lab.errors("POST", "/orderdetail", 400, body)) == ["id_product"]


@pytest.mark.parametrize("resource", sorted(PRODUCT_IDS))
def test_q49_what_is_ordered_must_exist_in_its_own_resource(lab, resource):
    order = lab.make("order")["id_order"]
    other = "poster" if resource != "poster" else "card"
    elsewhere = lab.make(other)[f"id_{other}"]
    body = lab.valid("orderdetail", id_order=order, id_product=PRODUCT_IDS[resource])
    errors = lab.errors("POST", "/orderdetail", 400, {**body, "id_custom": elsewhere * 3})
    assert list(errors) == ["id_custom"]
    made = lab.make(resource)[f"id_{resource}"]
    lab.call("POST", "/orderdetail", 201, {**body, "id_custom": made})


def test_q52_a_url_of_the_labs_own_pictures_must_lead_to_one(lab):
    url = lab.make("image")["preview_url"]
    assert lab.make("poster", image_url=url)["image_url"] == url
    wrong = url.replace(url[-12:-4], "00000000")
    body = lab.valid("poster", image_url=wrong)
    assert list(lab.errors("POST", "/poster", 400, body)) == ["image_url"]


def test_q52_pictures_can_be_bound_to_image_resources(lab):
    lab.context.readings.set("q52", "own")
    body = lab.valid("poster", image_url=PHOTO)
    assert list(lab.errors("POST", "/poster", 400, body)) == ["image_url"]
    lab.make("poster", image_url=lab.make("image")["preview_url"])


@pytest.mark.parametrize(
    ("width", "height", "fits"), [(800, 400, True), (801, 1, False), (1, 401, False)]
)
def test_logos_have_at_most_800_by_400_pixels(lab, width, height, fits):
    files = {"image": ("logo.png", png(width, height))}
    url = lab.call("POST", "/image", 201, files=files, data={"public": "0"})["preview_url"]
    body = lab.valid("bookmark", logo_url=url)
    if fits:
        lab.call("POST", "/bookmark", 201, body)
    else:
        assert list(lab.errors("POST", "/bookmark", 400, body)) == ["logo_url"]
    lab.make("card", logo_url=url)  # a card's logo has no such limit
