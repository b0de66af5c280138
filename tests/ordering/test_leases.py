"""Who works on an order holds a lease on it: nobody else submits, settles or decides it meanwhile.

Broken once each: a decision without the lease (the first), a process id instead of a lock (the
second), a lease that a killed process keeps (the third).
"""

import os
import sqlite3
import subprocess
import sys
import textwrap
import threading

import pytest
from scripted import serving
from toylab import Server, connect

from labkit import folders
from labkit.errors import JournalError
from labkit.ordering.leases import Leases
from labkit.ordering.service import journal


def make(lab):
    return lab.new_order(ref="A-1", items=[{"sku": "10x15", "count": 2}])


def columns(sql, *values):
    with sqlite3.connect(folders.state_dir() / "journal.sqlite") as db:
        found = db.execute(sql, values).fetchall()
    db.close()
    return found


@pytest.mark.parametrize("state", ["abandoned", "confirmed"])
def test_an_order_in_flight_cannot_be_decided(state):
    server, arrived, hold = Server(), threading.Event(), threading.Event()

    def slow(seen, handler):
        if seen.path.endswith("/place"):
            arrived.set()
            hold.wait(10)
        return server(seen, handler)

    with serving(slow) as script:
        lab = connect(script.url)
        submitting = threading.Thread(target=lambda: lab.submit(make(lab)))
        submitting.start()
        assert arrived.wait(10)
        for call in (
            lambda: lab.resolve("A-1", decide=state),
            lambda: lab.resolve("A-1"),
            lambda: lab.submit(make(lab)),
        ):
            with pytest.raises(JournalError, match="right now"):
                call()
        hold.set()
        submitting.join()
        assert lab.submit(make(lab)).state == "confirmed"
    assert len(server.placed) == 1


@pytest.mark.parametrize("state", ["unknown", "prepared"])
def test_a_process_id_that_lives_again_holds_nothing(state):
    server = Server()
    with serving(server) as script:
        lab = connect(script.url)
        server.lose = {"place-undone"}
        lab.submit(make(lab))
        server.lose = set()
        columns("UPDATE orders SET state = ?, owner = ?", state, os.getpid())
        if state == "unknown":
            assert lab.resolve("A-1", decide="abandoned").state == "abandoned"
        assert lab.submit(make(lab)).state == "confirmed"


def test_a_killed_process_holds_nothing(tmp_path):
    code = textwrap.dedent(f"""
        import time
        from pathlib import Path
        from labkit.ordering.leases import Leases
        leases = Leases(Path({str(tmp_path)!r}))
        print(leases.acquire(("lab", "place", "A-1")), flush=True)
        time.sleep(60)
    """)
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().strip() == "True"
    leases = Leases(tmp_path)
    assert not leases.acquire(("lab", "place", "A-1"))
    assert leases.acquire(("lab", "place", "A-2"))
    process.kill()
    process.wait()
    process.stdout.close()
    assert leases.acquire(("lab", "place", "A-1"))


def test_a_lease_is_one_among_threads(tmp_path):
    begin, taken = threading.Barrier(8), []

    def work():
        leases = Leases(tmp_path)
        begin.wait()
        for _ in range(200):
            if leases.acquire(("a", "b", "c")):
                taken.append(1)
                assert len(taken) == 1
                taken.pop()
                leases.release(("a", "b", "c"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == []


def test_the_lease_ends_with_the_submission():
    with serving(Server()) as script:
        lab = connect(script.url)
        lab.submit(make(lab))
        (entry,) = journal().entries()
        assert journal().acquire(entry)
        journal().release(entry)
