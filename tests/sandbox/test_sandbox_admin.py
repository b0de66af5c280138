import datetime as dt
import json

import pytest
import requests

from labkit.sandbox import start

PNG = b"\x89PNG\r\n\x1a\n...."
HTML = {"Accept": "text/html,*/*;q=0.8"}


@pytest.fixture
def admin(box):
    return f"{box.url}/_labkit"


def test_health_says_what_it_is(box, admin, web):
    health = web.get(f"{admin}/health").json()
    assert health["ok"] is True
    assert health["labs"] == ["another", "fake"]
    assert set(health) >= {"ok", "version", "instance", "sample", "labs"}
    assert web.get(f"{admin}/health").json() == health


def test_the_clock_is_shown_and_turned(box, admin, web):
    before = dt.datetime.fromisoformat(web.get(f"{admin}/clock").json()["now"])
    turned = {"days": 1, "hours": 2, "minutes": 3, "seconds": 4}
    after = web.post(f"{admin}/clock", json=turned).json()["now"]
    step = dt.datetime.fromisoformat(after) - before
    assert dt.timedelta(seconds=93784) <= step < dt.timedelta(seconds=93794)
    assert web.post(f"{admin}/clock", data={"days": "1.5"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [{"days": -1}, {"days": "x"}, {"weeks": 1}, {"days": True}, {"days": []}, {"days": None}],
)
def test_a_clock_cannot_be_turned_by_nonsense(box, admin, web, body):
    answer = web.post(f"{admin}/clock", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff", b"[" * 100_000, b"7"])
def test_a_body_that_is_no_json_object_is_refused(box, admin, web, body):
    for path in ("clock", "readings", "faults"):
        answer = web.post(f"{admin}/{path}", data=body)
        assert answer.status_code == 400
        assert "error" in answer.json()


def test_orders_of_all_labs_are_listed(box, admin, fake, web):
    web.post(f"{fake}/orders", json={"reference": "A"})
    (order,) = web.get(f"{admin}/orders").json()["orders"]
    assert (order["lab"], order["id"], order["reference"]) == ("fake", "1", "A")
    assert order["state"] == "placed"
    assert box.orders("another") == []
    web.post(f"{admin}/clock", json={"days": 1})
    assert box.orders("fake")[0]["state"] == "ship"


def test_readings_are_shown_and_chosen(box, admin, fake, web):
    shown = web.get(f"{admin}/readings").json()["readings"]
    assert shown["fake"]["q31"] == {"value": "reversed", "choices": ["reversed", "straight"]}
    chosen = {"lab": "fake", "name": "q31", "value": "straight"}
    answer = web.post(f"{admin}/readings", json=chosen)
    assert answer.json()["readings"]["fake"]["q31"]["value"] == "straight"
    assert web.get(f"{fake}/pick").json()["reading"] == "straight"
    assert box.readings.get("another", "q31") == "one"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"lab": "fake", "name": "q31"}, "'value' is missing"),
        ({"lab": "nobody", "name": "q31", "value": "x"}, "no lab 'nobody'"),
        ({"lab": "fake", "name": "q99", "value": "x"}, "no switch 'q99'"),
        ({"lab": "fake", "name": "q31", "value": "x"}, "reversed or straight"),
    ],
)
def test_a_reading_that_does_not_exist_is_refused(box, admin, web, body, message):
    answer = web.post(f"{admin}/readings", json=body)
    assert answer.status_code == 400
    assert message in answer.json()["error"]


def test_faults_are_switched_on_listed_and_switched_off(box, admin, fake, web):
    answer = web.post(f"{admin}/faults", json={"kind": "status", "status": 500, "times": None})
    assert list(answer.json()) == ["number"]
    (fault,) = web.get(f"{admin}/faults").json()["faults"]
    assert (fault["kind"], fault["status"], fault["times"]) == ("status", 500, None)
    assert web.get(f"{fake}/pick").status_code == 500
    assert web.delete(f"{admin}/faults").json() == {"ok": True}
    assert web.get(f"{fake}/pick").status_code == 200
    assert web.post(f"{admin}/faults", json={"times": 1}).status_code == 400
    assert web.post(f"{admin}/faults", data={"kind": "html", "times": "x"}).status_code == 400


def test_a_photo_is_put_in_the_photo_store_by_form_or_as_it_is(box, admin, fake, web):
    by_form = web.post(f"{admin}/photos", files={"file": ("ä.png", PNG, "text/html")})
    assert by_form.status_code == 201
    as_it_is = web.post(f"{admin}/photos?name=b.png", data=PNG).json()["url"]
    photos = web.get(f"{admin}/photos").json()["photos"]
    assert [photo["name"] for photo in photos] == ["ä.png", "b.png"]
    shown = web.get(as_it_is)
    assert (shown.content, shown.headers["Content-Type"]) == (PNG, "image/png")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert web.get(f"{fake}/photo", params={"url": as_it_is}).json()["md5"] == photos[1]["md5"]


def test_what_is_no_photo_is_refused(box, admin, web):
    for answer in (
        web.post(f"{admin}/photos", data=b"<html>"),
        web.post(f"{admin}/photos", files={"file": ("a.jpg", b"<html>")}),
        web.post(f"{admin}/photos", data={"a": "b"}),
        web.post(f"{admin}/photos", data=b"x", headers={"Content-Type": "multipart/form-data"}),
    ):
        assert answer.status_code == 400
        assert answer.json()["error"]
    assert web.get(f"{admin}/photos/{'0' * 32}.jpg").status_code == 404
    assert box.photos.list() == []


def test_callbacks_are_listed(box, admin, fake, web):
    web.post(f"{fake}/orders", json={"callback": "http://elsewhere.example/x"})
    (callback,) = web.get(f"{admin}/callbacks").json()["callbacks"]
    assert (callback["lab"], callback["state"]) == ("fake", "not sent")


def test_reset_forgets_everything(box, admin, fake, web):
    web.post(f"{fake}/orders", json={"reference": "A"})
    box.photos.put(PNG)
    box.faults.add("status", path="/never")
    box.readings.set("fake", "q31", "straight")
    box.clock.advance(days=400)
    assert web.post(f"{admin}/reset").json() == {"ok": True}
    assert (box.orders(), box.photos.list(), box.faults.list(), box.log()) == ([], [], [], [])
    assert box.readings.get("fake", "q31") == "reversed"
    assert abs(box.clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(hours=1)
    assert web.post(f"{fake}/orders", json={"reference": "A"}).json() == {"id": 1}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_page_changes_nothing(box, admin, fake, web, headers):
    web.post(f"{fake}/orders", json={"reference": "A"})
    for verb, path in [("POST", "reset"), ("POST", "clock"), ("DELETE", "faults")]:
        answer = web.request(verb, f"{admin}/{path}", headers=headers)
        assert answer.status_code == 403
    assert len(box.orders()) == 1


def test_its_own_page_may(box, admin, web):
    headers = {"Origin": box.url, "Sec-Fetch-Site": "same-origin", **HTML}
    answer = web.post(f"{admin}/clock", data={"days": 1}, headers=headers, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/_labkit/#clock")


def test_no_other_site_may_read_it(box, admin, web):
    answer = web.get(f"{admin}/health", headers={"Origin": "http://evil.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("path", ["/_labkit/nothing", "/nothing", "/_labkitx"])
def test_what_is_not_there_is_not_found(box, web, path):
    assert web.get(box.url + path).status_code == 404


def test_a_form_that_is_refused_shows_why(box, admin, web):
    answer = web.post(f"{admin}/clock", data={"days": "<b>"}, headers=HTML)
    assert answer.status_code == 400
    assert "&lt;b&gt;" in answer.text
    assert "<b>" not in answer.text


def test_a_body_without_end_is_cut(monkeypatch):
    monkeypatch.setattr("labkit.sandbox.app.MAX_BODY", 1000)
    with start() as box, requests.Session() as session:
        admin, session.trust_env = f"{box.url}/_labkit", False
        told = session.post(f"{admin}/photos", data=b"x" * 1001)
        assert told.status_code == 413
        with pytest.raises(requests.ConnectionError):
            session.post(f"{admin}/photos", data=(b"x" * 500 for _ in range(1000)))
        assert session.post(f"{admin}/photos", data=b"x" * 1000).status_code == 400


def test_json_is_what_it_says(box, admin, web):
    for path in ("health", "clock", "orders", "log", "readings", "faults", "photos", "callbacks"):
        answer = web.get(f"{admin}/{path}")
        assert answer.headers["Content-Type"] == "application/json"
        assert isinstance(json.loads(answer.text), dict)
