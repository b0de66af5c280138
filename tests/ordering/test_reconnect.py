"""``labkit status REF``: back to the sandbox an order was sent to, and to no other place."""

import sqlite3
from concurrent import futures
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

import labkit as lk
from labkit import cli, sandbox
from labkit.ordering.journal import Entry, Journal
from labkit.ordering.service import journal

TO = lk.Address(first_name="Jo", last_name="Sample", street="Teststreet", house_number="1",
                postcode="1234 AB", city="Sampletown", country="NL")  # fmt: skip


@pytest.fixture
def box(tmp_path):
    with sandbox.start(db=tmp_path / "orders.sqlite") as started:
        yield started


def submit(box, tmp_path, reference="A-1"):
    lab = lk.connect("profotonet", base_url=box.base_url("profotonet"))
    photo = tmp_path / "p.jpg"
    Image.new("RGB", (1800, 1200)).save(photo)
    line = lk.Line(product_id="1000101000150001", photo=photo)
    intent = lk.OrderIntent(reference=reference, recipient=TO, lines=[line], shipping="send")
    return lab.submit(lab.from_intent(intent)[0])


def test_status_finds_the_sandbox_that_has_the_order(box, tmp_path, capsys):
    submit(box, tmp_path)
    box.clock.advance(days=7)
    assert cli.main(["status", "A-1"]) == 0
    message = capsys.readouterr().out
    assert "A-1 at Profotonet: shipped" in message
    assert "tracking: 3S" in message


def test_it_is_asked_with_its_own_credentials_alone(box, tmp_path, monkeypatch, capsys):
    submit(box, tmp_path)
    # The sandbox refuses every key but its own: had the environment's gone there, this would fail.
    monkeypatch.setenv("LABKIT_PROFOTONET_KEY", "key-of-another-endpoint")
    assert cli.main(["status", "A-1"]) == 0
    assert "key-of-another-endpoint" not in "".join(capsys.readouterr())


def test_a_sandbox_that_forgot_its_orders_is_not_taken_for_it(box, tmp_path, capsys):
    submit(box, tmp_path)
    box.reset()
    assert cli.main(["status", "A-1"]) == 1
    assert "was sent to a sandbox that is gone" in capsys.readouterr().err


def test_another_server_is_named_and_gets_nothing_by_itself(box, tmp_path, monkeypatch, capsys):
    address = "http://127.0.0.1:9/v1"
    entry = Entry("profotonet", address, "B-1", "sandbox", "prepared", {}, base_url=address)
    journal().claim(entry)
    journal().update(entry, state="confirmed")
    monkeypatch.setenv("LABKIT_PROFOTONET_KEY", "secret")
    assert cli.main(["status", "B-1", "--lab", "profotonet"]) == 1
    assert f"--base-url {address}" in capsys.readouterr().err


def test_an_unknown_reference_is_said(capsys):
    assert cli.main(["status", "NONE"]) == 1
    assert "no lab has an order 'NONE'" in capsys.readouterr().err


def test_a_journal_of_an_older_labkit_goes_on(tmp_path):
    path = tmp_path / "journal.sqlite"
    journal = Journal(path)
    journal.claim(Entry("profotonet", "p", "OLD", "embedded", "prepared", {}, base_url="u"))
    journal.close()
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE orders DROP COLUMN base_url")
    db.close()
    reconnected = Journal(path)
    assert [(one.reference, one.base_url) for one in reconnected.entries()] == [("OLD", "")]
    reconnected.close()


def test_of_many_that_open_an_older_journal_at_once_one_brings_it_up_to_date(tmp_path):
    path = tmp_path / "journal.sqlite"
    Journal(path).close()
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE orders DROP COLUMN base_url")
    # A writer is at it: all others look, and then wait.
    db.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(4) as pool:
        opened = [pool.submit(Journal, path) for _ in range(4)]
        futures.wait(opened, 0.5)
        db.execute("ROLLBACK")
        for each in opened:
            journal = each.result(30)
            assert journal.entries() == []
            journal.close()
    db.close()
