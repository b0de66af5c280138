"""A report shows what the screen shows: same rows, same order, same rounding, cell by cell."""

import re
import shutil
import subprocess

import openpyxl
import pypdf
import pytest
from report_kit import Page

import labkit as lk
from labkit.display.styles import style
from labkit.pricing.matrix import style_matrix
from labkit.report import pdf

SIZES = ["10x15 cm", "8x10 in"]
TERMS = {"quantity": 100, "country": "NL", "currency": "EUR"}
# What stands on the screen, and under which heading of a sheet.
IN_SHEETS = {
    "lab": "Lab",
    "name": "Product",
    "variant": "Variant",
    "width_mm": "Width [mm]",
    "height_mm": "Height [mm]",
    "size_error": "Size error",
    "price": "Unit price",
    "currency": "Currency",
    "quantity": "Quantity",
    "total": "Total [EUR]",
    "fx_date": "Rate date",
    "notes": "Notes",
}


@pytest.fixture(scope="module")
def catalog():
    return lk.catalog()


@pytest.fixture(scope="module")
def folder(catalog, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    for suffix in ("html", "pdf", "xlsx"):
        catalog.report(folder / f"r.{suffix}", SIZES, **TERMS)
    return folder


@pytest.fixture(scope="module")
def page(folder):
    return Page((folder / "r.html").read_text("utf-8"))


@pytest.fixture(scope="module")
def book(folder):
    return openpyxl.load_workbook(folder / "r.xlsx")


def screen(catalog, size):
    """Return a comparison's table as a notebook shows it: rows of column → text."""
    frame = catalog.compare(size, **TERMS)
    head, *rows = Page(style(frame, rows=10_000).to_html()).table(0)
    return [dict(zip(head, row, strict=True)) for row in rows]


def matrix_on_screen(catalog):
    """Return the matrix as a notebook shows it: lab → size → text."""
    matrix = catalog.matrix(SIZES, **TERMS)
    head, _, *rows = Page(style_matrix(matrix).to_html()).table(0)
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def sheet_rows(sheet):
    first = int(re.sub(r"\D", "", sheet.auto_filter.ref.split(":")[0]))
    names = [cell.value for cell in sheet[first]]
    return [dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=first + 1)]


def formatted(cell):
    """Return a cell as a spreadsheet shows it, by its number format."""
    if not isinstance(cell.value, int | float):
        return cell.value or ""
    return {
        "#,##0.00": lambda value: f"{value:,.2f}",
        "#,##0.00####": lambda value: f"{value:,.2f}",
        "#,##0": lambda value: f"{value:,}",
        "0.##": lambda value: f"{value:g}",
        "0.0%": lambda value: f"{value:.1%}",
    }[cell.number_format](cell.value)


@pytest.mark.parametrize("size", SIZES)
def test_a_page_has_the_cells_of_the_screen(catalog, page, size):
    shown = screen(catalog, size)
    assert len(shown) > 10
    # The matrix and the order of all stand above.
    head, *rows = page.table(SIZES.index(size) + 2)
    assert [row[0] for row in rows] == [str(place) for place in range(1, len(shown) + 1)]
    for row, told in zip(rows, shown, strict=True):
        cells = dict(zip(head, row, strict=True))
        assert cells["Lab"] == told["lab"]
        assert cells["Product"].startswith(f"{told['name']} {told['variant']}".strip())
        assert cells["Size [mm]"] == f"{told['width_mm']} × {told['height_mm']}"
        assert cells["Size error"].split()[:1] in ([told["size_error"]], [])
        price = told["price"].split()[0]
        assert cells["Unit price"] == (f"{price} {told['currency']}" if price != "–" else "–")
        total = told["total"].split()
        assert cells["Total [EUR]"].split()[: len(total)] == total
        assert told["fx_date"] in cells["Notes"]


def test_a_page_has_the_matrix_of_the_screen(catalog, page):
    shown = matrix_on_screen(catalog)
    head, *rows = page.table(0)
    assert [row[0] for row in rows] == list(shown)
    for row in rows:
        for size, cell in zip(head[1:], row[1:], strict=True):
            amount = shown[row[0]][size].split()
            assert cell.split()[: len(amount)] == amount


@pytest.mark.parametrize("size", SIZES)
def test_a_sheet_has_the_cells_of_the_screen(catalog, book, size):
    shown = screen(catalog, size)
    rows = sheet_rows(book[size])
    assert len(rows) == len(shown)
    for row, told in zip(rows, shown, strict=True):
        for name, heading in IN_SHEETS.items():
            amount, _, symbol = told[name].partition(" ")
            if name == "price":
                assert formatted(row[heading]) == amount
            elif name == "total":
                assert (formatted(row[heading]), formatted(row["Mark"])) == (amount, symbol)
            else:
                # Cells on the screen are read with their blanks put together.
                assert " ".join(formatted(row[heading]).split()) == told[name]
        assert row["Complete"].value == {"True": "yes", "False": "no"}[told["complete"]]


def test_a_sheet_has_the_matrix_of_the_screen(catalog, book):
    shown = matrix_on_screen(catalog)
    rows = sheet_rows(book["Prices by lab and size"])
    assert [row["Lab"].value for row in rows] == list(shown)
    for cells, (lab, amounts) in zip(
        book["Prices by lab and size"].iter_rows(min_row=4), shown.items(), strict=True
    ):
        assert cells[0].value == lab
        for place, text in enumerate(amounts.values()):
            amount, mark = cells[1 + 3 * place], cells[2 + 3 * place]
            assert f"{formatted(amount)} {formatted(mark)}".strip() == text


def test_ids_are_text_in_every_form(catalog, page, book):
    frame = catalog.compare(SIZES[0], **TERMS)
    ids = frame["product_id"].tolist()
    assert "1000101000150001" in ids
    cells = [row["Product id"] for row in sheet_rows(book[SIZES[0]])]
    assert [cell.value for cell in cells] == ids
    assert {cell.data_type for cell in cells} == {"s"}
    head, *rows = page.table(2)
    column = head.index("Product")
    assert all(own in row[column].split() for own, row in zip(ids, rows, strict=True))


def pdf_words(path):
    return " ".join(" ".join(each.extract_text() for each in pypdf.PdfReader(path).pages).split())


def assert_pdf_shows(catalog, words, sizes):
    for size in sizes:
        # The table's own caption, after that of the order of all.
        table = words[words.index(f"100 x {size}, by total") :]
        at = 0
        for place, told in enumerate(screen(catalog, size), 1):
            price = told["price"].split()[0]
            price = f"{price} {told['currency']}" if price != "–" else "–"
            start = f" {place} {told['lab']} {told['name'].split()[0]}"
            at = table.index(start, at)
            amounts = f"{price} {told['total'].split()[0]}"
            assert amounts in table[at : at + 400], (size, place)


def test_a_pdf_has_the_cells_of_the_screen(catalog, folder):
    assert_pdf_shows(catalog, pdf_words(folder / "r.pdf"), SIZES)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_another_program_reads_the_same_in_the_pdf(catalog, folder):
    done = subprocess.run(
        ["pdftotext", "-layout", folder / "r.pdf", "-"], capture_output=True, text=True, check=True
    )
    for size in SIZES:
        for told in screen(catalog, size):
            pattern = rf"\b{told['lab']}\b.*\s{re.escape(told['total'].split()[0])}\b"
            assert re.search(pattern, done.stdout), told


@pytest.mark.browser
@pytest.mark.skipif(pdf._browser() is None, reason="needs Chromium")
def test_chromium_makes_a_pdf_of_the_same_cells(catalog, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "_has_weasyprint", lambda: False)
    words = pdf_words(catalog.report(tmp_path / "r.pdf", SIZES[:1], **TERMS))
    assert_pdf_shows(catalog, words, SIZES[:1])
    assert "Landed cost of all sizes as one order" in words
