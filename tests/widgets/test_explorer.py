"""The explorer: filter, order, basket and export, used as the page uses them."""

import datetime as dt
import io
import json
import re
from fractions import Fraction
from functools import partial

import numpy as np
import pandas as pd
import pytest
from timing_kit import quickest

import labkit as lk
from labkit import frames
from labkit.errors import CurrencyError, InputError
from labkit.frames import export
from labkit.widgets import live_table
from labkit.widgets.filter_rows import FilterTerms, RowFilter

ROWS = {
    "lab": ["a", "a", "b", "b", "b"],
    "product_id": ["1", "2", "3", "4", "5"],
    "name": ["Print 10x15", "Print 13x18", "Poster <b>", "=1+1", "Mug"],
    "category": ["Prints > Lustre", "Prints", "Posters", "Prints > Lustre > Deep", ""],
    "variant": ["lustre", "glossy", "lustre", "", "white"],
    "width_mm": [102, 180, 300, 152.4, None],
    "height_mm": [152, 130, 400, 101.6, None],
    "price": [0.20, 0.35, 9.5, None, 12.0],
    "currency": "EUR",
    "price_kind": "lab",
    "tax": "included",
}


@pytest.fixture
def products():
    return frames.build(frames.PRODUCTS, ROWS)


@pytest.fixture
def row_filter(products):
    return RowFilter(products, "EUR")


@pytest.fixture
def explorer(products, monkeypatch):
    cat = lk.catalog(["bephoto"])
    monkeypatch.setitem(cat._gatherer._tables, "products", products)
    return lk.explore(cat)


def ids(row_filter, **terms):
    return "".join(row_filter.products["product_id"][row_filter.mask(FilterTerms(**terms))])


def press(pane, name, key="", value=""):
    pane._receive(pane, {"action": name, "key": key, "value": value}, [])


def words(pane):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", pane.html))


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        ({}, "12345"),
        ({"labs": ("b",)}, "345"),
        ({"size": "10x15 cm"}, "14"),
        ({"size": "10x15 cm", "tolerance": 0.0}, ""),
        ({"size": "18x13 cm", "tolerance": 0.0}, "2"),
        ({"category": "Prints"}, "124"),
        ({"category": "Prints > Lustre"}, "14"),
        ({"category": "Print"}, ""),
        ({"category": "(none)"}, "5"),
        ({"variant": "lustre"}, "13"),
        ({"variant": "(none)"}, "4"),
        ({"low": 0.35}, "235"),
        ({"high": 0.35}, "12"),
        ({"low": 0.2, "high": 9.5}, "123"),
        ({"text": "PRINT lustre"}, "14"),
        ({"text": "poster <B>"}, "3"),
        ({"labs": ("b",), "variant": "lustre", "high": 10}, "3"),
    ],
)
def test_filter(row_filter, terms, found):
    assert ids(row_filter, **terms) == found


@pytest.mark.parametrize(
    ("column", "descending", "found"),
    [
        ("price", False, "12354"),
        ("price", True, "53214"),
        ("size", False, "41235"),
        ("size", True, "32145"),
        ("name", False, "45312"),
    ],
)
def test_unknown_stands_last_whichever_way_round(row_filter, column, descending, found):
    places = row_filter.sorted_positions(np.ones(5, bool), column, descending=descending)
    assert "".join(row_filter.products["product_id"].iloc[places]) == found


def test_prices_of_other_currencies_are_brought_to_one(products):
    dollars = products.assign(currency="USD")
    rates = RowFilter(dollars, "EUR").prices / RowFilter(products, "EUR").prices
    assert 0.5 < rates[0] < 1.2
    assert np.isnan(RowFilter(products.assign(currency="XXX"), "EUR").prices).all()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("size", "10xx", "is no size"),
        ("tolerance", "200", "is not a tolerance"),
        ("low", "cheap", "is not a price"),
        ("high", "-1", "is not a price"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_table_stays(explorer, name, value, said):
    press(explorer.form, name, value=value)
    # Below the filter: it is in sight whichever tab is open.
    assert said in words(explorer.error_pane)
    assert len(explorer.shown) == 5
    press(explorer.form, "clear")
    assert words(explorer.error_pane) == ""


def test_labs_are_ticked(explorer):
    press(explorer.form, "lab", "a", "")
    assert set(explorer.shown["lab"]) == {"b"}
    press(explorer.form, "lab", "b", "")
    assert "no lab is selected" in words(explorer.error_pane)
    press(explorer.form, "lab", "a", "1")
    assert explorer.terms.labs == ()


def test_filter_from_python(explorer):
    assert len(explorer.filter(size="10x15 cm").shown) == 2
    assert 'value="10x15 cm"' in explorer.form.html
    with pytest.raises(InputError, match="colour"):
        explorer.filter(colour="red")


def test_nothing_found_is_said(explorer):
    press(explorer.form, "text", value="no such thing")
    assert "No product matches" in words(explorer.table)


def test_hostile_names_are_escaped(explorer):
    press(explorer.table, "add", "2")
    assert "Poster &lt;b&gt;" in explorer.table.html
    for pane in (explorer.table, explorer.basket_pane, explorer.form):
        assert "<b>" not in pane.html
    assert "<b>" not in explorer._repr_mimebundle_()["text/html"]


@pytest.mark.short
@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "json"])
def test_export_is_exactly_what_is_shown(explorer, tmp_path, kind):
    explorer.filter(labs=("b",))
    press(explorer.table, "sort", "name")
    path = explorer.export(tmp_path / f"p.{kind}")
    book = partial(pd.read_excel, engine="openpyxl")
    read = {"csv": pd.read_csv, "xlsx": book, "parquet": pd.read_parquet}
    found = read.get(kind, pd.read_json)(path)
    assert [str(value) for value in found["product_id"]] == list(explorer.shown["product_id"])
    assert list(explorer.shown["product_id"]) == ["4", "5", "3"]


def test_the_export_has_the_price_that_is_shown_and_the_day_of_its_rate(products, monkeypatch):
    # 1 EUR was 1.0830 USD on 2024-01-31 (the ECB's reference rate of that day).
    import labkit.widgets.filter_rows as module

    monkeypatch.setattr(module, "ratio", fixed_rate)
    prices = products.assign(currency=["USD", "USD", "EUR", "EUR", "XXX"])
    found = RowFilter(prices, "EUR").frame(np.arange(5))
    assert list(found.columns) == [*frames.PRODUCTS.names, *frames.CONVERTED.names]
    assert found["converted_price"].tolist()[:3] == [0.18, 0.32, 9.5]  # 0.2 / 1.083, 0.35 / 1.083
    assert found["converted_price"].isna().tolist() == [False, False, False, True, True]
    assert found["fx_date"].tolist() == ["2024-01-31", "2024-01-31", "", "", ""]
    assert set(found["converted_currency"]) == {"EUR"}


def fixed_rate(source, target):
    if source == target:
        return Fraction(1), None
    if source == "XXX":
        raise CurrencyError("no such currency")
    return Fraction(1) / Fraction("1.083"), dt.date(2024, 1, 31)


def test_what_is_shown_is_what_is_exported_and_says_its_rate():
    explorer = lk.explore(["bayphoto"]).filter(size="4x6 in")
    day = explorer.shown["fx_date"].iloc[0]
    assert f"Exchange rates (ECB) of {day}" in words(explorer.table)
    first = explorer.shown.iloc[0]
    assert f"{first['converted_price']:.2f}" in words(explorer.table)
    assert explorer.shown.iloc[:0].dtypes["converted_price"] == "Float64"
    assert explorer.filter(text="no such thing").shown.empty


def test_an_export_that_cannot_be_made_is_said(explorer, monkeypatch):
    def refused(_frame, _kind):
        raise InputError("a worksheet has no room for 1,048,576 rows", hint="use CSV or Parquet")

    monkeypatch.setattr(export, "to_bytes", refused)
    press(explorer.table, "export", "xlsx")
    assert "use CSV or Parquet" in words(explorer.table)
    assert "Writing" not in words(explorer.table)


def test_without_quak_the_first_rows_stand_in_a_static_table(explorer, monkeypatch):
    monkeypatch.setattr(live_table, "has_quak", lambda: False)
    explorer._tabs.selected_index = 3
    (pane,) = explorer._live.children
    assert "5 of 5 rows" in words(pane)
    assert "labkit[notebook]" in words(pane)
    assert pane.html.count("<tr>") == 6  # the headings and each row
    assert "Poster &lt;b&gt;" in pane.html
    assert "&lt;NA&gt;" not in pane.html
    explorer.filter(labs=("b",))
    (pane,) = explorer._live.children
    assert "3 of 3 rows" in words(pane)


def test_no_cell_of_an_export_is_a_formula(products):
    import openpyxl

    text = export.to_bytes(products, "csv").decode()
    assert '"\'=1+1"' in text
    sheet = openpyxl.load_workbook(io.BytesIO(export.to_bytes(products, "xlsx"))).active
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "=1+1")
    assert cell.data_type == "s"


def test_an_export_of_another_kind_is_refused(explorer, tmp_path):
    with pytest.raises(InputError, match="exe"):
        explorer.export(tmp_path / "p.exe")


def test_basket_counts_what_is_put_in_twice(explorer):
    for _ in range(2):
        press(explorer.table, "add", "0")
    assert [line.quantity for line in explorer.basket_pane.basket.lines] == [2]
    press(explorer.basket_pane, "quantity", "0", "50")
    assert explorer.basket_pane.basket.lines[0].quantity == 50
    press(explorer.basket_pane, "quantity", "0", "none")
    assert "alert" in explorer.basket_pane.html
    press(explorer.basket_pane, "remove", "0")
    assert "The basket is empty" in words(explorer.basket_pane)


@pytest.mark.short
def test_basket_is_quoted_as_it_is_and_across_labs():
    explorer = lk.explore(["bephoto", "profotonet"]).filter(size="10x15 cm", labs=("profotonet",))
    place = re.search(r'data-action="add" data-key="(\d+)"', explorer.table.html)[1]
    press(explorer.table, "add", place)
    press(explorer.basket_pane, "quantity", "0", "100")
    press(explorer.basket_pane, "quote")
    own = explorer.catalog.labs["profotonet"].quote(
        [(explorer.shown["product_id"][0], 100)], "NL", currency="EUR"
    )
    assert f"{own.total} EUR" in words(explorer.basket_pane)
    assert "The same sizes at every lab" in words(explorer.basket_pane)
    assert "bephoto" in words(explorer.basket_pane)
    press(explorer.basket_pane, "country", value="Nowhere")
    press(explorer.basket_pane, "quote")
    assert "Nowhere" in words(explorer.basket_pane)
    assert "alert" in explorer.basket_pane.html


def test_order_this_hands_on_lab_and_product(explorer):
    taken = []
    explorer._on_order = lambda lab, line: taken.append((lab, line.product_id))
    explorer._row_filter.products["lab"] = "bephoto"
    press(explorer.table, "order", "1")
    assert [(lab.name, product) for lab, product in taken] == [("bephoto", "2")]


def test_pictures_are_drawn_when_they_are_looked_at(explorer):
    assert explorer.charts.html == ""
    explorer._tabs.selected_index = 1
    assert 'alt="Scatter plot: unit price by area of 5 products' in explorer.charts.html


@pytest.mark.short
def test_the_live_table_reaches_nothing_but_its_frame(products, tmp_path):
    import duckdb

    database = live_table.database(products)
    assert database.query("SELECT count(*) FROM products").fetchall() == [(5,)]
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    for sql in (
        f"SELECT * FROM read_csv('{secret}')",
        f"COPY products TO '{tmp_path / 'out.csv'}'",
        f"ATTACH '{tmp_path / 'other.db'}'",
        "SELECT * FROM secret",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ):
        with pytest.raises(duckdb.Error):
            database.query(sql)


def test_a_hundred_thousand_rows_are_filtered_at_once(products):
    many = pd.concat([products] * 20_000, ignore_index=True)
    row_filter = RowFilter(many, "EUR")
    asked = FilterTerms(size="10x15 cm", text="print", low=0.1, category="Prints")
    row_filter.sorted_positions(row_filter.mask(asked), "price")  # what is prepared once
    assert (
        quickest(lambda: row_filter.sorted_positions(row_filter.mask(asked), "price")) < 0.5
    )  # about 0.02 s


def test_nothing_that_was_typed_is_in_the_saved_state(explorer):
    press(explorer.form, "text", value="MY-SECRET-WORDS")
    press(explorer.basket_pane, "country", value="MY-SECRET-PLACE")
    panes = (
        explorer,
        explorer.form,
        explorer.error_pane,
        explorer.table,
        explorer.basket_pane,
        explorer._tabs,
    )
    saved = json.dumps([pane.get_state() for pane in panes], default=lambda _: "")
    assert "MY-SECRET" not in saved


@pytest.mark.parametrize(("server", "beside"), [("", True), ("voila/0.5.8", False)])
def test_a_static_page_stands_beside_it_but_in_voila(explorer, monkeypatch, server, beside):
    displayed = []
    monkeypatch.setenv("SERVER_SOFTWARE", server)
    monkeypatch.setattr("IPython.display.display", lambda data, **_: displayed.append(data))
    explorer._ipython_display_()
    assert "application/vnd.jupyter.widget-view+json" in displayed[0]
    assert displayed[0]["text/plain"] == "Explorer: 5 of 5 products"
    pages = [data["text/html"] for data in displayed if "text/html" in data]
    assert bool(pages) == beside
    assert all("Poster &lt;b&gt;" in page for page in pages)
