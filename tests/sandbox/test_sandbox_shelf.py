import hashlib

import pytest

from labkit.errors import LabkitError, SandboxError
from labkit.sandbox import photo_store as module
from labkit.sandbox.photo_store import DownloadFailedError, Shelf
from labkit.sandbox.state_store import Store

ORIGIN = "http://127.0.0.1:4711"
JPEG = b"\xff\xd8\xff\xe0 not much of a picture"


@pytest.fixture
def store():
    store = Store()
    yield store
    store.close()


@pytest.fixture
def shelf(store):
    return Shelf(store, ORIGIN)


def test_what_is_put_there_can_be_fetched(shelf):
    url = shelf.put("bride.jpg", JPEG)
    photo = shelf.fetch(url)
    assert url.startswith(f"{ORIGIN}/_labkit/photos/")
    assert (photo.name, photo.content, photo.media_type) == ("bride.jpg", JPEG, "image/jpeg")
    assert photo.md5 == hashlib.md5(JPEG).hexdigest()


def test_the_same_picture_keeps_its_url(shelf):
    assert shelf.put("a.jpg", JPEG) == shelf.put("a.jpg", JPEG)
    assert shelf.put("a.jpg", JPEG) != shelf.put("b.jpg", JPEG)
    assert shelf.put("a.jpg", JPEG) != shelf.put("a.jpg", JPEG + b".")
    assert [entry.name for entry in shelf.list()] == ["a.jpg", "b.jpg", "a.jpg"]
    assert [entry.size for entry in shelf.list()] == [len(JPEG), len(JPEG), len(JPEG) + 1]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"GIF89a....", "image/gif"),
        (b"II*\x00....", "image/tiff"),
        (b"%PDF-1.7 ....", "application/pdf"),
    ],
)
def test_its_first_bytes_say_what_it_is(shelf, content, media_type):
    assert shelf.fetch(shelf.put("a.jpg", content)).media_type == media_type


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
def test_a_url_elsewhere_is_not_fetched(shelf, url):
    assert shelf.fetch(url) is None


@pytest.mark.parametrize(
    "name", ["0" * 32 + ".jpg", "../../etc/passwd", "%2e%2e/x", "", "a'--.jpg"]
)
def test_a_url_on_the_shelf_with_nothing_there_fails(shelf, name):
    with pytest.raises(DownloadFailedError, match="nothing lies at"):
        shelf.fetch(f"{ORIGIN}/_labkit/photos/{name}")
    assert issubclass(DownloadFailedError, LabkitError)


def test_downloads_can_be_switched_to_fail(store):
    answers = iter([True, False])
    shelf = Shelf(store, ORIGIN, failing=lambda: next(answers))
    url = shelf.put("a.jpg", JPEG)
    assert shelf.fetch("http://elsewhere.example/a.jpg") is None
    with pytest.raises(DownloadFailedError, match="switched"):
        shelf.fetch(url)
    assert shelf.fetch(url).content == JPEG


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
def test_a_name_is_a_plain_file_name(shelf, given, kept):
    assert shelf.fetch(shelf.put(given, JPEG)).name == kept


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xd8", b"MZ\x90\x00"])
def test_what_is_no_picture_is_refused(shelf, content):
    with pytest.raises(SandboxError, match="no JPEG"):
        shelf.put("a.jpg", content)


def test_what_is_said_to_be_another_kind_is_refused(shelf):
    with pytest.raises(SandboxError, match="image/png but is image/jpeg"):
        shelf.put("a.png", JPEG, "image/png")
    assert shelf.put("a.jpg", JPEG, "image/jpeg")


def test_sizes_are_bounded(shelf, monkeypatch):
    monkeypatch.setattr(module, "MAX_PHOTO", 100)
    monkeypatch.setattr(module, "MAX_SHELF", 150)
    with pytest.raises(SandboxError, match="101 bytes; the shelf takes 100"):
        shelf.put("a.jpg", JPEG.ljust(101))
    shelf.put("a.jpg", JPEG.ljust(100))
    with pytest.raises(SandboxError, match="full"):
        shelf.put("b.jpg", JPEG.ljust(100))
