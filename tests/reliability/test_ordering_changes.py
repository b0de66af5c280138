"""Cancelling and reprinting: sent once, and where nothing proves what became of it, that is said.

Broken once: the driver sends a write whose answer was lost a second time (two reprints).
"""

import pytest
import server_view
from fault_proxy import KINDS
from ordering_world import Wish, deadline
from promises import ORDERS

from labkit.errors import LabkitError

pytestmark = pytest.mark.reliability

CHANGES = {
    "printofoto": lambda lab: lab.cancel("A-1"),
    "profotonet": lambda lab: lab.reprint("A-1", reason="damaged"),
}


def carried_out(world, lab):
    """How often the lab has carried the change out."""
    if lab == "printofoto":
        states = [one.state for one in server_view.orders(world.box, lab)]
        return states.count("cancelled")
    return len(world.box._state.contexts[lab].store.find("reprint"))


def change(world, lab, kind):
    """Break the call that changes a placed order; return whether all is as it has to be."""
    world.reset()
    connected, wish = world.connect(lab), Wish(lab, "A-1")
    assert world.submit(connected, world.order(connected, wish), wish).state == "confirmed"
    # A reprint is for an order whose files are downloaded; what is printed cannot be cancelled.
    world.box.clock.advance(hours=lab == "profotonet")
    world.proxy.seen.clear()
    world.proxy.plan = lambda request: kind if request.method != "GET" else ""
    try:
        CHANGES[lab](world.connect(lab, deadline=deadline(kind)))
    except LabkitError:
        right = "nothing proves what became of" in world.rows()[0].problem
    else:
        right = carried_out(world, lab) == 1
    world.proxy.mend()
    sent = [path for method, path, _ in world.proxy.seen if method != "GET"]
    return right and len(sent) == 1 and carried_out(world, lab) <= 1


def test_they_are_sent_once_and_doubt_is_said(world, full, promise):
    kinds = KINDS if full else ("reset_during", "reset_after", "failed_503", "truncated")
    found = {(lab, kind): change(world, lab, kind) for lab in CHANGES for kind in ("", *kinds)}
    wrong = [cell for cell, right in found.items() if not right]
    promise(ORDERS, f"{len(wrong)} in {len(found)} (cancel and reprint x moment)")
    assert wrong == []
