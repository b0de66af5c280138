"""What is taken after a lost answer, with the lab's answers written out.

Broken once each: no comparison of the fields, of the ids seen before, of the number found.
"""

import json

import pytest

from labkit.errors import OrderError
from labkit.http import Answer, Call
from labkit.http.flow import LostAnswerError, Step
from labkit.providers.printofoto.orders import Order
from labkit.providers.printofoto.orders.lookup import create, create_part
from labkit.providers.printofoto.orders.model import order_wire
from labkit.providers.printofoto.orders.own_order import create_draft

ORDER = Order(
    id_order_partner="W-1",
    shipping_firstname="Jean",
    shipping_name="Dupond",
    shipping_address_1="12 rue du stade",
    shipping_zipcode="75001",
    shipping_city="Paris",
    shipping_country="France",
    details=[{"id_product": 14, "poster": {"image_url": "p.jpg"}}],
)
SENT = {name: str(value) for name, value in order_wire(ORDER, 0).items()}
LOST = LostAnswerError("lost")


def play(flow, *answers):
    """Answer a flow's calls and return how it ends and what it called."""
    calls = []
    step = next(flow)
    for answer in answers:
        calls.append(f"{step.call.method} {step.call.path}")
        try:
            if isinstance(answer, Exception):
                step = flow.throw(answer)
            else:
                body = json.dumps(answer).encode()
                step = flow.send(Answer(step.call, 200, {}, body, "https://lab.example"))
        except StopIteration as end:
            return end.value, calls
    raise AssertionError(f"it goes on with {step}")


def record(number, **changes):
    return {"id_order": number, **SENT, **changes}


POST_TEXT = Step(Call("POST", "/bookmark", json={"text": "new", "custom": "labkit-1"}))


def test_what_is_found_has_every_field_that_was_sent():
    found = {"id_bookmark": "7", "text": "new", "custom": "labkit-1", "logo_url": ""}
    number, _ = play(create(POST_TEXT, "bookmark", custom="labkit-1"), LOST, [found])
    assert number == "7"


def test_what_has_another_content_stops_the_order():
    found = {"id_bookmark": "7", "text": "old", "custom": "labkit-1"}
    with pytest.raises(OrderError, match="another content"):
        play(create(POST_TEXT, "bookmark", custom="labkit-1"), LOST, [found])


def test_a_part_that_was_made_before_is_not_the_one_that_was_lost():
    page = {"id_photobook": "3", "position": 2}
    step = Step(Call("POST", "/photobookpage", json=page))
    first = {"id_photobook_page": "1", "id_photobook": "3", "position": "1"}
    second = {"id_photobook_page": "2", **page}
    flow = create_part(step, "photobookpage", ["1"], id_photobook="3")
    assert play(flow, LOST, [second, first])[0] == "2"
    # It may still arrive: made once more, the book could end up with one page too many.
    with pytest.raises(LostAnswerError):
        play(create_part(step, "photobookpage", ["1"], id_photobook="3"), LOST, [first])


def test_an_order_that_is_new_open_equal_and_empty_is_taken():
    draft, _ = play(create_draft(ORDER), [record("1")], LOST, [record("2"), record("1")], [])
    assert (draft.number, draft.answered) == ("2", False)


@pytest.mark.parametrize(
    ("listed", "lines"),
    [
        ([record("1")], None),
        ([record("2", shipping_city="Lyon"), record("1")], None),
        ([record("2", order_state="6"), record("1")], None),
        ([record("2", order_state="1"), record("1")], None),
        ([record("3"), record("2"), record("1")], None),
        ([record("2"), record("1")], [{"id_order_detail": "9", "id_order": "2"}]),
    ],
)
def test_any_other_order_is_left_alone_and_a_new_one_made(listed, lines):
    answers = [listed] if lines is None else [listed, lines]
    draft, calls = play(create_draft(ORDER), [record("1")], LOST, *answers, record("8"))
    assert (draft.number, draft.answered) == ("8", True)
    assert calls[-1] == "POST /order"
    assert not [call for call in calls if call.startswith("PUT")]
