"""Malformed answers of catalogs and order flows: typed, unknown, or set aside; never kept.

Broken once, and seen to fail: `notes.unread` saying nothing (a price lost without a word),
`Client.keeping` without forgetting (an answer kept that cannot be parsed), `notes.shown` with
`repr` (a deep answer left as `RecursionError`).
"""

import json
import random
import sys
from itertools import product
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "providers"))
from answers_kit import proven
from promises import MALFORMED
from spoilt_catalogs import NOTHING, SAMPLES, Lab, double_faults, single_faults
from test_order_answers_fuzz import (
    BODIES,
    JUNK,
    OPERATIONS,
    STATUSES,
    as_it_is,
    paths,
    played,
    spoilt,
)

from labkit.errors import LabkitError

pytestmark = [pytest.mark.reliability, pytest.mark.timeout(1800)]
SHORT = 15
DOUBLE = 150
IDS = ["product_id", "variant_id", "group_id", "option_id", "method_id", "country"]


@pytest.mark.parametrize(("lab", "table"), sorted(SAMPLES))
def test_malformed_catalogs(lab, table, promise, full):
    played_lab = Lab(lab, table)
    good = prices_by_row(played_lab.read(200, played_lab.answer[1]))
    assert good
    cases = [*single_faults(played_lab.good), *double_faults(played_lab.good, DOUBLE, lab + table)]
    chosen = cases if full else in_short(cases)
    for status, data, said in chosen:
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        try:
            frame = played_lab.read(status, body)
        except LabkitError:
            assert not played_lab.kept(), said
            continue
        assert_nothing_lost(good, frame, said)
    promise(MALFORMED, f"{lab} {table}: {len(chosen):,} of as many")


def in_short(cases):
    """Return some of the cases: every body that comes with status 200 is among them."""
    whole = [case for case in cases if isinstance(case[1], bytes) and case[0] == 200]
    return [*whole, *random.Random(7).sample(cases, SHORT)]


def prices_by_row(frame):
    """Return each row's ids -> its price, None where unknown."""
    keys = frame[[name for name in IDS if name in frame]].itertuples(index=False, name=None)
    prices = frame["price"].astype(object).where(frame["price"].notna(), None)
    return dict(zip(keys, prices, strict=True))


def assert_nothing_lost(good, frame, said):
    """What the sample has is there and known, or a note or an absent value says why not."""
    rows = prices_by_row(frame)
    assert all(0 <= price < 1e9 for price in rows.values() if price is not None), said
    for side in [name for name in ("width_mm", "height_mm") if name in frame]:
        assert (frame[side].dropna() > 0).all(), said
    lost = [key for key in good if key not in rows]
    less = [key for key in good if good[key] is not None and rows.get(key, 0) is None]
    reported = frame.attrs["notes"] or any(is_nothing(junk) for _, junk in said)
    assert not less or reported, (said, less)
    # An id that is another one now, or that of another row, is no loss.
    taken = any(str(junk) in key for key in good for _, junk in said)
    assert not lost or reported or taken or len(rows) >= len(good), (said, lost)


def is_nothing(junk):
    return junk in NOTHING or junk in ([], {}) or (isinstance(junk, str) and not junk.strip())


def order_cases(lab, operation):
    """Every field of every answer with every value, and every body with every status."""
    _, client = played(lab, operation, as_it_is)
    for position, (_call, _status, body) in enumerate(client.seen):
        for where, junk in product(paths(json.loads(body)), JUNK):
            yield position, lambda status, data, where=where, junk=junk: (
                status, json.dumps(spoilt(data, where, junk, gone=False)).encode())  # fmt: skip
        for body_, status in product(BODIES, STATUSES):
            yield position, lambda _status, _data, body_=body_, status=status: (status, body_)


@pytest.mark.parametrize(("lab", "operation"), OPERATIONS)
def test_malformed_order_answers(lab, operation, promise, full):
    cases = list(order_cases(lab, operation))
    chosen = cases if full else random.Random(7).sample(cases, min(SHORT, len(cases)))
    for position, spoil in chosen:

        def answer(now, call, status, data, *, at=position, spoil=spoil):
            return spoil(status, data) if now == at else as_it_is(now, call, status, data)

        outcome, client = played(lab, operation, answer)
        if outcome is None or operation in {"status", "cancel", "reprint"}:
            continue
        taken = any(b"order_name" in body for _, status, body in client.seen if status >= 400)
        bay = (lab, operation, taken) == ("bayphoto", "resend", True)
        assert proven(lab, client.seen) or bay, position
        assert outcome.total is None or outcome.total.is_finite()
    promise(MALFORMED, f"{lab} {operation}: {len(chosen)} of as many")
