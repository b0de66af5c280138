"""Callbacks come late, twice, in another order, forged, or while the lab is down: none is wrong.

Document 003: a callback is unsigned and comes "once every 2 hours for 3 days" until it is taken.
What it says is never believed: the lab is asked. Broken once by writing the callback's own status
into the journal (wrong transitions), and once by answering 200 while the lab is down (lost ones).
"""

import random
import types

import orjson
import pytest
from promises import CALLBACKS
from urllib3.util import retry

import labkit as lk
from labkit import sandbox
from labkit.errors import JournalError
from labkit.ordering import service
from labkit.ordering.callback_receiver import Receiver
from labkit.ordering.journal import Journal

pytestmark = pytest.mark.reliability

NAME = "profotonet"
# As the document lists them, in the order in which an order goes through them.
STATES = ["accepted", "downloading", "prepare", "production", "shipped"]
FORGED = ["deleted", "hold", "shipped", "accepted", "order", "nonsense", 7, None]
ADDRESS = lk.Address(
    first_name="John", last_name="Doe", street="Street", house_number="1A",
    postcode="1234AA", city="Rotterdam", country="NL",
)  # fmt: skip


class World:
    """A lab, a receiver, and what the lab posted until it was answered 200."""

    def __init__(self, box, seed):
        self.box, self.random = box, random.Random(seed)
        self.lab = lk.connect(NAME, base_url=box.base_url(NAME))
        self.receiver = Receiver([self.lab])
        self.path = f"/{NAME}"
        self.waiting, self.seen, self.wrong, self.down = [], {}, [], False
        self.taken = 0

    def place(self, reference):
        line = lk.Line(product_id="1002201300190001", photo="https://pictures.example/p.jpg")
        intent = lk.OrderIntent(reference=reference, recipient=ADDRESS, lines=[line])
        order, _ = self.lab.from_intent(intent)
        self.lab.submit(order)
        self.seen[reference] = [self.truth(reference)]

    def truth(self, reference):
        (row,) = [row for row in self.box.orders(NAME) if row["reference"] == reference]
        return row["state"]

    def journal(self):
        frame = lk.orders()
        return dict(zip(frame["reference"], frame["lab_state"], strict=True))

    def advance(self):
        self.box.clock.advance(hours=self.random.choice([1, 3, 12, 30]))
        for reference in self.seen:
            state = self.truth(reference)
            if state != self.seen[reference][-1]:
                self.seen[reference].append(state)
                self.waiting.append({"referenceId": reference, "status": state})

    def switch(self):
        self.down = not self.down
        self.box.faults.clear()
        if self.down:
            kind = self.random.choice(
                [
                    {"kind": "status", "status": 503},
                    {"kind": "drop_before"},
                    {"kind": "html"},
                    {"kind": "status", "status": 401},
                ]
            )
            self.box.faults.add(**kind, lab=NAME, method="GET", times=10_000)

    def post(self, message, *, forged=False):
        """Let one arrive; one that is not answered 200 comes again, as the document says."""
        before = self.journal()
        status, _ = self.receiver.take(self.path, orjson.dumps(message))
        self.taken += 1
        if status >= 500 and not forged:
            self.waiting.append(message)
        if self.down and status < 500 and message.get("referenceId") in self.seen:
            self.wrong.append(("lost", message))
        self.check(before)

    def check(self, before):
        for reference, state in self.journal().items():
            rank = {each: n for n, each in enumerate(self.seen[reference])}
            if state not in rank or rank[state] < rank.get(before[reference], 0):
                self.wrong.append((reference, before[reference], state))

    def step(self):
        act = self.random.choice([self.advance, self.switch, self.arrive, self.arrive, self.forge])
        act()

    def arrive(self):
        """Let any of them arrive, in any order, and perhaps once more."""
        if self.waiting:
            message = self.random.choice(self.waiting)
            if self.random.random() < 0.7:
                self.waiting.remove(message)
            self.post(message)

    def forge(self):
        reference = self.random.choice([*self.seen, "nobody"])
        self.post({"referenceId": reference, "status": self.random.choice(FORGED)}, forged=True)

    def finish(self):
        """Let the lab come back and everything arrive that was not taken."""
        if self.down:
            self.switch()
        self.random.shuffle(self.waiting)
        for message in [self.waiting.pop() for _ in list(self.waiting)]:
            self.post(message)
        missed = [r for r, state in self.journal().items() if state != self.truth(r)]
        self.wrong += [("lost", reference) for reference in missed]
        self.receiver.close()


def run(box, seed, steps):
    """Run one random schedule; return how many callbacks were taken, and what went wrong."""
    box.reset()
    world = World(box, seed)
    for reference in (f"{seed}-a", f"{seed}-b"):
        world.place(reference)
    for _ in range(steps):
        world.step()
    world.finish()
    return world.taken, world.wrong


@pytest.fixture(scope="module")
def box():
    with sandbox.start() as box:
        yield box


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Waiting before a read is repeated is no part of what is tested here."""
    clock = types.SimpleNamespace(sleep=lambda _: None, time=retry.time.time)
    monkeypatch.setattr(retry, "time", clock)


def test_callbacks_in_any_order_make_no_wrong_state_and_none_is_lost(
    box, full, promise, monkeypatch, tmp_path
):
    schedules, steps = (200, 60) if full else (2, 25)
    taken, wrong = 0, []
    for seed in range(schedules):
        monkeypatch.setenv("LABKIT_HOME", str(tmp_path / str(seed)))
        count, found = run(box, seed, steps)
        taken, wrong = taken + count, wrong + found
    promise(CALLBACKS, f"{len(wrong)} wrong or lost of {taken:,} in {schedules} schedules")
    assert wrong == []
    assert taken >= schedules * steps // 4


def test_a_callback_comes_again_while_the_lab_or_the_journal_cannot_be_asked(box, monkeypatch):
    box.reset()
    world = World(box, 0)
    world.place("A-1")
    body = orjson.dumps({"referenceId": "A-1", "status": "shipped"})
    for fault in ({"kind": "drop_before"}, {"kind": "status", "status": 429}, {"kind": "truncate"}):
        box.faults.add(**fault, lab=NAME, method="GET", times=100)
        assert world.receiver.take(world.path, body)[0] == 503
        box.faults.clear()
    with monkeypatch.context() as broken:
        # The sandbox itself does not answer, so that not even which one it is can be told.
        broken.setattr(service.OrderService, "place", "another server")
        assert world.receiver.take(world.path, body)[0] == 503
    with monkeypatch.context() as broken:
        broken.setattr(Journal, "update", fail)
        assert world.receiver.take(world.path, body)[0] == 503
    assert world.receiver.take(world.path, body)[0] == 200
    world.receiver.close()


def fail(*_args, **_changes):
    raise JournalError("the disk is full")
