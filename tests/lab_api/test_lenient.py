import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkit.errors import AnswerError
from labkit.lab_api import lenient, notes

WHERE = {"lab": "mylab", "call": "GET /things"}


@pytest.mark.parametrize(
    ("data", "found"),
    [(None, []), ("", []), ({}, [{}]), ({"a": 1}, [{"a": 1}]), ([], []), ([{"a": 1}], [{"a": 1}])],
)
def test_one_object_is_a_list_of_one_and_nothing_is_none(data, found):
    assert lenient.records(data, **WHERE, what="things") == found


@pytest.mark.parametrize("data", ["x", 7, True, ["a"], [{}, None, None], [[{}]]])
def test_what_is_no_list_of_objects_says_where(data):
    with pytest.raises(AnswerError, match="things") as caught:
        lenient.records(data, **WHERE, what="things")
    assert (caught.value.lab, caught.value.call) == ("mylab", "GET /things")


def test_the_odd_one_of_a_list_is_set_aside_and_named():
    with notes.collected() as found:
        assert lenient.records([{}, {}, "x"], **WHERE, what="things") == [{}, {}]
    reason = "set aside, one of the things: str where objects belong"
    assert list(found) == [notes.Note("", 1, "x", reason)]


def test_one_without_an_id_is_set_aside_and_the_rest_stands():
    data = [{"id": 1}, {"id": None}, {"id": "7"}, {"name": "x"}, {"id": 2}]
    with notes.collected() as found:
        kept = lenient.records(data, **WHERE, what="things", key="id")
    assert kept == [{"id": 1}, {"id": "7"}, {"id": 2}]
    (only,) = found
    assert (only.column, only.count, only.example) == ("", 2, "{'id': None}")


def test_more_than_half_set_aside_is_an_error_over_all_lists_of_a_kind():
    with pytest.raises(AnswerError, match=r"things: 2 of 3"):
        lenient.records([{}, 1, 2], **WHERE, what="things")
    _two_lists([1], [{"id": 1}])
    with pytest.raises(AnswerError, match="things: 2 of 3"):
        _two_lists([1, 2], [{"id": 1}])


def _two_lists(*lists):
    with notes.collected():
        for each in lists:
            lenient.records(each, **WHERE, what="things", key="id")


def test_values_that_are_not_understood_are_counted_and_missing_ones_are_not():
    with notes.collected() as found:
        read = lenient.prices(
            [0.39, "$0.39", "1,234", None, "", " ", -1, True, "1_000", "1.234,50"]
        )
    assert read.tolist()[0] == 0.39
    assert read.tolist()[-1] == 1234.5
    assert np.isnan(read[1:-1]).all()
    assert list(found) == [
        notes.Note("price", 4, "$0.39", "no number that can be understood"),
        notes.Note("price", 1, "-1", "a price below 0"),
    ]


@given(st.lists(st.integers(-(10**18), 10**18)))
def test_ids_are_the_same_from_numbers_and_text(numbers):
    texts = [str(number) for number in numbers]
    assert lenient.ids(numbers, **WHERE, what="id") == texts
    assert lenient.ids([f" {text} " for text in texts], **WHERE, what="id") == texts


@pytest.mark.parametrize("value", [None, "", "  ", 1.5, 1e16, True, [1], {"id": 1}])
def test_what_is_no_id_is_named_with_its_place(value):
    with pytest.raises(AnswerError, match=r"id is missing or no id in record 1"):
        lenient.ids(["1", value], **WHERE, what="id")


def test_a_field_that_is_absent_is_none():
    assert lenient.field([{"a": 1}, {"a": 2}], "a") == [1, 2]
    assert lenient.field([{"a": 1}, {}], "a") == [1, None]


def test_texts_are_texts():
    assert lenient.texts(["a", None, 7, 0.5, True, [1], ""]) == ["a", "", "7", "0.5", "", "", ""]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_are_the_same_from_numbers_and_text(values):
    assert lenient.numbers(values).tolist() == values
    assert lenient.numbers([repr(value) for value in values]).tolist() == values


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1,234.50", 1234.5),
        ("1.234,50", 1234.5),
        ("1,5", 1.5),
        ("0,49", 0.49),
        (" 2.5 ", 2.5),
        (3, 3.0),
        ("-1", -1.0),
        (0, 0.0),
    ],
)
def test_a_number_is_read(value, number):
    # With a blank the whole column is read value by value.
    assert lenient.numbers([value]).tolist() == [number]
    assert lenient.numbers([value, None]).tolist()[0] == number


@pytest.mark.parametrize(
    "value", [None, "", "x", "1,234", "1,2,3", "nan", "inf", 1e999, 10**400, True, [1], {}]
)
def test_what_is_no_number_is_unknown_and_not_zero(value):
    assert math.isnan(lenient.numbers([value])[0])
    assert math.isnan(lenient.numbers([value, 1, ""])[0])


@pytest.mark.parametrize("value", [True, 1, 1.0, "1", "true", " True ", "YES"])
def test_flags_that_are_set(value):
    assert lenient.flag(value)


@pytest.mark.parametrize("value", [False, 0, "0", "false", "", None, "no", 2, [1], {}])
def test_flags_that_are_not_set(value):
    assert not lenient.flag(value)


def test_the_first_row_of_a_key_is_kept_and_what_disagrees_is_unknown():
    columns = {"name": ["a", "b", "c", "d"], "price": np.array([1.0, 2.0, 1.0, 3.0])}
    kept = lenient.once(columns, ["x", "y", "x", "y"], "price")
    assert kept["name"] == ["a", "b"]
    assert kept["price"][0] == 1.0
    assert math.isnan(kept["price"][1])
    assert columns["price"].tolist() == [1.0, 2.0, 1.0, 3.0]


def test_a_price_below_zero_is_unknown_and_never_the_cheapest():
    found = lenient.prices([-1, "-0,01", 0, "0.39"])
    assert [math.isnan(price) for price in found] == [True, True, False, False]
    assert found[2:].tolist() == [0.0, 0.39]
