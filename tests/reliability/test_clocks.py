"""Time zones, changes of the clocks, and clocks that are set back or were ahead: nothing drifts.

Broken once, and seen to fail: `ResponseCache.is_fresh` without its lower bound (a catalog of the
future stays for ten years), `Journal.version` by the newest time (a change behind a future stamp is
missed), and the journal's `_now` in local time.
"""

import contextlib
import datetime as dt
import itertools
import os
import random
import shutil
import sys
import time
from pathlib import Path

import pytest
import time_machine

sys.path.insert(0, str(Path(__file__).parents[1] / "providers"))
from answers_kit import order_of
from promises import CLOCKS
from spoilt_catalogs import Lab

import labkit as lk
from labkit.catalogs import snapshots
from labkit.lab_api.spec import find
from labkit.lab_api.values import moment
from labkit.ordering.journal import Entry, Journal

pytestmark = [pytest.mark.reliability, pytest.mark.timeout(1800)]
# UTC-14 and UTC+14 as POSIX writes them (signs the other way round), then zones of people.
ZONES = ["XXX14", "XXX-14", "UTC", "America/New_York", "Europe/Amsterdam", "Australia/Lord_Howe"]
ZONES += ["Pacific/Kiritimati", "Asia/Kathmandu"]
# Where clocks change in those zones (spring, autumn), years end and days are rare.
INSTANTS = [
    "2026-03-29 01:00:00", "2026-10-25 01:00:00", "2026-03-08 07:00:00", "2026-11-01 06:00:00",
    "2026-04-04 15:00:00", "2026-10-03 15:30:00", "2026-12-31 23:59:59", "2027-01-01 00:00:00",
    "2028-02-29 12:00:00", "2027-06-30 09:59:59", "2027-06-30 13:59:59",
]  # fmt: skip
AROUND = [-3600, -1800, -1, 0, 1, 1800, 3600]
SHORT = 12
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)


@contextlib.contextmanager
def zone(name):
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


def cases(full):
    every = list(itertools.product(ZONES, INSTANTS, AROUND))
    for name, text, seconds in every if full else random.Random(3).sample(every, SHORT):
        at = dt.datetime.fromisoformat(f"{text}+00:00") + dt.timedelta(seconds=seconds)
        with zone(name):
            yield at


def at(instant):
    return time_machine.travel(instant, tick=False)


def counting(lab):
    """Count the answers a lab gives."""
    calls, transfer = [], lab.client._transfer

    def counted(session, call):
        calls.append(call.path)
        return transfer(session, call)

    lab.client._transfer = counted
    return calls


def test_a_catalog_ages_by_the_clock_and_not_by_the_zone(promise, full):
    seen = 0
    for instant in cases(full):
        played = Lab("profotonet", "products")
        played.lab.client.cache.clear()
        calls = counting(played.lab)
        with at(instant):
            frame = played.lab.products(refresh=True)
        assert set(frame["fetched_at"]) == {instant}
        assert lk.history("profotonet")["fetched_at"].max() == instant
        kept = snapshots.latest("products", "profotonet", played.lab.account)
        assert kept.date == instant.strftime("%Y-%m-%d")
        # Good for a day to the second; under a clock that was set back, or ahead, read anew.
        for later, reads in ((SECOND, 1), (DAY - SECOND, 1), (DAY, 2), (-SECOND, 3)):
            with at(instant + later):
                played.lab.products()
            assert len(calls) == reads, (instant, later)
        shutil.rmtree(snapshots.root())
        seen += 1
    promise(CLOCKS, f"catalogs: 0 drift in {seen}")


def test_orders_are_dated_in_utc_and_ordered_as_they_were_made(promise, full, tmp_path):
    seen = 0
    for number, instant in enumerate(cases(full)):
        journal = Journal(tmp_path / f"{number}.sqlite")
        moments = [instant, instant + 3650 * DAY, instant - 3650 * DAY]
        for name, when in zip("abc", moments, strict=True):
            with at(when):
                journal.claim(entry(name))
                journal.release(entry(name))
        found = {each.reference: each for each in journal.entries()}
        assert list(found) == ["c", "b", "a"]
        for name, when in zip("abc", moments, strict=True):
            assert dt.datetime.fromisoformat(found[name].created_at) == when
        with at(instant):
            before = journal.version()
            journal.update(found["c"], state="confirmed")
            assert journal.version() != before
        journal.close()
        seen += 1
    promise(CLOCKS, f"journal: 0 drift in {seen}")


def entry(reference):
    return Entry("lab", "place", reference, "embedded", "prepared", {})


def test_dates_on_the_wire_are_those_that_are_meant(promise, full):
    module = find("bayphoto").module("orders")
    seen = 0
    for instant in cases(full):
        order = module.Order.model_validate(
            {**order_of("bayphoto"), "order_date": instant.astimezone().isoformat()}
        )
        (step, *_) = module.plan(order, None)
        assert step.call.json["order_date"] == instant.strftime("%Y-%m-%d %H:%M:%S UTC")
        # A date without a zone stays as the lab wrote it; one with a zone is that instant.
        assert moment("2026-03-29 02:30:00") == dt.datetime(2026, 3, 29, 2, 30)  # noqa: DTZ001
        assert moment(str(int(instant.timestamp()))) == instant
        seen += 1
    promise(CLOCKS, f"dates on the wire: 0 drift in {seen}")


def test_another_process_changing_the_journal_is_seen_whatever_its_clock(tmp_path):
    one, two = Journal(tmp_path / "j.sqlite"), Journal(tmp_path / "j.sqlite")
    with at(dt.datetime(2036, 1, 1, tzinfo=dt.UTC)):
        one.claim(entry("a"))
    for years in (10, 0, -10):
        before = one.version()
        with at(dt.datetime(2026 + years, 1, 1, tzinfo=dt.UTC)):
            two.update(two.find("lab", "place", "a"), lab_state=f"{years}")
        assert one.version() != before
    one.release(entry("a"))
