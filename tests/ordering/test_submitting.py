import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading

import pytest
from scripted import serving
from toylab import Server, connect

import labkit as lk
from labkit import folders
from labkit.errors import (
    InputError,
    InvalidOrderError,
    JournalError,
    LabkitError,
    LiveOrderError,
    RefusedError,
    UnreachableError,
    UnsupportedError,
)
from labkit.lab_api.endpoints import Kind


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def lab(server):
    with serving(server) as script:
        yield connect(script.url)


def make(lab, ref="A-1", sku="10x15"):
    return lab.new_order(ref=ref, items=[{"sku": sku, "count": 2}])


def row(reference="A-1"):
    frame = lk.orders()
    (found,) = frame[frame.reference == reference].to_dict("records")
    return found


@pytest.mark.short
def test_an_order_is_placed_once_and_written_down(lab, server):
    receipt = lab.submit(make(lab))
    assert (receipt.state, receipt.lab_order_id, receipt.lab_state) == ("confirmed", "1", "placed")
    assert server.placed == [{"ref": "A-1", "items": [{"sku": "10x15", "count": 2}]}]
    assert row()["state"] == "confirmed"
    assert row()["endpoint"] == "sandbox"


def test_the_same_reference_again_is_the_same_order(lab, server):
    first = lab.submit(make(lab))
    second = lab.submit(make(lab))
    assert second.lab_order_id == first.lab_order_id
    assert len(server.placed) == 1


def test_the_same_reference_for_another_order_is_refused(lab, server):
    lab.submit(make(lab))
    with pytest.raises(JournalError, match="another order"):
        lab.submit(make(lab, sku="20x30"))
    assert len(server.placed) == 1


def test_many_who_submit_one_reference_at_once_place_one_order(lab, server):
    server.gate.clear()
    results = []

    def go():
        try:
            results.append(lab.submit(make(lab)).state)
        except JournalError as error:
            results.append(type(error).__name__)

    threads = [threading.Thread(target=go) for _ in range(12)]
    for thread in threads:
        thread.start()
    server.gate.set()
    for thread in threads:
        thread.join()
    assert len(server.placed) == 1
    assert "confirmed" in results
    assert set(results) <= {"confirmed", "JournalError"}


def test_a_lost_answer_that_can_be_looked_up_is_adopted(lab, server):
    server.lose = {"place"}
    receipt = lab.submit(make(lab))
    assert (receipt.state, len(server.placed)) == ("confirmed", 1)


def test_a_lost_answer_that_cannot_be_looked_up_is_unknown_and_never_sent_again(lab, server):
    server.lose = {"place", "get"}
    receipt = lab.submit(make(lab))
    assert receipt.state == "unknown"
    assert "not failed" in receipt.problem
    assert lab.submit(make(lab)).state == "unknown"
    assert len(server.placed) == 1
    server.lose = set()
    assert lab.resolve("A-1").state == "confirmed"
    assert row()["state"] == "confirmed"


def test_an_unknown_order_that_is_not_found_stays_unknown_until_a_person_decides(lab, server):
    server.lose = {"place-undone"}
    assert lab.submit(make(lab)).state == "unknown"
    assert lab.resolve("A-1").state == "unknown"
    with pytest.raises(InputError, match="confirmed"):
        lab.resolve("A-1", decide="maybe")
    assert lab.resolve("A-1", decide="abandoned").state == "abandoned"
    server.lose = set()
    assert lab.submit(make(lab)).state == "confirmed"


def test_a_refusal_is_written_down_as_rejected_and_may_be_mended(lab, server):
    server.refuse = {"place"}
    with pytest.raises(RefusedError, match="not today"):
        lab.submit(make(lab))
    assert row()["state"] == "rejected"
    server.refuse = set()
    assert lab.submit(make(lab, sku="20x30")).state == "confirmed"


def test_nothing_is_placed_when_the_first_call_gets_lost(lab, server):
    server.lose = {"draft"}
    with pytest.raises(lk.LabkitError):
        lab.submit(make(lab))
    assert (row()["state"], server.placed) == ("prepared", [])
    server.lose = set()
    assert lab.submit(make(lab)).state == "confirmed"


def test_a_server_that_cannot_be_reached_is_not_known_and_nothing_is_written(server):
    with serving(server) as script:
        lab = connect(script.url)
    with pytest.raises(UnreachableError, match=r"gives no answer .*\n  which server it is is not"):
        lab.submit(make(lab))
    assert len(lk.orders()) == 0


def test_a_lab_that_breaks_off_before_anything_is_placed_leaves_a_prepared_row(lab, server):
    server.lose = {"draft"}
    with pytest.raises(LabkitError):
        lab.submit(make(lab))
    assert row()["state"] == "prepared"
    assert "was lost" in row()["problem"]


def test_an_invalid_order_sends_nothing_and_names_every_field(lab, server):
    order = lab.new_order(ref="", items=[{"sku": "x", "count": 0}, {"sku": "y", "cuont": 1}])
    problems = {problem.field: problem.message for problem in lab.check(order)}
    assert set(problems) == {"ref", "items[0].count", "items[1].count", "items[1].cuont"}
    assert problems["items[1].count"] == "is required"
    with pytest.raises(InvalidOrderError, match=r"items\[0\].count") as caught:
        lab.submit(order)
    assert len(caught.value.problems) == 4
    assert (server.drafts, len(lk.orders())) == ({}, 0)


def test_what_the_catalog_says_counts_too(lab):
    assert [p.field for p in lab.check(make(lab, sku="none"))] == ["items[0].sku"]


def test_a_field_the_order_does_not_have_names_the_nearest(lab):
    with pytest.raises(InputError, match="did you mean 'items'"):
        lab.new_order(ref="A", itms=[])


def test_a_live_endpoint_is_refused_before_anything_is_sent(server):
    with serving(server) as script:
        lab = connect(script.url, Kind.LIVE)
        for call in (
            lambda: lab.submit(make(lab)),
            lambda: lab.resolve("A-1", resend=True),
            lambda: lab.cancel("A-1"),
            lambda: lab.reprint("A-1"),
        ):
            with pytest.raises(LiveOrderError):
                call()
    assert script.seen == []


def test_what_a_lab_cannot_do_is_said(lab):
    lab.submit(make(lab))
    with pytest.raises(UnsupportedError, match="cancelling"):
        lab.cancel("A-1")


def test_a_reference_nobody_submitted_says_where_to_look(lab):
    with pytest.raises(JournalError, match=r"lk\.orders"):
        lab.status("B-9")


def test_the_preview_shows_the_calls_and_hides_the_secrets(lab, server):
    calls = lab.preview(make(lab))
    assert [(c.method, c.url.split("/", 3)[-1], c.commits) for c in calls] == [
        ("POST", "drafts", False),
        ("POST", "drafts/{id}/place", True),
    ]
    assert "TOY-SECRET" not in repr(calls)
    assert calls[0].headers["key"] == "**********"
    assert server.drafts == {}


def test_the_journal_is_private_and_holds_no_secret(lab):
    lab.submit(make(lab))
    for path in folders.state_dir().rglob("*"):
        private = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == private, path.name
        assert path.is_dir() or b"TOY-SECRET" not in path.read_bytes()


def test_every_call_is_in_the_journal_before_it_leaves(lab, server):
    lab.submit(make(lab))
    with sqlite3.connect(folders.state_dir() / "journal.sqlite") as db:
        calls = db.execute("SELECT method, path, commits FROM calls ORDER BY seq").fetchall()
    db.close()
    assert calls == [("POST", "/drafts", 0), ("POST", "/drafts/1/place", 1)]


def test_a_process_killed_while_the_committing_call_is_out_leaves_unknown(tmp_path):
    server = Server()
    arrived = threading.Event()
    hold = threading.Event()

    def stuck(seen, handler):
        if seen.path.endswith("/place"):
            arrived.set()
            hold.wait(10)
            return None
        return server(seen, handler)

    here = str((__import__("pathlib").Path(__file__)).parent)
    with serving(stuck) as script:
        code = textwrap.dedent(f"""
            import sys; sys.path.insert(0, {here!r})
            from toylab import connect
            lab = connect({script.url!r})
            lab.submit(lab.new_order(ref="A-1", items=[{{"sku": "x", "count": 1}}]))
        """)
        process = subprocess.Popen([sys.executable, "-c", code])
        assert arrived.wait(20)
        process.kill()
        process.wait()
        hold.set()
        assert row()["state"] == "unknown"
        lab = connect(script.url)
        assert (
            lab.submit(lab.new_order(ref="A-1", items=[{"sku": "x", "count": 1}])).state
            == "unknown"
        )
    assert [s.path for s in script.seen].count("/drafts/1/place") == 1


def test_a_confirmed_order_cannot_be_decided_away_and_placed_again(lab, server):
    lab.submit(make(lab))
    with pytest.raises(JournalError, match="is confirmed"):
        lab.resolve("A-1", decide="abandoned")
    assert lab.submit(make(lab)).state == "confirmed"
    assert len(server.placed) == 1
