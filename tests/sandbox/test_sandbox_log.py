import json

import pytest
from sandbox_fake import KEY

from labkit.sandbox.redaction import HIDDEN, MAX_CAPTURE, Redactor


@pytest.fixture
def redactor():
    return Redactor([KEY, "p/w d+é", "ab"], ["key", "email"])


def _all(box):
    return json.dumps(box.log(), ensure_ascii=False)


def test_a_request_is_logged_with_what_went_by(box, fake, web):
    web.post(f"{fake}/orders?x=1&x=2", json={"reference": "A"}, headers={"X-Trace": "t"})
    (entry,) = box.log()
    assert (entry["lab"], entry["method"], entry["path"]) == ("fake", "POST", "/fake/v1/orders")
    assert (entry["query"], entry["status"], entry["fault"]) == ("x=1&x=2", 200, "")
    assert entry["request_headers"]["x-trace"] == "t"
    assert json.loads(entry["request_body"]) == {"reference": "A"}
    assert json.loads(entry["response_body"]) == {"id": 1}
    assert entry["response_headers"]["content-type"] == "application/json"
    assert 0 < entry["ms"] < 5000
    assert entry["time"].endswith("+00:00")


def test_who_has_the_answer_finds_it_in_the_log(box, fake, web):
    for count in range(1, 30):
        web.get(f"{fake}/pick")
        assert len(box.log()) == count


def test_only_requests_to_labs_are_logged(box, web):
    web.get(f"{box.url}/")
    web.get(f"{box.url}/_labkit/log")
    assert box.log() == []


def test_the_latest_thousand_are_kept(box):
    log = box._state.log
    for number in range(1500):
        log.add({"number": number})
    entries = log.list()
    assert (len(entries), entries[0]["number"], entries[-1]["number"]) == (1000, 500, 1499)
    log.clear()


def test_secrets_stand_nowhere_in_the_log(box, fake, web):
    headers = {
        "Authorization": "Bearer live-token-1",
        "key": "live-key-2",
        "api_secret": "live-secret-3",
        "Cookie": "session=live-cookie-4",
        "X-Note": f"my key is {KEY}",
    }
    body = {"login": {"Password": "live-pass-5", "accessToken": ["live-6"]}, "seen": f"<{KEY}>"}
    query = f"api_key=live-query-7&note={KEY}&q=plain"
    web.post(f"{fake}/login?{query}", json=body, headers=headers)
    web.post(f"{fake}/login", data={"user": "me", "password": "live-form-8", "n": KEY})
    web.post(f"{fake}/login", data=b'{"token": "live-broken-9", "unfinished', headers=headers)
    web.post(f"{fake}/login", data=b'{"password": 90909090, oops}')
    web.get(f"{fake}/orders/{KEY}")
    text = _all(box)
    for secret in ("live-", KEY, "issued-token", "90909090"):
        assert secret not in text
    assert "q=plain" in text
    assert '\\"id\\": 7' in text


def test_a_secret_is_found_in_every_spelling(redactor):
    for spelling in (KEY, "p/w d+é", "p%2Fw%20d%2B%C3%A9", "p%2Fw+d%2B%C3%A9", "p/w d+\\u00e9"):
        assert redactor.text(f"<{spelling}>") == f"<{HIDDEN}>"


def test_a_very_short_secret_does_not_blank_out_every_text(redactor):
    assert redactor.text("a table") == "a table"


def test_an_exact_name_hides_and_a_similar_one_does_not(redactor):
    shown = json.loads(redactor.body(b'{"key": "x1", "keyboard": "x2"}', "application/json", 31))
    assert shown == {"key": HIDDEN, "keyboard": "x2"}


def test_an_empty_secret_shows_as_empty(redactor):
    assert redactor.body(b'{"token": ""}', "application/json", 13) == '{"token": ""}'


def test_a_secret_cut_in_half_at_the_end_of_what_is_kept_is_not_shown(redactor):
    # Many secrets that shrink to a few letters each, and half a secret where it was cut.
    body = (f'"token":"{"x" * 9000}" "password":"{"y" * 7000}" '.ljust(16380) + KEY).encode()
    shown = redactor.body(body[:MAX_CAPTURE], "text/plain", len(body))
    assert len(shown) < 400
    assert KEY[:4] not in shown


def test_what_is_no_text_is_named_by_its_size(redactor):
    assert redactor.body(b"\xff\xd8", "image/jpeg", 2000) == "<2000 bytes of image/jpeg>"
    assert redactor.body(b"\x00\x01", "", 2) == "<2 bytes of unknown type>"


def test_a_long_body_is_shown_in_part(redactor):
    shown = redactor.body(b"x" * MAX_CAPTURE, "text/plain", 10**6)
    assert shown.endswith("… <1000000 bytes>")
    assert len(shown) < 4100


@pytest.mark.parametrize("body", [b"[" * 16000, b";" * 16000, b'"' * 16000, b"{\\" * 8000])
def test_a_body_made_to_keep_it_busy_does_not(redactor, body, benchmark_seconds):
    with benchmark_seconds(2):
        redactor.body(body, "application/json", len(body))


@pytest.fixture
def benchmark_seconds():
    import contextlib
    import time

    @contextlib.contextmanager
    def within(seconds):
        began = time.perf_counter()
        yield
        assert time.perf_counter() - began < seconds

    return within
