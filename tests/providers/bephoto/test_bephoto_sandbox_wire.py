"""Bephoto's emulator on the wire: whatever comes in, the answer has the document's form."""

import concurrent.futures
import json

import pytest
from bephoto_sandbox_kit import Caller, error_of, line

JSON = {"Content-Type": "application/json"}


BROKEN = {
    "nothing": b"",
    "cut off": b'{"idproduct": 106',
    "single quotes": b"{'idproduct': 106}",
    "not a number": b'{"idproduct": NaN}',
    "infinity": b'{"quantity": -Infinity}',
    "comment": b'{"idproduct": 106} // one',
    "bottomless": b"[" * 100_000,
    "half a pair": b'{"filename": "\\ud800"}',
    "latin-1": '{"filename": "é"}'.encode("latin-1"),
    "form": b"idproduct=106&idpaper=1",
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_a_body_that_is_no_json_is_refused(bephoto, raw):
    idorder = bephoto.new_order()
    path = f"/orders/{idorder}/products"
    answer = bephoto.call("POST", path, data=raw, headers=JSON)
    assert error_of(answer, 400).startswith("body: ")


@pytest.mark.parametrize("raw", [b"[]", b'"x"', b"7", b"null", b"true", b"[{}]"])
@pytest.mark.parametrize("path", ["/user/login", "/orders"])
def test_a_body_that_is_no_object_is_refused(bephoto, path, raw):
    answer = bephoto.call("POST", path, data=raw, headers=JSON)
    assert error_of(answer, 422) == "body: must be an object"


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "json"])
def test_a_body_is_said_to_be_json(bephoto, kind):
    path = f"/orders/{bephoto.new_order()}/products"
    headers = {} if kind is None else {"Content-Type": kind}
    answer = bephoto.call("POST", path, data=json.dumps(line()).encode(), headers=headers)
    assert error_of(answer, 415).startswith("Content-Type: ")
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    answer = bephoto.call("POST", path, data=json.dumps(line()).encode(), headers=headers)
    assert answer.status_code == 200


def test_a_body_too_long_is_refused(bephoto):
    raw = b'{"metadata": "' + b"a" * 5_000_000 + b'"}'
    assert error_of(bephoto.call("POST", "/orders", data=raw, headers=JSON), 413)


def test_every_field_at_fault_is_named(bephoto):
    answer = bephoto.add(bephoto.new_order(), idpaper="1", filesize=..., colour="red")
    error = error_of(answer, 422)
    assert [part.split(": ")[0] for part in error.split("; ")] == ["idpaper", "filesize", "colour"]


def test_deep_values_in_a_field_are_named(bephoto):
    deep = json.dumps(line(filename="@")).replace('"@"', "[" * 200 + "]" * 200)
    path = f"/orders/{bephoto.new_order()}/products"
    answer = bephoto.call("POST", path, data=deep.encode(), headers=JSON)
    assert error_of(answer, 422).startswith("filename: ")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "", 404),
        ("GET", "/nothing", 404),
        ("GET", "/products/", 404),
        ("GET", "/products/106", 404),
        ("GET", "/orders", 405),
        ("DELETE", "/orders/100001", 405),
        ("PUT", "/orders/100001", 405),
        ("POST", "/products", 405),
        ("GET", "/user/login", 405),
        ("GET", "/orders/100001/products", 405),
        ("BREW", "/products", 405),
    ],
)
def test_calls_the_document_does_not_have(bephoto, method, path, status):
    answer = bephoto.call(method, path)
    assert error_of(answer, status)
    assert ("allow" in answer.headers) == (status == 405)


def test_the_fault_switch_answers_in_the_document_s_form(bephoto):
    bephoto.sandbox.faults.add("status", lab="bephoto", status=401, times=1)
    assert error_of(bephoto.get("/products"), 401) == "Unauthorized"
    bephoto.sandbox.faults.add("status", lab="bephoto", status=599, times=1)
    assert error_of(bephoto.get("/products"), 599)


def test_a_refused_line_changes_nothing(bephoto):
    idorder = bephoto.new_order()
    bephoto.add(idorder)
    before = bephoto.order(idorder)
    for changes in ({"quantity": 0}, {"idproduct": 1}, {"fileurl": "x"}, {"filesize": "1"}):
        assert bephoto.add(idorder, **changes).status_code == 422
    assert bephoto.order(idorder) == before


def in_parallel(work, count, at_once=16):
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(work, range(count)))


def test_sixteen_clients_lose_and_double_none_of_their_lines(bephoto, bephoto_server):
    idorder = bephoto.new_order()
    token = bephoto.session.headers["Authorization"]

    def add(client):
        caller = Caller(bephoto_server)
        caller.session.headers["Authorization"] = token
        lines = [caller.add(idorder, quantity=1 + client % 2) for _ in range(25)]
        return {answer.status_code for answer in lines}

    assert in_parallel(add, 16) == [{200}] * 16
    # 200 lines of one print and 200 of two, at 0.18 each.
    assert bephoto.order(idorder)["totalorder"] == 108.0
    assert bephoto_server.orders("bephoto")[0]["lines"] == 400


def test_sixteen_clients_get_a_hundred_orders_of_their_own(bephoto_server, bephoto):
    def create(number):
        return Caller(bephoto_server).log_in().new_order(metadata=f"ref-{number}")

    numbers = in_parallel(create, 100)
    assert len(set(numbers)) == 100
    listed = {row["reference"]: int(row["id"]) for row in bephoto_server.orders("bephoto")}
    assert listed == {f"ref-{number}": idorder for number, idorder in enumerate(numbers)}


def test_one_of_sixteen_closes_the_order(bephoto, bephoto_server):
    idorder = bephoto.new_order()
    bephoto.add(idorder)
    token = bephoto.session.headers["Authorization"]

    def close(_number):
        caller = Caller(bephoto_server)
        caller.session.headers["Authorization"] = token
        return caller.post(f"/orders/{idorder}/close").status_code

    assert sorted(in_parallel(close, 16)) == [200] + [409] * 15


@pytest.mark.parametrize("reading", ["refuse", "accept"])
def test_q86_a_call_pasted_into_a_shell_names_no_json(bephoto, reading):
    bephoto.sandbox.readings.set("bephoto", "q86", reading)
    bephoto.log_in()  # with the content type: right under both
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = bephoto.call("POST", "/orders", data=b'{"metadata": "a"}', headers=form)
    assert answer.status_code == (200 if reading == "accept" else 415)
    assert bephoto.call("POST", "/orders", data=b"a=1", headers=form).status_code in {400, 415}
    assert bephoto.add(bephoto.new_order()).status_code == 200


@pytest.mark.parametrize("reading", ["refuse", "accept"])
def test_q87_numbers_of_a_line_may_be_text(bephoto, reading):
    bephoto.sandbox.readings.set("bephoto", "q87", reading)
    idorder = bephoto.new_order()
    assert bephoto.add(idorder).status_code == 200  # as numbers: right under both
    answer = bephoto.add(idorder, idproduct="106", quantity="2")
    assert answer.status_code == (200 if reading == "accept" else 422)
    assert error_of(bephoto.add(idorder, quantity="two"), 422).startswith("quantity: ")
