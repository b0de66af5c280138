"""SIGKILL in the midst of a submission: whatever the lab has, the journal knows of it.

The proxy kills the process at one of its calls: before the lab gets it, after, or some
milliseconds later. Then another process goes on.
Broken once: the row stays ``prepared`` while the call that places the order leaves.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import server_view
from ordering_verdict import violations
from ordering_world import PRODUCTS, Line, Wish
from promises import KILLED

pytestmark = [pytest.mark.reliability, pytest.mark.timeout(3600)]  # in full

CALLS = {"bayphoto": 1, "bephoto": 5, "printofoto": 11, "profotonet": 2}


@pytest.fixture(scope="module")
def processes():
    """A process that makes others."""
    command = [sys.executable, Path(__file__).with_name("killed_client.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as started:
        yield started
        started.stdin.close()


def killing(process, call, moment, delay):
    """A plan that kills a process at a call: before or after it reaches the lab, or later."""
    seen = []

    def kill():
        with contextlib.suppress(ProcessLookupError):
            os.kill(process(), signal.SIGKILL)

    def plan(_request):
        seen.append(None)
        if len(seen) != call + 1:
            return ""
        if moment == "later":
            threading.Timer(delay, kill).start()
            return ""
        kill()
        return "reset_before" if moment == "before" else ""

    return plan


def submit_and_kill(world, processes, wish, chance):
    """Let another process submit an order, and kill it."""
    lab = world.connect(wish.lab)
    order = world.order(lab, wish)
    world.meant["first", wish.lab, wish.reference] = world.content(wish)
    job = {
        "lab": wish.lab,
        "home": os.environ["LABKIT_HOME"],
        "base_url": lab.endpoint.base_url,
        "credentials": world.box.credentials(wish.lab),
        "order": lab.order_service.validated(order).model_dump(mode="json", exclude_unset=True),
    }
    known = threading.Event()
    child = []

    def process():
        known.wait(10)
        return child[0]

    call, moment = chance.randrange(CALLS[wish.lab]), chance.choice(["before", "after", "later"])
    world.proxy.plan = killing(process, call, moment, chance.uniform(0, 0.01))
    processes.stdin.write(json.dumps(job) + "\n")
    processes.stdin.flush()
    child.append(int(processes.stdout.readline()))
    known.set()
    assert processes.stdout.readline() == "ended\n"
    return order


def not_in_journal(world, lab):
    known = {row.reference for row in world.rows() if row.state in {"unknown", "confirmed"}}
    return [one for one in server_view.placed(world.box, lab) if one.reference not in known]


def test_a_killed_process_leaves_no_order_without_a_row(world, processes, full, promise):
    chance = random.Random(12)
    times, unjournalled, placed = 200 if full else 5, 0, 0
    for _ in range(times):
        world.reset()
        wish = Wish(chance.choice(sorted(PRODUCTS)), "K-1", (Line(0, 1, "red"),))
        order = submit_and_kill(world, processes, wish, chance)
        unjournalled += len(not_in_journal(world, wish.lab))
        placed += len(server_view.placed(world.box, wish.lab))
        world.heal()
        world.submit(world.connect(wish.lab), order, wish)
        world.heal()
        assert violations(world) == []
        assert [row.state for row in world.rows()] == ["confirmed"]
    promise(KILLED, f"{times} times, {unjournalled} of {placed} orders without a journal row")
    assert unjournalled == 0
    assert placed  # some were killed once the lab had the order
