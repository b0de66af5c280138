"""A described lab's catalog: one bad record is set aside, one bad value is unknown and counted.

Broken once, and seen to fail: `_with_ids` returning all rows, `Number.read` without its column.
"""

import datetime as dt

import numpy as np
import pytest

from labkit.describe.tables import Id, Number, SizeIn, Table, Text, catalog
from labkit.errors import AnswerError, RefusedError
from labkit.http import Page
from labkit.lab_api import notes

COLUMNS = {"product_id": Id("id"), "name": Text("name"), "price": Number("price", per=100)}
COLUMNS |= {"variant": Text("paper", words={"g": "glossy", "m": "matte"})}
PLAIN = catalog("mylab", products=Table("/p", COLUMNS, at="items", size=SizeIn("size")))
INNER = {"product_id": Id("id"), "variant_id": Id("papers.code"), "price": Number("papers.price")}
NESTED = catalog("mylab", products=Table("/p", INNER, at="items", each=("papers",)))


def page(*items, **more):
    return Page("http://x/p", "/p", {"items": list(items)}, dt.datetime.now(dt.UTC), **more)


def read(described, *pages):
    with notes.collected() as found:
        columns = described.parse_products(list(pages))
    return columns, {(one.column, one.count, one.example) for one in found}


def item(number, **changes):
    return {"id": number, "name": "Print", "price": 39, "paper": "g", "size": "10x15"} | changes


def test_one_bad_record_is_set_aside_and_the_rest_stands():
    columns, noted = read(PLAIN, page(item(1), None, item(None), item(2), item(3)))
    assert columns["product_id"] == ["1", "2", "3"]
    assert columns["width_mm"] == [100.0] * 3
    assert {(column, count) for column, count, _ in noted} == {("", 1)}
    assert len(noted) == 2


def test_a_value_that_is_not_understood_is_counted_by_its_column():
    odd = [item(1, price="$0.39"), item(2, paper="x"), item(3, size="large"), item(4, price=None)]
    columns, noted = read(PLAIN, page(*odd))
    assert np.isnan(columns["price"]).tolist() == [True, False, False, True]
    assert columns["price"][1] == 0.39
    assert columns["variant"] == ["glossy", "x", "glossy", "glossy"]
    assert noted == {("price", 1, "$0.39"), ("variant", 1, "x"), ("width_mm", 1, "large")}


def test_an_inner_row_without_an_id_goes_and_its_product_stays():
    papers = [{"code": "a", "price": 1}, {"price": 2}, 7, {"code": "b", "price": 3}]
    columns, noted = read(
        NESTED, page({"id": 1, "papers": papers}, {"id": 2, "papers": papers[:1]})
    )
    assert columns["product_id"] == ["1", "1", "2"]
    assert columns["variant_id"] == ["a", "b", "a"]
    assert columns["price"].tolist() == [1, 3, 1]
    assert sum(count for _, count, _ in noted) == 2


def test_a_page_that_was_refused_is_passed_over():
    lost = page(error=RefusedError("no"))
    columns, _ = read(PLAIN, page(item(1)), lost, page(item(2)))
    assert columns["product_id"] == ["1", "2"]
    assert columns["_page"].tolist() == [0, 2]


def test_more_than_half_without_an_id_is_an_error():
    with pytest.raises(AnswerError, match="rows of /p: 2 of 3 cannot be read: id is missing"):
        read(PLAIN, page(item(1), item(None), item("")))
