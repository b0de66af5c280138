"""A table is read from the lab, kept, and stood in for when the lab fails."""

import dataclasses
import datetime as dt
import json
import os
from pathlib import Path

import pytest
from played_kit import GOOD, JSON, connect, reads

from labkit.errors import AnswerError, StoreError, UnauthorizedError


def test_a_table_is_read_once_and_then_kept_in_memory_and_on_disk(played):
    lab = connect(played)
    assert lab.products()["product_id"].tolist() == ["1002201300190001"]
    lab.products()
    connect(played).products()
    assert len(reads(played)) == 1


def test_what_a_caller_does_to_a_frame_stays_with_the_caller(played):
    lab = connect(played)
    frame = lab.products()
    frame["price"] = 0.0
    assert lab.products()["price"].tolist() == [1.27]


@pytest.mark.parametrize(
    "broken",
    [
        (200, {"content-type": "text/html"}, b"<html>"),
        (200, JSON, b'["no", "objects"]'),
        (500, JSON, b"{}"),
    ],
)
def test_an_old_table_stands_in_with_a_mark_where_the_lab_fails(played, broken):
    lab = connect(played)
    lab.products()
    played["answer"] = broken
    frame = lab.products(refresh=True)
    assert frame["product_id"].tolist() == ["1002201300190001"]
    assert frame["stale"].tolist() == [True]


def test_json_of_another_shape_is_an_error_and_is_not_kept(played):
    played["answer"] = (200, JSON, b'["no", "objects"]')
    with pytest.raises(AnswerError, match="profotonet"):
        connect(played).products()
    played["answer"] = (200, JSON, json.dumps(GOOD).encode())
    assert len(connect(played).products()) == 1


def test_refused_credentials_are_never_stood_in_for(played):
    lab = connect(played)
    lab.products()
    played["answer"] = (401, JSON, b'{"errors":[]}')
    with pytest.raises(UnauthorizedError):
        lab.products(refresh=True)


def test_past_its_life_a_table_is_read_again(played):
    lab = connect(played)
    lab.connection.spec = dataclasses.replace(lab.spec, cache_life=dt.timedelta(0))
    lab.products()
    lab.products()
    assert len(reads(played)) == 2


def test_where_nothing_can_be_kept_catalogs_are_read_all_the_same(played, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("LABKIT_HOME", str(tmp_path / "file" / "home"))
    lab = connect(played)
    with pytest.warns(UserWarning, match="not kept for the next start") as caught:
        assert lab.products()["product_id"].tolist() == ["1002201300190001"]
    assert len(caught) == 1
    assert "LABKIT_HOME" in str(caught[0].message)
    # In memory it is kept: no second call, no second warning, and it stands in for a failure.
    lab.products()
    assert len(reads(played)) == 1
    played["answer"] = (500, JSON, b"{}")
    assert lab.products(refresh=True)["stale"].tolist() == [True]


def test_snapshots_that_cannot_be_written_lose_nothing(played):
    home = Path(os.environ["LABKIT_HOME"])
    (home / "state").mkdir(parents=True)
    (home / "state" / "snapshots").touch()
    with pytest.warns(UserWarning, match="the snapshot of products cannot be written"):
        assert len(connect(played).products()) == 1
    # The next connection finds the answer in the cache.
    assert len(connect(played).products()) == 1
    assert len(reads(played)) == 1
    with pytest.raises(StoreError, match="no snapshot"):
        connect(played).as_of("products", "2026-11-01")
