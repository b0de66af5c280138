"""What no row can have, whatever lab it is of, becomes unknown and is noted.

Broken once, and seen to fail: `refuse_implausible` returning the frame as it came.
"""

import pandas as pd

from labkit import frames
from labkit.catalogs.plausible import refuse_implausible
from labkit.lab_api import notes


def refined(table, **columns):
    with notes.collected() as found:
        frame = refuse_implausible(frames.build(table, columns))
    return frame, {(one.column, one.count, one.example) for one in found}


def values(column):
    return [None if value is pd.NA else value for value in column.tolist()]


def test_prices_sides_and_words_of_products():
    frame, noted = refined(
        frames.PRODUCTS,
        price=[0.19, -1.0, 1e12, None, 0.0],
        width_mm=[102.0, 0.0, -5.0, None, 1e9],
        size_source=["field", "guess", "", "name", "document"],
        tax=["included", "btw", "unknown", "excluded", "incl"],
        price_kind=["lab", "retail", "user", "unknown", "suggested_retail"],
        currency=["EUR", "eur", " usd ", "EURO", ""],
    )
    assert values(frame["price"]) == [0.19, None, None, None, 0.0]
    assert values(frame["width_mm"]) == [102.0, None, None, None, None]
    assert frame["size_source"].tolist() == ["field", "", "", "name", "document"]
    assert frame["tax"].tolist() == ["included", "unknown", "unknown", "excluded", "unknown"]
    assert frame["price_kind"].tolist()[1] == "unknown"
    assert frame["currency"].tolist() == ["EUR", "EUR", "USD", "", ""]
    assert noted == {
        ("price", 2, "-1.0"),
        ("width_mm", 3, "0.0"),
        ("size_source", 1, "guess"),
        ("tax", 2, "btw"),
        ("price_kind", 1, "retail"),
        ("currency", 1, "EURO"),
    }


def test_a_price_in_no_currency_is_no_price():
    frame, _ = refined(frames.OPTIONS, price=[1.5, 2.5], currency=["EURO", "EUR"])
    assert values(frame["price"]) == [None, 2.5]


def test_a_row_for_a_country_that_is_none_is_left_out():
    frame, noted = refined(
        frames.SHIPPING, country=["nl", "*", "", "Belgium", "ZZ"], price=[1.0] * 5, currency="EUR"
    )
    assert frame["country"].tolist() == ["NL", "*", ""]
    assert noted == {("country", 2, "BELGIUM")}


def test_what_is_in_order_is_as_it_was():
    columns = {"price": [0.19, None], "level": ["print", ""], "currency": "EUR"}
    frame, noted = refined(frames.OPTIONS, **columns)
    assert noted == set()
    pd.testing.assert_frame_equal(frame, frames.build(frames.OPTIONS, columns))
