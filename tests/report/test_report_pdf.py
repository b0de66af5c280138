import io
import re
import shutil

import pypdf
import pytest
from played_lab import PlayedLab
from report_kit import SIZES, hostile_catalog

import labkit as lk
from labkit.errors import InputError
from labkit.lab_api.endpoints import Kind
from labkit.report import pdf


@pytest.fixture(scope="module")
def catalog():
    return hostile_catalog()


@pytest.fixture(scope="module")
def path(catalog, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "out.pdf"
    assert catalog.report(path, SIZES, quantity=100, currency="EUR") == path
    return path


@pytest.fixture(scope="module")
def pages(path):
    return pypdf.PdfReader(path).pages


@pytest.fixture(scope="module")
def words(pages):
    return spoken(pages)


def spoken(pages):
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.short
def test_it_is_a_pdf_of_landscape_pages(path, pages):
    assert path.read_bytes().startswith(b"%PDF-")
    for page in pages:
        width, height = page.mediabox.width, page.mediabox.height
        # A4: 297 x 210 mm
        assert (float(width) / 72 * 25.4, float(height) / 72 * 25.4) == pytest.approx(
            (297, 210), 0.01
        )
    assert f"1 / {len(pages)}" in spoken(pages[:1])


def test_rows_stand_in_the_order_of_compare_with_its_amounts(catalog, words):
    frame = catalog.compare("10x15 cm", quantity=100)
    table = words[words.index("100 x 10x15 cm, by total") :]
    table = table[: table.index("100 x 13x18 cm, by total")]
    assert re.findall(r"12\d{14}", table) == frame["product_id"].tolist()
    for total in frame["total"].dropna():
        assert f"{total:,.2f}" in table


@pytest.mark.short
def test_amounts_worked_out_by_hand_are_in_it(words):
    # 100 x 0.20 and 100 x 0.25
    assert "0.20 EUR 20.00" in words
    assert "0.25 EUR 25.00" in words


def test_marks_sources_samples_and_what_failed_are_in_it(words):
    assert "Sample data." in words
    assert "suggested retail price, not what you pay" in words
    assert "2026-11-01 12:00 UTC" in words
    assert "three GET /products: no connection" in words
    assert "nothing within 3 % of 77x99 cm" in words


def test_hostile_names_are_text_and_nothing_acts(path, pages, words):
    assert "<script>alert(1)</script>" in words
    assert "=cmd|' /C calc'!A0" in words
    reader = pypdf.PdfReader(path)
    assert "/OpenAction" not in reader.root_object
    assert "/AcroForm" not in reader.root_object
    for page in pages:
        assert "/Annots" not in page


def test_no_column_is_pushed_off_the_paper(pages):
    starts = []

    def see(text, around, own, *_):
        if text.strip():
            starts.append(own[4] * around[0] + own[5] * around[2] + around[4])

    for page in pages:
        page.extract_text(visitor_text=see)
    # Three quarters of a point to a pixel: A4 across is 842 points.
    assert len(starts) > 100
    assert min(starts) > 0
    assert max(starts) < 842 - 12 / 25.4 * 72


def test_real_data_is_not_called_a_sample(tmp_path):
    path = lk.catalog([PlayedLab("real", kind=Kind.LIVE)]).report(tmp_path / "r.pdf", ["10x15"])
    assert "ample data" not in spoken(pypdf.PdfReader(path).pages)


def test_nothing_is_loaded_from_anywhere(monkeypatch):
    asked = []
    monkeypatch.setattr(
        "urllib.request.OpenerDirector.open", lambda *given, **_: asked.append(given)
    )
    body = pdf._weasyprint(
        '<img src="http://127.0.0.1:9/x.png"><img src="file:///etc/hostname">'
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">words'
    )
    assert asked == []
    assert "words" in spoken(pypdf.PdfReader(io.BytesIO(body)).pages)


def test_with_neither_of_the_two_it_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "_has_weasyprint", lambda: False)
    monkeypatch.setattr(pdf, "_browser", lambda: None)
    lab = PlayedLab("one")
    with pytest.raises(InputError, match="WeasyPrint, or Chromium") as caught:
        lk.catalog([lab]).report(tmp_path / "r.pdf")
    assert "labkit[report]" in caught.value.hint
    assert lab.read == []


def test_a_browser_that_fails_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "_has_weasyprint", lambda: False)
    monkeypatch.setattr(pdf, "_browser", lambda: shutil.which("false"))
    with pytest.raises(InputError, match="could not create the PDF"):
        lk.catalog([PlayedLab("one")]).report(tmp_path / "r.pdf", ["10x15"])
    assert not list(tmp_path.glob("*.pdf"))


@pytest.mark.browser
@pytest.mark.skipif(pdf._browser() is None, reason="needs Chromium")
def test_where_there_is_no_weasyprint_the_systems_chromium_makes_it(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "_has_weasyprint", lambda: False)
    path = lk.catalog([PlayedLab("one")]).report(tmp_path / "r.pdf", ["10x15"], 100)
    words = spoken(pypdf.PdfReader(path).pages)
    # 100 x 0.20
    assert "20.00" in words
    assert "Print prices" in words
