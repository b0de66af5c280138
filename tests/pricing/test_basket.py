"""Which options a quote counts: what is required, and what is ruled out by what was chosen."""

import pytest

from labkit import Line, frames
from labkit.pricing.basket import read_basket

PRODUCTS = frames.build(frames.PRODUCTS, {"lab": ["x"], "product_id": ["p"], "price": [1.0]})
OPTIONS = frames.build(
    frames.OPTIONS,
    {
        "product_id": "p",
        "group_id": ["paper", "paper", "edge", "edge", "edge"],
        "option_id": ["matte", "gloss", "black", "white", "deckled"],
        "price": [1.0, 2.0, 4.0, 8.0, 16.0],
        "required": True,
        "default": [True, False, True, True, False],
        "level": "print",
        "excludes": [(), ("black", "deckled"), ("gloss",), (), ("gloss",)],
    },
    rows=5,
)


def basket(*options, frame=OPTIONS):
    line = Line(product_id="p", options=options)
    (item,) = read_basket([line], PRODUCTS, frame, "x")
    return item.chosen["option_id"].to_list(), [g["option_id"].to_list() for g in item.open_groups]


def test_of_two_defaults_one_may_be_ruled_out():
    # Without gloss the edge has two defaults: it is for the person to choose.
    assert basket() == (["matte"], [["black", "white", "deckled"]])
    assert basket("gloss") == (["gloss", "white"], [])


def test_a_group_of_which_everything_is_ruled_out_is_not_asked_for():
    assert basket("gloss", frame=OPTIONS[OPTIONS["option_id"] != "white"]) == (["gloss"], [])


@pytest.mark.parametrize("options", [("white",), ("white", "gloss")])
def test_what_was_chosen_stays(options):
    chosen, left = basket(*options)
    assert set(options) <= set(chosen)
    assert left == []
