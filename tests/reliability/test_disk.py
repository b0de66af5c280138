"""A full, read-only or damaged disk: what can be read anew is, and nothing is ordered unrecorded.

Broken once each: `ResponseCache.get` raising what its serializer raises, `_is_whole` without the
digest, `_page` without its check of the body, `Snapshot.frame` reading outside of `_read`, `typed`
left out of `Journal._rows`, `quick_check` left out, the hint of a damaged journal for a full disk.
"""

import contextlib
import errno
import json
import os
import random
import re
import sqlite3
import warnings

import pandas as pd
import pytest
from promises import DISK
from scripted import JSON, make_client, serving
from toylab import Server, connect

import labkit as lk
from labkit import folders, frames
from labkit.catalogs import snapshots
from labkit.errors import JournalError, LabkitError, StoreError
from labkit.ordering import service
from labkit.ordering.journal import Journal

pytestmark = pytest.mark.reliability

PAGE = {"path": "/p"}


def answer(seen, handler):
    if seen.path.startswith("/_labkit"):
        return 404, JSON, b"{}"
    return 200, JSON, json.dumps(PAGE).encode()


# --- cache -----------------------------------------------------------------------------------


def cell(value):
    def damage(path):
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.execute("UPDATE responses SET value = ?", (value,))

    return damage


def in_cell(change):
    def damage(path):
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            (text,) = db.execute("SELECT value FROM responses").fetchone()
            db.execute("UPDATE responses SET value = ?", (json.dumps(change(json.loads(text))),))

    return damage


def sql(command):
    def damage(path):
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.execute(command)

    return damage


def bytes_at(share, size=200):
    def damage(path):
        with path.open("r+b") as file:
            file.seek(int(path.stat().st_size * share))
            file.write(os.urandom(size))

    return damage


def cut(share):
    return lambda path: os.truncate(path, int(path.stat().st_size * share))


CACHE = {
    "no database": lambda path: path.write_bytes(b"no database" * 500),
    "empty": lambda path: path.write_bytes(b""),
    "cut in half": cut(0.5),
    "cut at a tenth": cut(0.1),
    "a damaged head": bytes_at(0),
    "a damaged page": bytes_at(0.4),
    "a damaged end": bytes_at(0.9),
    "no table": sql("DROP TABLE responses"),
    "other columns": sql("ALTER TABLE responses RENAME COLUMN value TO other"),
    "cell {}": cell("{}"),
    "cell []": cell("[]"),
    "cell null": cell("null"),
    "cell NULL": cell(None),
    "cell of bytes": cell(b"\xff\x00"),
    "cell of a number": cell(7),
    "half a cell": cell('{"status_code": 200, "con'),
    "half a body": in_cell(lambda kept: kept | {"_content": "eyJwYXRo", "_decoded_content": ""}),
    # Kept without a digest, as older labkits did: b'{"path' is no JSON.
    "half a body without digest": in_cell(
        lambda kept: kept | {"_content": "eyJwYXRo", "_decoded_content": None, "headers": {}}
    ),
    "no body": in_cell(lambda kept: kept | {"_content": None, "_decoded_content": None}),
    "no date": in_cell(lambda kept: kept | {"created_at": None}),
    "an odd date": in_cell(lambda kept: kept | {"created_at": "yesterday", "expires": []}),
    "gone": lambda path: path.unlink(),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.filterwarnings("ignore:.*(was damaged|are not kept)")
@pytest.mark.parametrize("damage", CACHE)
def test_a_damaged_cache_is_read_anew(damage, promise):
    with serving(answer) as server:
        with contextlib.closing(make_client(server.url)) as client:
            client.get("/p")
        (path,) = folders.cache_dir().glob("*.sqlite")
        CACHE[damage](path)
        for _ in range(2):
            with contextlib.closing(make_client(server.url)) as client:
                assert client.get("/p").data == PAGE
    promise(DISK, f"1 of 1 read anew: cache, {damage}")


LIMITS = {"full": "PRAGMA max_page_count = 1", "read-only": "PRAGMA query_only = ON"}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_cache_that_cannot_be_written_costs_no_answer_and_no_kept_one(limit, promise):
    with serving(answer) as server:
        client = make_client(server.url)
        client.get("/p")
        (path,) = folders.cache_dir().glob("*.sqlite")
        with client.cache._backend.responses.connection() as db:
            db.execute(LIMITS[limit])
        folders._warned.clear()
        way = "make room on the disk" if limit == "full" else "set LABKIT_HOME"
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            for n in range(40):
                assert client.get(f"/p/{n}" + "x" * 2000).data == PAGE
        (one,) = warned
        assert re.search(f"not kept for the next start: .*{way}", str(one.message))
        client.close()
        assert path.exists()
        asked = len(server.seen)
        assert make_client(server.url).get("/p").data == PAGE
        assert [seen.path for seen in server.seen[asked:]] == ["/_labkit/health"]
    promise(DISK, f"1 of 1 answered, nothing lost: cache, {limit}")


def test_another_process_that_writes_for_long_damages_nothing(monkeypatch):
    monkeypatch.setattr("labkit.http.cache_file.LOCK_SECONDS", 0.05)
    with serving(answer) as server:
        client = make_client(server.url)
        client.get("/p")
        (path,) = folders.cache_dir().glob("*.sqlite")
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            folders._warned.clear()
            with warnings.catch_warnings(record=True):
                warnings.simplefilter("always")
                assert client.get("/q").data == PAGE
            other.execute("ROLLBACK")
            (kept,) = other.execute("SELECT count(*) FROM responses").fetchone()
    assert kept == 1


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 500])
def test_a_damaged_key_of_the_cache_is_made_anew(key):
    (folders.cache_dir() / "namespace.key").write_bytes(key)
    with serving(answer) as server:
        for _ in range(2):
            assert make_client(server.url).get("/p").data == PAGE
        assert [seen.path for seen in server.seen].count("/p") == 1


# --- snapshots -------------------------------------------------------------------------------


def small_frame():
    columns = {"lab": ["bephoto"] * 3, "product_id": ["1", "2", "3"], "method": ["a", "b", "c"]}
    frame = frames.build(frames.SHIPPING, columns)
    frame.attrs["lab"] = "bephoto"
    return frame


def test_a_damaged_snapshot_is_named_or_read_and_a_lab_is_read_anew(full, promise):
    chance, looked_at = random.Random(7), 0
    saved = snapshots.save(small_frame(), "shipping", "a", endpoint="embedded")
    whole = saved.path.read_bytes()
    sizes = [0, 1, 4, len(whole) // 2, len(whole) - 1]
    damaged = [whole[:size] for size in sizes]
    for _ in range(400 if full else 60):
        at = chance.randrange(len(whole))
        damaged.append(whole[:at] + chance.randbytes(chance.choice([1, 8])) + whole[at + 8 :])
    for content in damaged:
        saved.path.write_bytes(content)
        for read in (saved.facts, saved.frame):
            with contextlib.suppress(StoreError):
                read()
            looked_at += 1
        assert isinstance(lk.history("bephoto"), pd.DataFrame)
    promise(DISK, f"{looked_at} of {looked_at} readings of damaged snapshots: read or named")


@pytest.mark.filterwarnings("ignore:.*are not kept")
def test_a_lab_whose_snapshots_are_damaged_is_read_anew(promise):
    names = lk.connect("bephoto").products()["name"].tolist()
    kept = list(snapshots.root().rglob("*.parquet"))
    assert kept
    for content in (b"", b"PAR1", os.urandom(5000)):
        for path in kept:
            path.write_bytes(content)
        assert lk.connect("bephoto").products()["name"].tolist() == names
    promise(DISK, "3 of 3 read anew: catalogs with damaged snapshots")


@pytest.mark.parametrize(
    ("number", "way"),
    [(errno.ENOSPC, "make room"), (errno.EROFS, "set LABKIT_HOME"), (errno.EACCES, "set LABKIT")],
)
def test_a_snapshot_that_cannot_be_written_is_named_with_its_way_out(number, way, monkeypatch):
    def fail(*_args, **_how):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("pyarrow.parquet.write_table", fail)
    with pytest.raises(StoreError, match=way):
        snapshots.save(small_frame(), "shipping", "a", endpoint="embedded")
    assert list(snapshots.root().rglob("*.p*")) == []


# --- journal ---------------------------------------------------------------------------------


def make(lab, reference="A-1"):
    return lab.new_order(ref=reference, items=[{"sku": "10x15", "count": 2}])


@pytest.fixture
def ordered():
    """A toy lab with an order in a journal of many, which is closed; the file's path."""
    server = Server()
    with serving(server) as script:
        lab = connect(script.url)
        for n in range(30):
            lab.submit(make(lab, f"A-{n}"))
        path = folders.state_dir() / "journal.sqlite"
        close(path)
        yield lab, server, path
        service._journal_at.cache_clear()


def close(path):
    service.journal()._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    service.journal().close()
    service._journal_at.cache_clear()
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


JOURNAL = {
    "no database": lambda path: path.write_bytes(b"no database" * 500),
    "cut in half": cut(0.5),
    "cut at a tenth": cut(0.1),
    "a damaged head": bytes_at(0),
    "a damaged page": bytes_at(0.4, 3000),
    "a damaged end": bytes_at(0.85, 3000),
    "other columns": sql("ALTER TABLE orders RENAME COLUMN body TO other"),
}


@pytest.mark.parametrize("damage", JOURNAL)
def test_a_damaged_journal_stops_orders_and_stays_as_it_is(damage, ordered, promise):
    lab, server, path = ordered
    JOURNAL[damage](path)
    before, placed = path.read_bytes(), len(server.placed)
    for attempt in (
        lambda: lab.submit(make(lab, "B-1")),
        lambda: lab.submit(make(lab, "A-1")),
        lambda: lab.status("A-1"),
        lambda: lab.resolve("A-1", decide="abandoned"),
        lk.orders,
    ):
        with pytest.raises(JournalError, match="restore it from a copy"):
            attempt()
    assert len(server.placed) == placed
    assert path.read_bytes() == before
    promise(DISK, f"1 of 1 refused, file kept: journal, {damage}")


COLUMN = {
    "state": [None, b"\xff\xfe", 3],
    "body": [None, "", "{", "[]", "null", b"\xff", 1],
    "progress": ["", "7", "[1]"],
    "raw": ["", "{", None],
    "photos": ["", "[]", "7"],
    "total": ["x", "", b"\xff"],
    "created_at": ["", "yesterday", None, 5],
}
CELLS = [(column, value) for column, values in COLUMN.items() for value in values]


def test_a_damaged_row_stops_its_order_and_no_other(ordered, promise):
    lab, server, path = ordered
    for column, value in CELLS:
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            kept = db.execute(f"SELECT {column} FROM orders WHERE reference = 'A-1'").fetchone()
            change = f"UPDATE OR IGNORE orders SET {column} = ? WHERE reference = 'A-1'"
            try:
                db.execute(change, (value,))
            except sqlite3.IntegrityError:
                continue  # the table takes no NULL there
        placed = len(server.placed)
        with contextlib.suppress(JournalError):
            assert lab.submit(make(lab)).state in {"confirmed", ""}
        frame = lk.orders()
        assert len(frame) == 30
        assert len(server.placed) == placed
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.execute(change, kept)
    assert lab.submit(make(lab, "C-1")).state == "confirmed"
    promise(DISK, f"{len(CELLS)} of {len(CELLS)} damaged cells: no order twice, the others listed")


def submit_many(lab):
    for n in range(60):
        lab.submit(make(lab, f"B-{n}" + "x" * 3000))


@pytest.mark.parametrize(
    ("limit", "way"),
    [
        ("PRAGMA max_page_count = 1", "the disk is full\n  make room"),
        ("PRAGMA query_only = ON", "it cannot be written\n  let this user write"),
    ],
)
def test_a_journal_that_cannot_be_written_stops_orders(limit, way, ordered, promise):
    lab, server, _path = ordered
    service.journal()._db.execute(limit)
    drafts = len(server.drafts)
    with pytest.raises(JournalError, match=way) as caught:
        submit_many(lab)
    assert "restore" not in str(caught.value)
    placed = {order["ref"] for order in server.placed}
    assert len(server.drafts) - drafts <= len(placed) - 30 + 1
    service._journal_at.cache_clear()
    # Whatever was placed is in the journal.
    assert placed <= {each.reference for each in service.journal().entries()}
    promise(DISK, f"1 of 1 stopped, nothing unrecorded: journal, {way.splitlines()[0]}")


def test_a_journal_that_is_locked_for_long_says_so(ordered):
    lab, server, path = ordered
    service.journal()._db.execute("PRAGMA busy_timeout = 20")
    placed = len(server.placed)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(JournalError, match=r"another program holds it\n  end that program"):
            lab.submit(make(lab, "B-1"))
        other.execute("ROLLBACK")
    assert len(server.placed) == placed
    assert lab.submit(make(lab, "B-1")).state == "confirmed"


def test_a_disk_that_fills_up_after_the_order_left_loses_it_not(ordered, monkeypatch):
    lab, server, _path = ordered
    real = Journal.update

    def full(journal, entry, **changes):
        if changes.get("state") == "confirmed":
            with contextlib.closing(sqlite3.connect(":memory:")) as db:
                db.execute("PRAGMA max_page_count = 1")
                from labkit.ordering.journal_faults import typed

                with typed(journal.path):
                    db.execute("CREATE TABLE a (b)")
                    db.execute("CREATE TABLE c (d)")
        return real(journal, entry, **changes)

    monkeypatch.setattr(Journal, "update", full)
    with pytest.raises(JournalError, match=r"make room on the disk; .*lab.resolve settles"):
        lab.submit(make(lab, "B-1"))
    monkeypatch.setattr(Journal, "update", real)
    assert lab.submit(make(lab, "B-1")).state == "unknown"
    assert lab.resolve("B-1").state == "confirmed"
    assert [order["ref"] for order in server.placed].count("B-1") == 1


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_lease_that_cannot_be_written_stops_the_order(number, ordered, monkeypatch):
    lab, server, _path = ordered
    placed = len(server.placed)

    def fail(*_args, **_how):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("filelock.FileLock.acquire", fail)
    with pytest.raises(LabkitError, match="cannot be reserved"):
        lab.submit(make(lab, "B-1"))
    assert len(server.placed) == placed
