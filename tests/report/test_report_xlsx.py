import importlib.util
import io

import openpyxl
import pandas as pd
import pytest
from played_lab import PlayedLab
from report_kit import HOSTILE, SIZES, hostile_catalog

import labkit as lk
from labkit.errors import InputError
from labkit.lab_api.endpoints import Kind
from labkit.report.xlsx import _cell_text

SAMPLE = "SAMPLE DATA"


@pytest.fixture(scope="module")
def catalog():
    return hostile_catalog()


@pytest.fixture(scope="module")
def path(catalog, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "out.xlsx"
    assert catalog.report(path, SIZES, quantity=100, currency="EUR") == path
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def texts(sheet):
    return [cell.value for row in sheet for cell in row if isinstance(cell.value, str)]


def head_row(sheet):
    return int(
        "".join(letter for letter in sheet.auto_filter.ref.split(":")[0] if letter.isdigit())
    )


def table(sheet):
    """Return a sheet's table as rows of cells by their headings."""
    first = head_row(sheet)
    names = [cell.value for cell in sheet[first]]
    return [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=first + 1)]


def test_there_is_a_sheet_for_everything(book):
    assert book.sheetnames == ["About", "Prices by lab and size", *SIZES, "Sources", "Charts"]


def test_rows_order_and_amounts_are_those_of_compare(catalog, book):
    for size in SIZES[:2]:
        frame = catalog.compare(size, quantity=100)
        rows = table(book[size])
        assert [row["#"].value for row in rows] == list(range(1, len(frame) + 1))
        assert [row["Lab"].value for row in rows] == frame["lab"].tolist()
        assert [row["Product id"].value for row in rows] == frame["product_id"].tolist()
        totals = [None if pd.isna(total) else total for total in frame["total"]]
        shown = [row["Total [EUR]"].value for row in rows]
        assert [None if total == "–" else total for total in shown] == totals


@pytest.mark.short
def test_amounts_are_numbers_worked_out_by_hand(book):
    rows = {row["Product"].value: row for row in table(book["10x15 cm"])}
    glossy, matte = rows["Glossy"], rows["Matte"]
    # 100 x 0.20 and 100 x 0.25; 102 x 152 is 2 mm off on each side, 2 % of the shorter
    assert (glossy["Unit price"].value, glossy["Total [EUR]"].value) == (0.2, 20)
    assert (matte["Unit price"].value, matte["Total [EUR]"].value) == (0.25, 25)
    assert (matte["Size error"].value, matte["Size error [mm]"].value) == (0.02, 2)
    assert (matte["Width [mm]"].value, matte["Height [mm]"].value) == (102, 152)
    assert matte["Quantity"].value == 100
    assert matte["Total [EUR]"].number_format == "#,##0.00"
    assert matte["Size error"].number_format == "0.0%"


def test_unknown_is_a_word_and_never_0(book):
    row = next(row for row in table(book["10x15 cm"]) if row["Product"].value == "Free of price")
    for name in ("Unit price", "Items [EUR]", "Options [EUR]", "Shipping [EUR]", "Total [EUR]"):
        assert row[name].value == "–"


def test_ids_of_16_digits_are_text(book):
    rows = table(book["10x15 cm"])
    assert {row["Product id"].data_type for row in rows} == {"s"}
    assert "1200000000000000" in [row["Product id"].value for row in rows]
    assert {len(row["Product id"].value) for row in rows} == {16}


def test_no_name_is_a_formula_a_link_or_a_number(book):
    names = {row["Product"].value for row in table(book["10x15 cm"])}
    for name in ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1+1)", "000123"):
        assert name in HOSTILE
        assert name in names
    assert "null and bell" in names
    for sheet in book:
        assert not sheet._hyperlinks
        assert "f" not in {cell.data_type for row in sheet for cell in row}


def test_a_lone_surrogate_is_replaced_and_long_text_is_cut():
    assert _cell_text("half a pair \ud83d") == "half a pair \ufffd"
    assert len(_cell_text("x" * 40_000)) == 32_767


def test_tables_have_filters_a_frozen_header_and_widths(book):
    for name in ("Prices by lab and size", *SIZES, "Sources"):
        sheet = book[name]
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes
        assert int(sheet.freeze_panes.lstrip("ABCDEFG")) == head_row(sheet) + 1
    names = [row["Product"].value for row in table(book["10x15 cm"])]
    assert book["10x15 cm"].column_dimensions["C"].width > max(map(len, names))
    assert book["10x15 cm"].row_dimensions[head_row(book["10x15 cm"])].height > 30


def test_marks_stand_at_every_amount_and_are_explained(book):
    rows = [row for row in table(book["10x15 cm"]) if row["Lab"].value == "two"]
    assert len(rows) == 8
    for row in rows:
        assert row["Mark"].value.endswith("*?")
        assert row["Total [EUR]"].fill.start_color.rgb == "FFFFF3CD"
        assert "suggested retail price, not what you pay" in row["Notes"].value
    about = " ".join(texts(book["About"]))
    assert "*  suggested retail price, not what you pay" in about
    assert "?  tax not known" in about
    assert "Prices of different kind or tax stand side by side" in about
    plain = next(row for row in table(book["10x15 cm"]) if row["Product"].value == "Glossy")
    assert not plain["Mark"].value


def test_the_matrix_is_that_of_the_catalog(catalog, book):
    rows = {row["Lab"].value: row for row in table(book["Prices by lab and size"])}
    assert list(rows) == ["one", "two", "three"]
    assert rows["one"]["10x15 cm [EUR]"].value == 20
    assert rows["one"]["Product in 10x15 cm"].value == "Glossy"
    assert rows["one"]["77x99 cm [EUR]"].value == "–"
    matrix = catalog.matrix(SIZES, quantity=100)
    assert rows["two"]["10x15 cm [EUR]"].value == matrix.loc["two", "10x15 cm"]


def test_a_size_nobody_sells_names_the_nearest(book):
    assert any("nothing within 3 % of 77x99 cm" in text for text in texts(book["77x99 cm"]))


def test_sample_data_is_called_so_on_every_sheet_and_only_sample_data(book, tmp_path):
    for sheet in book:
        assert [text for text in texts(sheet) if text.startswith(SAMPLE) and text.endswith("two")]
    path = lk.catalog([PlayedLab("real", kind=Kind.LIVE)]).report(tmp_path / "r.xlsx", ["10x15"])
    for sheet in openpyxl.load_workbook(path):
        assert not [text for text in texts(sheet) if SAMPLE in text]


def test_sources_days_and_what_failed_are_there(book):
    sources = {row["Lab"].value: row for row in table(book["Sources"])}
    assert sources["one"]["Retrieved"].value == "2026-11-01 12:00 UTC"
    assert sources["one"]["Source"].value == "127.0.0.1:9"
    assert sources["one"]["Products"].value == 4
    assert sources["two"]["Remarks"].value == "sample data"
    about = texts(book["About"])
    assert any(
        "Could not be read: three: three GET /products: no connection" in text for text in about
    )
    assert any(text.startswith("Exchange rates: ECB, 2") for text in about)
    assert "100 of each, totals in EUR, items only, without shipping" in about


def test_pictures_are_inside_with_words(book, path):
    assert len(book["Charts"]._images) == 4
    import zipfile

    with zipfile.ZipFile(path) as parts:
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert "First in rank, in EUR: 10x15 cm:" in drawing


def test_a_yen_has_no_decimals(tmp_path):
    path = lk.catalog([PlayedLab("one")]).report(tmp_path / "r.xlsx", ["10x15"], 10, currency="JPY")
    row = table(openpyxl.load_workbook(path)["10x15"])[0]
    assert row["Total [JPY]"].number_format == "#,##0"
    assert row["Total [JPY]"].value == int(row["Total [JPY]"].value)


def test_sizes_whose_names_no_sheet_may_have_still_get_one(tmp_path):
    sizes = ["100 * 150 mm", '4x6"', "About", "127x178 mm"]
    cat = lk.catalog([PlayedLab("one")])
    path = cat.report(tmp_path / "r.xlsx", [sizes[0], sizes[1], sizes[3]])
    names = openpyxl.load_workbook(path).sheetnames
    assert names[2:5] == ["100 - 150 mm", '4x6"', "127x178 mm"]


def test_names_of_sheets_are_short_and_differ():
    import xlsxwriter

    from labkit.report.xlsx import _WorkbookWriter

    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as book:
        writer = _WorkbookWriter(book)
        names = [writer._name(name) for name in ("a" * 40, "A" * 40, "History", "[:]", "")]
        for name in names:
            book.add_worksheet(name)
    assert names == ["a" * 31, "A" * 29 + " 2", "History 2", "---", "sheet"]


def test_without_xlsxwriter_it_says_what_to_install(tmp_path, monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *rest: None if name == "xlsxwriter" else real(name, *rest),
    )
    lab = PlayedLab("one")
    with pytest.raises(InputError, match="XlsxWriter") as caught:
        lk.catalog([lab]).report(tmp_path / "r.xlsx")
    assert "labkit[report]" in caught.value.hint
    assert lab.read == []
