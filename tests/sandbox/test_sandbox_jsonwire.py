"""JSON on an emulator's wire: what is read, what is refused, how long answers are written."""

import asyncio

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from labkit.sandbox import json_wire
from labkit.sandbox.json_wire import BodyError


class Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    qty: int


class Order(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")
    lines: list[Line]


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_is_parsed(kind):
    assert json_wire.parse_body(b'{"a": [1, null, "\xc3\xa9"]}', kind) == {"a": [1, None, "é"]}


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"NaN", b'"\xff"', b"{'a': 1}", b"[" * 100_000, b'"\\ud800"', b"1 2"]
)
def test_what_is_no_json_is_refused(raw):
    with pytest.raises(BodyError, match=r"^body: is not JSON") as caught:
        json_wire.parse_body(raw, "application/json")
    assert caught.value.status == 400


@pytest.mark.parametrize("kind", ["", "text/plain", "application/jsonp", "text/application/json"])
def test_what_is_not_said_to_be_json_is_refused(kind):
    with pytest.raises(BodyError, match=r"^Content-Type: ") as caught:
        json_wire.parse_body(b"{}", kind)
    assert caught.value.status == 415


def test_an_empty_body_can_stand_for_something():
    assert json_wire.parse_body(b"", "", empty={}) == {}
    with pytest.raises(BodyError):
        json_wire.parse_body(b"", "")


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, {"lines": "is missing"}),
        ([], {"body": "must be an object"}),
        ({"lines": {}}, {"lines": "must be a valid list"}),
        ({"lines": [{"qty": 1}, 7]}, {"lines[1]": "must be an object"}),
        ({"lines": [{"qty": True}]}, {"lines[0].qty": "must be a valid integer"}),
        ({"lines": [], "x": 1}, {"x": "is not a field of this call"}),
    ],
)
def test_faults_name_their_field(body, faults):
    with pytest.raises(ValidationError) as caught:
        Order.model_validate(body)
    assert dict(json_wire.explain(caught.value)) == faults


@pytest.mark.parametrize(
    ("value", "expected"), [(2.0, 2), (2.5, 2.5), (2, 2), ("2", "2"), (True, True), (None, None)]
)
def test_a_number_without_a_fraction_is_whole(value, expected):
    result = json_wire.whole(value)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://photos.example/1.jpg?w=1#x", True),
        ("HTTP://127.0.0.1:8000/a", True),
        ("https://photos.example", True),
        ("https://", False),
        ("https:///1.jpg", False),
        ("ftp://photos.example/1.jpg", False),
        ("photos.example/1.jpg", False),
        ("https://photos.example/a b", False),
        ("https://photos.example/1.jpg\n", False),
        ("http://[/1.jpg", False),
        ("http://\u2100.example/", False),
    ],
)
def test_web_urls(url, good):
    assert json_wire.is_web_url(url) is good


@pytest.mark.parametrize(("text", "blank"), [("", True), (" \t\n\x1f", True), ("a ", False)])
def test_blank_texts(text, blank):
    assert json_wire.is_blank(text) is blank


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 10])
def test_records_are_joined_whatever_the_batch(count):
    records = [{"n": number} for number in range(count)]
    inside = b"".join(json_wire.join_records(records, batch_size=5))
    assert inside == b",".join(b'{"n":%d}' % number for number in range(count))


def test_a_stream_begins_at_once_and_goes_on_in_large_pieces():
    taken = []

    def parts():
        for number in range(3000):
            taken.append(number)
            yield b"x" * 100

    async def receive():
        iterator = json_wire.stream(parts()).body_iterator
        first = await anext(iterator)
        assert (first, taken) == (b"x" * 100, [0])
        return [piece async for piece in iterator]

    pieces = asyncio.run(receive())
    assert sum(map(len, pieces)) == 2999 * 100
    assert len(pieces) == 3  # 128 KiB, 128 KiB, the rest
