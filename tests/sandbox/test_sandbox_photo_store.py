import hashlib

import pytest

from labkit.errors import LabkitError, SandboxError
from labkit.sandbox import photo_store as module
from labkit.sandbox.photo_store import DownloadFailedError, PhotoStore
from labkit.sandbox.state_store import Store

ORIGIN = "http://127.0.0.1:4711"
JPEG = b"\xff\xd8\xff\xe0 not much of a picture"


@pytest.fixture
def store():
    store = Store()
    yield store
    store.close()


@pytest.fixture
def photos(store):
    return PhotoStore(store, ORIGIN)


def test_what_is_put_there_can_be_fetched(photos):
    url = photos.put("bride.jpg", JPEG)
    photo = photos.fetch(url)
    assert url.startswith(f"{ORIGIN}/_labkit/photos/")
    assert (photo.name, photo.content, photo.media_type) == ("bride.jpg", JPEG, "image/jpeg")
    assert photo.md5 == hashlib.md5(JPEG).hexdigest()


def test_the_same_picture_keeps_its_url(photos):
    assert photos.put("a.jpg", JPEG) == photos.put("a.jpg", JPEG)
    assert photos.put("a.jpg", JPEG) != photos.put("b.jpg", JPEG)
    assert photos.put("a.jpg", JPEG) != photos.put("a.jpg", JPEG + b".")
    assert [entry.name for entry in photos.list()] == ["a.jpg", "b.jpg", "a.jpg"]
    assert [entry.size for entry in photos.list()] == [len(JPEG), len(JPEG), len(JPEG) + 1]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"GIF89a....", "image/gif"),
        (b"II*\x00....", "image/tiff"),
        (b"%PDF-1.7 ....", "application/pdf"),
    ],
)
def test_its_first_bytes_say_what_it_is(photos, content, media_type):
    assert photos.fetch(photos.put("a.jpg", content)).media_type == media_type


@pytest.mark.parametrize(
    "url",
    [
        "http://images.example/_labkit/photos/a.jpg",
        "http://127.0.0.1:4712/_labkit/photos/a.jpg",
        "https://127.0.0.1:4711/_labkit/photos/a.jpg",
        "http://127.0.0.1.evil.example:4711/_labkit/photos/a.jpg",
        "http://127.0.0.1:4711/other/a.jpg",
        "http://127.0.0.1:99999/_labkit/photos/a.jpg",
        "http://[::1/_labkit/photos/",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_url_elsewhere_is_not_fetched(photos, url):
    assert photos.fetch(url) is None


@pytest.mark.parametrize(
    "name", ["0" * 32 + ".jpg", "../../etc/passwd", "%2e%2e/x", "", "a'--.jpg"]
)
def test_a_url_of_the_store_without_a_photo_fails(photos, name):
    with pytest.raises(DownloadFailedError, match="there is no photo at"):
        photos.fetch(f"{ORIGIN}/_labkit/photos/{name}")
    assert issubclass(DownloadFailedError, LabkitError)


def test_downloads_can_be_switched_to_fail(store):
    answers = iter([True, False])
    photos = PhotoStore(store, ORIGIN, failing=lambda: next(answers))
    url = photos.put("a.jpg", JPEG)
    assert photos.fetch("http://elsewhere.example/a.jpg") is None
    with pytest.raises(DownloadFailedError, match="fault switch"):
        photos.fetch(url)
    assert photos.fetch(url).content == JPEG


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/cron.d/evil.jpg", "evil.jpg"),
        ("C:\\photos\\me.jpg", "me.jpg"),
        ("a\r\nSet-Cookie: b.jpg", "aSet-Cookie: b.jpg"),
        ("", "photo.jpg"),
        ("x" * 500, "x" * 200),
    ],
)
def test_a_name_is_a_plain_file_name(photos, given, kept):
    assert photos.fetch(photos.put(given, JPEG)).name == kept


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xd8", b"MZ\x90\x00"])
def test_what_is_no_picture_is_refused(photos, content):
    with pytest.raises(SandboxError, match="not a JPEG"):
        photos.put("a.jpg", content)


def test_what_is_said_to_be_another_kind_is_refused(photos):
    with pytest.raises(SandboxError, match="image/png but is image/jpeg"):
        photos.put("a.png", JPEG, "image/png")
    assert photos.put("a.jpg", JPEG, "image/jpeg")


def test_sizes_are_bounded(photos, monkeypatch):
    monkeypatch.setattr(module, "MAX_PHOTO", 100)
    monkeypatch.setattr(module, "MAX_TOTAL", 150)
    with pytest.raises(SandboxError, match="101 bytes; the limit is 100"):
        photos.put("a.jpg", JPEG.ljust(101))
    photos.put("a.jpg", JPEG.ljust(100))
    with pytest.raises(SandboxError, match="full"):
        photos.put("b.jpg", JPEG.ljust(100))
