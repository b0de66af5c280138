"""Any pydantic model as a form, driven by the messages a browser would send."""

import datetime as dt
import enum
import json
from decimal import Decimal
from typing import Literal

import pytest
from form_kit import at, heard, last
from pydantic import AwareDatetime, BaseModel, Field, SecretStr

from labkit.errors import Problem
from labkit.widgets.form import model_form, parse_path, path_text


class Colour(enum.Enum):
    DARK_RED = "r"
    GREEN = "g"


class Inner(BaseModel):
    name: str = Field(min_length=1, description="What it is called.")
    size: int = Field(default=1, ge=1)


class Order(BaseModel):
    title: str = Field(min_length=1, max_length=5)
    amount: Decimal | None = Field(default=None, ge=0)
    when: dt.date | None = None
    at: AwareDatetime
    way: Literal["fast", "slow"] = "slow"
    colour: Colour = Colour.GREEN
    gift: bool = False
    word: SecretStr | None = None
    inside: Inner
    extra: Inner | None = None
    lines: list[Inner] = Field(min_length=1)
    tags: list[str] = []


@pytest.fixture
def form():
    return heard(model_form(Order))


def say(form, path, value):
    form.widget._message(None, {"type": "input", "key": at(form, path).key, "value": value}, [])


def act(form, path, action, place=0):
    content = {"type": "action", "key": at(form, path).key, "action": action, "place": place}
    form.widget._message(None, content, [])


def fill(form):
    for path, text in {"title": "abc", "inside.name": "in", "lines[0].name": "one"}.items():
        say(form, path, text)


def test_each_type_gets_its_own_kind_of_field(form):
    kinds = {name: child.kind for name, child in form.root.children().items()}
    assert kinds == {
        "title": "text",
        "amount": "number",
        "when": "date",
        "at": "moment",
        "way": "select",
        "colour": "select",
        "gift": "checkbox",
        "word": "password",
        "inside": "group",
        "extra": "optional",
        "lines": "list",
        "tags": "list",
    }


@pytest.mark.short
def test_what_is_typed_becomes_the_model(form):
    fill(form)
    say(form, "amount", "1,50")
    say(form, "when", "2026-01-31")
    say(form, "at", "2026-01-31T10:00")
    say(form, "way", "fast")
    say(form, "colour", "r")
    say(form, "gift", True)
    made = Order.model_validate(form.value)
    assert form.problems == []
    assert (made.amount, made.when) == (Decimal("1.50"), dt.date(2026, 1, 31))
    assert (made.way, made.colour, made.gift) == ("fast", Colour.DARK_RED, True)
    assert made.at == dt.datetime(2026, 1, 31, 10).astimezone()


def test_defaults_are_not_named(form):
    fill(form)
    assert set(form.value) == {"title", "at", "inside", "lines"}


def test_an_error_stands_at_its_field_with_the_deepest_place(form):
    fill(form)
    act(form, "lines", "add", 1)
    say(form, "lines[1].size", "0")
    errors = last(form, "errors")["errors"]
    key = at(form, "lines[1].size").key
    assert errors == {key: {"text": "must be at least 1", "severity": "error"}}


def test_fields_nobody_came_to_are_not_called_wrong_yet(form):
    say(form, "title", "abcdefg")
    told = last(form, "errors")
    assert list(told["errors"]) == [at(form, "title").key]
    assert told["waiting"] == 2  # inside.name and lines[0].name


def test_problems_that_are_shown_land_at_their_fields_and_the_rest_in_the_summary(form):
    fill(form)
    form.show([Problem("lines[0].name", "no such name"), Problem("nowhere.at.all", "oh dear")])
    told = last(form, "errors")
    key = at(form, "lines[0].name").key
    assert told["errors"] == {key: {"text": "no such name", "severity": "error"}}
    texts = {one["text"]: one["key"] for one in told["summary"]}
    assert texts == {"Inner 1 > Name: no such name": key, "nowhere.at.all: oh dear": ""}


def test_a_shown_problem_goes_with_the_next_change(form):
    fill(form)
    form.show([Problem("title", "taken")])
    say(form, "title", "xyz")
    assert last(form, "errors")["errors"] == {}


def test_lines_are_added_duplicated_moved_and_removed(form):
    fill(form)
    act(form, "lines", "duplicate", 0)
    say(form, "lines[1].name", "two")
    act(form, "lines", "up", 1)
    assert [line["name"] for line in form.value["lines"]] == ["two", "one"]
    act(form, "lines", "remove", 0)
    assert form.value["lines"] == [{"name": "one"}]


def test_keys_follow_a_line_that_moves(form):
    act(form, "lines", "add", 1)
    key = at(form, "lines[1].name").key
    act(form, "lines", "up", 1)
    assert at(form, "lines[0].name").key == key


def test_a_part_is_left_out_until_it_is_added(form):
    fill(form)
    assert "extra" not in form.value
    act(form, "extra", "add")
    say(form, "extra.name", "x")
    assert form.value["extra"] == {"name": "x"}
    act(form, "extra", "remove")
    assert "extra" not in form.value


def test_a_list_of_plain_values(form):
    act(form, "tags", "add")
    say(form, "tags[0]", "red")
    assert form.value["tags"] == ["red"]


def test_a_secret_is_kept_but_never_sent_back(form):
    say(form, "word", "HUSH-HUSH")
    assert form.value["word"].get_secret_value() == "HUSH-HUSH"
    form.widget._message(None, {"type": "ready"}, [])
    assert "HUSH-HUSH" not in json.dumps(form.told, default=str) + repr(form.value)


def test_nothing_typed_is_in_the_widgets_state(form):
    fill(form)
    say(form, "word", "HUSH-HUSH")
    state = json.dumps(form.widget.get_state(), default=str)
    assert "HUSH-HUSH" not in state
    assert '"abc"' not in state


def test_an_exception_in_a_callback_is_shown(form):
    def break_down():
        raise RuntimeError("broken on purpose")

    form.on_change(break_down)
    say(form, "title", "abc")
    assert "broken on purpose" in last(form, "failure")["text"]


def test_a_value_to_begin_with():
    form = model_form(Order, {"title": "t", "lines": [{"name": "a"}, {"name": "b", "size": 3}]})
    assert form.value["lines"] == [{"name": "a"}, {"name": "b", "size": "3"}]


@pytest.mark.parametrize("path", ["a", "a[0]", "a[0].b[12].c", "a.b"])
def test_paths_go_both_ways(path):
    assert path_text(parse_path(path)) == path
