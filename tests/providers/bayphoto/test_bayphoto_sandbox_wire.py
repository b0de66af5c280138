"""Bay Photo's emulator on the wire: whatever comes in, the answer has the emulator's form."""

import concurrent.futures
import json

import pytest
from bayphoto_sandbox_kit import DOCUMENTS, Caller, error_of, errors_of, order

JSON = {"Content-Type": "application/json"}
ORDERS = "/api/v1/orders.json"
BROKEN = {
    "nothing": b"",
    "cut off": b'{"order_name": "x"',
    "the document's dots": b'{"order_name": "x", ...}',
    "single quotes": b"{'order_name': 'x'}",
    "not a number": b'{"order_name": NaN}',
    "infinity": b'{"order_name": Infinity}',
    "bottomless": b'{"a":' * 100_000,
    "half a pair": b'{"order_name": "\\ud800"}',
    "latin-1": '{"order_name": "é"}'.encode("latin-1"),
    "form": b"order_name=x",
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_a_body_that_is_no_json_is_refused(bay, raw):
    answer = bay.call("POST", ORDERS, data=raw, headers=JSON)
    assert error_of(answer, 400).startswith("body: ")


@pytest.mark.parametrize("raw", [b"[]", b'"x"', b"7", b"null", b"true"])
def test_a_body_that_is_no_object_is_refused(bay, raw):
    answer = bay.call("POST", ORDERS, data=raw, headers=JSON)
    assert errors_of(answer) == {"body": ["must be an object"]}


@pytest.mark.parametrize("kind", [None, "text/json", "application/x-www-form-urlencoded"])
def test_a_body_is_said_to_be_json(bay, kind):
    raw = json.dumps(order()).encode()
    answer = bay.call("POST", ORDERS, data=raw, headers={"Content-Type": kind} if kind else {})
    assert error_of(answer, 415).startswith("Content-Type: ")


def test_a_body_too_long_is_refused(bay):
    assert error_of(bay.order(order(name="a" * 5_000_000)), 413).startswith("body: ")


def test_deep_values_in_a_field_are_named(bay):
    raw = json.dumps(order(name="@")).replace('"@"', "[" * 200 + "]" * 200).encode()
    assert set(errors_of(bay.call("POST", ORDERS, data=raw, headers=JSON))) == {"order_name"}


@pytest.mark.parametrize("name", ["a\u0000b", "☃" * 1000, "'; DROP TABLE document; --", "<b>&"])
def test_any_text_is_a_name(bay, name):
    assert bay.order(order(name=name)).json()["order_name"] == name
    assert errors_of(bay.order(order(name=name)))
    assert bay.sandbox.orders("bayphoto")[0]["reference"] == name


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "", 404),
        ("GET", "/api/v1/", 404),
        ("GET", "/api/v1/templates", 404),
        ("GET", "/api/v1/templates.xml", 404),
        ("GET", "/api/v1/templates.json/", 404),
        ("GET", "/api/v1/orders/1.json", 404),
        ("GET", ORDERS, 405),
        ("DELETE", ORDERS, 405),
        ("POST", "/api/v1/templates.json", 405),
        ("PUT", "/api/v1/options/18115.json", 405),
        ("BREW", "/api/v1/shipping_methods.json", 405),
    ],
)
def test_calls_the_documents_do_not_have(bay, method, path, status):
    answer = bay.call(method, path)
    assert error_of(answer, status)
    assert ("allow" in answer.headers) == (status == 405)


def test_the_fault_switch_answers_in_the_emulator_s_form(bay):
    bay.sandbox.faults.add("status", lab="bayphoto", status=503, times=1)
    assert error_of(bay.get("templates.json"), 503)


def in_parallel(work, count, at_once=16):
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(work, range(count)))


def test_sixteen_clients_place_twenty_five_orders_each(bay, bayphoto_server):
    def place(client):
        caller = Caller(bayphoto_server)
        answers = [caller.order(order(name=f"{client} {number}")) for number in range(25)]
        return [(answer.json()["order_name"], answer.json()["id"]) for answer in answers]

    placed = dict(pair for pairs in in_parallel(place, 16) for pair in pairs)
    assert set(placed) == {f"{client} {number}" for client in range(16) for number in range(25)}
    assert len(set(placed.values())) == 400
    kept = {row["reference"]: int(row["id"]) for row in bayphoto_server.orders("bayphoto")}
    assert kept == placed


def test_one_of_sixteen_gets_the_name(bay, bayphoto_server):
    def place(_number):
        return Caller(bayphoto_server).order(order(name="wanted")).status_code

    assert sorted(in_parallel(place, 16)) == [201] + [422] * 15
    assert len(bayphoto_server.orders("bayphoto")) == 1


def test_orders_outlive_the_sandbox(tmp_path):
    from labkit.providers.bayphoto.sandbox import EMULATOR
    from labkit.sandbox.running_sandbox import Sandbox

    with Sandbox([EMULATOR], db=tmp_path / "box.sqlite") as sandbox:
        first = Caller(sandbox).order(order(name="kept")).json()["id"]
    with Sandbox([EMULATOR], db=tmp_path / "box.sqlite") as sandbox:
        caller = Caller(sandbox)
        assert set(errors_of(caller.order(order(name="kept")))) == {"order_name"}
        assert caller.order(order(name="next")).json()["id"] > first


def test_the_sandbox_s_own_list_knows_no_total(bay):
    bay.order(order(name="one"))
    (row,) = bay.sandbox.orders("bayphoto")
    assert (row["state"], row["lines"], row["total"]) == ("received", 1, "")
    assert row["raw"] == DOCUMENTS["order"] | {"order_name": "one"}
