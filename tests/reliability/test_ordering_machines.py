"""State machines of ordering, one a lab and one over all of them.

Orders are made, changed, submitted, cancelled, made again, while calls break, tokens expire, files
are replaced, the process is killed, another machine and another client order on the same account.
Then all is mended, what is unknown is settled, and journals, labs and intents are compared.
Broken once: TODO.
"""

import pytest
from fault_proxy import KINDS, script
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from ordering_world import COLOURS, IMPATIENT, PRODUCTS, Line, Wish
from promises import ORDERS

from labkit.errors import LabkitError

pytestmark = pytest.mark.reliability

FAULTS = st.lists(st.sampled_from(["", "", *KINDS, "expire", "foreign", "replace"]), max_size=14)
LINES = st.lists(
    st.builds(Line, st.integers(0, 1), st.integers(1, 2), st.sampled_from(COLOURS)),
    min_size=1,
    max_size=2,
)
# The lab does not see that a reference is used twice, or only a person can tell whose it is.
BLIND = {"bephoto", "bayphoto"}


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

    @rule(data=st.data(), number=st.integers(1, 2), lines=LINES, faults=FAULTS)
    def order(self, data, number, lines, faults):
        """Make an order, new or changed, and submit it."""
        lab = data.draw(st.sampled_from(self.labs))
        wish = Wish(lab, self.reference(lab, number), tuple(lines))
        self.made[self.world.machine, lab, wish.reference] = self.make(wish), wish
        self.submit(wish, faults)

    @rule(data=st.data(), faults=FAULTS)
    def order_again(self, data, faults):
        """Submit an order as it was made before."""
        wish = self.draw_made(data)
        if wish:
            self.submit(wish, faults)

    @rule(data=st.data(), call=st.integers(0, 12), sent=st.booleans(), faults=FAULTS)
    def be_killed(self, data, call, sent, faults):
        """Submit an order, and die."""
        wish = self.draw_made(data)
        if wish:
            self.submit(wish, faults, kill=(call, sent))

    @rule(data=st.data(), resend=st.booleans(), faults=FAULTS)
    def resolve(self, data, resend, faults):
        """Settle an order, or try to."""
        self.on_made(data, faults, lambda lab, ref: lab.resolve(ref, resend=resend))

    @rule(data=st.data(), faults=FAULTS)
    def ask(self, data, faults):
        """Ask for an order's status."""
        self.on_made(data, faults, lambda lab, ref: lab.status(ref))

    @rule(data=st.data(), faults=FAULTS)
    def cancel(self, data, faults):
        """Cancel an order where the lab can."""

        def cancel(lab, reference):
            self.world.cancelled.add((lab.name, reference))
            lab.cancel(reference)

        self.on_made(data, faults, cancel)

    @rule(data=st.data(), colour=st.sampled_from(COLOURS))
    def replace_file(self, data, colour):
        """Save another picture under the name of an order's."""
        wish = self.draw_made(data)
        if wish:
            self.world.photo(wish.lab, colour, f"{wish.reference}-0")

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
        """Mend everything, and compare."""
        self.world.heal()
        assert self.world.violations() == []

    # --- helpers -----------------------------------------------------------------------------

    def reference(self, lab, number):
        return f"{self.world.machine if lab in BLIND else 'A'}-{number}"

    def foreign(self, lab, number, lines, *, draft=False):
        name = f"foreign-{number}" if lab in BLIND else f"A-{number}"
        self.world.place_foreign(Wish(lab, name, tuple(lines), city="Elsewhere"), draft=draft)

    def make(self, wish):
        return self.world.order(self.world.connect(wish.lab), wish)

    def draw_made(self, data):
        here = [
            wish for (machine, *_), (_, wish) in self.made.items() if machine == self.world.machine
        ]
        return data.draw(st.sampled_from(here)) if here else None

    def broken(self, wish, faults):
        """Break what is sent from now on."""
        specials = {
            "expire": self.world.expire,
            "foreign": lambda: self.foreign(wish.lab, 1, wish.lines),
            "replace": lambda: self.world.photo(wish.lab, COLOURS[1], f"{wish.reference}-0"),
        }
        self.world.proxy.plan = script([specials.get(kind, kind) for kind in faults])

    def submit(self, wish, faults, kill=None):
        world = self.world
        order, wish = self.made[world.machine, wish.lab, wish.reference]
        lab = world.connect(wish.lab, deadline=IMPATIENT)
        if kill:
            world.kill_at(lab, kill[0], sent=kill[1])
        self.broken(wish, faults)
        world.submit(lab, order, world.as_painted(wish))
        world.proxy.mend()

    def on_made(self, data, faults, action):
        wish = self.draw_made(data)
        if wish:
            lab = self.world.connect(wish.lab, deadline=IMPATIENT)
            self.broken(wish, faults)
            try:
                action(lab, wish.reference)
            except LabkitError:
                pass  # what it says is not what this is about
            self.world.proxy.mend()


def run(world, labs, examples, steps):
    """Run schedules; return how many there were."""
    machine = type("Machine", (Machine,), {"world": world, "labs": labs})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return machine.schedules


@pytest.mark.parametrize("labs", [*((name,) for name in PRODUCTS), tuple(PRODUCTS)], ids="-".join)
def test_whatever_happens_no_order_is_double_lost_foreign_or_wrong(world, full, promise, labs):
    schedules = run(world, labs, 500 if full else 8, 12 if full else 6)
    promise(ORDERS, f"0 in {schedules} random schedules ({', '.join(labs)})")
