"""What labs' answers say is wrong, in the shapes there are."""

import orjson
import pytest

from labkit.errors import AnswerError
from labkit.http.error_bodies import ErrorReader
from labkit.http.messages import Answer, Call


def answer(body, status=200):
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return Answer(Call("POST", "/orders"), status, {}, raw, "https://lab.example/orders", "alab")


def read(body, status=422, **names):
    return ErrorReader(**names)(answer(body, status))


@pytest.mark.parametrize(
    "body", [{"id": 1}, [{"error": "in a list of records"}], {"errors": []}, {"error": None}, b""]
)
def test_a_success_is_a_2xx_that_names_no_error(body):
    assert read(body, 200) is None


@pytest.mark.parametrize(
    ("body", "problems", "message"),
    [
        ({"error": "no such product"}, [("", "no such product")], "no such product"),
        ({"errors": ["a", "b"]}, [("", "a"), ("", "b")], "a; b"),
        ({"errors": {"sku": "is blank"}}, [("sku", "is blank")], "sku: is blank"),
        ({"errors": {"sku": ["is blank", "is long"]}}, [("sku", "is blank, is long")], None),
        ({"errors": [{"field": "sku", "message": "is blank"}]}, [("sku", "is blank")], None),
        ({"errors": [{"param": "sku", "detail": "is blank"}]}, [("sku", "is blank")], None),
        ({"errors": [{"field": "sku"}]}, [("sku", "refused")], None),
        ({"error": {"message": "no", "field": "sku"}}, [("sku", "no")], "sku: no"),
        ({"message": "closed on Sundays"}, [], "closed on Sundays"),
        (b"<html>busy</html>", [], "<html>busy</html>"),
        (b"", [], ""),
    ],
)
def test_the_shapes_of_errors(body, problems, message):
    found = read(body)
    assert [(each.field, each.message) for each in found.problems] == problems
    assert message is None or found.message == message


def test_a_2xx_that_names_an_error_is_none_of_a_success():
    assert read({"errors": ["no"]}, 200).message == "no"


def test_a_lab_names_its_own_members():
    body = {"fault": {"at": "sku", "why": "is blank"}}
    found = read(body, errors=("fault",), fields=("at",), messages=("why",))
    assert [(each.field, each.message) for each in found.problems] == [("sku", "is blank")]
    assert read(body, 401).unauthorized


def test_a_long_text_is_cut():
    assert len(read({"error": "x" * 999}).message) == 300


@pytest.mark.parametrize("body", [[1], "text", None, b"<html>"])
def test_an_answer_that_is_no_object_says_which_call_it_was(body):
    with pytest.raises(AnswerError) as caught:
        answer(body).json_object()
    assert (caught.value.lab, caught.value.call) == ("alab", "POST /orders")
