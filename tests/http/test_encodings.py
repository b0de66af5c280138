"""Answers in the encodings that ordinary clients accept.

Broken once each: `as_utf8` returning every body as it is (all but the plain rows of UTF-8 fail),
any codec of Python taken for an encoding (hex and rot13 fail).
"""

import codecs
import json

import pytest
from scripted import make_client, serving

from labkit.errors import AnswerError, RefusedError
from labkit.http import Call
from labkit.http.encodings import as_utf8

DATA = {"name": "Größe 10×15, 5 € été"}
TEXT = json.dumps(DATA, ensure_ascii=False)
LATIN = {"name": "Größe 10×15, été"}
LATIN_TEXT = json.dumps(LATIN, ensure_ascii=False)
BODIES = {
    "plain": (TEXT.encode(), "application/json", DATA),
    "with a mark": (codecs.BOM_UTF8 + TEXT.encode(), "application/json", DATA),
    "UTF-16": (TEXT.encode("utf-16"), "application/json; charset=utf-16", DATA),
    "UTF-16, big end first, without mark": (TEXT.encode("utf-16-be"), "application/json", DATA),
    "UTF-16, stated to be UTF-8": (TEXT.encode("utf-16"), "application/json; charset=utf-8", DATA),
    "latin-1": (LATIN_TEXT.encode("latin-1"), "application/json; charset=iso-8859-1", LATIN),
    "windows-1252": (TEXT.replace("×", "x").encode("cp1252"), 'text/html; charset="windows-1252"',
                     {"name": DATA["name"].replace("×", "x")}),
    "UTF-8, stated to be latin-1": (TEXT.encode(), "application/json;charset=ISO-8859-1", DATA),
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_an_answer_is_read_and_kept_in_any_of_them(name):
    body, content_type, data = BODIES[name]
    with serving(lambda s, h: (200, {"content-type": content_type}, body)) as server:
        assert make_client(server.url).get("/p").data == data
        assert make_client(server.url).get("/p").data == data  # from the cache
        assert make_client(server.url).send(Call("POST", "/o")).json_object() == data


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_refusal_is_read_in_them_too(encoding):
    body = json.dumps({"error": "nein"}).encode(encoding)
    with (
        serving(lambda s, h: (400, {"content-type": "application/json"}, body)) as server,
        pytest.raises(RefusedError, match="nein"),
    ):
        make_client(server.url).get("/p")


@pytest.mark.parametrize(
    "content_type",
    ["", "application/json; charset=none-such", "a/b; charset=hex", "a/b; charset=rot13"],
)
def test_no_other_codec_is_run_for_a_server(content_type):
    assert as_utf8(b'{"a": "\xff"}', content_type) == b'{"a": "\xff"}'
    with (
        serving(lambda s, h: (200, {"content-type": content_type}, b'"\xff"')) as server,
        pytest.raises(AnswerError, match="not JSON"),
    ):
        make_client(server.url).get("/p")
