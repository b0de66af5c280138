"""What a lab answers wrongly: said, set aside, never kept over what was good.

Broken once, and seen to fail: `Client.keeping` forgetting nothing, `Reader._check_rows` returning
at once, `ResponseCache.is_fresh` without its lower bound, and `Reader._last` without ``as_of``.
"""

import datetime as dt
import json

import pytest
import time_machine
from played_kit import GOOD, JSON, answer_with, connect, products, reads

import labkit as lk
from labkit import frames
from labkit.errors import AnswerError

BAD = [
    {"productId": 1, "name": "Foto A 10x15", "price": "$1.27"},
    {"productId": 2, "name": "Foto B 10x15", "price": -1},
    {"productId": 3, "name": "Foto C 10x15", "price": 127},
    {"productId": None, "name": "Foto D 10x15", "price": 127},
    None,
    {"productId": 4, "name": "Foto E 10x15", "price": "1.234,50"},
]


def test_what_is_not_understood_is_shown_and_makes_no_failed_lab(played, capsys):
    answer_with(played, BAD)
    lab = connect(played)
    notes = lab.notes
    frames.check(notes, frames.NOTES)
    rows = {tuple(row) for row in notes[["table", "column", "count", "example"]].to_numpy()}
    assert rows == {
        ("products", "price", 2, "$1.27"),
        ("products", "price", 1, "-1"),
        ("products", "", 2, "{'name': 'Foto D 10x15', 'price': 127, 'productId': None}"),
    }
    assert lab.products()["product_id"].tolist() == ["1", "2", "3", "4"]
    assert lab.products()["price"].tolist()[2] == 1.27
    assert lab.products()["price"].isna().sum() == 3
    cat = lk.catalog([lab])
    assert cat.problems == {}
    assert "not understood: profotonet 5" in repr(cat.problems)
    assert "$1.27" in cat.problems._html()
    assert "$1.27" in cat._html()
    # The second start has them from the snapshot.
    assert connect(played).notes["count"].sum() == 5
    assert len(reads(played)) == 1


def test_more_than_half_set_aside_is_an_error(played):
    answer_with(played, [*products(2), {}, {}, None])
    with pytest.raises(AnswerError, match="3 of 5"):
        connect(played).products()


@pytest.mark.parametrize("refresh", [False, True])
@pytest.mark.parametrize("bad", [b"[]", b'{"data":[]}', b"[null]", b"null", b"{}"])
def test_a_bad_answer_does_not_stay(played, bad, refresh):
    played["answer"] = (200, JSON, bad)
    lab = connect(played)
    with pytest.raises(AnswerError):
        lab.products(refresh=refresh)
    lab.raw("products", refresh=refresh)
    answer_with(played, products(3))
    assert len(connect(played).products()) == 3


@pytest.mark.parametrize("bad", [b"[]", b"null", b"[7]", b'{"data":[]}'])
def test_a_bad_answer_is_not_kept_over_a_good_one(played, bad):
    lab = connect(played)
    lab.products()
    played["answer"] = (200, JSON, bad)
    assert lab.products(refresh=True)["stale"].tolist() == [True]
    assert connect(played).raw("products", refresh=True) == json.loads(bad)
    assert lab.notes["reason"].str.contains("what was kept on").tolist() == [True]
    # Cache and snapshot are those of the good one: neither asks the lab.
    before = len(reads(played))
    assert connect(played).raw("products") == GOOD
    assert connect(played).products()["stale"].tolist() == [False]
    assert len(reads(played)) == before


def test_what_raw_brings_is_what_came_and_is_not_kept(played):
    played["answer"] = (200, JSON, b'["no", "objects"]')
    assert connect(played).raw("products") == ["no", "objects"]
    played["answer"] = (200, JSON, json.dumps(GOOD).encode())
    assert connect(played).raw("products") == GOOD


def test_a_catalog_that_lost_more_than_half_is_not_trusted_in_silence(played):
    answer_with(played, products(10))
    lab = connect(played)
    lab.products()
    answer_with(played, products(4))
    kept = lab.products(refresh=True)
    assert (len(kept), kept["stale"].all()) == (10, True)
    assert "4 rows of products where the last catalog had 10" in lab.notes["reason"].iloc[0]
    assert len(connect(played).products()) == 10
    # Read once more, on the person's word, it is taken; the loss stays among the notes.
    assert len(lab.products(refresh=True)) == 4
    assert lab.notes["count"].tolist() == [6]
    assert len(connect(played).products()) == 4


def test_half_of_the_rows_may_go(played):
    answer_with(played, products(10))
    lab = connect(played)
    lab.products()
    answer_with(played, products(5))
    assert len(lab.products(refresh=True)) == 5
    assert lab.notes.empty


def shifted(**by):
    """The same, with this machine's clock so much off."""
    return time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(**by))


@pytest.mark.parametrize("by", [{"days": 3653}, {"days": -3653}])
def test_a_catalog_read_under_another_clock_is_read_anew(played, by):
    with shifted(**by):
        assert len(connect(played).products()) == 1
    answer_with(played, products(2))
    lab = connect(played)
    assert lab.products()["stale"].tolist() == [False, False]
    # The snapshot of today is the last one, whatever day the other bears.
    later = connect(played)
    later.client.cache.clear()
    assert later.products()["product_id"].tolist() == ["10000", "10001"]
    assert len(reads(played)) == 2


def test_a_clock_that_is_set_back_makes_what_is_in_memory_stale(played):
    lab = connect(played)
    lab.products()
    with shifted(days=-1):
        lab.products()
    assert len(reads(played)) == 2


def test_what_was_kept_in_the_future_stands_in_where_there_is_nothing_else(played):
    with shifted(days=400):
        connect(played).products()
    played["answer"] = (500, JSON, b"{}")
    assert connect(played).products()["stale"].tolist() == [True]
