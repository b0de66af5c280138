"""Bephoto's emulator against document 000, passage by passage."""

import datetime as dt

import pytest
from bephoto_sandbox_kit import error_of

ORDER_FIELDS = {
    "idorder",
    "datestart",
    "totalorder",
    "totalcost",
    "dateconfirmation",
    "dateprocessed",
    "shippingmethod",
    "metadata",
}


# Login


def test_login_answers_status_and_token(bephoto):
    answer = bephoto.post("/user/login", bephoto.sandbox.credentials("bephoto"))
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"status", "token"}
    assert body["status"] == 1
    assert isinstance(body["token"], str)


def test_each_login_gives_another_token_and_ends_no_earlier_one(bephoto):
    first = bephoto.session.headers["Authorization"]
    assert bephoto.log_in().session.headers["Authorization"] != first
    assert bephoto.get("/products", headers={"Authorization": first}).status_code == 200


@pytest.mark.parametrize("wrong", ["email", "password"])
def test_q56_wrong_credentials_are_unauthorized_401(bephoto, wrong):
    body = bephoto.sandbox.credentials("bephoto") | {wrong: "someone.else@example.com"}
    answer = bephoto.post("/user/login", body)
    assert answer.status_code == 401
    assert answer.json() == {"error": "Unauthorized"}


def test_q56_the_other_reading_answers_200_with_the_same_body(bephoto, reading):
    reading("q56", "200")
    answer = bephoto.post("/user/login", {"email": "a@b.example", "password": "c"})
    assert (answer.status_code, answer.json()) == (200, {"error": "Unauthorized"})
    answer = bephoto.get("/products", headers={"Authorization": "Bearer no"})
    assert (answer.status_code, answer.json()) == (200, {"error": "Unauthorized"})
    assert "idproduct" in error_of(bephoto.add(bephoto.new_order(), idproduct=9), 200)


@pytest.mark.parametrize("missing", ["email", "password"])
def test_login_names_the_field_that_is_missing(bephoto, missing):
    body = bephoto.sandbox.credentials("bephoto")
    del body[missing]
    assert error_of(bephoto.post("/user/login", body), 422) == f"{missing}: is missing"


def test_unusual_characters_in_credentials_are_only_wrong(bephoto):
    answer = bephoto.post("/user/login", {"email": "é@b.example", "password": "\u0000☃"})
    assert error_of(answer, 401) == "Unauthorized"


CALLS = [
    ("POST", "/orders"),
    ("GET", "/orders/100001"),
    ("GET", "/products"),
    ("POST", "/orders/100001/products"),
    ("POST", "/orders/100001/close"),
]


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer no", "Basic eDp5", "{}"])
def test_every_subsequent_call_needs_the_token(bephoto, method, path, header):
    token = bephoto.session.headers.pop("Authorization").removeprefix("Bearer ")
    headers = {} if header is None else {"Authorization": token if header == "{}" else header}
    answer = bephoto.call(method, path, json={}, headers=headers)
    assert error_of(answer, 401) == "Unauthorized"


# Order Creation, Fetching Order


def test_q58_a_new_order_is_a_list_of_one_with_the_documented_fields(bephoto):
    answer = bephoto.post("/orders", {"metadata": "commande 42"}).json()
    assert set(answer) == {"status", "order"}
    assert answer["status"] == 1
    (order,) = answer["order"]
    assert set(order) == ORDER_FIELDS
    assert isinstance(order["idorder"], int)
    assert isinstance(order["totalorder"], float)
    assert isinstance(order["totalcost"], float)
    assert isinstance(order["shippingmethod"], str)
    assert order["metadata"] == "commande 42"
    assert bephoto.order(order["idorder"]) == order


def test_q58_the_other_reading_writes_numbers_as_text(bephoto, reading):
    reading("q58", "text")
    answer = bephoto.post("/orders", {}).json()
    assert answer["status"] == 1
    assert answer["order"][0]["idorder"] == "100001"
    assert answer["order"][0]["totalorder"] == "0.0"
    product = bephoto.products()[0]
    assert product["idproduct"].isdecimal()
    assert product["prices"][0].keys() == {"price", "idpaper"}
    assert float(product["prices"][0]["price"]) > 0
    assert product["prices"][0]["idpaper"] == "1"


def test_idorder_is_unique(bephoto):
    assert len({bephoto.new_order() for _ in range(5)}) == 5


@pytest.mark.parametrize("kwargs", [{"json": {}}, {"data": b""}])
def test_metadata_is_optional(bephoto, kwargs):
    answer = bephoto.call("POST", "/orders", **kwargs)
    assert answer.json()["order"][0]["metadata"] == ""


@pytest.mark.parametrize("letter", ["a", "é", "☃", "🖨"])
def test_q60_metadata_has_at_most_255_characters(bephoto, letter):
    assert bephoto.post("/orders", {"metadata": letter * 255}).status_code == 200
    answer = bephoto.post("/orders", {"metadata": letter * 256})
    assert error_of(answer, 422).startswith("metadata: ")


@pytest.mark.parametrize("metadata", [7, None, True, ["a"], {"a": "b"}, 1.5])
def test_metadata_is_text(bephoto, metadata):
    assert error_of(bephoto.post("/orders", {"metadata": metadata}), 422).startswith("metadata: ")


def test_q61_no_address_and_no_shipping_can_be_sent(bephoto):
    answer = bephoto.post("/orders", {"metadata": "x", "shippingmethod": "express"})
    assert error_of(answer, 422).startswith("shippingmethod: ")


@pytest.mark.parametrize("idorder", ["100001", "0", "-1", "abc", "1.0", "9" * 30, "1_0", "%D9%A1"])
def test_an_unknown_order_is_named(bephoto, idorder):
    for answer in (
        bephoto.get(f"/orders/{idorder}"),
        bephoto.add(idorder),
        bephoto.post(f"/orders/{idorder}/close"),
    ):
        assert error_of(answer, 404).startswith("idorder: ")


# Fetching Products


def test_products_have_the_documented_fields_and_types(bephoto):
    answer = bephoto.get("/products").json()
    assert set(answer) == {"status", "products"}
    assert answer["status"] == 1
    for product in answer["products"]:
        assert set(product) == {"idproduct", "product", "dimensions", "prices"}
        assert type(product["idproduct"]) is int
        assert type(product["product"]) is str
        assert type(product["dimensions"]) is str
        for price in product["prices"]:
            assert set(price) == {"price", "idpaper"}
            assert type(price["price"]) is float
            assert type(price["idpaper"]) is int
    numbers = [product["idproduct"] for product in answer["products"]]
    assert len(set(numbers)) == len(numbers)


# Confirming Order


@pytest.mark.parametrize("kwargs", [{"json": {}}, {"data": b""}])
def test_closing_confirms_the_order(bephoto, kwargs):
    idorder = bephoto.new_order()
    bephoto.add(idorder)
    answer = bephoto.call("POST", f"/orders/{idorder}/close", **kwargs)
    assert (answer.status_code, answer.json()) == (200, {"status": 1})
    assert bephoto.order(idorder)["dateconfirmation"]


def test_closing_takes_no_fields(bephoto):
    idorder = bephoto.new_order()
    bephoto.add(idorder)
    answer = bephoto.post(f"/orders/{idorder}/close", {"idorder": idorder})
    assert error_of(answer, 422).startswith("idorder: ")
    assert bephoto.order(idorder)["dateconfirmation"] is None


def test_q57_the_state_of_an_order_is_in_its_dates(bephoto):
    idorder = bephoto.new_order()
    bephoto.add(idorder)
    order = bephoto.order(idorder)
    started = dt.datetime.strptime(order["datestart"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=dt.UTC)
    assert abs(bephoto.sandbox.clock.now() - started) < dt.timedelta(minutes=1)
    assert (order["dateconfirmation"], order["dateprocessed"]) == (None, None)
    bephoto.sandbox.clock.advance(hours=5)
    bephoto.post(f"/orders/{idorder}/close")
    confirmed = bephoto.order(idorder)["dateconfirmation"]
    later = dt.datetime.strptime(confirmed, "%Y-%m-%d %H:%M:%S").replace(tzinfo=dt.UTC)
    assert dt.timedelta(hours=5) <= later - started < dt.timedelta(hours=5, minutes=1)
    bephoto.sandbox.clock.advance(hours=23)
    assert bephoto.order(idorder)["dateprocessed"] is None
    bephoto.sandbox.clock.advance(days=3)
    processed = bephoto.order(idorder)["dateprocessed"]
    moment = dt.datetime.strptime(processed, "%Y-%m-%d %H:%M:%S").replace(tzinfo=dt.UTC)
    assert moment - later == dt.timedelta(days=1)  # its own moment, not the clock's


def test_q57_dates_not_set_can_be_empty(bephoto, reading):
    reading("q57", "empty")
    order = bephoto.order(bephoto.new_order())
    assert (order["dateconfirmation"], order["dateprocessed"]) == ("", "")


def test_q62_timestamps_can_be_unix_seconds(bephoto, reading):
    reading("q62", "unix")
    order = bephoto.order(bephoto.new_order())
    assert abs(order["datestart"] - bephoto.sandbox.clock.now().timestamp()) < 60
    assert order["dateconfirmation"] is None


def test_q65_an_empty_order_is_not_closed(bephoto):
    idorder = bephoto.new_order()
    assert error_of(bephoto.post(f"/orders/{idorder}/close"), 409).startswith("idorder: ")
    assert bephoto.order(idorder)["dateconfirmation"] is None


def test_q65_an_order_is_closed_once_and_takes_nothing_after(bephoto):
    idorder = bephoto.new_order()
    bephoto.add(idorder)
    bephoto.post(f"/orders/{idorder}/close")
    before = bephoto.order(idorder)
    assert error_of(bephoto.post(f"/orders/{idorder}/close"), 409).startswith("idorder: ")
    assert error_of(bephoto.add(idorder), 409).startswith("idorder: ")
    assert bephoto.order(idorder) == before


def test_q65_the_other_reading_closes_empty_and_twice(bephoto, reading):
    reading("q65", "accept")
    idorder = bephoto.new_order()
    assert bephoto.post(f"/orders/{idorder}/close").json() == {"status": 1}
    first = bephoto.order(idorder)["dateconfirmation"]
    assert first
    bephoto.sandbox.clock.advance(hours=1)
    assert bephoto.post(f"/orders/{idorder}/close").json() == {"status": 1}
    assert bephoto.order(idorder)["dateconfirmation"] == first
    assert error_of(bephoto.add(idorder), 409).startswith("idorder: ")


# The sandbox's own list


def test_orders_are_listed_with_their_state_and_total(bephoto):
    open_order = bephoto.new_order(metadata="offen")
    closed = bephoto.new_order(metadata="ref-2")
    bephoto.add(closed, quantity=3)
    bephoto.post(f"/orders/{closed}/close")
    first, second = bephoto.sandbox.orders("bephoto")
    assert (first["id"], first["state"], first["lines"]) == (str(open_order), "open", 0)
    assert (second["reference"], second["state"], second["lines"]) == ("ref-2", "confirmed", 1)
    assert second["total"] == "5.49"
    bephoto.sandbox.clock.advance(days=2)
    assert bephoto.sandbox.orders("bephoto")[1]["state"] == "processed"
