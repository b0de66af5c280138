"""What the request log shows of headers, queries and bodies, to the letter."""

import json

import pytest

from labkit.sandbox.redaction import MAX_CAPTURE, Redactor

SECRET = "p/w d+é"
SENSITIVE = ["Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-API-Key", "api_key"]
SENSITIVE += ["Key", "X-Auth-Token", "X-Session", "X-Signature", "Client-Secret", "Passwd"]


@pytest.fixture
def redactor():
    return Redactor([SECRET, "abc"], ["key"])


def shown(redactor, body, kind="application/json"):
    raw = body.encode()
    return redactor.body(raw, kind, len(raw))


@pytest.mark.parametrize("name", SENSITIVE)
def test_a_header_that_carries_a_secret_is_hidden(redactor, name):
    assert redactor.headers([(name.encode(), b"v4lue")]) == {name.lower(): "[hidden]"}


def test_another_header_is_shown_without_the_known_secrets(redactor):
    headers = [(b"X-Keyboard", b"qwerty"), (b"X-Note", b"p%2Fw%20d%2B%C3%A9!"), (b"X-L", b"\xe9")]
    expected = {"x-keyboard": "qwerty", "x-note": "[hidden]!", "x-l": "é"}
    assert redactor.headers(headers) == expected


def test_a_query_keeps_its_order_its_blanks_and_its_twins(redactor):
    query = "b=1&a=&b=2&tags[]=x%20y&token=&api_key=s3cr3t"
    expected = "b=1&a=&b=2&tags[]=x+y&token=[hidden]&api_key=[hidden]"
    assert redactor.query(query) == expected
    assert redactor.query("note=p%2Fw+d%2B%C3%A9") == "note=[hidden]"


def test_json_is_walked_to_its_leaves(redactor):
    body = {"a": [{"token": "t", "n": 1}, "plain"], "secret": {"deep": ["x"]}, "b": None}
    body |= {"Ä": "Ä", "PassWord": "x", "password": 0, "passwords": [], "note": f"<{SECRET}>"}
    assert json.loads(shown(redactor, json.dumps(body))) == {
        "a": [{"token": "[hidden]", "n": 1}, "plain"],
        "secret": "[hidden]",
        "b": None,
        "Ä": "Ä",
        "PassWord": "[hidden]",
        "password": 0,
        "passwords": [],
        "note": "<[hidden]>",
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"token": "a\\"b", "n": 1', '{"token": "[hidden]", "n": 1'),
        ('{"token" : 17, "n": 1', '{"token" : "[hidden]", "n": 1'),
        ('{"TOKEN":"cut', '{"TOKEN":"[hidden]"'),
        ("user=me&password=x1&z=2", "user=me&password=[hidden]&z=2"),
        ("key=x1;z=2", "key=[hidden];z=2"),
        ("monkey=x1", "monkey=x1"),
        ("PassWord=x1&KEY=x2", "PassWord=[hidden]&KEY=[hidden]"),
    ],
)
def test_what_is_no_json_is_hidden_by_its_names(redactor, body, expected):
    assert shown(redactor, body, "text/plain") == expected


@pytest.mark.parametrize("kind", ["application/json", "TEXT/html", "application/xml", ""])
def test_text_is_shown(redactor, kind):
    assert shown(redactor, "hello é", kind) == "hello é"


def test_what_is_no_text_is_not(redactor):
    assert shown(redactor, "hello", "image/png") == "<5 bytes of image/png>"
    assert shown(redactor, "a\0b", "text/plain") == "<3 bytes of text/plain>"


def test_4000_letters_are_shown(redactor):
    assert shown(redactor, "x" * 4000, "text/plain") == "x" * 4000
    assert shown(redactor, "x" * 4001, "text/plain") == "x" * 4000 + " … <4001 bytes>"


def test_of_a_body_that_was_cut_the_end_could_be_half_a_secret(redactor):
    # The longest spelling of the secret, p%2Fw%20d%2B%C3%A9, has 18 letters.
    raw = b"y" * 100
    assert redactor.body(raw, "text/plain", 101) == "y" * 82 + " … <101 bytes>"
    assert redactor.body(b"yy", "text/plain", 101) == " … <101 bytes>"
    assert MAX_CAPTURE == 16384


def test_a_secret_of_four_letters_is_hidden_and_of_three_is_not():
    redactor = Redactor(["abcd", "xyz"], [])
    assert redactor.text("abcd xyz") == "[hidden] xyz"
    assert redactor.headers([(b"Key", b"v")]) == {"key": "[hidden]"}  # where no name is given


def test_of_two_secrets_the_longer_one_goes_first():
    assert Redactor(["bcdef", "abcdefg"], []).text("abcdefg") == "[hidden]"


def test_each_name_of_a_credential_is_hidden_and_no_other():
    redactor = Redactor([], ["pin", "co.de"])
    sent = [(b"Pin", b"1"), (b"co.de", b"2"), (b"coxde", b"3"), (b"key", b"4"), (b"none", b"5")]
    shown = {"pin": "[hidden]", "co.de": "[hidden]", "coxde": "3", "key": "4", "none": "5"}
    assert redactor.headers(sent) == shown
    assert redactor.body(b"xy", "text/plain", 9) == "xy … <9 bytes>"  # no secret can be cut


@pytest.mark.parametrize("text", ["p/w d\\u0065", "p/w d+\\u00e9", "P%2FW", "p%2Fw%20d%2B%C3%A9"])
def test_a_spelling_is_hidden_whole_or_not_at_all(redactor, text):
    known = {"p/w d+\\u00e9", "p%2Fw%20d%2B%C3%A9"}
    assert redactor.text(f"<{text}>") == ("<[hidden]>" if text in known else f"<{text}>")


def test_bytes_that_are_no_utf8_are_shown_as_such(redactor):
    assert redactor.body(b"a\xffb", "text/plain", 3) == "a\ufffdb"
    assert redactor.body(b"\x00", "", 1) == "<1 bytes of unknown type>"
    assert redactor.body(json.dumps({"n": "é"}).encode(), "", 15) == '{"n": "é"}'
