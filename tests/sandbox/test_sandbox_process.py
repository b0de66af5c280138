"""The sandbox in a process of its own: killed, forked, interrupted, and quiet throughout."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from sandbox_fake import FAKE

from labkit.sandbox.running_sandbox import Sandbox

HERE = str(Path(__file__).parent)


def _begin(script, *arguments):
    code = f"import sys; sys.path.insert(0, {HERE!r})\n{script}"
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-X", "dev", "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(script, *arguments):
    with _begin(script, *arguments) as process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out, err


SERVE = """
from sandbox_fake import FAKE
from labkit.sandbox import discovery, server
discovery.find_emulators = lambda: discovery.Found([FAKE], {})
server.serve(0, sys.argv[1] or None, announce=lambda box: print(box.url, flush=True))
print("stopped", flush=True)
"""


def test_a_killed_sandbox_has_kept_everything(tmp_path, web):
    path = tmp_path / "state.db"
    with _begin(SERVE, path) as process:
        url = process.stdout.readline().strip()
        fake = f"{url}/fake/v1"
        for number in range(20):
            web.post(f"{fake}/orders", json={"reference": f"R{number}"})
        photo = web.post(f"{url}/_labkit/photos", data=b"\x89PNG\r\n\x1a\n").json()["url"]
        web.post(f"{url}/_labkit/clock", json={"hours": 12})
        last = web.post(f"{fake}/orders", json={"reference": "last"}).json()["id"]
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    with Sandbox([FAKE], db=path) as box:
        assert [row["reference"] for row in box.orders()] == [*(f"R{n}" for n in range(20)), "last"]
        assert box.orders()[-1]["id"] == str(last) == "21"
        assert [entry.url.rpartition("/")[2] for entry in box.photos.list()] == [
            photo.rpartition("/")[2]
        ]
        # Twelve hours were turned already: the first twenty ship after twelve more.
        box.clock.advance(hours=12, minutes=1)
        assert [row["state"] for row in box.orders()] == ["ship"] * 20 + ["placed"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_interrupted_it_stops_cleanly_and_quietly(number):
    with _begin(SERVE, "") as process:
        assert requests.Session().get(process.stdout.readline().strip()).ok
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "stopped\n", "")


def test_one_that_is_never_stopped_ends_with_its_process_without_a_word():
    script = """
from sandbox_fake import FAKE
from labkit.sandbox.running_sandbox import Sandbox
import requests
box = Sandbox([FAKE])
with requests.Session() as session:
    print(session.get(box.url).status_code)
"""
    assert _run(script) == (0, "200\n", "")


def test_importing_it_is_quick_and_loads_no_server():
    script = """
from labkit import sandbox
print(sorted({"fastapi", "uvicorn", "pandas", "jinja2"} & set(sys.modules)), sandbox.__all__)
"""
    code, out, err = _run(script)
    assert (code, err) == (0, "")
    assert out == "[] ['Sandbox', 'openapi', 'serve', 'shared', 'start']\n"


def test_serving_loads_no_pandas():
    script = """
from labkit.sandbox import start
print(sorted({"pandas", "numpy", "matplotlib", "requests_cache"} & set(sys.modules)))
"""
    assert _run(script) == (0, "[]\n", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_that_ends_does_not_touch_the_parents_file(tmp_path):
    script = """
import gc, os, signal, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from sandbox_fake import FAKE
from labkit.sandbox.running_sandbox import Sandbox
box = Sandbox([FAKE], db=sys.argv[1])
orders = box._state.store.lab("fake")
for number in range(5):
    orders.insert("order", {"reference": "before", "state": ""})
if not os.fork():
    # As when the child lets go of all it has: a database that is closed here loses its journal.
    vars(box._state.store).clear()
    gc.collect()
    sys.exit()
os.wait()
orders.insert("order", {"reference": "after", "state": ""})
os.kill(os.getpid(), signal.SIGKILL)
"""
    path = tmp_path / "state.db"
    code, _, err = _run(script, path)
    assert (code, err) == (-signal.SIGKILL, "")
    with Sandbox([FAKE], db=path) as box:
        assert [row["reference"] for row in box.orders()] == ["before"] * 5 + ["after"]
