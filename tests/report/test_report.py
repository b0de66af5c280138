import base64
import datetime as dt
import os
import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from offers_kit import products
from played_lab import PlayedLab, down
from report_kit import Page

import labkit as lk
from labkit.errors import InputError, UnreachableError
from labkit.lab_api.endpoints import Endpoint, Kind
from labkit.model.secret import Secret
from labkit.pricing.comparison import compare_products
from labkit.pricing.request import read_request
from labkit.report import content as content_module
from labkit.report import writer

SIZES = ["10x15 cm", "13x18 cm", "77x99 cm"]
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "=cmd|' /C calc'!A0",
    "\u202eevil مرحبا",
    "null\x00 and bell\x07",
    "a very long name " * 400,
]
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "aside"),
    *("h1", "h2", "h3", "p", "b", "ul", "li", "div", "span", "bdi", "small", "figure", "img", "ol"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}


@pytest.fixture(scope="module")
def catalog():
    one = products(
        ("one", "Matte", 102, 152, 0.25),
        ("one", "Glossy", 150, 100, 0.2),
        ("one", "Large", 127, 178, 0.4),
        ("one", "Free of price", 100, 150, None),
    )
    two = products(
        *[("two", name, 100, 150, 0.1 + place / 100) for place, name in enumerate(HOSTILE)],
        price_kind="suggested_retail",
        tax="unknown",
        currency="USD",
    )
    return lk.catalog(
        [
            PlayedLab("one", {"products": one}),
            PlayedLab("two", {"products": two}, kind=Kind.EMBEDDED, own=True),
            down("three"),
        ]
    )


@pytest.fixture(scope="module")
def page(catalog, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "out.html"
    assert catalog.report(path, SIZES, quantity=100, currency="EUR") == path
    return path.read_text("utf-8")


@pytest.fixture(scope="module")
def read(page):
    return Page(page)


def test_tables_have_the_rows_order_and_amounts_of_compare(catalog, read):
    for place, size in enumerate(SIZES[:2], 1):
        frame = catalog.compare(size, quantity=100)
        header, *rows = read.table(place)
        assert header[6] == "Total [EUR]"
        assert len(rows) == len(frame)
        totals = ["–" if value is pd.NA else f"{value:,.2f}" for value in frame["total"]]
        assert [row[6].split()[0] for row in rows] == totals
        assert [row[1] for row in rows] == frame["lab"].tolist()
        for row, product_id in zip(rows, frame["product_id"], strict=True):
            assert product_id in row[2]


@pytest.mark.short
def test_amounts_are_those_worked_out_by_hand(read):
    by_name = {row[2].split()[0]: row for row in read.table(1)[1:]}
    # 100 x 0.20 and 100 x 0.25; 102 x 152 is 2 mm off on each side, 2 % of the shorter
    assert by_name["Glossy"][3:7] == ["150 × 100", "", "0.20 EUR", "20.00"]
    assert by_name["Matte"][3:7] == ["102 × 152", "2.0% 2 mm", "0.25 EUR", "25.00"]
    assert by_name["Matte"][7] == "tax included"


def test_marks_stand_in_the_legend_and_in_every_row(read):
    assert "* suggested retail price, not what you pay" in read.text
    assert "? tax not known" in read.text
    assert "Prices of different kind or tax stand side by side" in read.text
    retail = [row for row in read.table(1)[1:] if row[1] == "two"]
    assert len(retail) == len(HOSTILE)
    assert all(row[6].endswith("*?") for row in retail)
    assert all(
        "suggested retail price, not what you pay; tax not known" in row[7] for row in retail
    )
    own = [row for row in read.table(1)[1:] if row[1] == "one"]
    assert not any("*" in row[6] for row in own)
    assert own[-1][5:8] == ["–", "–", "price not known"]


def test_what_holds_for_all_rows_is_said_once(read):
    assert "All rows: without shipping; without options." in read.text


def test_the_matrix_stands_above_with_its_products(read):
    header, *rows = read.table(0)
    assert header == ["Lab", *SIZES]
    assert rows[0] == ["one", "20.00 Glossy", "40.00 Large", "–"]
    assert rows[2] == ["three", "–", "–", "–"]
    assert rows[1][1].split()[1] == "*?"


def test_a_size_nobody_sells_names_the_nearest(read):
    assert "nothing within 3 % of 77x99 cm; the nearest sizes are 127 x 178 mm" in read.text


def test_pictures_are_inside_and_have_words_for_who_cannot_see_them(read):
    assert len(read.images) == 4
    for image in read.images:
        kind, body = image["src"].split(",", 1)
        assert kind == "data:image/svg+xml;base64"
        assert ET.fromstring(base64.b64decode(body)).tag.endswith("svg")
        assert len(image["alt"]) > 30
    assert "13x18 cm: 40.00 (one)" in read.images[1]["alt"]


def test_nothing_is_loaded_from_anywhere(page, read):
    assert "default-src 'none'" in page
    style = page.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    addresses = [value for name, value in read.attributes if name in {"src", "href", "srcset"}]
    assert all(value.startswith("data:") for value in addresses)
    assert read.tags <= ALLOWED
    assert not [name for name, _ in read.attributes if name.startswith("on") or name == "href"]


def test_hostile_names_stand_there_as_text(page, read):
    assert "{{ 7*7 }}{% raw %}" in read.text
    assert "<script>alert(1)</script>" in read.text
    assert "<img src=x onerror=alert(1)>" in read.text
    assert "=cmd|' /C calc'!A0" in read.text
    assert "\x00" not in page
    assert "\x07" not in page
    # Right-to-left names are kept from turning what stands beside them.
    assert "<bdi>evil" in page
    assert "\u202e" not in page


def test_sample_data_is_called_so_and_only_sample_data(read, tmp_path):
    assert "Sample data. two : read from labkit's own sandbox" in read.text
    path = lk.catalog([PlayedLab("real", kind=Kind.LIVE)]).report(tmp_path / "r.html", ["10x15"])
    assert "ample data" not in path.read_text("utf-8")


def test_labs_that_failed_are_named_with_what_they_said(read, tmp_path):
    assert "Not every lab could be read." in read.text
    assert "three : three GET /products: no connection" in read.text
    path = lk.catalog([PlayedLab("real")]).report(tmp_path / "r.html", ["10x15"])
    assert "Not everything" not in path.read_text("utf-8")


def test_sources_and_days_are_there(read):
    assert "2026-11-01 12:00 UTC" in read.text
    assert "127.0.0.1:9" in read.text
    day = lk.catalog([PlayedLab("x")]).compare("10x15", currency="USD")["fx_date"].iloc[0]
    assert f"Exchange rates: European Central Bank, {day}." in read.text


def test_where_shipping_was_asked_for_it_says_that_it_is_missing(tmp_path):
    path = lk.catalog([PlayedLab("one")]).report(tmp_path / "r.html", ["10x15"], 2, "nl", "USD")
    words = Page(path.read_text("utf-8")).text
    assert "2 of each, totals in USD , delivered to NL" in words
    assert "All rows: tax included; shipping" in words


def test_a_part_of_a_total_is_marked_and_a_long_note_stands_once(tmp_path, monkeypatch):
    long = "shipping is estimated in a way that takes many words to say in full"

    def ranked(self, size, *_, **__):
        frame = compare_products(self.products, read_request(size, country="NL"))
        frame["notes"] = frame["notes"].where(frame["lab"] == "two", f"tax included; {long}")
        return frame

    monkeypatch.setattr(lk.Catalog, "compare", ranked)
    one = products(("one", "A", 100, 150, 0.2), ("one", "B", 100, 150, 0.3))
    cat = lk.catalog([PlayedLab("one", {"products": one}), PlayedLab("two")])
    read = Page(cat.report(tmp_path / "r.html", ["10x15"], country="NL").read_text("utf-8"))
    # Beside the matrix stands what all of it costs as one order.
    assert [row[6] for row in read.table(2)[1:]] == ["0.20 ↑", "0.20 ↑", "0.30 ↑"]
    assert sorted(row[7] for row in read.table(2)[1:])[:2] == ["(1)"] * 2
    assert read.text.count(long) == 1
    assert f"(1) {long}" in read.text
    assert read.table(0)[1:] == [["one", "0.20 ↑ A"], ["two", "0.20 ↑ Print"]]
    assert "↑ not complete" in read.text


def test_no_secret_gets_into_a_report(tmp_path):
    lab = PlayedLab("one")
    lab.connection.endpoint = Endpoint(
        "one", Kind.LIVE, "https://x.invalid", {"key": Secret("hush-hush")}
    )
    path = lk.catalog([lab]).report(tmp_path / "r.html", ["10x15"])
    assert "hush-hush" not in path.read_text("utf-8")


@pytest.mark.parametrize("name", ["out.docx", "out", ".html", "out.html.gz"])
def test_an_unknown_form_is_refused_before_anything_is_read(tmp_path, name):
    lab = PlayedLab("one")
    with pytest.raises(InputError, match=r"\.html"):
        lk.catalog([lab]).report(tmp_path / name)
    assert lab.read == []


@pytest.mark.parametrize(
    "terms",
    [
        {"sizes": ["ten"]},
        {"sizes": []},
        {"sizes": 5},
        {"sizes": ["A4", "A4"]},
        {"quantity": 0},
        {"country": "Holland"},
        {"currency": "€"},
    ],
)
def test_what_cannot_be_read_is_refused_before_anything_is_fetched(tmp_path, terms):
    lab = PlayedLab("one")
    with pytest.raises(InputError):
        lk.catalog([lab]).report(tmp_path / "r.html", **terms)
    assert lab.read == []
    assert not list(tmp_path.glob("*.html"))


def test_what_is_no_file_is_refused():
    with pytest.raises(InputError, match="5 is not a file path"):
        lk.catalog([PlayedLab("one")]).report(5)


def test_a_report_may_be_read_by_whom_the_umask_lets(tmp_path):
    before = os.umask(0o027)
    try:
        path = lk.catalog([PlayedLab("one")]).report(tmp_path / "r.html", ["10x15"])
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="is not a folder"):
        lk.catalog([PlayedLab("one")]).report(tmp_path / "no" / "r.html")


def test_where_no_lab_answers_there_is_no_report(tmp_path):
    with pytest.raises(UnreachableError):
        lk.catalog([down("one")]).report(tmp_path / "r.html")
    assert not list(tmp_path.glob("*.html"))


def test_a_report_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    cat = lk.catalog([PlayedLab("one")])
    path = tmp_path / "r.html"
    path.write_text("the one before")

    def fail(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writer.Path, "replace", fail)
        with pytest.raises(InputError, match="No space left"):
            cat.report(path, ["10x15"])
    assert path.read_text() == "the one before"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["r.html"]
    cat.report(str(path), ["10x15"])
    assert path.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_day_it_was_made_is_the_clocks(tmp_path, monkeypatch):
    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 5, 6, 7, 8, tzinfo=tz)

    monkeypatch.setattr(content_module.dt, "datetime", Clock)
    path = lk.catalog([PlayedLab("one")]).report(tmp_path / "r.html", ["10x15"])
    assert "Created 2026-05-06 07:08 UTC" in Page(path.read_text("utf-8")).text


def test_both_faces_and_paper_are_thought_of(page):
    style = re.sub(r"\s+", " ", page.split("<style>")[1].split("</style>")[0])
    for rule in ("prefers-color-scheme: dark", "@media print", "max-width: 50rem"):
        assert rule in style
