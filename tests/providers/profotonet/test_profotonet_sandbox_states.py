"""States, callbacks and GET /order against document 003."""

import datetime as dt
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from profotonet_sandbox_help import JPG, PDF, Lab, entry, faults, sample, without

from labkit.providers.profotonet.sandbox import EMULATOR


@pytest.fixture
def lab():
    return Lab()


@pytest.fixture
def ordered(lab):
    lab.ordered(sample())
    return lab


def statuses(lab):
    return [body["status"] for body in lab.callbacks()]


def files(lab, *, content=JPG, md5=None):
    """Return an order of one entry whose picture is in the sandbox's photo store."""
    url = lab.context.photos.put("a.jpg", content)
    file = {"name": "a.jpg", "url": url, "md5": md5 or hashlib.md5(content).hexdigest()}
    order = sample(entries=[entry(1, file=file)])
    del order["packingSlip"], order["label"]
    return order


@pytest.mark.parametrize(
    ("step", "status"),
    [
        ({"seconds": 0}, "accepted"),
        ({"minutes": 2}, "downloading"),
        ({"minutes": 10}, "prepare"),
        ({"hours": 3}, "production"),
        ({"days": 2}, "shipped"),
        ({"days": 300}, "shipped"),
    ],
)
def test_an_order_moves_with_the_clock(ordered, step, status):
    ordered.advance(**step)
    assert ordered.shown()["status"] == status


def test_each_state_fires_a_callback_in_turn(ordered):
    ordered.advance(days=5)
    assert statuses(ordered) == ["downloading", "prepare", "production", "shipped"]
    assert {each["url"] for each in ordered.context.outbox.log()} == {
        "https://url.ofyourwebsite.com/statuscallback"
    }


def test_an_order_without_a_url_fires_none(lab):
    lab.ordered(without(("notificationUrl",)))
    lab.advance(days=5)
    assert lab.callbacks() == []


def test_a_callback_holds_what_is_known_by_then(ordered):
    ordered.advance(days=5)
    shown = ordered.shown()
    first, *_, last = ordered.callbacks()
    assert first == {"id": shown["id"], "referenceId": "10000000", "status": "downloading"}
    assert last == {
        "id": shown["id"],
        "orderId": shown["orderId"],
        "referenceId": "10000000",
        "status": "shipped",
        "trackAndTraceCode": shown["trackAndTrace"][0]["code"],
    }


def test_q06_a_callback_may_have_the_reference_as_a_number(ordered):
    ordered.context.readings.set("q06", "number")
    others = ["0123", "A-1", "²", "9" * 5000]
    for reference in others:
        ordered.ordered(sample(referenceId=reference))
    ordered.advance(minutes=2)
    assert [body["referenceId"] for body in ordered.callbacks()] == [10000000, *others]


def test_q24_callbacks_are_tried_every_2_hours_for_3_days(lab):
    posted = []
    lab.context.outbox.post = lambda *_, **times: posted.append(times)
    lab.ordered(sample())
    lab.advance(minutes=2)
    assert posted == [{"every": dt.timedelta(hours=2), "give_up_after": dt.timedelta(days=3)}]


class _Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(503 if len(self.server.got) < 3 else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    with HTTPServer(("127.0.0.1", 0), _Receiver) as server:
        server.got = []
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield server
        server.shutdown()


def test_a_callback_that_fails_comes_again(lab, receiver):
    url = f"http://127.0.0.1:{receiver.server_port}/status"
    lab.ordered(sample(test=True, testNotificationUrl=url))
    lab.advance(hours=1)
    assert len(receiver.got) == 1
    lab.advance(hours=8)
    assert [body["status"] for body in receiver.got] == ["shipped"] * 3


def test_q23_the_order_id_comes_with_the_files(ordered):
    assert "orderId" not in ordered.shown()
    ordered.advance(minutes=2)
    assert "orderId" not in ordered.shown()
    ordered.advance(minutes=8)
    assert ordered.shown()["orderId"] == 1000024


def test_q23_a_cart_may_be_not_found(ordered):
    ordered.context.readings.set("q23", "404")
    assert faults(ordered.show()) == (404, ["referenceId"])
    assert faults(ordered.order(sample())) == (409, ["referenceId"])
    ordered.advance(minutes=10)
    assert ordered.shown()["status"] == "prepare"


def test_q23_the_path_is_order_not_orders(ordered):
    assert faults(ordered.http.get("/orders?referenceId=10000000"))[0] == 404


def test_order_ids_differ(lab):
    for number in range(3):
        lab.ordered(sample(referenceId=f"r{number}"))
    lab.advance(minutes=10)
    shown = [lab.shown(f"r{number}") for number in range(3)]
    assert sorted(each["orderId"] for each in shown) == [1000024, 1000025, 1000026]
    assert len({each["id"] for each in shown}) == 3
    assert all(len(each["id"]) == 24 and int(each["id"], 16) for each in shown)


def test_q05_an_order_of_three_entries_ships_in_two_parts(lab):
    lab.ordered(sample(entries=[entry(1), entry(2), entry(3)]))
    lab.advance(hours=30)
    (first,) = lab.shown()["trackAndTrace"]
    assert lab.shown()["status"] == "shipped"
    lab.advance(days=2)
    codes = [part["code"] for part in lab.shown()["trackAndTrace"]]
    assert codes[0] == first["code"]
    assert len(set(codes)) == 2
    sent = [body["trackAndTraceCode"] for body in lab.callbacks() if body["status"] == "shipped"]
    assert sent == codes


def test_q24_codes_are_of_the_documents_form(ordered):
    ordered.advance(days=2)
    (part,) = ordered.shown()["trackAndTrace"]
    assert part["code"].startswith("3SYMFU")
    assert part["code"] != "3SYMFU0000001"


def test_an_order_to_be_picked_up_has_no_code(lab):
    lab.ordered(sample(shippingMethod="pickup"))
    lab.advance(days=5)
    assert lab.shown()["status"] == "shipped"
    assert lab.shown()["trackAndTrace"] == []
    assert all("trackAndTraceCode" not in body for body in lab.callbacks())


def test_q05_get_may_show_the_samples_order(ordered):
    ordered.context.readings.set("q05", "order")
    assert ordered.shown()["status"] == "accepted"
    ordered.advance(days=2)
    assert ordered.shown()["status"] == "order"
    assert statuses(ordered)[-1] == "shipped"


def test_q02_get_with_test_is_made_up_even_for_a_real_order(ordered):
    real = ordered.shown()
    data = ordered.show(test="true").json()["data"]
    assert data["id"] == "507f1f77bcf86cd799439011" != real["id"]
    assert data["orderId"] == 1000023
    assert data["total"] == 8996
    assert data["trackAndTrace"] == [{"code": "3SYMFU0000001"}]
    assert ordered.show("nobody", test="true").json()["data"] == data
    assert ordered.show(test="false").json()["data"] == real


def test_q06_get_finds_an_order_by_text(lab):
    reference = "a b&c=d/é"
    lab.ordered(sample(referenceId=reference))
    assert lab.shown(reference)["status"] == "accepted"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", (400, ["referenceId"])),
        ("?referenceId=", (400, ["referenceId"])),
        ("?test=true", (400, ["referenceId"])),
        ("?referenceId=1&test=True", (400, ["test"])),
        ("?referenceId=1&test=", (400, ["test"])),
        ("?referenceId=1", (404, ["referenceId"])),
    ],
)
def test_get_checks_its_parameters(lab, query, expected):
    assert faults(lab.http.get("/order" + query)) == expected


def test_files_in_the_photo_store_are_compared_by_md5(lab):
    lab.ordered(files(lab, md5=hashlib.md5(JPG).hexdigest().upper()))
    lab.advance(minutes=10)
    assert lab.shown()["status"] == "prepare"


def test_a_file_of_another_md5_holds_the_order(lab):
    lab.ordered(files(lab, md5="0" * 32))
    lab.advance(minutes=10)
    shown = lab.shown()
    assert shown["status"] == "hold"
    assert "orderId" not in shown
    lab.advance(days=30)
    assert statuses(lab) == ["downloading", "hold"]


def test_a_file_of_another_kind_holds_the_order(lab):
    lab.ordered(files(lab, content=PDF))
    lab.advance(minutes=10)
    assert lab.shown()["status"] == "hold"


@pytest.mark.parametrize("field", ["packingSlip", "label"])
def test_a_slip_that_is_not_there_holds_the_order(lab, field):
    url = lab.context.photos.put("a.pdf", PDF)
    lab.ordered(files(lab) | {"referenceId": "there", field: {"url": url}})
    missing = url.replace(url[-12:-4], "0" * 8)
    lab.ordered(files(lab) | {"referenceId": "missing", field: {"url": missing}})
    lab.advance(minutes=10)
    assert lab.shown("there")["status"] == "prepare"
    assert lab.shown("missing")["status"] == "hold"


def test_a_held_order_goes_on_when_its_files_come(lab):
    failing = [True]
    lab.context.photos._failing = lambda: failing[0]
    lab.ordered(files(lab))
    lab.advance(days=2)
    assert lab.shown()["status"] == "hold"
    failing[0] = False
    lab.advance(days=2)
    assert lab.shown()["status"] == "shipped"
    assert statuses(lab) == ["downloading", "hold", "prepare", "production", "shipped"]


def test_the_labs_staff_can_delete_an_order(ordered):
    ordered.context.clock.schedule(
        "profotonet", ordered.context.clock.now(), "delete", {"referenceId": "10000000"}
    )
    ordered.advance(days=5)
    assert ordered.shown()["status"] == "deleted"
    assert statuses(ordered)[-1] == "deleted"
    assert faults(ordered.order(sample())) == (409, ["referenceId"])


def test_the_sandboxs_own_list_shows_the_orders(ordered):
    ordered.advance(minutes=10)
    (row,) = EMULATOR.orders(ordered.context)
    assert (row.reference, row.state, row.lines) == ("10000000", "prepare", 2)
    assert row.total == "90.20 EUR"  # 8322 + 599 + 99
    assert row.id == ordered.shown()["id"]
