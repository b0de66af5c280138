"""One process may open the journal in several places, and must not lose its locks on it."""

import fcntl
import subprocess
import sys
import threading

from labkit import folders
from labkit.ordering import service

TRY = """
import fcntl, sys
with open(sys.argv[1], "rb+") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print("locked")
"""


def test_making_sure_of_a_file_that_is_there_drops_no_lock(tmp_path):
    path = tmp_path / "journal.sqlite"
    folders.create_private(path, b"rows")
    with path.open("rb+") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        folders.create_private(path, b"", exist_ok=True)
        other = subprocess.run(
            [sys.executable, "-c", TRY, str(path)], capture_output=True, text=True, check=True
        )
    assert other.stdout.strip() == "locked"
    assert path.read_bytes() == b"rows"
    assert path.stat().st_mode & 0o777 == 0o600


def test_threads_that_begin_together_share_one_journal():
    begin = threading.Barrier(8)
    found = []

    def look():
        begin.wait()
        found.append(service.journal())

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(each) for each in found}) == 1
