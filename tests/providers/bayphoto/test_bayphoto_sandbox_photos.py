"""Bay Photo's emulator against documents 002 and 004: products, photos, nodes and crops."""

import pytest
from bayphoto_sandbox_kit import PHOTO, dotted, errors_of, fault_of, order, product, walk

JPEG = b"\xff\xd8\xff\xe0" + bytes(96)


@pytest.mark.parametrize("number", [2153, 18114])
def test_q69_a_template_s_id_is_no_product_id(bay, number):
    answer = bay.order(order(("products", 0, "product_id", number)))
    (message,) = errors_of(answer)["products[0].product_id"]
    assert "template" in message


def test_q69_the_product_s_own_id_is_taken(bay):
    assert bay.read("templates/2153.json")["product"]["id"] == 1975
    body = order(("products", [product(1975, 13462, 13465)]), ("order_services", []))
    assert bay.order(body).status_code == 201


@pytest.mark.parametrize("number", [1, 2145, 2152, 13462, 1461, 100_686])
def test_q69_no_other_id_is_a_product_id(bay, number):
    assert fault_of(bay, ("products", 0, "product_id", number)) == "products[0].product_id"


@pytest.mark.parametrize(
    "url",
    [
        "x.jpg",
        "ftp://a.example/x.jpg",
        "file:///x.jpg",
        "//a.example/x.jpg",
        "https://",
        "http://[",
    ],
)
def test_image_source_path_is_a_url(bay, url):
    assert fault_of(bay, (*PHOTO, "image_source_path", url)) == dotted(
        (*PHOTO, "image_source_path")
    )


def test_a_picture_in_the_photo_store_has_to_be_there(bay):
    url = bay.sandbox.photos.put(JPEG, "x.jpg")
    gone = url.replace(url[-20:-4], "0" * 16)
    assert fault_of(bay, (*PHOTO, "image_source_path", gone)).endswith(".image_source_path")
    bay.sandbox.faults.add("download", lab="bayphoto", times=1)
    assert fault_of(bay, (*PHOTO, "image_source_path", url)).endswith(".image_source_path")
    assert bay.order(order((*PHOTO, "image_source_path", url))).status_code == 201


@pytest.mark.parametrize("uid", ["2", "0", "one", "1 "])
def test_q79_a_photo_goes_to_a_node_of_the_template(bay, uid):
    errors = errors_of(bay.order(order((*PHOTO, "node_uid", uid))))
    assert set(errors) == {"products[0].photos[0].node_uid", "products[0].photos"}


def test_q79_node_uid_is_text(bay):
    assert fault_of(bay, (*PHOTO, "node_uid", 1)) == "products[0].photos[0].node_uid"


def test_q79_a_node_is_not_always_called_one(bay):
    mug = next(
        each["product"]["id"]
        for each in walk(bay.read("templates.json"), "templates")
        if each["name"] == "Photo Mug"
    )
    bare = ("order_services", [])
    assert bay.order(order(("products", [product(mug, uids=["7"])]), bare)).status_code == 201
    assert bay.order(order(("products", [product(mug)]), bare, name="2")).status_code == 422


def collage(bay):
    return next(
        each["product"]["id"]
        for each in walk(bay.read("templates.json"), "templates")
        if each["name"] == "11x14 Collage of Four"
    )


@pytest.mark.parametrize(
    ("uids", "fields"),
    [
        ("1234", set()),
        ("4321", set()),
        ("123", {"products[0].photos"}),
        ("12344", {"products[0].photos[4].node_uid"}),
        ("12345", {"products[0].photos[4].node_uid"}),
        ("1235", {"products[0].photos[3].node_uid", "products[0].photos"}),
    ],
)
def test_every_image_node_takes_one_photo_and_the_mask_none(bay, uids, fields):
    answer = bay.order(order(("products", [product(collage(bay), 13900, uids=uids)])))
    assert (set(errors_of(answer)) if fields else answer.status_code) == (fields or 201)


# Crops


@pytest.mark.parametrize("value", ["100.0", "100", 100, 100.0, "99.5"])
def test_q79_a_crop_is_text_or_a_number_in_percent(bay, value):
    assert bay.order(order((*PHOTO, "crop_width", value))).status_code == 201


@pytest.mark.parametrize("name", ["crop_width", "crop_height", "crop_x", "crop_y"])
@pytest.mark.parametrize(
    "value",
    [
        "100.1",
        101,
        -1,
        "-1",
        "50%",
        "1e1",
        "NaN",
        "0x10",
        "50,0",
        " 50",
        True,
        [50],
        10**40,
        "\u0665\u0660",
    ],
    ids=repr,
)
def test_q79_a_crop_is_from_0_to_100(bay, name, value):
    assert fault_of(bay, (*PHOTO, name, value)) == dotted((*PHOTO, name))


@pytest.mark.parametrize("name", ["crop_width", "crop_height"])
def test_q79_a_crop_has_an_extent(bay, name):
    assert fault_of(bay, (*PHOTO, name, "0.0")) == dotted((*PHOTO, name))


@pytest.mark.parametrize(
    ("size", "centre", "good"),
    [
        ("50.0", "25.0", True),
        ("50.0", "75.0", True),
        ("50.0", "24.5", False),
        ("50.0", "75.5", False),
        ("100.0", "49.5", False),
        ("33.4", "16.6", True),  # 16.6 - 16.7: rounded to a tenth
        ("33.33", "83.34", True),
    ],
)
@pytest.mark.parametrize("sides", [("crop_width", "crop_x"), ("crop_height", "crop_y")])
def test_q79_a_crop_lies_within_the_image(bay, sides, size, centre, good):
    side, axis = sides
    body = order((*PHOTO, side, size), (*PHOTO, axis, centre))
    answer = bay.order(body)
    if good:
        assert answer.status_code == 201, answer.text
    else:
        assert set(errors_of(answer)) == {dotted((*PHOTO, axis))}
