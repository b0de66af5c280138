import datetime as dt
import math
import threading

import pytest

from labkit.errors import InputError, SandboxError
from labkit.sandbox.clock import Clock
from labkit.sandbox.state_store import Store

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def store():
    store = Store()
    yield store
    store.close()


@pytest.fixture
def clock(store):
    return Clock(store)


def _note(clock, seen):
    return lambda event: seen.append((event.name, event.due))


def test_turning_it_moves_the_time(clock):
    before = clock.now()
    after = clock.advance(days=2, hours=1, minutes=1, seconds=1)
    assert dt.timedelta(days=2, seconds=3661) <= after - before < dt.timedelta(days=2, seconds=3671)
    assert after.tzinfo is dt.UTC


def test_events_come_in_order_of_their_time_with_their_own_moment(clock):
    seen = []
    clock.register("fake", _note(clock, seen))
    clock.register("another", _note(clock, seen))
    begin = clock.now()
    for lab, hours in [("fake", 3), ("another", 1), ("fake", 2), ("fake", 30)]:
        clock.schedule(lab, begin + hours * HOUR, f"{hours} h", {})
    clock.advance(hours=5)
    assert seen == [(f"{hours} h", begin + hours * HOUR) for hours in (1, 2, 3)]
    clock.advance(days=2)
    assert seen[-1] == ("30 h", begin + 30 * HOUR)


def test_at_the_same_moment_the_first_scheduled_comes_first(clock):
    seen = []
    clock.register("fake", _note(clock, seen))
    due = clock.now() + HOUR
    for name in "abc":
        clock.schedule("fake", due, name, {})
    clock.advance(hours=1)
    assert [name for name, _ in seen] == ["a", "b", "c"]


def test_time_zones_do_not_change_the_order(clock):
    seen = []
    clock.register("fake", _note(clock, seen))
    noon = clock.now() + 12 * HOUR
    east = dt.timezone(dt.timedelta(hours=9))
    clock.schedule("fake", (noon + HOUR).astimezone(dt.UTC), "later", {})
    clock.schedule("fake", noon.astimezone(east), "earlier", {})
    clock.advance(days=1)
    assert [name for name, _ in seen] == ["earlier", "later"]


def test_what_an_event_leads_to_happens_in_the_same_turn(clock):
    seen = []

    def chain(event):
        seen.append(event.name)
        if event.name != "shipped":
            clock.schedule("fake", event.due + 10 * HOUR, "shipped", {})

    clock.register("fake", chain)
    clock.schedule("fake", clock.now() + HOUR, "produced", {})
    clock.advance(days=1)
    assert seen == ["produced", "shipped"]


def test_an_event_whose_lab_is_not_served_is_kept(store):
    Clock(store).schedule("fake", dt.datetime.now(dt.UTC), "ship", {"order": 1})
    assert Clock(store).run_due() == 0
    seen = []
    again = Clock(store)
    again.register("fake", seen.append)
    assert again.run_due() == 1
    assert seen[0].payload == {"order": 1}


@pytest.mark.parametrize("step", [{"days": -1}, {"days": math.nan}, {"days": 1e9}, {"hours": 3e6}])
def test_it_only_turns_forward_and_not_out_of_the_calendar(clock, step):
    before = clock.now()
    with pytest.raises(InputError, match="clock"):
        clock.advance(**step)
    assert clock.now() - before < HOUR


def test_a_moment_without_a_zone_is_refused(clock):
    with pytest.raises(ValueError, match="zone"):
        clock.schedule("fake", dt.datetime(2030, 1, 1), "ship", {})  # noqa: DTZ001 - the point


def test_a_failing_event_is_named_undone_and_dropped(store, clock):
    seen = []

    def fail(event):
        if event.name == "bad":
            store.lab("fake").insert("order", {})
            raise ZeroDivisionError("oops")
        seen.append(event.name)

    clock.register("fake", fail)
    clock.schedule("fake", clock.now() + HOUR, "bad", {})
    clock.schedule("fake", clock.now() + 2 * HOUR, "good", {})
    with pytest.raises(SandboxError, match=r"(?s)fake.*'bad'.*ZeroDivisionError: oops"):
        clock.advance(days=1)
    assert clock.run_due() == 1
    assert seen == ["good"]
    assert store.lab("fake").find("order") == []


def test_a_request_does_not_wait_for_a_delivery_under_way(clock):
    delivering, done = threading.Event(), threading.Event()

    def deliver(_event):
        delivering.set()
        done.wait(5)

    clock.register("outside", deliver, atomic=False)
    clock.schedule("outside", clock.now(), "deliver", {})
    thread = threading.Thread(target=clock.run_due)
    thread.start()
    assert delivering.wait(5)
    assert clock.run_due(wait=False) == 0
    done.set()
    thread.join()


def test_deliveries_can_be_left_to_another(clock):
    seen = []
    clock.register("outside", lambda event: seen.append(event.name), atomic=False)
    clock.register("fake", lambda event: seen.append(event.name))
    clock.schedule("outside", clock.now(), "deliver", {})
    clock.schedule("fake", clock.now(), "ship", {})
    assert clock.run_due(deliver=False) == 1
    assert seen == ["ship"]
    assert clock.run_due() == 1
    assert seen == ["ship", "deliver"]


def test_a_reset_puts_it_back(store, clock):
    clock.advance(days=10)
    store.reset()
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < HOUR


def test_it_says_how_long_until_something_happens(clock):
    assert clock.seconds_to_next() is None
    clock.register("fake", lambda _event: None)
    clock.schedule("fake", clock.now() + HOUR, "ship", {})
    assert 3590 < clock.seconds_to_next() <= 3600
    clock.schedule("fake", clock.now() - HOUR, "ship", {})
    assert clock.seconds_to_next() == 0
