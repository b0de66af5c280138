"""Every field of every answer of every order flow, spoilt: a typed error, never a false yes.

What is asserted: nothing but `LabkitError` leaves a flow, an order is not taken for placed unless
the document's proof was among the answers, and what is kept of an answer can be written down.
Seen to fail before: Profotonet's `{}` and Bay Photo's `null` were a yes, so was a Printofoto order
without its id, and a `KeyError`, `TypeError` or `InvalidOperation` left where a field was spoilt.
"""

import copy
import datetime as dt
import json
from types import SimpleNamespace

import pytest
from answers_kit import PLAYED, Played, Service, order_of, proven
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkit.errors import LabkitError
from labkit.http.flow import run
from labkit.ordering.journal import _stored

DEEP = b"[" * 1000 + b"]" * 1000
JUNK = [
    None, True, False, 0, -1, 1, 2.5, 10**30, "", " ", "0", "NaN", "Infinity", "1e999999999",
    "3,75", "banana", "-0001-11-30 00:00:00", "0000-00-00 00:00:00", "²", "\u0000", [], [[]],
    [None], {}, {"a": 1}, [{}], [{}, {}],
]  # fmt: skip
BODIES = [
    b"", b"null", b"{}", b"[]", b"[{}]", b'{"data":{}}', b'{"data":null}', b"<html>", b"\xff",
    b'{"status":1}', b'{"error":"Unauthorized"}', b'{"errors":[]}', b"true", b'"ok"', DEEP,
    b'{"errors":{"order_name":"x"}}', b'{"error":"Mail relay: unauthorized sender"}',
    b'{"result":"ok"}', b'{"errors":' + DEEP + b"}", b'{"error":' + DEEP + b"}",
    b'{"data":' + DEEP + b"}",
]  # fmt: skip
STATUSES = [200, 201, 204, 302, 400, 401, 403, 404, 408, 409, 422, 429, 500, 503]


def paths(data, here=()):
    yield here
    items = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    for name, inner in items:
        yield from paths(inner, (*here, name))


def spoilt(data, where, junk, *, gone):
    """The data with one field replaced, or taken away."""
    if not where:
        return junk
    data = copy.deepcopy(data)
    inner = data
    for name in where[:-1]:
        inner = inner[name]
    if gone:
        del inner[where[-1]]
    else:
        inner[where[-1]] = junk
    return data


def flow_of(lab, operation, module):
    order = module.Order.model_validate(order_of(lab))
    entry = SimpleNamespace(
        progress={"idorder": "17", "id_order": "17", "earlier": ""},
        lab_order_id="17", body={}, raw=None,
        reference=module.reference(order), created_at="2026-11-28T10:00:00+00:00",
    )  # fmt: skip
    if operation == "submit":
        return module.submit(order, Service())
    if operation == "status":
        return module.status(entry, Service())
    if operation == "cancel":
        return module.cancel(entry, order, Service())
    if operation == "reprint":
        return module.reprint(entry, order, Clock(), reason="damaged")
    return module.resolve(entry, order, Service(), resend=operation == "resend")


class Clock(Service):
    def now(self):
        return dt.datetime(2026, 11, 29, tzinfo=dt.UTC)


OPERATIONS = [
    (lab, operation)
    for lab, more in {
        "bephoto": [], "printofoto": ["cancel"], "profotonet": ["reprint"], "bayphoto": [],
    }.items()
    for operation in ("submit", "resolve", "resend", "status", *more)
]  # fmt: skip


def played(lab, operation, spoil):
    """Run a flow; return its outcome (None: no yes) and what was answered."""
    client = Played(lab, spoil)
    module = client.spec.module("orders")
    try:
        return run(flow_of(lab, operation, module), client), client
    except LabkitError as error:
        _stored("raw", error.answer)
        return None, client


def as_it_is(_position, _call, status, data):
    return status, json.dumps(data).encode()


@pytest.mark.parametrize(("lab", "operation"), OPERATIONS)
def test_as_the_document_shows_it_every_flow_ends_well(lab, operation):
    outcome, client = played(lab, operation, as_it_is)
    assert outcome is not None or (lab, operation) == ("bayphoto", "resolve")
    if operation == "submit":
        assert proven(lab, client.seen)


@st.composite
def spoilers(draw):
    """Spoil the answer at one position; those after another are lost, or as they are."""
    position = draw(st.integers(0, 9))
    kind = draw(st.sampled_from(["field", "field", "field", "gone", "body", "status", "lost"]))
    junk, body = draw(st.sampled_from(JUNK)), draw(st.sampled_from(BODIES))
    status = draw(st.sampled_from(STATUSES))
    choice = draw(st.integers(0, 10**6))
    again = draw(st.sampled_from([10, 10, 1, 2]))

    def spoil(now, call, good, data):
        if now < position or (now - position) % again:
            return as_it_is(now, call, good, data)
        if kind == "lost":
            return None
        if kind in {"body", "status"}:
            return (good if kind == "body" and choice % 2 else status), body
        found = list(paths(data))
        where = found[choice % len(found)]
        return good, json.dumps(spoilt(data, where, junk, gone=kind == "gone")).encode()

    return spoil


@pytest.mark.parametrize(("lab", "operation"), OPERATIONS)
@settings(max_examples=60, deadline=None, database=None, derandomize=True,
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(spoil=spoilers())
def test_a_spoilt_answer_is_a_typed_error_and_never_a_false_yes(lab, operation, spoil):
    outcome, client = played(lab, operation, spoil)
    if outcome is None or operation in {"status", "cancel", "reprint"}:
        return
    _stored("raw", outcome.raw)
    taken = any(b"order_name" in body for _, status, body in client.seen if status >= 400)
    assert proven(lab, client.seen) or (lab, operation, taken) == ("bayphoto", "resend", True)
    assert outcome.total is None or outcome.total.is_finite()


@pytest.mark.parametrize("lab", sorted(PLAYED))
def test_each_field_of_each_answer_is_spoilt_with_each_value(lab):
    """All of them, not a sample: the answers of one submit, field by field."""
    _, client = played(lab, "submit", as_it_is)
    for position, (_call, _status, body) in enumerate(client.seen):
        for where in paths(json.loads(body)):
            for junk in JUNK:

                def spoil(now, call, good, data, *, at=position, where=where, junk=junk):
                    if now == at:
                        data = spoilt(data, where, junk, gone=False)
                    return good, json.dumps(data).encode()

                outcome, seen = played(lab, "submit", spoil)
                assert outcome is None or proven(lab, seen.seen), (position, where, junk)
