"""The journal by itself: what is claimed, changed, found and counted, and what survives."""

import dataclasses
import sqlite3
import threading
from decimal import Decimal

import pytest

from labkit.errors import JournalError
from labkit.ordering.journal import Entry, Journal

ENTRY = Entry("mylab", "http://127.0.0.1:1", "A-1", "sandbox", "prepared", {"n": [1, "é"]})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path):
    made = Journal(path)
    yield made
    made.close()


def claimed(journal, entry=ENTRY, **changes):
    assert journal.claim(entry) is None
    journal.release(entry)
    return journal.update(entry, **changes) if changes else entry


def test_a_row_comes_back_as_it_was_written(journal, path):
    full = {"state": "confirmed", "lab_state": "sent", "lab_order_id": "0017", "currency": "EUR"}
    full |= {"total": Decimal("12.30"), "problem": "none\ud800", "progress": {"draft": 7}}
    full |= {"raw": {"a": [None, True]}, "photos": {"/p.jpg": "ab"}, "base_url": "http://x"}
    changed = claimed(journal, **full)
    for each in (journal, Journal(path)):
        found = each.find("mylab", "http://127.0.0.1:1", "A-1")
        assert found.body == {"n": [1, "é"]}
        assert str(found.total) == "12.30"
        assert found.problem == "none?"  # a lone surrogate is no text
        kept = dataclasses.asdict(found)
        assert {name: kept[name] for name in full} == full | {"problem": "none?"}
        assert found.created_at <= found.updated_at == changed.updated_at
        assert found.updated_at.endswith("+00:00")


def test_a_new_row_is_prepared_and_says_nothing_else(journal):
    claimed(journal)
    found = journal.find("mylab", ENTRY.place, "A-1")
    assert (found.state, found.endpoint, found.lab_order_id, found.total) == (
        *("prepared", "sandbox", "", None),
    )
    assert (found.progress, found.raw, found.photos) == ({}, None, None)


def test_what_is_meant_is_kept_from_the_first_moment(journal):
    claimed(journal, dataclasses.replace(ENTRY, photos={"/p.jpg": "ab"}, base_url="http://x"))
    found = journal.find("mylab", ENTRY.place, "A-1")
    assert (found.photos, found.base_url) == ({"/p.jpg": "ab"}, "http://x")


@pytest.mark.parametrize("changed", [{"lab": "other"}, {"place": "p"}, {"reference": "A-2"}])
def test_lab_place_and_reference_make_a_row(journal, changed):
    other = dataclasses.replace(ENTRY, **changed)
    claimed(journal, state="confirmed")
    assert journal.find(other.lab, other.place, other.reference) is None
    claimed(journal, other, state="unknown")
    assert len(journal.entries()) == 2
    assert journal.find("mylab", ENTRY.place, "A-1").state == "confirmed"


@pytest.mark.parametrize("state", ["prepared", "rejected", "abandoned"])
def test_of_what_nothing_was_committed_the_row_is_taken_over(journal, state):
    claimed(journal, state=state, problem="old", lab_order_id="17")
    again = dataclasses.replace(ENTRY, body={"n": 2})
    assert journal.claim(again) is None
    found = journal.find("mylab", ENTRY.place, "A-1")
    assert (found.state, found.body, found.problem, found.lab_order_id) == (
        *("prepared", {"n": 2}, "", ""),
    )
    journal.release(again)


@pytest.mark.parametrize("state", ["unknown", "confirmed"])
def test_of_what_may_be_placed_the_row_stays(journal, state):
    before = claimed(journal, state=state, lab_order_id="17")
    found = journal.claim(dataclasses.replace(ENTRY, body={"n": 2}))
    assert found == journal.find("mylab", ENTRY.place, "A-1")
    assert (found.state, found.body, found.lab_order_id) == (state, before.body, "17")
    assert journal.acquire(ENTRY)  # nobody holds it
    journal.release(ENTRY)


def test_a_row_that_is_held_is_not_claimed(journal):
    assert journal.claim(ENTRY) is None
    with pytest.raises(JournalError, match="'A-1' is being submitted or settled") as caught:
        journal.claim(ENTRY)
    assert (caught.value.lab, caught.value.call) == ("mylab", "submit")
    assert "ask status" in caught.value.hint
    assert not journal.acquire(ENTRY)
    assert journal.acquire(dataclasses.replace(ENTRY, reference="A-2"))


def test_a_claim_that_fails_holds_nothing(journal):
    with pytest.raises(TypeError):
        journal.claim(dataclasses.replace(ENTRY, body={"n": object()}))
    assert journal.entries() == []
    claimed(journal)


def test_the_newest_row_of_a_reference_is_found_at_whatever_place(journal):
    other = dataclasses.replace(ENTRY, place="elsewhere")
    claimed(journal)
    claimed(journal, other)
    assert journal.latest("mylab", "A-1").place == "elsewhere"
    journal.update(ENTRY, state="confirmed")  # changed later, but the older row
    assert journal.latest("mylab", "A-1").place == "elsewhere"
    assert journal.latest("mylab", "A-2") is None
    assert journal.latest("other", "A-1") is None
    assert [each.place for each in journal.entries()] == ["elsewhere", ENTRY.place]


def test_the_version_tells_of_each_row_and_change(journal):
    seen = [journal.version()]
    assert journal.version() == seen[0]
    entry = claimed(journal)
    seen.append(journal.version())
    journal.update(entry, state="unknown")
    seen.append(journal.version())
    claimed(journal, dataclasses.replace(ENTRY, reference="A-2"))
    seen.append(journal.version())
    assert len(set(seen)) == 4
    other = Journal(journal.path)
    other.update(entry, state="confirmed")
    other.close()
    assert journal.version() not in seen


def test_calls_are_noted_before_they_leave(journal, path):
    claimed(journal)
    journal.note_call(ENTRY, "POST", "/orders", commits=True)
    journal.note_call(ENTRY, "GET", "/orders/1?a=b", commits=False)
    with sqlite3.connect(path) as db:
        rows = db.execute(
            "SELECT lab, place, reference, method, path, commits FROM calls ORDER BY rowid"
        ).fetchall()
        moments = db.execute("SELECT at FROM calls ORDER BY rowid").fetchall()
    key = ("mylab", ENTRY.place, "A-1")
    assert rows == [(*key, "POST", "/orders", 1), (*key, "GET", "/orders/1?a=b", 0)]
    assert moments == sorted(moments)


def test_what_no_json_can_hold_is_kept_in_words(journal):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    claimed(journal, raw=deep)
    assert "nested too deeply" in journal.find("mylab", ENTRY.place, "A-1").raw
    journal.update(ENTRY, raw={"total": Decimal("1.50")})
    assert journal.find("mylab", ENTRY.place, "A-1").raw == {"total": "1.50"}


def test_it_is_on_the_disk_before_anything_leaves(journal):
    settings = {
        name: journal._db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous")
    }
    assert settings == {"journal_mode": "wal", "synchronous": 2}
    assert journal.path.stat().st_mode & 0o777 == 0o600


def test_an_older_journal_gets_the_columns_it_lacks(path, journal):
    claimed(journal, base_url="http://x", photos={"p": "d"})
    journal.close()
    with sqlite3.connect(path) as db:
        for column in ("base_url", "photos"):
            db.execute(f"ALTER TABLE orders DROP COLUMN {column}")
    again = Journal(path)
    found = again.find("mylab", ENTRY.place, "A-1")
    assert (found.base_url, found.photos, found.state) == ("", None, "prepared")
    again.close()


def test_a_file_that_is_no_journal_is_left_alone(path):
    path.write_bytes(b"no database at all, " * 100)
    with pytest.raises(JournalError, match=r"journal\.sqlite"):
        Journal(path)
    assert path.read_bytes() == b"no database at all, " * 100


def test_leases_are_for_this_user_alone_and_any_thread(journal, path):
    assert journal.acquire(ENTRY)
    leases = path.parent / "leases"
    assert leases.stat().st_mode & 0o777 == 0o700
    assert {each.stat().st_mode & 0o777 for each in leases.iterdir()} == {0o600}
    other = threading.Thread(target=journal.release, args=[ENTRY])
    other.start()
    other.join()
    assert journal.acquire(ENTRY)
    journal.release(ENTRY)
    journal.release(ENTRY)  # once more does nothing


def test_where_no_file_is_named_it_is_the_users(tmp_path):
    made = Journal()
    assert made.path == tmp_path / "home" / "state" / "journal.sqlite"
    assert made.acquire(ENTRY)
    made.close()
    leases = [path.name for path in (made.path.parent / "leases").iterdir()]
    assert len(leases) == 1
    assert "A-1" not in leases[0]  # it may be somebody's name
