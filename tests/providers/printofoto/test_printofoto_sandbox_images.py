"""Pictures of the Printofoto emulator: uploaded, told apart, kept and served."""

from __future__ import annotations

import base64

import pytest
from printofoto_sandbox_kit import BASE, PHOTO, Lab, make_context, png

# The smallest pictures there are: 1 x 1 px.
GIF = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")
JPEG = bytes.fromhex(
    "ffd8 ffe0 0010 4a46 4946 0001 0100 0001 0001 0000 ffc0 000b 0800 0100 0101 0111 00 ffd9"
)


@pytest.fixture
def lab():
    return Lab()


def _upload(lab, content, path="/image", **data):
    """Send a file, as POST or, to the path of one image, as PUT."""
    method, status = ("POST", 201) if path == "/image" else ("PUT", 200)
    files = {"image": (data.pop("filename", "holiday.jpg"), content)}
    return lab.call(method, path, status, files=files, data={"public": "0", **data})


def _served(lab, url):
    """Fetch a URL the way anyone does: without credentials."""
    lab.http.headers.clear()
    return lab.http.get(url)


@pytest.mark.short
@pytest.mark.parametrize(
    ("content", "suffix", "media_type"),
    [(JPEG, "jpg", "image/jpeg"), (GIF, "gif", "image/gif"), (png(), "png", "image/png")],
)
def test_q52_a_file_goes_in_and_a_name_comes_out(lab, content, suffix, media_type, caplog):
    made = _upload(lab, content, filename="whatever.txt", tag="dog,animal")
    assert caplog.messages == []  # without a handler, warnings end up in the terminal
    assert made["image"].endswith(f".{suffix}")
    assert made["preview_url"] == f"{BASE}/images/{made['image']}"
    assert (made["tag"], made["public"], made["name"]) == ("dog,animal", "0", "")
    served = _served(lab, made["preview_url"])
    assert served.status_code == 200
    assert served.content == content
    assert served.headers["content-type"] == media_type


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"%PDF-1.7", b"<svg/>", b"II*\x00", b"\xff\xd8", b"GIF88a", b"\x89PNG"],
)
def test_what_is_no_jpg_gif_or_png_is_refused(lab, content):
    files = {"image": ("a.jpg", content, "image/jpeg")}
    errors = lab.errors("POST", "/image", 400, files=files, data={"public": "0"})
    assert list(errors) == ["image"]
    assert lab.list("image") == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "a\x00b.jpg"]
)
def test_the_senders_file_name_leads_nowhere(lab, name):
    made = _upload(lab, JPEG, filename=name)
    assert made["image"].rpartition(".")[0].isalnum()


@pytest.mark.parametrize(
    "path",
    ["/images/none.jpg", "/images/../openapi.json", "/images/..%2f..%2fetc%2fpasswd", "/images/"],
)
def test_there_is_nothing_but_the_pictures_under_images(lab, path):
    response = lab.http.get(path)
    # A client may resolve the dots itself: then it asks for another, documented, address.
    assert response.status_code == 404 or response.url.path == "/openapi.json"


def test_a_file_that_is_too_large_is_refused(lab):
    response = lab.http.post(
        "/image", files={"image": ("a.png", png() + b"\0" * 25_000_001)}, data={"public": "0"}
    )
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["image"]


def test_a_picture_is_downloaded_from_the_photo_store(lab):
    url = lab.context.photos.put("holiday.jpg", JPEG)
    made = lab.make("image", image=url)
    assert _served(lab, made["preview_url"]).content == JPEG


def test_a_picture_that_is_not_in_the_photo_store_is_refused(lab):
    url = lab.context.photos.put("holiday.jpg", JPEG)
    gone = url.replace(url.rsplit("/", 1)[1], "0" * 32 + ".jpg")
    errors = lab.errors("POST", "/image", 400, {"image": gone, "public": 0})
    assert list(errors) == ["image"]


def test_a_pdf_in_the_photo_store_is_no_picture(lab):
    url = lab.context.photos.put("slip.pdf", b"%PDF-1.7 a slip")
    assert list(lab.errors("POST", "/image", 400, {"image": url, "public": 0})) == ["image"]


def test_any_other_url_gets_a_stand_in(lab):
    made = lab.make("image", image=PHOTO)
    served = _served(lab, made["preview_url"])
    assert served.headers["content-type"] == "image/png"
    assert served.content.startswith(b"\x89PNG")


def test_a_url_of_the_labs_own_is_copied(lab):
    first = _upload(lab, JPEG)
    second = lab.make("image", image=first["preview_url"])
    assert second["image"] != first["image"]
    lab.call("DELETE", f"/image/{first['id_image']}", 204)
    assert lab.http.get(first["preview_url"]).status_code == 404
    assert lab.http.get(second["preview_url"]).content == JPEG
    gone = {"image": first["preview_url"], "public": 0}
    assert list(lab.errors("POST", "/image", 400, gone)) == ["image"]


def test_put_with_its_own_url_changes_the_words_alone(lab):
    made = _upload(lab, JPEG)
    body = {"image": made["preview_url"], "public": 1, "tag": "new"}
    after = lab.call("PUT", f"/image/{made['id_image']}", 200, body)
    assert after == {**made, "public": "1", "tag": "new"}


def test_put_with_a_new_file_replaces_the_picture(lab):
    made = _upload(lab, JPEG)
    path = f"/image/{made['id_image']}"
    after = _upload(lab, GIF, path)
    assert lab.http.get(after["preview_url"]).content == GIF
    assert lab.http.get(made["preview_url"]).status_code == 404


def test_a_refused_put_leaves_the_picture(lab):
    made = _upload(lab, JPEG)
    files = {"image": ("a.gif", GIF)}
    path = f"/image/{made['id_image']}"
    errors = lab.errors("PUT", path, 400, files=files, data={"public": "maybe"})
    assert list(errors) == ["public"]
    assert lab.call("GET", path, 200) == made
    assert lab.http.get(made["preview_url"]).content == JPEG


def test_a_file_form_may_bring_a_url(lab):
    url = lab.context.photos.put("holiday.jpg", JPEG)
    form = {"image": (None, url), "public": (None, "1")}
    made = lab.call("POST", "/image", 201, files=form)
    assert (made["public"], made["image"][-4:]) == ("1", ".jpg")


def test_files_are_for_images_alone(lab):
    files = {"image_url": ("a.jpg", JPEG)}
    assert list(lab.errors("POST", "/poster", 400, files=files)) == ["Content-type"]


@pytest.mark.short
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x\r\n\r\n--x--"),
        ("multipart/form-data; boundary=x", b"no boundary in here"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--",
        ),
        (
            "multipart/form-data; boundary=x; charset=utf-7",
            b'--x\r\nContent-Disposition: form-data; name="image"\r\n\r\n+2AA-\r\n--x--\r\n',
        ),
    ],
)
def test_broken_file_forms_are_refused(lab, content_type, body):
    assert lab.errors("POST", "/image", 400, content=body, headers={"content-type": content_type})


def test_pictures_outlive_the_sandbox(tmp_path):
    context = make_context(tmp_path / "sandbox.db")
    made = _upload(Lab(context), JPEG)
    context.store._store.close()
    again = make_context(tmp_path / "sandbox.db")
    again.base_url = "http://127.0.0.1:4711/printofoto/api"
    lab = Lab(again)
    url = lab.call("GET", f"/image/{made['id_image']}", 200)["preview_url"]
    assert url == f"http://127.0.0.1:4711/printofoto/api/images/{made['image']}"
    assert lab.http.get(f"/images/{made['image']}").content == JPEG
