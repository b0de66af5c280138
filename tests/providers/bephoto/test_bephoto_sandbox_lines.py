"""Bephoto's emulator against document 000: "Adding Products"."""

import pytest
from bephoto_sandbox_kit import JPEG, PNG, error_of, line


def test_a_line_answers_status_alone_and_counts_in_the_totals(bephoto):
    by_number = {product["idproduct"]: product for product in bephoto.products()}
    assert by_number[106]["prices"][0] == {"price": 0.18, "idpaper": 1}
    idorder = bephoto.new_order()
    answer = bephoto.add(idorder, quantity=3)
    assert (answer.status_code, answer.json()) == (200, {"status": 1})
    assert bephoto.order(idorder)["totalorder"] == 0.54
    bephoto.add(idorder, idproduct=418, idpaper=3, quantity=2)
    metallic = {price["idpaper"]: price["price"] for price in by_number[418]["prices"]}[3]
    assert bephoto.order(idorder)["totalorder"] == pytest.approx(0.54 + 2 * metallic)


def test_q62_totalcost_is_totalorder_and_shipping_once_there_is_a_line(bephoto):
    idorder = bephoto.new_order()
    order = bephoto.order(idorder)
    assert (order["totalorder"], order["totalcost"]) == (0.0, 0.0)
    bephoto.add(idorder, quantity=3)
    order = bephoto.order(idorder)
    assert (order["totalorder"], order["totalcost"]) == (0.54, 5.49)


LINE_FIELDS = ["idproduct", "idpaper", "quantity", "fileurl", "filename", "filesize"]


@pytest.mark.parametrize("missing", LINE_FIELDS)
def test_every_field_of_a_line_is_mandatory(bephoto, missing):
    idorder = bephoto.new_order()
    answer = bephoto.add(idorder, **{missing: ...})
    assert error_of(answer, 422) == f"{missing}: is missing"
    assert bephoto.order(idorder)["totalorder"] == 0.0


@pytest.mark.parametrize("field", ["idproduct", "idpaper", "quantity", "filesize"])
@pytest.mark.parametrize("value", ["1", True, None, 1.5, 0, -1, [1], {"a": 1}, 10**12, 10**40, "x"])
def test_numbers_of_a_line_are_whole_and_positive(bephoto, field, value):
    answer = bephoto.add(bephoto.new_order(), **{field: value})
    assert error_of(answer, 422).startswith(f"{field}: ")


@pytest.mark.parametrize("field", ["fileurl", "filename"])
@pytest.mark.parametrize("value", [1, None, True, "", "  ", ["https://a.example/1.jpg"], {}])
def test_texts_of_a_line_are_text(bephoto, field, value):
    answer = bephoto.add(bephoto.new_order(), **{field: value})
    assert error_of(answer, 422).startswith(f"{field}: ")


@pytest.mark.parametrize(
    "url",
    ["1.jpg", "/1.jpg", "ftp://a.example/1.jpg", "file:///etc/hosts", "https://", "http://[/1.jpg"],
)
def test_fileurl_is_a_public_url(bephoto, url):
    assert error_of(bephoto.add(bephoto.new_order(), fileurl=url), 422).startswith("fileurl: ")


def test_an_unknown_product_or_paper_is_named(bephoto):
    idorder = bephoto.new_order()
    assert error_of(bephoto.add(idorder, idproduct=99), 422).startswith("idproduct: ")
    assert error_of(bephoto.add(idorder, idpaper=3), 422).startswith("idpaper: ")
    assert bephoto.add(idorder, idproduct=418, idpaper=3).status_code == 200


def test_q64_a_file_in_the_photo_store_is_a_jpeg_of_just_that_size(bephoto):
    url = bephoto.sandbox.photos.put(JPEG, "1.jpg")
    idorder = bephoto.new_order()
    assert error_of(bephoto.add(idorder, fileurl=url, filesize=99), 422).startswith("filesize: ")
    assert error_of(bephoto.add(idorder, fileurl=url, filesize=101), 422).startswith("filesize: ")
    assert bephoto.add(idorder, fileurl=url, filesize=100).status_code == 200
    png = bephoto.sandbox.photos.put(PNG, "1.png")
    assert error_of(bephoto.add(idorder, fileurl=png, filesize=100), 422).startswith("fileurl: ")


def test_q64_a_file_that_does_not_stay_up_is_refused(bephoto):
    url = bephoto.sandbox.photos.put(JPEG, "1.jpg")
    gone = url.replace(url[-20:-4], "0" * 16)
    idorder = bephoto.new_order()
    assert error_of(bephoto.add(idorder, fileurl=gone, filesize=100), 422).startswith("fileurl: ")
    bephoto.sandbox.faults.add("download", lab="bephoto", times=1)
    assert error_of(bephoto.add(idorder, fileurl=url, filesize=100), 422).startswith("fileurl: ")
    assert bephoto.order(idorder)["totalorder"] == 0.0
    assert bephoto.add(idorder, fileurl=url, filesize=100).status_code == 200


def test_the_tests_own_line_is_what_the_document_shows():
    assert set(line()) == set(LINE_FIELDS)
