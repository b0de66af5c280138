"""Price lists as labs send them: workbooks, encodings, marks, signs, headings in other words.

Broken once: with a decimal point taken for granted, "1.250" beside "0,14" was 1.25.
"""

import io
import zipfile
from decimal import Decimal
from xml.sax.saxutils import escape

import pandas as pd
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

import labkit as lk
from labkit.errors import InputError, LabkitError, PriceListError
from labkit.pricing.price_list import PriceList

HEAD = "product_id;min_quantity;price;currency\n"


@pytest.fixture
def write(tmp_path):
    def write(content, name="list.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def prices(source, **given):
    frame = PriceList.read(source, **given).to_frame()
    return frame["price"].tolist()


def xlsx(*sheets):
    """Return a workbook: (name, rows) of each sheet; a sheet called "old" is hidden."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets:
            page = book.add_worksheet(name)
            for place, row in enumerate(rows):
                page.write_row(place, 0, row)
            if name == "old":
                page.hide()
    return buffer.getvalue()


def ods(rows):
    """Return an OpenDocument sheet, written by hand."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if isinstance(cell, int | float)
            else '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(cell)}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" '
        f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="Prijzen">{cells}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("mimetype", kind)
        file.writestr("META-INF/manifest.xml", manifest)
        file.writestr("content.xml", content)
    return buffer.getvalue()


# The decimal mark of the whole file ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("1.250", "0,14"), ("1250", "0.14")),
        (("0,14", "1.250"), ("0.14", "1250")),
        (("1,250", "0.14"), ("1250", "0.14")),
        (("1.250", "0.14"), ("1.250", "0.14")),
        (("1,250", "0,14"), ("1.250", "0.14")),
        (("1.234,50", "2"), ("1234.50", "2")),
        (("1'234.50", "1'000"), ("1234.50", "1000")),
        (("1’234.50", "7.125"), ("1234.50", "7.125")),
        (("1\u00a0234,50", "1\u202f000"), ("1234.50", "1000")),
        (("1.234.567", "1.250"), ("1234567", "1250")),
        (("€ 6.50", "€1,234.50"), ("6.50", "1234.50")),
        (("6,50 €", "EUR 7,00"), ("6.50", "7.00")),
        (("\u00a0€\u00a06,50\u00a0", "€ 12,-"), ("6.50", "12")),
    ],
)
def test_the_decimal_mark_is_that_of_the_whole_file(write, cells, expected):
    rows = "".join(f"{place};1;{cell};EUR\n" for place, cell in enumerate(cells))
    assert [str(price) for price in prices(write(HEAD + rows))] == list(expected)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("7;1;1.250;EUR\n", "line 2: price '1.250' can be read two ways"),
        ("7;1;1,250;EUR\n8;1;2,500;EUR\n", "line 2: price '1,250' can be read two ways"),
        (
            "7;1;0,14;EUR\n8;1;1.25;EUR\n",
            "line 3: '1.25' has a decimal point, but '0,14' on line 2",
        ),
        ("7;1;1.234,5;EUR\n8;1;1,234.5;EUR\n", "line 3: '1,234.5' has a decimal point"),
        ("7;1.000;0.14;EUR\n", "line 2: min_quantity '1.000' can be read two ways"),
        ("7;1;1.23.4;EUR\n", "line 2: price '1.23.4' is no number"),
        ("7;1;12 34;EUR\n", "line 2: price '12 34' is no number"),
        ("7;1;€ 1;USD\n", "line 2: price '€ 1' is no amount of USD"),
        ("7;1;$ 1;EUR\n", "line 2: price '\\$ 1' is no amount of EUR"),
        ("7;1;€ -1;EUR\n", "line 2: price '€ -1' is negative"),
    ],
)
def test_what_stays_two_things_is_refused(write, rows, message):
    with pytest.raises(PriceListError, match=message):
        PriceList.read(write(HEAD + rows))


def test_quantities_have_the_marks_of_the_prices(write):
    found = PriceList.read(write(HEAD + "7;1.000;0,14;EUR\n7;1;0,20;EUR\n"))
    assert found.tier("7", "", 999) == Decimal("0.20")
    assert found.tier("7", "", 1000) == Decimal("0.14")


MARKS = st.sampled_from(
    [(",", "."), (".", ","), (",", " "), (".", "'"), (",", "\u202f"), (".", "")]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5), MARKS)
@example([125000, 14], (",", "."))
def test_amounts_written_in_one_style_are_read_back(cents, marks):
    decimal, thousands = marks
    texts = [
        f"{Decimal(n) / 100:,.2f}".replace(",", "T").replace(".", decimal).replace("T", thousands)
        for n in cents
    ]
    table = pd.DataFrame({"product_id": map(str, range(len(cents))), "price": texts})
    assert prices(table.assign(currency="EUR")) == [Decimal(n) / 100 for n in cents]


# Files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encodings_that_spreadsheets_write(write, encoding):
    text = "référence;prix;devise\r\né7;€ 6,50;EUR\r\n"
    found = PriceList.read(write(text, encoding=encoding))
    assert found.tier("é7", "", 1) == Decimal("6.50")
    assert ("it is read as Windows-1252" in found.notes) == (encoding == "cp1252")


ROWS = [
    ["Prijslijst 2026"],
    [],
    ["Artikelnummer", "Omschrijving", "Vanaf", "Prijs (€)"],
    [17, "Foto 10x15", 1, 0.14],
    [17, "Foto 10x15", 50, 0.1],
    [18, "Foto 13x18", 1, 0.1 + 0.2],
    ["A-9", "Mok", 1, "€ 1.234,50"],
]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_workbooks(write, kind):
    content = xlsx(("Blad1", ROWS)) if kind == "xlsx" else ods(ROWS)
    found = PriceList.read(write(content, f"prijzen.{kind}"))
    assert [tuple(row) for row in found.to_frame().drop(columns="tax").to_numpy()] == [
        ("17", "", 1, Decimal("0.14"), "EUR"),
        ("17", "", 50, Decimal("0.1"), "EUR"),
        ("18", "", 1, Decimal("0.3"), "EUR"),
        ("A-9", "", 1, Decimal("1234.50"), "EUR"),
    ]
    assert "'Artikelnummer' is read as product_id" in found.notes
    assert "prices are in EUR, as 'Prijs (€)' says" in found.notes


def test_a_title_above_the_headings_is_no_row_of_prices(write):
    text = "Prijslijst 2026;;;\n;;;\nArtikelnr;Naam;Prijs €;\n7;Foto;0,14;\n8;Mok;veel;\n"
    with pytest.raises(PriceListError, match="line 5: price 'veel' is no number"):
        PriceList.read(write(text))
    assert prices(write(text.replace("veel", "1,50"))) == [Decimal("0.14"), Decimal("1.50")]


def test_a_workbook_is_known_by_its_content_and_its_sheet_by_its_headings(write):
    lists = [("Info", [["Welkom"]]), ("old", [*ROWS[2:3], [1, "", 1, 9]]), ("Prijzen", ROWS)]
    found = PriceList.read(write(xlsx(*lists), "prices.csv"))
    assert found.tier("17", "", 1) == Decimal("0.14")
    assert "sheet 'Prijzen' is read" in found.notes


def test_a_row_of_a_workbook_is_named_as_it_is_numbered_there(write):
    content = xlsx(("Blad1", [*ROWS, [19, "", 1, "veel"]]))
    with pytest.raises(PriceListError, match="row 8: price 'veel' is no number"):
        PriceList.read(write(content, "p.xlsx"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (xlsx(("a", [])), "is empty"),
        (b"PK\x03\x04 and nothing of it", "no spreadsheet that can be read"),
        (xlsx(("a", [["product_id", "price", "price"], [1, 2, 3]])), "two columns 'price'"),
        (xlsx(("a", [["naam", "kleur"], [1, 2]])), "no column 'product_id'"),
    ],
)
def test_workbooks_that_cannot_be_read(write, content, message):
    with pytest.raises(PriceListError, match=message):
        PriceList.read(write(content, "p.xlsx"))


def test_a_workbook_without_its_extra_says_what_to_install(write, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(LabkitError, match=r"labkit\[spreadsheet\]"):
        PriceList.read(write(xlsx(("a", ROWS)), "p.xlsx"))


# Ids ----------------------------------------------------------------------------------------------


def test_ids_that_a_spreadsheet_made_decimals_are_whole_again(write):
    found = PriceList.read(
        write("product_id,variant_id,price,currency\n17.0,2.0,1,EUR\n8.0,,1,EUR\n")
    )
    assert list(found) == [("17", "2"), ("8", "")]
    assert "product_id is read without the '.0' that a spreadsheet added" in found.notes
    gap = pd.DataFrame({"product_id": ["a", "b"], "variant_id": [1.0, None], "price": [1, 2]})
    assert list(PriceList.read(gap.assign(currency="EUR"))) == [("a", "1"), ("b", "")]


def test_ids_among_others_that_are_no_numbers_stay(write):
    found = PriceList.read(write("product_id,price,currency\n17.0,1,EUR\n1.5,1,EUR\n"))
    assert list(found) == [("1.5", ""), ("17.0", "")]


@pytest.mark.parametrize("long", [1100012345678901, 1.1000123456789e15])
def test_q08_an_id_past_what_a_spreadsheet_keeps_is_refused(write, long):
    content = xlsx(("a", [["product_id", "price", "currency"], [long, 1, "EUR"]]))
    with pytest.raises(PriceListError, match=r"row 2: product_id .* is no text"):
        PriceList.read(write(content, "p.xlsx"))
    with pytest.raises(PriceListError, match="shortened by a spreadsheet"):
        PriceList.read(write(f"product_id,price,currency\n{int(long)}.0,1,EUR\n"))


# Headings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Artikelnummer;Uitvoering;Aantal;Prijs;Valuta;BTW",
        "Référence;Variante;Quantité;Prix unitaire;Devise;TVA",
        "Bestellnummer;Ausführung;Ab Menge;Stückpreis;Währung;MwSt",
        "SKU;Variant;Min. qty;Unit price;Currency;VAT",
        "Product ID;variant-id;Min Quantity;Price;CURRENCY;Tax",
        "Artikelnumer;Variant;Aantallen;Prijzen;Valuta;BTW",
    ],
)
def test_headings_in_other_words(write, header):
    found = PriceList.read(
        write(f"{header}\n7;a;10;0,14;EUR;excluded\n"),
        columns={"Aantallen": "min_quantity", "Prijzen": "price"} if "Aantallen" in header else {},
    )
    tier = found.find("7", "a", 10)
    assert (tier.min_quantity, tier.price, tier.tax) == (10, Decimal("0.14"), "excluded")
    assert any("is read as product_id" in note for note in found.notes)
    assert "is read as product_id" in repr(found)


def test_an_id_comes_before_a_name_and_the_columns_name_before_all(write):
    found = PriceList.read(write("Artikel;Artikelnr;Prijs €\nFoto;7;0,14\n"))
    assert list(found) == [("7", "")]
    found = PriceList.read(write("Artikelnr;product_id;price;currency\nx;7;1;EUR\n"))
    assert list(found) == [("7", "")]
    assert found.notes == ()


def test_a_mapping_says_what_cannot_be_told(write):
    path = write("Artikel;Prijs excl. btw;Prijs incl. btw;BTW\n7;1,00;1,21;21 %\n")
    with pytest.raises(PriceListError, match="no column 'price'"):
        PriceList.read(path, columns={"BTW": None})
    chosen = {"Prijs excl. btw": "price", "btw": None}
    with pytest.raises(PriceListError, match="no column 'currency'"):
        PriceList.read(path, columns=chosen)
    path = write("Artikel;Prijs excl. btw;Munt\n7;1,00;€\n")
    found = PriceList.read(path, columns={"Artikel": "product_id", "Prijs excl. btw": "price"})
    assert (found.find("7", "", 1).price, found.find("7", "", 1).currency) == (1, "EUR")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"Artikle": "product_id"}, "no column 'Artikle'"),
        ({"Artikel": "productid"}, "did you mean 'product_id'"),
        ({"Artikel": "product_id", "Nr": "product_id"}, "two headings for product_id"),
        (["Artikel"], "is no mapping"),
    ],
)
def test_what_is_no_mapping(write, columns, message):
    with pytest.raises(InputError, match=message):
        PriceList.read(write("Artikel;Nr;Prijs €\na;7;1,00\n"), columns=columns)


def test_currencies_that_stand_with_each_price(write):
    found = PriceList.read(write("sku;price\n7;€ 1.50\n8;CHF 2.50\n"))
    assert found.to_frame()["currency"].tolist() == ["EUR", "CHF"]
    assert "currencies (CHF, EUR) are those of the prices" in found.notes
    with pytest.raises(PriceListError, match="no column 'currency'"):
        PriceList.read(write("sku;price\n7;$ 1.50\n"))
    with pytest.raises(PriceListError, match="no column 'currency'"):
        PriceList.read(write("sku;price\n7;€ 1.50\n8;2.50\n"))


def test_a_lab_reads_such_a_list_and_says_how(write):
    path = write("Artikel;Prijs (€)\n1;24,90\n")
    lab = lk.connect("printofoto", prices=path, columns={"Artikel": "product_id"})
    assert lab.prices.tier("1", "", 1) == Decimal("24.90")
    assert "prices are in EUR" in lab._html()
    with pytest.raises(InputError, match="give prices= too"):
        lk.connect("printofoto", columns={"Artikel": "product_id"})
