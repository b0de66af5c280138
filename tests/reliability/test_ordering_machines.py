"""State machines of ordering, one a lab and one over all of them.

Orders are made, changed, submitted, cancelled, made again, while calls break, tokens expire, files
are replaced, the process is killed, another machine and another client order on the same account.
Then all is mended, what is unknown is settled, and journals, labs and intents are compared.
Broken once: the journal compares an order's fields but not its photos' digests (a file replaced
after confirmation is "wrong").
"""

import contextlib
import json

import pytest
from fault_proxy import KINDS, seeded
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from ordering_verdict import violations
from ordering_world import COLOURS, IMPATIENT, PRODUCTS, Line, Wish
from promises import ORDERS

from labkit.errors import LabkitError
from labkit.ordering.callback_receiver import Receiver

pytestmark = [pytest.mark.reliability, pytest.mark.timeout(7200)]  # in full

SEEDS = st.integers(0, 10**9)
# The share of calls that break, by how many calls an order takes.
RATES = {"bayphoto": 0.6, "bephoto": 0.2, "printofoto": 0.1, "profotonet": 0.5}
LINES = st.lists(
    st.builds(Line, st.integers(0, 1), st.integers(1, 2), st.sampled_from(COLOURS)),
    min_size=1,
    max_size=2,
)
# Nothing at the lab tells whose an order is of a reference that two machines use.
BLIND = {"bephoto", "profotonet"}


class Machine(RuleBasedStateMachine):
    """One schedule."""

    world = None
    labs = tuple(PRODUCTS)
    schedules = 0

    def __init__(self):
        super().__init__()
        type(self).schedules += 1
        self.world.reset()
        self.made = {}
        self.steps = 0

    @initialize(data=st.data(), number=st.integers(1, 2), lines=LINES)
    def first_order(self, data, number, lines):
        """Begin with an order."""
        self.order(data, number, lines)

    @rule(data=st.data(), number=st.integers(1, 2), lines=LINES)
    def order(self, data, number, lines):
        """Make an order, new or changed, and submit it."""
        lab = data.draw(st.sampled_from(self.labs))
        wish = Wish(lab, self.reference(lab, number), tuple(lines))
        self.made[self.world.machine, lab, wish.reference] = self.make(wish), wish
        self.submit(data, wish)

    @rule(data=st.data())
    def order_again(self, data):
        """Submit an order as it was made before."""
        wish = self.draw_made(data)
        if wish:
            self.submit(data, wish)

    @rule(data=st.data(), call=st.integers(0, 12), sent=st.booleans())
    def be_killed(self, data, call, sent):
        """Submit an order, and die."""
        wish = self.draw_made(data)
        if wish:
            self.submit(data, wish, kill=(call, sent))

    @rule(data=st.data(), resend=st.booleans())
    def resolve(self, data, resend):
        """Settle an order, or try to."""
        self.on_made(data, lambda lab, ref: lab.resolve(ref, resend=resend))

    @rule(data=st.data())
    def ask(self, data):
        """Ask for an order's status."""
        self.on_made(data, lambda lab, ref: lab.status(ref))

    @rule(data=st.data())
    def cancel(self, data):
        """Cancel an order where the lab can."""

        def cancel(lab, reference):
            self.world.cancelled.add((lab.name, reference))
            lab.cancel(reference)

        self.on_made(data, cancel)

    @precondition(lambda self: "profotonet" in self.labs)
    @rule(data=st.data(), status=st.sampled_from(["shipped", "deleted", "no such"]))
    def call_back(self, data, status):
        """Somebody posts a status: what the journal says of the outcome stays as it is."""
        before = [(row.reference, row.state) for row in self.world.rows()]
        body = json.dumps({"referenceId": self.reference("profotonet", 1), "status": status})
        with Receiver([self.connect(data, Wish("profotonet", ""))]) as receiver:
            receiver.take("profotonet", body.encode())
        self.world.proxy.calm()
        assert [(row.reference, row.state) for row in self.world.rows()] == before

    @rule(data=st.data(), colour=st.sampled_from(COLOURS))
    def replace_file(self, data, colour):
        """Save another picture under the name of an order's."""
        wish = self.draw_made(data)
        if wish:
            self.world.photo(wish.lab, colour, f"{wish.lab}-{wish.reference}-0")

    @rule(data=st.data(), number=st.integers(1, 2), lines=LINES, draft=st.booleans())
    def other_client(self, data, number, lines, draft):
        """Another client orders, under the same reference where the lab sees that."""
        lab = data.draw(st.sampled_from(self.labs))
        self.foreign(lab, number, lines, draft=draft and lab == "printofoto")

    @rule(machine=st.sampled_from(["first", "second"]))
    def go_to(self, machine):
        """Go on at another machine."""
        self.world.use(machine)

    @rule(days=st.integers(1, 3))
    def wait(self, days):
        """Let the labs work."""
        self.world.box.clock.advance(days=days)

    def teardown(self):
        """Mend everything, submit what is not placed, and compare."""
        self.world.heal()
        self.compare()
        for (machine, lab, _), (order, wish) in self.made.items():
            self.world.use(machine)
            self.world.submit(self.world.connect(lab), order, wish)
        self.compare()

    def compare(self):
        found = violations(self.world)
        assert found == [], found

    # --- helpers -----------------------------------------------------------------------------

    def reference(self, lab, number):
        return f"{self.world.machine if lab in BLIND else 'A'}-{number}"

    def foreign(self, lab, number, lines, *, draft=False):
        # Profotonet's answers do not show whose an order is that came after a lost one.
        same = lab != "profotonet" or not self.made
        name = self.reference(lab, number) if same else f"foreign-{number}"
        city = ("Elsewhere", "Sampletown")[number - 1]
        self.world.place_foreign(Wish(lab, name, tuple(lines), city), draft=draft)

    def make(self, wish):
        return self.world.order(self.world.connect(wish.lab), wish)

    def draw_made(self, data):
        machine = self.world.machine
        here = [wish for key, (_, wish) in self.made.items() if key[0] == machine]
        return data.draw(st.sampled_from(here)) if here else None

    def connect(self, data, wish):
        """Return the lab, some of whose calls break, with things that happen in between."""
        self.steps += 1
        seed = f"{data.draw(SEEDS)} {self.steps}"
        lab = self.world.connect(wish.lab, deadline=IMPATIENT)
        events = [
            self.world.expire,
            lambda: self.foreign(wish.lab, 1, wish.lines),
            lambda: self.world.photo(wish.lab, COLOURS[1], f"{wish.lab}-{wish.reference}-0"),
        ]
        self.world.proxy.plan = seeded(seed, RATES[wish.lab], KINDS)
        self.world.before_calls(lab, seeded(seed, RATES[wish.lab] / 3, events))
        return lab

    def submit(self, data, wish, kill=None):
        world = self.world
        order, wish = self.made[world.machine, wish.lab, wish.reference]
        lab = self.connect(data, wish)
        if kill:
            world.kill_at(lab, kill[0], sent=kill[1])
        world.submit(lab, order, wish)
        world.proxy.calm()

    def on_made(self, data, action):
        wish = self.draw_made(data)
        if wish:
            lab = self.connect(data, wish)
            with contextlib.suppress(LabkitError):
                action(lab, wish.reference)
            self.world.proxy.calm()


def run(world, labs, examples, steps):
    """Run schedules; return how many there were."""
    machine = type("Machine", (Machine,), {"world": world, "labs": labs})
    run_state_machine_as_test(
        machine,
        settings=settings(
            phases=[Phase.generate],
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return machine.schedules


def test_whatever_happens_no_order_is_double_lost_foreign_or_wrong(world, full, promise):
    schedules = run(world, tuple(PRODUCTS), 420 if full else 3, 6)
    for lab in PRODUCTS:
        # Of every day: the more calls an order takes, the more.
        schedules += run(world, (lab,), 420 if full else 1 + round(0.4 / RATES[lab]), 6)
    promise(ORDERS, f"0 in {schedules} random schedules")
