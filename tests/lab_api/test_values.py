"""Single values that labs send: read where they can be understood, else none; nothing is raised."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkit.lab_api import values

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=25),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@pytest.mark.parametrize(
    ("given_", "amount"),
    [
        ("3,75", "3.75"), ("1,234.50", "1234.50"), ("1.234,50", "1234.50"), (" 0.39 ", "0.39"),
        (5.31, "5.31"), (12, "12"), ("-1", "-1"), (".5", "0.5"), ("1,234,567.8", "1234567.8"),
    ],
)  # fmt: skip
def test_money_is_exact(given_, amount):
    assert values.money(given_) == Decimal(amount)


@pytest.mark.parametrize(
    "given_",
    ["", "1,234", "1.234.567", "12,34.5", "$0.39", "NaN", "Infinity", "1e3", "1_000", "٣", True,
     None, [], {}, float("nan"), float("inf"), 10**16, "9" * 40],
)  # fmt: skip
def test_what_is_no_amount_or_one_of_two_is_none(given_):
    assert values.money(given_) is None


@pytest.mark.parametrize(
    ("given_", "number"),
    [(3, 3), (3.0, 3), ("3", 3), ("3.0", 3), ("3,5", None), (True, None), ("", None), (2.5, None)],
)
def test_whole_numbers(given_, number):
    assert values.whole(given_) == number


@pytest.mark.parametrize(
    "given_",
    ["2026-11-28 10:00:00", "2026-11-28T10:00:00Z", "2026-11-28 10:00:00 UTC", "2026-11-28",
     1795860000, "1795860000", 1795860000000, 1795860000.0, "28/11/2026 10:00:00",
     "Sat, 28 Nov 2026 10:00:00 +0000"],
)  # fmt: skip
def test_dates_in_the_forms_there_are(given_):
    found = values.moment(given_)
    assert (found.year, found.month, found.day) == (2026, 11, 28)
    assert isinstance(found, dt.datetime)


@pytest.mark.parametrize(
    "given_",
    ["", "0000-00-00 00:00:00", "-0001-11-30 00:00:00", "0001-01-01T00:00:00", "1970-01-01", 0, 1,
     "9999-12-31", "soon", True, None, [], {}, float("nan")],
)  # fmt: skip
def test_what_stands_for_no_date_is_none(given_):
    assert values.moment(given_) is None


@pytest.mark.parametrize(
    ("given_", "found"),
    [(17, "17"), ("17", "17"), (17.0, "17"), (" a ", "a"), (0, ""), ("0", ""), ("null", ""),
     (True, ""), (None, ""), ([], ""), ({}, ""), (2.5, ""), ("\x00", "")],
)  # fmt: skip
def test_ids_and_what_stands_for_none(given_, found):
    assert values.identity(given_) == found


def test_objects_of_a_list_of_one_and_of_none():
    assert values.objects([{"a": 1}, None, 3]) == [{"a": 1}]
    assert values.objects({"a": 1}) == [{"a": 1}]
    assert values.objects(None) == values.objects("x") == []


@given(ANY)
def test_nothing_is_raised_and_amounts_are_finite(value):
    amount = values.money(value)
    assert amount is None or (amount.is_finite() and abs(amount) < 10**15)
    assert values.moment(value) is None or values.moment(value).year >= 2000
    for read in (values.whole, values.identity, values.objects):
        read(value)
