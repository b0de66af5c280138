"""The document's samples of answers, mended to JSON, as the client reads them (point q15)."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from labkit.http import Answer, Call
from labkit.providers.profotonet import orders, wire
from labkit.providers.profotonet.orders import flow, lookup
from labkit.providers.profotonet.orders.model import Order

FIXTURES = Path(__file__).parent / "fixtures"
INSERTED = json.loads((FIXTURES / "order_answer.json").read_text())
READ = json.loads((FIXTURES / "order_status.json").read_text())


class OrderService:
    own_sandbox = True


def answer(data, status=200):
    body = json.dumps(data).encode()
    return Answer(Call("GET", "/order"), status, {}, body, "http://127.0.0.1/order", "profotonet")


def last(flow, *answers):
    """Run a flow on ready-made answers and return what it returns."""
    next(flow)
    for each in answers:
        try:
            flow.send(each)
        except StopIteration as end:
            return end.value
    pytest.fail("the flow asks for more")


def order():
    data = json.loads((FIXTURES / "insert_order.json").read_text())
    return Order.model_validate({**data, "test": False})


def test_q20_the_answer_to_an_order_is_8996_cents():
    outcome = last(flow.submit(order(), OrderService()), answer(READ), answer(INSERTED))
    assert outcome.lab_order_id == "507f1f77bcf86cd799439011"
    assert (outcome.lab_state, outcome.total, outcome.currency) == (
        "accepted",
        Decimal("89.96"),
        "EUR",
    )


@pytest.mark.parametrize("shape", [READ, READ["data"], [READ["data"]]])
def test_q05_q14_an_order_that_is_read_says_order_which_no_list_has(shape):
    class Entry:
        reference, body = "1", {}

    status = last(flow.status(Entry(), OrderService()), answer(shape))
    assert (status.lab_state, status.final, status.tracking) == ("order", False, ("3SYMFU0000001",))


def test_q21_entry_totals_are_compared_by_product_whatever_their_order():
    data = dict(READ["data"])
    assert lookup._same(order(), data)
    data["entryTotals"] = data["entryTotals"][::-1]
    assert lookup._same(order(), data)
    data["entryTotals"] = data["entryTotals"][:1]
    assert not lookup._same(order(), data)


def test_q10_the_sample_of_an_error_names_its_field():
    body = {"errors": [{"field": "orderId", "message": "Invalid parameter"}]}
    said = wire.read_error(answer(body, 400))
    assert [(p.field, p.message) for p in said.problems] == [("orderId", "Invalid parameter")]


def test_q06_the_sample_of_a_callback_names_the_order_by_a_number():
    body = {
        "id": "507f1f77bcf86cd799439011",
        "orderId": 1000023,
        "referenceId": 10000000,
        "status": "shipped",
        "trackAndTraceCode": "3SYMFU0000001",
    }
    assert orders.read_callback(body) == "10000000"


def test_q25_the_answer_to_a_reprint_names_the_order():
    class Entry:
        reference = "10000000"
        created_at = "2026-11-20T00:00:00+00:00"

    class Now(OrderService):
        @staticmethod
        def now():
            import datetime as dt

            return dt.datetime(2026, 11, 22, tzinfo=dt.UTC)

    body = {"data": {"id": "507f1f77bcf86cd799439011", "orderId": 1000023}}
    calls = flow.reprint(Entry(), order(), Now(), reason="damaged")
    assert last(calls, answer(body)).lab_order_id == "1000023"
