"""No double, lost, foreign or wrong order, whichever call breaks and at which moment.

Every mutating call of every lab, at every moment of failure; then everything is mended, what is
unknown is settled, what is missing is submitted again, and journal and labs are compared.
Broken once: the driver sends a write whose answer was lost a second time (four cells fail).
"""

import re

import naive_client
import pytest
import server_view
from fault_proxy import KINDS, at
from ordering_verdict import violations
from ordering_world import PRODUCTS, Line, Wish, deadline
from promises import NAIVE, ORDERS

pytestmark = [pytest.mark.reliability, pytest.mark.timeout(3600)]  # in full

MOMENTS = ("reset_during", "failed_503")  # of every day; in full every kind


def mutating(world, lab, lines):
    """The calls that change something, of an order that goes through: their numbers and kinds."""
    world.reset()
    connected = world.connect(lab)
    order = world.order(connected, Wish(lab, "A-1", lines))
    assert world.submit(connected, order, Wish(lab, "A-1", lines)).state == "confirmed"
    assert violations(world) == []
    return {
        n: f"{method} {re.sub('[0-9]+', '', path)}"
        for n, (method, path, _) in enumerate(world.proxy.seen)
        if method != "GET"
    }


def cells(world, full):
    """Every call of two orders a lab (each kind of call once, if not in full) with its moments."""
    for lab in PRODUCTS:
        met = set()
        for lines in [(Line(0, 2, "red"),), (Line(1, 1, "blue"),)]:
            for number, call in mutating(world, lab, lines).items():
                if full or call not in met:
                    met.add(call)
                    for kind in KINDS if full else MOMENTS:
                        yield Wish(lab, "A-1", lines), number, kind


def broken(world, wish, number, kind):
    """Break one call of an order, mend, go on as a person would; return what is wrong then."""
    world.reset()
    connected = world.connect(wish.lab, deadline=deadline(kind))
    order = world.order(connected, wish)
    world.proxy.plan = at(number, kind)
    receipt = world.submit(connected, order, wish)
    found = violations(world)
    world.heal()
    if getattr(receipt, "state", "") != "confirmed":
        world.submit(world.connect(wish.lab), order, wish)
    found += violations(world)
    if [row.state for row in world.rows()] != ["confirmed"]:
        found.append(f"never confirmed: {[(row.state, row.problem) for row in world.rows()]}")
    return found


def test_every_mutating_call_at_every_moment(world, full, promise):
    found = {cell: broken(world, *cell) for cell in list(cells(world, full))}
    wrong = {cell: problems for cell, problems in found.items() if problems}
    promise(ORDERS, f"{len(wrong)} in {len(found)} (call x moment)")
    assert wrong == {}


def naive_errors(world, lab, number, kind):
    """Order as a naive client does; return how many orders are double, wrong or not known of."""
    world.reset()
    photo = world.photo(lab, "red")
    url = world.box.base_url(lab).replace(world.box.url, world.proxy.url)
    world.proxy.plan = at(number, kind)
    told = naive_client.order(lab, url, world.box.credentials(lab), "N-1", photo)
    world.proxy.mend()
    placed = server_view.placed(world.box, lab)
    lines = [quantity for one in placed for _, quantity in one.content[1]]
    return abs(sum(lines) - told)


def test_a_naive_client_under_the_same_faults(world, promise):
    calls = {"bephoto": 4, "printofoto": 5, "profotonet": 1, "bayphoto": 1}
    tried = [(lab, n, kind) for lab in calls for n in range(calls[lab]) for kind in MOMENTS]
    wrong = {cell for cell in tried if naive_errors(world, *cell)}
    promise(NAIVE, f"{len(wrong)} of {len(tried)} orders double, wrong or not known of")
    assert {lab for lab, *_ in wrong} == set(PRODUCTS)
