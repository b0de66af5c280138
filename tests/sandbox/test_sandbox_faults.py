import threading
import time

import pytest
import requests

from labkit.errors import SandboxError


@pytest.fixture
def logged(box, monkeypatch):
    """Set when a request is in the log: the server has let go of it."""
    event, log = threading.Event(), box._state.log
    add = log.add
    monkeypatch.setattr(log, "add", lambda entry: (add(entry), event.set()))
    return event


def _place(web, fake, **extra):
    return web.post(f"{fake}/orders", json={"reference": "A"}, timeout=30, **extra)


def test_a_status_is_answered_and_nothing_is_done(box, fake, web):
    box.faults.add("status", status=429, headers={"Retry-After": "2"})
    answer = _place(web, fake)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert box.orders() == []
    assert _place(web, fake).status_code == 200


def test_a_status_comes_with_the_body_that_was_given(box, fake, web):
    box.faults.add("status", status=500, body={"errors": [{"field": "x"}]})
    box.faults.add("status", status=502, body="<h1>Bad gateway</h1>")
    answer = _place(web, fake)
    assert (answer.status_code, answer.json()) == (500, {"errors": [{"field": "x"}]})
    assert _place(web, fake).text == "<h1>Bad gateway</h1>"


def test_a_status_comes_in_the_labs_own_form_where_it_has_one(box, web):
    box.faults.add("status", status=418, lab="another")
    answer = web.get(box.base_url("another") + "/anything")
    assert (answer.status_code, answer.json()) == (418, {"problem": 418})


def test_html_instead_of_json(box, fake, web):
    box.faults.add("html")
    answer = _place(web, fake)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "<p>" in answer.text
    assert box.orders() == []


def test_slow_does_it_later(box, fake, web):
    box.faults.add("slow", delay=0.2)
    began = time.monotonic()
    assert _place(web, fake).json() == {"id": 1}
    assert time.monotonic() - began >= 0.2


def test_a_client_that_gives_up_on_a_slow_answer_has_ordered_all_the_same(box, fake, web, logged):
    box.faults.add("slow", delay=0.3)
    with pytest.raises(requests.ReadTimeout):
        web.post(f"{fake}/orders", json={"reference": "A"}, timeout=0.1)
    assert logged.wait(10)
    assert [order["reference"] for order in box.orders()] == ["A"]


def test_drip_sends_one_byte_at_a_time(box, fake, web):
    box.faults.add("drip", delay=0.01)
    began = time.monotonic()
    with _place(web, fake, stream=True) as answer:
        parts = list(answer.raw.stream(1000, decode_content=False))
    assert b"".join(parts) == b'{"id":1}'
    # Eight bytes with seven pauses between them.
    assert time.monotonic() - began >= 0.065
    assert box.orders()[0]["reference"] == "A"


def test_a_client_that_leaves_a_dripping_answer_is_let_go(box, fake, web, logged):
    box.faults.add("drip", delay=0.05)
    with pytest.raises(requests.ConnectionError, match="timed out"):
        web.get(f"{fake}/pick", timeout=0.03)
    assert logged.wait(10)


def test_dropped_before_nothing_was_done(box, fake, web):
    box.faults.add("drop_before", method="POST")
    with pytest.raises(requests.ConnectionError):
        _place(web, fake)
    assert box.orders() == []
    assert box.log()[-1]["status"] == 0


def test_dropped_after_the_order_is_placed_and_the_answer_lost(box, fake, web):
    box.faults.add("drop_after", method="POST")
    with pytest.raises(requests.ConnectionError):
        _place(web, fake)
    assert [order["reference"] for order in box.orders()] == ["A"]
    assert (box.log()[-1]["status"], box.log()[-1]["fault"]) == (0, "drop_after")
    assert "reference" in box.log()[-1]["request_body"]


def test_truncated_half_of_the_answer_comes(box, fake, web):
    box.faults.add("truncate")
    with _place(web, fake, stream=True) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Length"] == "8"
        assert answer.raw.read(4) == b'{"id'
        with pytest.raises(requests.packages.urllib3.exceptions.ProtocolError):
            answer.raw.read()
    assert len(box.orders()) == 1


def test_dropped_during_the_request_nothing_was_done(box, fake, web):
    box.faults.add("drop_during")
    with pytest.raises(requests.ConnectionError):
        web.post(f"{fake}/orders", json={"reference": "A" * 10**6}, timeout=5)
    assert box.orders() == []


def test_half_of_an_answer_without_a_length_looks_whole(box, fake, web):
    box.faults.add("truncate_open")
    answer = _place(web, fake)
    assert (answer.status_code, answer.content) == (200, b'{"id')
    assert "Content-Length" not in answer.headers
    assert len(box.orders()) == 1


def test_what_is_no_http(box, fake, web):
    box.faults.add("garbage")
    with pytest.raises(requests.ConnectionError):
        _place(web, fake)
    assert len(box.orders()) == 1


def test_headers_that_drip(box, fake, web):
    box.faults.add("drip_headers", delay=0.0005)
    began = time.monotonic()
    assert _place(web, fake).json() == {"id": 1}
    # "HTTP/1.1 200 -", the content's type and length: over 60 bytes with a pause after each.
    assert time.monotonic() - began >= 0.03
    assert len(box.orders()) == 1


def test_another_content_type(box, fake, web):
    box.faults.add("wrong_type")
    answer = _place(web, fake)
    assert (answer.headers["Content-Type"], answer.json()) == ("text/plain", {"id": 1})


def test_a_status_after_the_order_is_placed(box, fake, web):
    box.faults.add("status_after", status=502, headers={"Retry-After": "-1"})
    answer = _place(web, fake)
    assert (answer.status_code, answer.headers["Retry-After"]) == (502, "-1")
    assert [order["reference"] for order in box.orders()] == ["A"]


def test_a_gzip_bomb_is_small_until_it_is_unpacked(box, fake, web):
    box.faults.add("gzip_bomb", size=2**24)
    answer = _place(web, fake)
    assert int(answer.headers["Content-Length"]) < 2**16
    assert len(answer.content) == 2**24
    assert box.orders() == []


def test_redirect_names_another_place(box, fake, web):
    box.faults.add("redirect", location="http://elsewhere.invalid/orders")
    answer = _place(web, fake, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (
        307,
        "http://elsewhere.invalid/orders",
    )
    box.faults.add("redirect", status=302)
    assert _place(web, fake, allow_redirects=False).status_code == 302
    assert box.orders() == []


def test_oversize_sends_as_much_as_it_was_told(box, fake, web):
    box.faults.add("oversize", size=1_000_001)
    answer = _place(web, fake)
    assert len(answer.content) == 1_000_001
    assert "Content-Length" not in answer.headers
    assert box.orders() == []


def test_a_client_that_leaves_an_oversize_answer_is_let_go(box, fake, web, logged):
    box.faults.add("oversize", size=10**12)
    with _place(web, fake, stream=True) as answer:
        assert len(answer.raw.read(100_000)) == 100_000
    assert logged.wait(10)


def test_downloads_fail(box, fake, web):
    url = box.photos.put(b"\xff\xd8\xff\xe0...", "a.jpg")
    box.faults.add("download", lab="another")
    assert web.get(f"{fake}/photo", params={"url": url}).json()["md5"]
    box.faults.add("download", lab="fake", times=1)
    assert web.get(f"{fake}/photo", params={"url": url}).status_code == 422
    assert web.get(f"{fake}/photo", params={"url": url}).ok


def test_it_is_for_some_requests_only(box, fake, web):
    box.faults.add("status", lab="fake", method="get", path="/orders/*", times=None)
    other = box.base_url("another")
    assert web.get(f"{other}/orders/1").status_code == 404
    assert web.get(f"{fake}/pick").status_code == 200
    assert _place(web, fake).status_code == 200
    assert [web.get(f"{fake}/orders/{n}").status_code for n in (1, 2, 1)] == [503] * 3
    assert web.get(f"{box.url}/").status_code == 200
    box.faults.clear()
    assert web.get(f"{fake}/orders/1").status_code == 200


def test_it_happens_as_often_as_it_was_told(box, fake, web):
    number = box.faults.add("status", times=2)
    assert box.faults.list()[0]["number"] == number
    assert [web.get(f"{fake}/pick").status_code for _ in range(4)] == [503, 503, 200, 200]
    assert box.faults.list() == []


def test_the_first_switched_on_comes_first_and_can_be_taken_back(box, fake, web):
    first = box.faults.add("status", status=500)
    box.faults.add("status", status=501)
    box.faults.remove(first)
    assert web.get(f"{fake}/pick").status_code == 501
    with pytest.raises(SandboxError, match="no fault"):
        box.faults.remove(first)


def test_concurrent_requests_share_the_count(box, fake):
    box.faults.add("status", times=5)
    statuses = []

    def ask():
        with requests.Session() as session:
            session.trust_env = False
            statuses.extend(session.get(f"{fake}/pick").status_code for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (statuses.count(503), statuses.count(200)) == (5, 35)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kind": "explode"}, r"(?s)no fault 'explode'.*drop_after"),
        ({"kind": "status", "statuss": 1}, r"(?s)no setting 'statuss'.*'status'"),
        ({"kind": "status", "lab": "fakee"}, r"(?s)no lab 'fakee'.*'fake'"),
        ({"kind": "status", "status": 99}, "status is from 200 to 599"),
        ({"kind": "status", "status": "503"}, "is a"),
        ({"kind": "slow", "delay": float("nan")}, "delay is 0 to 3600"),
        ({"kind": "slow", "delay": -1}, "delay is 0 to 3600"),
        ({"kind": "slow", "times": 0}, "times is a number from 1"),
        ({"kind": "slow", "times": True}, "times"),
        ({"kind": "oversize", "size": -1}, "size"),
        ({"kind": "redirect", "location": "http://a/\r\nX: y"}, "one line"),
        ({"kind": "status", "headers": {"A": "b\nc"}}, "headers"),
    ],
)
def test_what_makes_no_sense_is_refused(box, settings, message):
    with pytest.raises(SandboxError, match=message):
        box.faults.add(**settings)
    assert box.faults.list() == []
