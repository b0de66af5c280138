import contextlib
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from labkit.errors import SandboxError
from labkit.sandbox.state_store import DuplicateKeyError, Store


@pytest.fixture
def store():
    store = Store()
    yield store
    store.close()


def test_documents_are_found_by_number_key_and_parent(store):
    lab = store.lab("fake")
    first = lab.insert("order", {"n": 1}, key="A", first_id=1000)
    second = lab.insert("order", {"n": 2}, first_id=1000)
    lab.insert("line", {}, parent=second)
    assert (first, second) == (1000, 1001)
    assert lab.get("order", 1000).body == {"n": 1}
    assert lab.by_key("order", "A").id == 1000
    assert [line.parent for line in lab.find("line", parent=1001)] == [1001]
    assert lab.find("line", parent=1000) == []
    assert store.lab("another").get("order", 1000) is None


def test_a_number_is_never_used_twice(store):
    lab = store.lab("fake")
    assert lab.insert("order", {}) == 1
    assert lab.delete("order", 1)
    assert not lab.delete("order", 1)
    assert lab.insert("order", {}) == 2


def test_a_key_is_used_once(store):
    lab = store.lab("fake")
    lab.insert("order", {}, key="A")
    with pytest.raises(DuplicateKeyError, match="order 'A'"):
        lab.insert("order", {}, key="A")
    assert store.lab("another").insert("order", {}, key="A") == 1


def test_what_is_not_there_cannot_be_replaced(store):
    with pytest.raises(KeyError, match="no order 5"):
        store.lab("fake").put("order", 5, {})


def test_a_refusal_changes_nothing(store):
    lab = store.lab("fake")

    def refuse():
        with lab.transaction():
            lab.insert("order", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refuse()
    assert lab.find("order") == []


def test_an_inner_refusal_that_is_caught_changes_nothing_either(store):
    lab = store.lab("fake")
    with lab.transaction():
        lab.insert("order", {"kept": True})
        with contextlib.suppress(RuntimeError), lab.transaction():
            lab.insert("order", {"kept": False})
            raise RuntimeError
        lab.insert("order", {"kept": True})
    assert [found.body for found in lab.find("order")] == [{"kept": True}] * 2


def test_sixteen_threads_lose_and_double_nothing(store):
    lab = store.lab("fake")
    lab.insert("sum", {"value": 0})
    begin = threading.Barrier(16)

    def work(worker):
        begin.wait()
        numbers = []
        for step in range(100):
            with lab.transaction():
                number = lab.insert("order", {"by": worker}, key=f"{worker}-{step}")
                total = lab.get("sum", 1).body["value"]
                lab.put("sum", 1, {"value": total + 1})
            numbers.append(number)
        return numbers

    with ThreadPoolExecutor(16) as pool:
        numbers = [number for part in pool.map(work, range(16)) for number in part]
    assert sorted(numbers) == list(range(1, 1601))
    assert lab.get("sum", 1).body == {"value": 1600}
    assert len(lab.find("order")) == 1600


def test_a_file_keeps_the_state_and_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "state.db"
    store = Store(path)
    store.lab("fake").insert("order", {"n": 1})
    store.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = Store(path)
    assert again.lab("fake").get("order", 1).body == {"n": 1}
    again.close()


def test_another_programs_database_is_left_as_it_is(tmp_path):
    path = tmp_path / "theirs.db"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE precious (id INTEGER)")
        db.commit()
    path.chmod(0o644)
    before = path.read_bytes()
    with pytest.raises(SandboxError, match="belongs to another program"):
        Store(path)
    assert path.read_bytes() == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_another_versions_database_is_left_as_it_is(tmp_path):
    path = tmp_path / "old.db"
    Store(path).close()
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(SandboxError, match="another version"):
        Store(path)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear lab, " * 100)
    with pytest.raises(SandboxError, match="not a database"):
        Store(path)
    assert path.read_text() == "Dear lab, " * 100


@pytest.mark.parametrize("name", ["", "missing/state.db"])
def test_a_place_that_cannot_be_written_to_says_so(tmp_path, name):
    with pytest.raises(SandboxError, match="cannot use the database"):
        Store(tmp_path / name)


def test_a_file_has_one_sandbox_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr("labkit.sandbox.state_store._LOCK_WAIT", 0.05)
    first = Store(tmp_path / "state.db")
    with pytest.raises(SandboxError, match="is in use"):
        Store(tmp_path / "state.db")
    first.close()
    Store(tmp_path / "state.db").close()


def test_reset_forgets_everything(store):
    lab = store.lab("fake")
    lab.insert("order", {}, key="A")
    store.reset()
    assert lab.find("order") == []
    assert lab.insert("order", {}, key="A") == 1
