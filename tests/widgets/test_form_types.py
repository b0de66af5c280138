"""Any type a pydantic model may have: a field that fits it, or one that can at least be used."""

import dataclasses
import datetime as dt
import enum
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from form_kit import at, heard, last
from pydantic import (
    BaseModel,
    Field,
    HttpUrl,
    NaiveDatetime,
    PositiveInt,
    RootModel,
    SecretBytes,
    SecretStr,
)

from labkit.errors import InputError
from labkit.widgets.form import model_form


class Size(enum.IntEnum):
    SMALL = 1
    LARGE = 2


class Frame(BaseModel):
    kind: Literal["frame"] = "frame"
    wood: str = Field(min_length=1)


class Canvas(BaseModel):
    kind: Literal["canvas"]
    depth: int = Field(ge=1)


class Plain(BaseModel):
    words: str


@dataclasses.dataclass
class Spot:
    x: int
    y: int = 0


class Numbers(RootModel[list[int]]):
    pass


class Tree(BaseModel):
    name: str
    below: list["Tree"] = []
    twin: "Tree | None" = None


class Everything(BaseModel):
    size: Size
    level: Literal[1, 2]
    maybe: bool | None = None
    thing: Annotated[Frame | Canvas, Field(discriminator="kind")]
    other: Plain | Canvas | None = None
    either: int | str = "x"
    words: dict[str, int] = {"a": 1}
    spot: Spot
    rows: list[list[int]]
    limits: list[Annotated[int, Field(ge=2)]] = [3]
    pair: tuple[int, str]
    here: NaiveDatetime
    clock: dt.time | None = None
    link: HttpUrl
    secret: SecretStr
    raw: SecretBytes | None = None
    called: str = Field(alias="theName", min_length=2)
    plain: Plain | None = Plain(words="w")
    numbers: Numbers
    tree: Tree | None = None
    mixed: int | list[str]
    count: PositiveInt = 1
    price: Decimal = Decimal("1.50")
    anything: Any = None


def shown(model, value=None):
    return heard(model_form(model, value))


def tell(form, kind, target, **content):
    key = target.key if hasattr(target, "key") else at(form, target).key
    form.widget._message(None, {"type": kind, "key": key, **content}, [])


def say(form, path, value):
    tell(form, "input", path, value=value)


def fill(form):
    for path in ("rows", "numbers"):
        tell(form, "action", path, action="add")
    tell(form, "action", "rows[0]", action="add")
    tell(form, "action", "thing", action="take", value="Canvas")
    tell(form, "action", "mixed", action="take", value="Value")
    tell(form, "input", at(form, "mixed").inner, value="5")
    for path, text in {
        "size": "2",
        "level": "1",
        "thing.depth": "4",
        "spot": '{"x": 3}',
        "rows[0][0]": "7",
        "pair": '[1, "b"]',
        "here": "2026-01-31T10:00",
        "link": "https://example.com/a",
        "secret": "HUSH",
        "theName": "xy",
        "numbers[0]": "9",
    }.items():
        say(form, path, text)


@pytest.fixture
def form():
    return shown(Everything)


def test_whatever_it_is_made_of_it_can_be_filled_in(form):
    fill(form)
    assert form.problems == []
    made = Everything.model_validate(form.value)
    assert (made.size, made.level, made.maybe) == (Size.LARGE, 1, None)
    assert made.thing == Canvas(kind="canvas", depth=4)
    assert (made.spot, made.rows, made.pair) == (Spot(3), [[7]], (1, "b"))
    assert made.here == dt.datetime(2026, 1, 31, 10)  # noqa: DTZ001 - the model asks for it
    assert (made.numbers.root, made.mixed, made.called) == ([9], 5, "xy")
    assert (made.plain, made.words, made.limits) == (Plain(words="w"), {"a": 1}, [3])


def test_a_value_comes_back_as_it_was(form):
    fill(form)
    made = Everything.model_validate(form.value)
    again = shown(Everything, made.model_dump())
    assert Everything.model_validate(again.value) == made


def test_only_the_chosen_one_of_a_union_is_called_wrong(form):
    tell(form, "action", "other", action="take", value="Canvas")
    say(form, "other.depth", "0")
    text = last(form, "errors")["errors"][at(form, "other.depth").key]["text"]
    assert text == "must be at least 1"
    assert not [one for one in form.problems if "Plain" in one.field]


def test_what_was_typed_for_another_choice_is_still_there(form):
    tell(form, "action", "thing", action="take", value="Frame")
    say(form, "thing.wood", "oak")
    tell(form, "action", "thing", action="take", value="Canvas")
    tell(form, "action", "thing", action="take", value="Frame")
    assert form.value["thing"] == {"kind": "frame", "wood": "oak"}


def test_a_model_in_itself_is_made_as_deep_as_it_is_asked_for(form):
    tell(form, "action", "tree", action="add")
    tell(form, "action", "tree.below", action="add")
    tell(form, "action", "tree.below[0].twin", action="add")
    say(form, "tree.below[0].twin.name", "leaf")
    assert form.value["tree"]["below"][0]["twin"] == {"name": "leaf"}


def test_what_is_no_json_is_said_so(form):
    say(form, "spot", "{x: 3}")
    text = last(form, "errors")["errors"][at(form, "spot").key]["text"]
    assert text.startswith("enter JSON")


# A pydantic int takes "1.000" for 1, and a decimal comma makes 1 of "1,000".
@pytest.mark.parametrize(
    ("path", "typed", "wrong"),
    [
        ("count", "1,000", True),
        ("count", "1.000", True),
        ("count", "1000", False),
        ("price", "1,000", True),
        ("price", "1,50", False),
        ("price", "0,125", False),
    ],
)
def test_a_thousand_is_not_taken_for_one(form, path, typed, wrong):
    fill(form)
    say(form, path, typed)
    assert [one.field for one in form.problems] == ([path] if wrong else [])


@pytest.mark.parametrize(("path", "said"), [("count", "whole number"), ("price", "number")])
def test_a_cleared_field_does_not_quietly_get_its_default_back(form, path, said):
    fill(form)
    say(form, path, "")
    assert [(one.field, said in one.message) for one in form.problems] == [(path, True)]


def test_a_part_that_was_taken_away_is_away_although_the_model_has_a_default(form):
    fill(form)
    tell(form, "action", "plain", action="remove")
    assert Everything.model_validate(form.value).plain is None
    tell(form, "action", "plain", action="add")
    assert Everything.model_validate(form.value).plain == Plain(words="w")


def test_an_item_that_was_left_empty_is_not_left_out_in_silence(form):
    fill(form)
    tell(form, "action", "numbers", action="add")
    assert [one.field for one in form.problems] == ["numbers[1]"]


@pytest.mark.parametrize("model", [Numbers, dict, 3])
def test_what_has_no_fields_is_refused_in_words(model):
    with pytest.raises(InputError, match=r"no fields|no pydantic model"):
        model_form(model)


def test_a_second_click_that_comes_late_takes_no_other_line():
    form = shown(Tree, {"name": "t", "below": [{"name": n} for n in "abc"]})
    key = at(form, "below[0]").key
    for _ in range(2):
        tell(form, "action", "below", action="remove", item=key)
    assert [one["name"] for one in form.value["below"]] == ["b", "c"]


def test_a_removed_line_comes_back_where_it_was():
    form = shown(Tree, {"name": "t", "below": [{"name": n} for n in "abc"]})
    tell(form, "action", "below", action="remove", item=at(form, "below[1]").key)
    assert last(form, "tree")["tree"]["children"][1]["removed"]
    tell(form, "action", "below", action="undo")
    assert [one["name"] for one in form.value["below"]] == ["a", "b", "c"]


def test_a_tree_says_what_it_has_heard_so_that_newer_typing_stays():
    form = shown(Tree)
    tell(form, "input", "name", value="x", view="v1", number=7)
    tell(form, "action", "below", action="add", view="v2", number=3)
    assert last(form, "tree")["seen"] == {"v1": 7, "v2": 3}
    assert last(form, "heard") == {"type": "heard", "view": "v2", "number": 3}


def test_other_views_hear_what_was_typed_but_no_secret():
    form = shown(Everything)
    say(form, "link", "https://example.com")
    say(form, "secret", "HUSH")
    typed = [message for message, _ in form.told if message["type"] == "typed"]
    assert [one["value"] for one in typed] == ["https://example.com"]
