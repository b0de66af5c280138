"""Which server an order goes to is asked before each write; where that is not known nothing leaves.

Broken once each: a probe that fails read as "another server" (all but the last two), an answer kept
for the object's life (the restart), a decision that asks the server first (the unknown row).
"""

import json
import threading

import pytest
from PIL import Image
from scripted import JSON, make_client, serving
from toylab import Server, connect

import labkit as lk
from labkit import sandbox
from labkit.errors import JournalError, LabkitError, UnreachableError
from labkit.http import probe
from labkit.ordering import places
from labkit.ordering.service import journal

TO = lk.Address(first_name="Jo", last_name="Sample", street="Teststreet", house_number="1",
                postcode="1234 AB", city="Sampletown", country="NL")  # fmt: skip


class ToySandbox(Server):
    """The toy lab's server as labkit's own sandbox, whose health comes as `health` says."""

    def __init__(self):
        super().__init__()
        self.health = ["good"]
        self.state = "state-1"
        self.over = threading.Event()

    def __call__(self, seen, handler):
        if not seen.path.startswith("/_labkit"):
            return super().__call__(seen, handler)
        how = self.health.pop(0) if len(self.health) > 1 else self.health[0]
        if how == "slow":
            self.over.wait(5)
        body = json.dumps({"ok": True, "state": self.state, "sample": "sample-1"}).encode()
        answers = {"busy": (503, JSON, b"{}"), "half": (200, JSON, body[:20])}
        answers |= dict.fromkeys(("reset", "slow"))
        return answers.get(how, (200, JSON, body))


MISSED = ["slow", "busy", "half", "reset"]


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(probe, "_SECONDS", 0.15)
    server = ToySandbox()
    yield server
    server.over.set()


def make(lab, ref="A-1"):
    return lab.new_order(ref=ref, items=[{"sku": "10x15", "count": 2}])


@pytest.mark.parametrize("missed", MISSED)
def test_one_reference_is_one_order_though_a_probe_is_missed(server, missed):
    with serving(server) as script:
        server.health = [missed, "good"]
        first, second = connect(script.url), connect(script.url)
        with pytest.raises(UnreachableError, match="is not known"):
            first.submit(make(first))
        assert (server.drafts, len(lk.orders())) == ({}, 0)
        assert first.submit(make(first)).state == "confirmed"
        server.health = [missed, "good"]
        with pytest.raises(UnreachableError):
            second.submit(make(second))
        assert second.submit(make(second)).state == "confirmed"
    assert len(server.placed) == 1


@pytest.mark.parametrize("missed", MISSED)
def test_a_probe_missed_just_before_the_order_is_placed_stops_it(server, missed):
    with serving(server) as script:
        lab = connect(script.url)
        server.health = ["good", missed]
        with pytest.raises(UnreachableError):
            lab.submit(make(lab))
        assert server.placed == []
        server.health = ["good"]
        assert lab.submit(make(lab)).state == "confirmed"
    assert len(server.placed) == 1


def test_another_server_at_the_address_gets_no_order_of_the_first(server):
    with serving(server) as script:
        lab = connect(script.url)
        server.lose = {"place", "get"}
        assert lab.submit(make(lab)).state == "unknown"
        server.lose, server.state = set(), "state-2"
        with pytest.raises(JournalError, match="settle it with resolve"):
            lab.resolve("A-1", resend=True)
        entry = journal().latest("toylab", "A-1")
        with pytest.raises(JournalError, match="another server answers"):
            places.confirm(entry)
    assert len(server.placed) == 1


@pytest.mark.parametrize("gone", ["down", "reset", "another"])
def test_an_unknown_row_is_settled_by_a_person_though_its_server_is_gone(server, gone):
    server.lose = {"place", "get"}
    with serving(server) as script:
        lab = connect(script.url)
        assert lab.submit(make(lab)).state == "unknown"
        server.state = "state-2" if gone == "another" else "state-1"
        server.health = [gone]
        if gone != "down":
            assert lab.resolve("A-1", decide="abandoned").state == "abandoned"
    if gone == "down":
        assert lab.resolve("A-1", decide="abandoned").state == "abandoned"


def test_of_two_unknown_rows_elsewhere_none_is_settled_by_chance(server):
    server.lose = {"place", "get"}
    for n in (1, 2):
        server.state = f"state-{n}"
        with serving(server) as script:
            lab = connect(script.url)
            lab.submit(make(lab))
    server.state = "state-3"
    with serving(server) as script, pytest.raises(JournalError, match="another endpoint"):
        connect(script.url).resolve("A-1", decide="abandoned")


@pytest.mark.parametrize("missed", MISSED)
def test_no_kept_catalog_is_lost_and_none_is_kept_under_a_wrong_name(server, missed):
    with serving(server) as script:
        asked = make_client(script.url)
        asked.cache.clear()
        kept = make_client(script.url).get("/orders/none").data
        server.health = [missed, missed, "good"]
        # It is asked for once more by the read itself, and not kept under the bare address.
        assert make_client(script.url).get("/orders/none").data == kept
        reads = [each for each in script.seen if each.path == "/orders/none"]
        assert len(reads) == 1
    page = make_client(script.url).get("/orders/none")
    assert (page.data, page.stale) == (kept, False)


def test_profotonet_gets_no_test_in_place_of_an_order_while_the_sandbox_is_late(
    tmp_path, monkeypatch
):
    photo = tmp_path / "p.jpg"
    Image.new("RGB", (1800, 1200)).save(photo)
    with sandbox.start() as box:
        lab = lk.connect("profotonet", base_url=box.base_url("profotonet"))
        line = lk.Line(product_id="1000101000150001", photo=photo)
        intent = lk.OrderIntent(reference="A-1", recipient=TO, lines=[line], shipping="send")
        order, _ = lab.from_intent(intent)
        real = probe._read

        def missed(url, path):
            raise probe._not_known(url, "gives no answer")

        monkeypatch.setattr(probe, "_read", missed)
        for call in (lab.submit, lab.preview):
            with pytest.raises(LabkitError):
                call(order)
        assert box.orders("profotonet") == []
        monkeypatch.setattr(probe, "_read", real)
        assert lab.submit(order).state == "confirmed"
        assert lk.connect("profotonet", base_url=box.base_url("profotonet")).submit(order)
        assert len(box.orders("profotonet")) == 1
