import html.parser
import re

import pytest

PAYLOAD = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>"
HTML = {"Accept": "text/html"}


class _Reader(html.parser.HTMLParser):
    """Collects what a browser would see: tags, texts, forms."""

    def __init__(self):
        super().__init__()
        self.tags = []
        self.text = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture
def read(box, web):
    def read():
        answer = web.get(f"{box.url}/_labkit/", headers=HTML)
        assert answer.status_code == 200
        reader = _Reader()
        reader.feed(answer.text)
        return reader

    return read


def test_it_shows_labs_urls_credentials_orders_and_requests(box, fake, web, read):
    web.post(f"{fake}/orders", json={"reference": "wedding-17"})
    text = " ".join(read().text)
    for shown in (
        fake,
        "fake-secret-key",
        "wedding-17",
        "POST /fake/v1/orders",
        "sample data",
        "It exists.",
        "q31",
    ):
        assert shown in text


def test_hostile_names_stay_text(box, fake, web, read):
    web.post(f"{fake}/orders", json={"reference": PAYLOAD, "callback": f"http://{PAYLOAD}/"})
    web.get(f"{fake}/orders/1", params={PAYLOAD: PAYLOAD}, headers={"X-Note": PAYLOAD})
    box.photos.put(b"\x89PNG\r\n\x1a\n", PAYLOAD.replace("/", ""))
    box.faults.add("status", path=PAYLOAD, headers={"a": "b"})
    page = read()
    assert page.all("script") == []
    assert page.all("img") == []
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert "".join(page.text).count("<script>alert('x')</script>") >= 3


def test_it_loads_nothing_and_runs_nothing(box, web):
    answer = web.get(f"{box.url}/_labkit/", headers=HTML)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    loaded = re.findall(r"""(?:src|href|action)=["']([^"']*)""", answer.text)
    elsewhere = [url for url in loaded if not url.startswith(("/", "#", "data:,", box.url))]
    assert elsewhere == []
    assert "@import" not in answer.text
    assert "url(" not in answer.text


def test_every_form_is_plain_and_goes_to_the_sandbox(read):
    forms = read().all("form")
    assert {form["method"] for form in forms} == {"post"}
    assert {form["action"] for form in forms} == {
        f"/_labkit/{name}" for name in ("clock", "readings", "faults", "photos", "reset")
    }


def test_every_field_has_a_label(box, web):
    text = web.get(f"{box.url}/_labkit/", headers=HTML).text
    labelled = re.findall(r"<label>.*?</label>", text, re.DOTALL)
    fields = re.findall(r"<(?:input(?! type=\"hidden\")|select)\b", text)
    inside = [f for label in labelled for f in re.findall(r"<(?:input|select)\b", label)]
    assert len(inside) == len(fields) > 0


def test_the_buttons_do_what_they_say(box, fake, web):
    web.post(f"{fake}/orders", json={"reference": "A"})

    def press(action, /, **fields):
        answer = web.post(f"{box.url}/_labkit/{action}", data=fields, headers=HTML)
        assert answer.status_code == 200
        assert answer.url.startswith(f"{box.url}/_labkit/#")

    press("clock", days="3")
    assert box.orders()[0]["state"] == "ship"
    press("readings", lab="fake", name="q58", value="object")
    assert box.readings.get("fake", "q58") == "object"
    press("faults", kind="status", lab="", path="*", times="2")
    assert [(fault["lab"], fault["times"]) for fault in box.faults.list()] == [(None, 2)]
    press("faults/clear")
    assert box.faults.list() == []
    web.post(
        f"{box.url}/_labkit/photos", files={"file": ("a.png", b"\x89PNG\r\n\x1a\n")}, headers=HTML
    )
    assert [photo.name for photo in box.photos.list()] == ["a.png"]
    press("reset")
    assert box.orders() == []


def test_the_address_without_its_slash_leads_there(box, web):
    assert web.get(f"{box.url}/_labkit", headers=HTML).url == f"{box.url}/_labkit/"
